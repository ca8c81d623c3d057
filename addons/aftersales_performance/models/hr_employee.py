from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    aftersales_agent = fields.Boolean(
        string="Call-Centre Agent", help="Contacts with customers are checked every month (S27)."
    )
