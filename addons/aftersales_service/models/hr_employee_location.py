from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HrEmployee(models.Model):
    """The stock an engineer carries along."""

    _inherit = "hr.employee"

    aftersales_location_id = fields.Many2one(
        "stock.location",
        string="Van Stock",
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        groups="hr.group_hr_user",
        help="Location of the parts the engineer carries along. It stands outside the warehouse's stock, "
        "so that other jobs do not reserve them.",
    )

    _aftersales_location_unique = models.UniqueIndex(
        "(aftersales_location_id) WHERE aftersales_location_id IS NOT NULL",
        "This location is another engineer's van stock already.",
    )

    @api.constrains("aftersales_location_id")
    def _check_aftersales_location_id(self):
        located = self.filtered("aftersales_location_id")
        if not located:
            return
        warehouses = self.env["stock.warehouse"].sudo()  # sudo: set-up, no content
        stocks = warehouses.search([("active", "=", True)]).lot_stock_id
        for employee in located:
            location = employee.aftersales_location_id
            if location.usage != "internal" or any(
                location.parent_path.startswith(stock.parent_path) for stock in stocks
            ):
                raise ValidationError(
                    self.env._(
                        "%(location)s cannot be van stock: choose an internal location outside the "
                        "warehouse's own stock.",
                        location=location.display_name,
                    )
                )
