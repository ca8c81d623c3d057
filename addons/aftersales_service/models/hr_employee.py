from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    aftersales_engineer = fields.Boolean(string="Service Engineer", help="Can be sent to service orders.")
