from decimal import Decimal

from odoo import fields, models

from ..const_bonus import SOLD_KINDS
from ..tools.pools import Rates


class AftersalesBonusPolicy(models.Model):
    """The figures of bonus pools (B1–B3), in force from one day to another."""

    _name = "aftersales.bonus.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Bonus Pool Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    parts_own = fields.Float(string="Parts of Our Products (%)", default=25.0, digits=(5, 2))
    parts_other = fields.Float(string="Parts of Other Products (%)", default=40.0, digits=(5, 2))
    contract_own = fields.Float(string="Contracts with Our Customers (%)", default=15.0, digits=(5, 2))
    contract_other = fields.Float(string="Contracts with Others (%)", default=20.0, digits=(5, 2))
    contract_own_seller = fields.Float(
        string="Seller: Contracts with Our Customers (%)", default=10.0, digits=(5, 2)
    )
    contract_other_seller = fields.Float(
        string="Seller: Contracts with Others (%)", default=20.0, digits=(5, 2)
    )
    manager_share = fields.Float(string="Manager (%)", default=12.0, digits=(5, 2))
    deputy_share = fields.Float(string="Each Deputy (%)", default=8.0, digits=(5, 2))
    visit_allowance = fields.Float(
        string="Allowance per Valid Ticket", default=10.0, digits=(16, 2), help="In the company's currency."
    )
    appeal_days = fields.Integer(
        string="Days to Object", default=3, required=True, help="Calendar days after the shares are shown."
    )
    correction_quarters = fields.Integer(
        string="Quarters Corrected",
        default=4,
        required=True,
        help="So many approved quarters are looked at again; what has changed goes into the present one.",
    )

    _shares = models.Constraint(
        "CHECK (parts_own BETWEEN 0 AND 100 AND parts_other BETWEEN 0 AND 100"
        " AND contract_own BETWEEN 0 AND 100 AND contract_other BETWEEN 0 AND 100"
        " AND contract_own_seller BETWEEN 0 AND 100 AND contract_other_seller BETWEEN 0 AND 100"
        " AND contract_own + contract_own_seller <= 100 AND contract_other + contract_other_seller <= 100"
        " AND manager_share >= 0 AND deputy_share >= 0 AND manager_share + deputy_share <= 100)",
        "Shares are from 0 to 100 percent, those of one profit not more than 100 together.",
    )
    _figures = models.Constraint(
        "CHECK (visit_allowance >= 0 AND appeal_days >= 0 AND correction_quarters >= 0)",
        "The allowance and the numbers of days and quarters are not negative.",
    )

    def _get_percent(self, kind):
        """Return the department's percentage of a kind of profit."""
        self.ensure_one()
        return Decimal(str(self[kind]))

    def _get_seller_percent(self, kind):
        """Return the seller's percentage of a kind of profit, see `SOLD_KINDS`."""
        self.ensure_one()
        return Decimal(str(self[f"{kind}_seller"])) if kind in SOLD_KINDS else Decimal(0)

    def _get_rates(self):
        self.ensure_one()
        return Rates(Decimal(str(self.manager_share)), Decimal(str(self.deputy_share)))
