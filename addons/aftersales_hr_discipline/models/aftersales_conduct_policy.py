from decimal import Decimal

from odoo import api, fields, models

from ..tools.adjustment import Guard
from ..tools.ledger import Scheme


class AftersalesConductPolicy(models.Model):
    """The figures of rewards and discipline (D2, D3, D5, D43, D44), in force from one day to another."""

    _name = "aftersales.conduct.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Conduct Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    points_small = fields.Integer(string="Commendation, Warning", default=1, required=True)
    points_medium = fields.Integer(string="Merit, Demerit", default=3, required=True)
    points_large = fields.Integer(string="Major Merit, Major Demerit", default=9, required=True)
    group_size = fields.Integer(
        string="Units That Make One", default=3, required=True, help="Of the next grade, in a year."
    )
    carry_small = fields.Boolean(string="Warnings Make a Demerit")
    carry_medium = fields.Boolean(string="Demerits Make a Major Demerit", default=True)
    threshold = fields.Integer(
        string="Dismissal Is Proposed At", default=3, required=True, help="Open major demerits in a year."
    )
    first_month = fields.Integer(string="Year Begins in Month", default=1, required=True)
    statement_days = fields.Integer(
        string="Days for the Statement", default=3, required=True, help="Calendar days from the proposal."
    )
    appeal_days = fields.Integer(
        string="Days for an Appeal", default=7, required=True, help="Calendar days from the notice."
    )
    head_limit = fields.Selection(
        [("warning", "Warning"), ("demerit", "Demerit"), ("major_demerit", "Major demerit")],
        string="Superior Decides up to",
        required=True,
        default="demerit",
        help="Above it the HR manager and the general manager decide together. Rewards of the same rank too.",
    )
    committee_size = fields.Integer(string="Committee Members at Least", default=3, required=True)

    deduction_share = fields.Float(
        string="Deducted at Most", default=20.0, required=True, help="Percent of the month's wage, in all."
    )
    fines_from_bonus = fields.Boolean(string="Fines from the Bonus Only", default=True)
    minimum_wage = fields.Float(
        string="Local Minimum Wage", help="A month, in the company's currency: no deduction goes below it."
    )
    second_person = fields.Boolean(
        string="Sheet Approved by a Second Person",
        default=True,
        help="Who prepared the sheet of the month does not approve it.",
    )

    _figures = models.Constraint(
        "CHECK (points_small > 0 AND points_medium > 0 AND points_large > 0 AND group_size > 1"
        " AND threshold > 0 AND first_month BETWEEN 1 AND 12 AND statement_days >= 0"
        " AND appeal_days > 0 AND committee_size > 0)",
        "Points, counts and days must be positive, the month from 1 to 12.",
    )

    _deductions = models.Constraint(
        "CHECK (deduction_share BETWEEN 0 AND 100 AND minimum_wage >= 0)",
        "The share is from 0 to 100 percent, the minimum wage not negative.",
    )

    def _get_guard(self):
        """Return what may be deducted, as the engine wants it; without a policy the rulebook's own (D46)."""
        if not self:
            return Guard()
        return Guard(Decimal(str(self.deduction_share)), self.fines_from_bonus)

    def _get_scheme(self):
        """Return these figures as the engine wants them; without a policy the rulebook's own."""
        if not self:
            return Scheme()
        carried = [("s", self.carry_small), ("m", self.carry_medium)]
        return Scheme(
            points=(self.points_small, self.points_medium, self.points_large),
            group=self.group_size,
            carried=tuple(grade for grade, is_carried in carried if is_carried),
            threshold=self.threshold,
        )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._mark_ledgers_stale()
        return policies

    def write(self, vals):
        result = super().write(vals)
        self._mark_ledgers_stale()
        return result

    def _mark_ledgers_stale(self):
        """Ledgers from the first day of these figures on are read anew by the scheduled action."""
        for policy in self:
            domain = fields.Domain("year", ">=", policy.date_from.year)
            if policy.company_id:
                domain &= fields.Domain("company_id", "=", policy.company_id.id)
            # sudo: whoever keeps the figures may have no right on the ledgers of all companies
            self.env["aftersales.conduct.ledger"].sudo().search(domain).write({"stale": True})
