from odoo import fields, models

from ..const import MONEY_SOURCES


class AccountPayment(models.Model):
    _inherit = "account.payment"

    aftersales_source = fields.Reference(selection_add=MONEY_SOURCES)
