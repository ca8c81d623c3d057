from odoo import fields, models


class ProductCategory(models.Model):
    """Which parts belong to products of the company (B1)."""

    _inherit = "product.category"

    aftersales_is_outside = fields.Boolean(
        string="Outside the Product Range",
        help="Parts of this category are for products that the company does not sell: bonus pools have "
        "another percentage for them.",
    )
