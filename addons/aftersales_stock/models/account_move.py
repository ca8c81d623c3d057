from odoo import fields, models

from ..const import MONEY_SOURCES


class AccountMove(models.Model):
    _inherit = "account.move"

    aftersales_source = fields.Reference(selection_add=MONEY_SOURCES)
