from odoo import fields, models


class ProductTemplate(models.Model):
    """Products with rules of their own on the way out (N15)."""

    _inherit = "product.template"

    aftersales_special = fields.Boolean(
        string="Leaves with Approval Only", help="A leader approves each delivery of this product."
    )
    aftersales_test_kit = fields.Boolean(
        string="Test Kit", help="Is collected, never shipped; taken back and exchanged only if it is faulty."
    )
    aftersales_set_only = fields.Boolean(
        string="Leaves in Whole Sets Only",
        help="Is delivered as a piece of a combo that was sold, never alone.",
    )
