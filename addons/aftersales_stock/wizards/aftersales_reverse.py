from odoo import fields, models

from ..const import MONEY_SOURCES


class AftersalesReverse(models.TransientModel):
    _inherit = "aftersales.reverse"

    document = fields.Reference(
        selection_add=MONEY_SOURCES, ondelete={model: "cascade" for model, _label in MONEY_SOURCES}
    )
