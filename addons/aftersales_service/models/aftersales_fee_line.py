from odoo import fields, models

from ..const import LINE_KINDS


class AftersalesFeeLine(models.Model):
    """One fee of a schedule: a price per call-out or per hour of labour (S12)."""

    _name = "aftersales.fee.line"
    _description = "Fee"
    _order = "schedule_id, kind, product_categ_id, id"
    _check_company_auto = True

    schedule_id = fields.Many2one(
        "aftersales.fee.schedule", string="Fee Schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    kind = fields.Selection([kind for kind in LINE_KINDS if kind[0] != "part"], required=True)
    product_categ_id = fields.Many2one(
        "product.category", string="Product Category", help="Empty: for every product."
    )
    product_id = fields.Many2one(
        "product.product",
        string="Invoiced As",
        required=True,
        check_company=True,
        domain=[("type", "=", "service")],
        help="The service product that stands on the quotation and the invoice.",
    )
    price_unit = fields.Float(
        string="Price", digits="Product Price", required=True, help="Per call-out or per hour."
    )

    _price_positive = models.Constraint(
        "CHECK (price_unit >= 0)", "A fee cannot be negative: check the price."
    )
