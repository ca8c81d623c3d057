from odoo import models
from odoo.fields import Domain


class AftersalesAppraisalIndicator(models.Model):
    """Training as a provider of values (A4, T6): what exams came to, and how long people were there."""

    _inherit = "aftersales.appraisal.indicator"

    def _get_training_domain(self, day):
        """Return what belongs to the persons, companies and periods of these indicators; `day`: its date."""
        sheets = self.sheet_id
        return (
            Domain("employee_id", "in", sheets.employee_id.ids)
            & Domain("company_id", "in", sheets.company_id.ids)
            & Domain(day, ">=", min(sheets.mapped("date_from")))
            & Domain(day, "<=", max(sheets.mapped("date_to")))
        )

    def _get_exams_domain(self):
        """Exams that were sat or missed; who is excused has none."""
        return (
            self._get_training_domain("date")
            & Domain("kind", "=", "exam")
            & Domain("outcome", "!=", "excused")
            & Domain("state", "in", ("open", "closed"))
        )

    def _measure_training_exam(self):
        """The mean of the exams of the period, a missed one as nothing; a running one is waited for."""
        results = self.env["aftersales.training.result"].search(self._get_exams_domain())
        found, values = results.grouped(lambda result: (result.employee_id, result.company_id)), {}
        for indicator in self:
            sheet = indicator.sheet_id
            own = [
                result
                for result in found.get((sheet.employee_id, sheet.company_id), ())
                if sheet.date_from <= result.date <= sheet.date_to
            ]
            if own:
                running = any(result.state == "open" for result in own)
                values[indicator] = None if running else sum(result.score for result in own) / len(own)
        return values

    def _view_training_exam(self):
        return self._view_training("result", self._get_exams_domain())

    def _get_hours_domain(self):
        return self._get_training_domain("session_id.date") & Domain("session_id.state", "=", "held")

    def _measure_training_hours(self):
        """Class hours of sessions that took place in the period; nobody was there is a nought."""
        rows = self.env["aftersales.training.attendance"].search(self._get_hours_domain())
        found = rows.grouped(lambda row: (row.employee_id, row.company_id))
        return {
            indicator: sum(
                row.class_hours
                for row in found.get((indicator.sheet_id.employee_id, indicator.sheet_id.company_id), ())
                if indicator.sheet_id.date_from <= row.session_id.date <= indicator.sheet_id.date_to
            )
            for indicator in self
        }

    def _view_training_hours(self):
        return self._view_training("attendance", self._get_hours_domain())

    def _view_training(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"aftersales_training.aftersales_training_{name}_action"
        )
        return {**action, "domain": list(domain), "context": {"create": False}}
