from odoo import fields

from .common_record import RecordCase


class TargetCase(RecordCase):
    """Targets of the engineer, confirmed by HR, and the sweep of 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targets = cls.env["aftersales.target"]
        cls.policy = cls.env.ref("aftersales_hr_discipline.conduct_policy_general")
        cls.rulebook.sudo().date_from = "2020-01-01"

    def _target(self, day="2025-07-01", amount=100_000, achieved=0, employee=None, final=True, **vals):
        """Return a target for the half-year of `day`, unless said otherwise, with confirmed figures."""
        target = self.targets.with_user(self.officer.user_id).create(
            {
                "employee_id": (employee or self.engineer).id,
                "period": "half_year",
                "date_from": day,
                "amount": amount,
                "achieved": achieved,
                **vals,
            }
        )
        if final:
            target.action_confirm()
        return target.with_env(self.env)

    def _months(self, *reached, first="2025-09-01", **vals):
        """Return targets of 100 for months in a row."""
        found = self.targets
        for number, achieved in enumerate(reached):
            day = fields.Date.add(fields.Date.to_date(first), months=number)
            found |= self._target(day, 100, achieved, period="month", **vals)
        return found

    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_propose_from_targets").method_direct_trigger()
        self.env.invalidate_all()

    def _proposed(self, employee=None):
        """Return the numbers of the articles that were proposed by themselves."""
        return sorted(self._proposals(employee).mapped("article_id.number"))

    def _proposals(self, employee=None):
        return self.records.search(
            [("employee_id", "=", (employee or self.engineer).id), ("proposal_key", "!=", False)], order="id"
        )
