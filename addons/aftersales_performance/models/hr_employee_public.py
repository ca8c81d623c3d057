from odoo import fields, models


class HrEmployeePublic(models.Model):
    """Trap: a field of hr.employee that is not here takes the name away from everybody who is not HR."""

    _inherit = "hr.employee.public"

    aftersales_agent = fields.Boolean(string="Call-Centre Agent", readonly=True)
