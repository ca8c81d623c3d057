"""The demo's approved months in the general ledger: accounts named, the last month posted."""

#: Field of the company → code and name of its account, type.
ACCOUNTS = {
    "aftersales_wages_account_id": ("221199", "应付职工薪酬—奖惩款项", "liability_current"),
    "aftersales_reward_account_id": ("660299", "管理费用—员工奖励", "expense"),
    "aftersales_fine_account_id": ("630199", "营业外收入—员工罚款", "income_other"),
    "aftersales_other_account_id": ("630198", "营业外收入—员工赔偿", "income_other"),
}


def play(env):
    """Name journal and accounts of the main company, and post the months that are approved."""
    company = env.company
    company.aftersales_adjustment_journal_id = env["account.journal"].search(
        [*env["account.journal"]._check_company_domain(company), ("type", "=", "general")], limit=1
    )
    if not company.aftersales_adjustment_journal_id:
        return  # no chart of accounts yet
    for field, (code, name, kind) in ACCOUNTS.items():
        company[field] = env["account.account"].create({"code": code, "name": name, "account_type": kind})
    postings = env["aftersales.adjustment.posting"]
    for posting in postings.search([("company_id", "=", company.id), ("state", "=", "open")]):
        posting.action_make_entry()
        posting.action_post()
