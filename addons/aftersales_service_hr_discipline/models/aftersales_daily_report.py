from odoo import api, models
from odoo.fields import Domain


class AftersalesDailyReport(models.Model):
    """The engineers' daily reports (S10) are due on their day: what is not handed in is proposed (D28)."""

    _name = "aftersales.daily.report"
    _inherit = ["aftersales.daily.report", "aftersales.due.report.mixin"]

    @api.model
    def _get_missing_domain(self, company, first, last):
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "draft")
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
        )

    def _get_debt(self):
        self.ensure_one()
        return self.employee_id, self.date

    def _filter_owed(self):
        """Nothing is due on a day that is off, for the company or the person."""
        owed = super()._filter_owed()
        calendars = owed.employee_id.resource_calendar_id | owed.company_id.resource_calendar_id
        windows = calendars._get_aftersales_calendars()
        return owed.filtered(
            lambda report: all(
                windows[calendar].get_windows(report.date)
                for calendar in report.company_id.resource_calendar_id
                | report.employee_id.resource_calendar_id
            )
        )
