from odoo import api, fields, models

from ..tools.deadline import get_month
from ..tools.frequency import Training, find_gaps


class AftersalesTrainingPlan(models.Model):
    """What was held of an issued plan, measured by the minimum frequencies (T2)."""

    _inherit = "aftersales.training.plan"

    held_gaps = fields.Text(string="Missing in What Was Held", compute="_compute_held_gaps")

    @api.depends("state", "month", "department_id.aftersales_training_level")
    @api.depends_context("lang")
    def _compute_held_gaps(self):
        for plan, lines in self._find_held_gaps().items():
            plan.held_gaps = "\n".join(lines)

    def _find_held_gaps(self):
        """Return by plan the sentences of what the unit's held sessions miss of T2, added ones counted.

        Three queries for all plans of a company and month: requirements, policy, sessions.
        """
        found = dict.fromkeys(self, ())
        issued = self.filtered(lambda plan: plan.period == "month" and plan.state == "issued")
        for (company, month), plans in issued.grouped(lambda plan: (plan.company_id, plan.month)).items():
            minimums, policy, reach = self._get_figures(company, month)
            # sudo: whoever reads the plan sees what is missing, not the sessions
            sessions = self.env["aftersales.training.session"].sudo().search(
                [
                    ("department_id", "in", plans.department_id.ids),
                    ("state", "=", "held"),
                    ("date", ">=", get_month(month, 1 - reach)),
                    ("date", "<", get_month(month, 1)),
                ]
            ).grouped("department_id")  # fmt: skip
            for plan in plans:
                trainings = [
                    Training(session.kind or "", session.date, session.duration, len(session.slot_ids))
                    for session in sessions.get(plan.department_id._origin, ())
                ]
                gaps = find_gaps(minimums.get(plan.level, ()), trainings, month)
                found[plan] = [gap.minimum.key._describe_gap(gap, policy.class_hour_minutes) for gap in gaps]
        return found
