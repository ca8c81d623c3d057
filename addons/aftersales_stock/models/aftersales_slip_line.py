from decimal import Decimal

from odoo import api, fields, models

from ..tools.slip import Count


class AftersalesSlipLine(models.Model):
    """One product of a slip: what its paper says, and what two people counted (N14, N15)."""

    _name = "aftersales.slip.line"
    _description = "Product of a Slip"
    _inherit = ["aftersales.guard.mixin"]
    _order = "slip_id, id"
    _check_company_auto = True

    slip_id = fields.Many2one("aftersales.slip", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="slip_id.company_id")
    kind = fields.Selection(related="slip_id.kind")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, check_company=True, ondelete="restrict"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    on_slip = fields.Float(string="On the Supplier's Slip", digits="Product Unit", readonly=True)
    first_quantity = fields.Float(string="First Count", digits="Product Unit", readonly=True)
    second_quantity = fields.Float(string="Second Count", digits="Product Unit", readonly=True)
    difference = fields.Float(digits="Product Unit", compute="_compute_difference")
    approved_quantity = fields.Float(
        digits="Product Unit", readonly=True, help="What a leader lets go of a special product."
    )

    _product_unique = models.UniqueIndex("(slip_id, product_id)", "A product stands once on a slip.")
    _not_negative = models.Constraint(
        """CHECK (on_slip >= 0 AND first_quantity >= 0 AND second_quantity >= 0
              AND approved_quantity >= 0)""",
        "Nothing is counted below zero.",
    )

    @api.depends("on_slip", "first_quantity", "second_quantity", "slip_id.second_user_id")
    def _compute_difference(self):
        for line in self:
            expected = line.on_slip if line.kind == "in" else line.first_quantity
            line.difference = line.second_quantity - expected if line.slip_id.second_user_id else 0.0

    def _get_count(self):
        """Return this product's figures for the engine."""
        self.ensure_one()
        return Count(
            self.product_id.display_name,
            *(self._exact(each) for each in (self.first_quantity, self.second_quantity)),
            self._exact(self.on_slip) if self.kind == "in" else None,
        )

    def _exact(self, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return Decimal(f"{quantity:.{digits}f}")
