"""Run in the Odoo shell: make the company Chinese and both languages usable."""

company = env.ref("base.main_company")
env["res.lang"]._activate_lang("en_US")
chart = env["account.chart.template"] if "account.chart.template" in env else None
if chart is not None and company.chart_template != "cn":
    chart.try_loading("cn", company)
company.country_id = env.ref("base.cn")
if company.currency_id != env.ref("base.CNY"):
    env.ref("base.CNY").active = True
    company.currency_id = env.ref("base.CNY")
everybody = env["res.users"].with_context(active_test=False).search([])
everybody.partner_id.write({"tz": "Asia/Shanghai"})
if "resource.calendar" in env:
    env["resource.calendar"].search([]).tz = "Asia/Shanghai"
env.cr.commit()
