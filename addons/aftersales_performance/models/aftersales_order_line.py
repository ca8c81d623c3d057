from odoo import models


class AftersalesOrderLine(models.Model):
    """A line of an order is a claim to the share of an extra service (S14): they are paid in slices."""

    _name = "aftersales.order.line"
    _inherit = ["aftersales.order.line", "aftersales.slice.mixin"]
