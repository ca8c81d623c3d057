from odoo import api, fields, models

from ..const_star import STAR_LEVELS


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "aftersales.slice.mixin"]

    aftersales_agent = fields.Boolean(
        string="Call-Centre Agent", help="Contacts with customers are checked every month (S27)."
    )
    aftersales_star_level = fields.Selection(
        STAR_LEVELS,
        string="Class of Service",
        compute="_compute_aftersales_star_level",
        help="Of the last approved month (S28); the person and the performance managers see it.",
    )

    @api.depends_context("uid")
    def _compute_aftersales_star_level(self):
        levels = self.env["aftersales.star.rating"]._get_levels(self.ids)
        for employee in self:
            employee.aftersales_star_level = levels.get(employee.id, False)
