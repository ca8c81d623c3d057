from odoo import fields, models

from ..const import DAY_ISSUES


class AftersalesDayCloseIssue(models.Model):
    """What does not match on a day (N18)."""

    _name = "aftersales.day.close.issue"
    _description = "Issue of a Day"
    _inherit = ["aftersales.guard.mixin"]
    _order = "close_id, kind, id"

    close_id = fields.Many2one(
        "aftersales.day.close", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(DAY_ISSUES, required=True, readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", readonly=True)
