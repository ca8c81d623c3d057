from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    aftersales_engineer_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        readonly=True,
        index="btree_not_null",
        help="Whose cash in hand this is: his balance is the balance of these items (S13, S16).",
    )
