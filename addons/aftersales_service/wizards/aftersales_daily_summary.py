from odoo import fields, models
from odoo.tools import format_date

#: What is added up.
FIGURES = ("order_count", "hours_a", "hours_b", "hours_c", "hours_d", "hours_travel", "hours_total")


class AftersalesDailySummary(models.TransientModel):
    """Asks for the day and branch of the supervisor's daily report (服务主任日报表, S10)."""

    _name = "aftersales.daily.summary"
    _description = "Supervisor's Daily Report"

    date = fields.Date(required=True, default=fields.Date.context_today)
    company_id = fields.Many2one(
        "res.company", string="Branch", required=True, default=lambda self: self.env.company
    )

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = f"{wizard.company_id.name} {format_date(self.env, wizard.date)}"

    def action_print(self):
        """Print the report of the day."""
        self.ensure_one()
        return self.env.ref("aftersales_service.aftersales_daily_summary_report").report_action(self)

    def _get_summary(self):
        """Return the engineers' reports of the day, added up per team and for the branch.

        :return: dict of the figures, "submitted", "count" and "teams": a list of dicts with the
            figures, "name", "submitted" and "reports"
        """
        self.ensure_one()
        reports = self.env["aftersales.daily.report"].search(
            [("date", "=", self.date), ("company_id", "=", self.company_id.id)]
        )
        teams = [
            {"name": department.sudo().name, "reports": members, **self._add_up(members)}  # sudo: a name
            for department, members in sorted(
                reports.grouped("department_id").items(), key=lambda item: item[0].sudo().name or ""
            )
        ]
        return {"teams": teams, "count": len(reports), **self._add_up(reports)}

    def _add_up(self, reports):
        return {
            **{name: sum(reports.mapped(name)) for name in FIGURES},
            "submitted": len(reports.filtered(lambda report: report.state != "draft")),
        }
