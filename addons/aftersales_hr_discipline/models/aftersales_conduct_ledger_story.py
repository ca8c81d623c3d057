from datetime import date

from odoo import api, fields, models

from ..const import EFFECTIVE_STATES, GRADE_KEYS
from ..tools.ledger import policy_year, read


class AftersalesConductLedger(models.Model):
    """The story behind a balance, as of any day: what happened, and what became of it (D4, D6)."""

    _inherit = "aftersales.conduct.ledger"

    @api.model
    def _get_story(self, employee, company, day):
        """Return what the records of `employee` that the user may see came to on `day`.

        :return: dict with `first` and `last` (days of the policy year), `records` in effect by then, the
            engine's `reading`, `balance` in words, and `steps`: dicts of kind, grade and text
        """
        policy = self.env["aftersales.conduct.policy"]._get_in_force(day, company)
        month = policy.first_month or 1
        first = date(policy_year(day, month), month, 1)
        records = self.env["aftersales.conduct.record"].search(
            [
                ("employee_id", "=", employee.id),
                ("company_id", "=", company.id),
                ("year", "=", first.year),
                ("effective_date", "<=", day),
                ("state", "in", EFFECTIVE_STATES),
            ],
            order="effective_date, id",
        )
        reading = read(records._get_ledger_events(), policy._get_scheme())
        entries = self.env["aftersales.conduct.entry"]
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        grades = dict(entries._fields["grade"]._description_selection(self.env))
        return {
            "first": first,
            "last": fields.Date.subtract(fields.Date.add(first, years=1), days=1),
            "records": records,
            "reading": reading,
            "balance": self._describe(reading.balance),
            "steps": [
                {
                    "kind": step.kind,
                    "label": kinds[step.kind],
                    "grade": grades[GRADE_KEYS[step.grade]],
                    "text": entries._describe_step(step.kind, records.browse(sorted(step.records))),
                }
                for step in reading.steps
            ],
        }

    def _get_year_story(self):
        """Return the story of the whole year, with its money, for the printed sheet."""
        self.ensure_one()
        policies = self.env["aftersales.conduct.policy"]
        month = policies._get_in_force(date(self.year, 12, 31), self.company_id).first_month or 1
        last = fields.Date.subtract(date(self.year + 1, month, 1), days=1)
        story = self._get_story(self.employee_id, self.company_id, last)
        story["money"] = self.env["aftersales.adjustment"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("month", ">=", story["first"]),
                ("month", "<=", last),
            ],
            order="month, id",
        )
        return story

    def action_view_story(self):
        """Open the balance of this employee on any day."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.conduct.story"]._open(self.employee_id, self.company_id)
