from odoo import fields, models


class AftersalesDayCloseLine(models.Model):
    """What went in and out of one product on a day (N18)."""

    _name = "aftersales.day.close.line"
    _description = "In and Out of a Day"
    _inherit = ["aftersales.guard.mixin"]
    _order = "close_id, product_id"

    close_id = fields.Many2one(
        "aftersales.day.close", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id")
    incoming = fields.Float(string="In", digits="Product Unit", readonly=True)
    outgoing = fields.Float(string="Out", digits="Product Unit", readonly=True)
    documents = fields.Integer(readonly=True, help="Transfers that moved it.")
    unposted = fields.Float(
        string="Counted, Not Posted",
        digits="Product Unit",
        readonly=True,
        help="Signed slips not booked yet.",
    )
