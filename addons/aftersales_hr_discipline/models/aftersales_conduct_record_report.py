from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class AftersalesConductRecord(models.Model):
    """Records about a report: proposed because it was not handed in (D28), or by who read it (D20)."""

    _inherit = "aftersales.conduct.record"

    report_model = fields.Char(readonly=True, copy=False)
    report_res_id = fields.Many2oneReference(
        string="Report", model_field="report_model", readonly=True, copy=False
    )

    _report_index = models.Index("(report_model, report_res_id) WHERE report_res_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        model, number = self.env.context.get("aftersales_report_of") or (None, None)
        if model in self.env["aftersales.due.report.mixin"]._get_report_models():
            report = self.env[model].browse(number).exists()
            if report.has_access("read"):
                employee, day = report._get_debt()
                about = records.filtered(lambda each: (each.employee_id, each.event_date) == (employee, day))
                # sudo: read-only fields
                about.sudo().write({"report_model": model, "report_res_id": report.id})
        return records

    @api.model
    def _cron_propose_reports(self):
        """Propose what is missing, and mark proposals whose report came in or was not owed after all."""
        # sudo: scheduled work over all companies
        records = self.sudo()
        for model in records.env["aftersales.due.report.mixin"]._get_report_models():
            reports = records.env[model]
            for company in records.env["res.company"].search([("active", "=", True)]):
                reports._work_in_slices(
                    reports._get_overdue_domain(company), lambda found: found._propose_missing()
                )
                records._work_in_slices(
                    records._get_watched_reports_domain(company, model),
                    lambda found: found._follow_reports(),
                )

    @api.model
    def _get_watched_reports_domain(self, company, model):
        today = company._get_aftersales_today()
        policy = self.env["aftersales.conduct.policy"]._get_in_force(today, company)
        return (
            Domain("company_id", "=", company.id)
            & Domain("report_model", "=", model)
            & Domain("article_id.trigger", "=", "report")
            & Domain("state", "not in", ("rejected", "revoked", "changed"))
            & Domain("event_date", ">=", fields.Date.subtract(today, days=policy.target_watch_days))
        )

    def _follow_reports(self):
        for model, found in self.grouped("report_model").items():
            reports = self.env[model].browse(found.mapped("report_res_id")).exists()
            missing = reports.browse()
            for company, part in reports.grouped("company_id").items():
                days = [day for _employee, day in (report._get_debt() for report in part)]
                domain = part._get_missing_domain(company, min(days), max(days))
                missing |= part.search(domain & Domain("id", "in", part.ids))._filter_owed()
            for record in found:
                record._mark_doubt(record.report_res_id not in missing.ids)

    def action_view_report(self):
        """Open the report that the record is about."""
        self.ensure_one()
        self.check_access("read")
        if not self.report_res_id:
            raise UserError(self.env._("Record %(name)s is not about a report.", name=self.name))
        report = self.env[self.report_model].browse(self.report_res_id).exists()
        if not report.has_access("read"):
            raise AccessError(
                self.env._("Your role does not show that report. Its facts stand on the record.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "view_mode": "form",
        }
