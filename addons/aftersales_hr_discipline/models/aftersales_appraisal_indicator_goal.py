from odoo import models

from ..const_appraisal import PLAN_IN_FORCE


class AftersalesAppraisalIndicator(models.Model):
    """Work plans as a source of values (A3, A4): how far the goals of the period were reached."""

    _inherit = "aftersales.appraisal.indicator"

    def _get_plans(self):
        """Return the plans that hold for the periods of these indicators; one query."""
        sheets = self.sheet_id
        return self.env["aftersales.appraisal.plan"].search(
            [
                ("state", "in", PLAN_IN_FORCE),
                ("employee_id", "in", sheets.employee_id.ids),
                ("company_id", "in", sheets.company_id.ids),
                ("date_from", ">=", min(sheets.mapped("date_from"))),
                ("date_to", "<=", max(sheets.mapped("date_to"))),
            ]
        )

    def _measure_goals(self):
        """The plan of the period; without one the mean of the plans inside it. All goals must be judged."""
        found, values = self._get_plans().grouped(lambda plan: (plan.employee_id, plan.company_id)), {}
        for indicator in self:
            sheet = indicator.sheet_id
            inside = [
                plan
                for plan in found.get((sheet.employee_id, sheet.company_id), ())
                if plan.date_from >= sheet.date_from and plan.date_to <= sheet.date_to
            ]
            plans = [plan for plan in inside if plan.period == sheet.period] or inside
            if plans:
                judged = all(plan.known for plan in plans)
                values[indicator] = sum(plan.result for plan in plans) / len(plans) if judged else None
        return values

    def _view_goals(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_appraisal_plan_action"
        )
        return {**action, "domain": [("id", "in", self._get_plans().ids)], "context": {}}
