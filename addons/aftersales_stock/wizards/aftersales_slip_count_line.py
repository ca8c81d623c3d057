from odoo import fields, models


class AftersalesSlipCountLine(models.TransientModel):
    _name = "aftersales.slip.count.line"
    _description = "Product Counted"

    count_id = fields.Many2one("aftersales.slip.count", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    on_slip = fields.Float(string="On the Supplier's Slip", digits="Product Unit")
    quantity = fields.Float(string="Counted", digits="Product Unit")
