from odoo import fields, models

from ..const import AREAS


class ResPartner(models.Model):
    _inherit = "res.partner"

    aftersales_area = fields.Selection(
        AREAS, string="Service Area", help="How soon an engineer must be there (S3). Empty: not known."
    )
