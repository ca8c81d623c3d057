from odoo import api, models
from odoo.fields import Domain


class AftersalesDailyReport(models.Model):
    """The engineers' daily reports (S10) are due on their day: what is not handed in is proposed (D28).

    What stands in one can be proposed by who read it (D20).
    """

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

    def action_propose_record(self):
        """Open a new record about the day of this report, to be proposed by who read it (D20)."""
        self.ensure_one()
        self.check_access("read")
        employee, day = self._get_debt()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Record"),
            "res_model": "aftersales.conduct.record",
            "view_mode": "form",
            "context": {
                "aftersales_report_of": (self._name, self.id),
                "default_employee_id": employee.id,
                "default_event_date": day,
            },
        }
