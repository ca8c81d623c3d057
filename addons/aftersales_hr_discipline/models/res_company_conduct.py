from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_conduct_closed_until = fields.Date(
        string="Conduct Points Closed Until",
        help="Last day of the last month whose points were used in appraisals: differences go to the next.",
    )

    aftersales_conduct_reports_from = fields.Date(
        string="Missing Reports Proposed From",
        default=fields.Date.context_today,
        help="Records are proposed for reports due on that day or later; empty: for none (D28).",
    )

    def _get_conduct_report_days(self):
        """Return first and last due day of reports that are missing now (D28); `None` before them."""
        self.ensure_one()
        today = self._get_aftersales_today()
        policy = self.env["aftersales.conduct.policy"]._get_in_force(today, self)
        first, last = (
            self.aftersales_conduct_reports_from,
            fields.Date.subtract(today, days=policy.report_grace_days + 1),
        )
        if not first or first > last:
            return None, None
        return max(first, fields.Date.subtract(today, days=policy.target_watch_days)), last

    @api.constrains("aftersales_conduct_closed_until")
    def _check_aftersales_conduct_closed(self):
        for company in self:
            day = company.aftersales_conduct_closed_until
            if day and fields.Date.end_of(day, "month") != day:
                raise UserError(self.env._("Months are closed whole: give the last day of a month."))
