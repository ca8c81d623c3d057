from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesPartLineMixin(models.AbstractModel):
    """A part that is asked for, what is approved of it, and why that is another quantity (N8)."""

    _name = "aftersales.part.line.mixin"
    _description = "Part Asked For and Approved"

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("is_storable", "=", True)],
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(string="Asked For", required=True, default=1.0, digits="Product Unit")
    quantity_approved = fields.Float(
        string="Approved",
        compute="_compute_quantity_approved",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Unit",
    )
    reason = fields.Char(help="Why another quantity is approved than was asked for.")

    _quantities_sound = models.Constraint(
        "CHECK (quantity > 0 AND quantity_approved >= 0)",
        "More than nothing is asked for, and no less than nothing approved.",
    )

    @api.depends("quantity")
    def _compute_quantity_approved(self):
        for line in self:
            line.quantity_approved = line.quantity

    def _ensure_decided(self):
        """Refuse where nothing is approved, or another quantity than was asked for without a reason."""
        if not any(self.mapped("quantity_approved")):
            raise UserError(
                self.env._(
                    "Nothing of request %(name)s is approved: refuse it instead.", name=self.request_id.name
                )
            )
        silent = self.filtered(
            lambda line: line.quantity_approved != line.quantity and not (line.reason or "").strip()
        )[:1]
        if silent:
            raise UserError(
                self.env._(
                    "%(part)s: say why another quantity is approved than was asked for.",
                    part=silent.product_id.display_name,
                )
            )
