from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_ticket_from = fields.Date(
        string="Ticket Rules From",
        default=lambda self: self.env.company._get_aftersales_today(),
        help="Late vouchers and fees of that day or later are proposed, shares of extra services paid from "
        "then on are put on the sheet; empty: none is.",
    )
