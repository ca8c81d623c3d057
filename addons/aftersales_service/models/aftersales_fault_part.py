from odoo import fields, models


class AftersalesFaultPart(models.Model):
    """A part that a fault usually takes (S4)."""

    _name = "aftersales.fault.part"
    _description = "Usual Part of a Fault"
    _order = "fault_id, sequence, id"
    _check_company_auto = True

    fault_id = fields.Many2one("aftersales.fault", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="fault_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        domain=[("type", "=", "consu")],
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity of a usual part must be greater than zero."
    )
    _product_unique = models.UniqueIndex(
        "(fault_id, product_id)", "A part stands only once among the usual parts of a fault."
    )
