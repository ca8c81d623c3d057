from odoo import api, fields, models

from ..const_star import STAR_LEVELS


class HrEmployeePublic(models.Model):
    """Trap: a field of hr.employee that is not here takes the name away from everybody who is not HR."""

    _inherit = "hr.employee.public"

    aftersales_agent = fields.Boolean(string="Call-Centre Agent", readonly=True)
    aftersales_star_level = fields.Selection(
        STAR_LEVELS, string="Class of Service", compute="_compute_aftersales_star_level"
    )

    @api.depends_context("uid")
    def _compute_aftersales_star_level(self):
        levels = self.env["aftersales.star.rating"]._get_levels(self.ids)
        for employee in self:
            employee.aftersales_star_level = levels.get(employee.id, False)
