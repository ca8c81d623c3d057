from odoo import fields, models


class HrEmployeePublic(models.Model):
    """Dispatchers are no HR users: they see who is an engineer through the public profile."""

    _inherit = "hr.employee.public"

    aftersales_engineer = fields.Boolean(readonly=True)
