from odoo import api, fields, models


class ResCompany(models.Model):
    """The warehouse's own rules (N14, N15): switched on by the company, never by an installation."""

    _inherit = "res.company"

    aftersales_warehouse_rules = fields.Boolean(
        string="Warehouse Rules",
        help="Receipts and deliveries are counted and checked by two people. Which ones is said on the "
        "operation types; at first those of the main warehouse.",
    )
    aftersales_warehouse_user_id = fields.Many2one(
        "res.users",
        string="Informed of the Warehouse",
        domain=[("share", "=", False)],
        help="Is told of differences, late shipments, open days and stock that runs out.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("aftersales_warehouse_rules")._control_main_warehouse()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if vals.get("aftersales_warehouse_rules"):
            self._control_main_warehouse()
        return result

    @api.model
    def _get_aftersales_sequences(self):
        """Documents of the warehouse have numbers, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.inventory": (self.env._("Count of stock"), "PD%(y)s%(month)s-"),
            "aftersales.van.request": (self.env._("Request for van stock"), "SC%(y)s%(month)s-"),
            "aftersales.exchange": (self.env._("Exchange"), "HH%(y)s%(month)s-"),
        }

    def _control_main_warehouse(self):
        """Begin with receipts and deliveries of the main warehouse, where nothing was chosen yet."""
        for company in self:
            # sudo: set-up that follows from the switch, whose right was checked
            types = self.env["stock.picking.type"].sudo()
            own = types.search([("company_id", "=", company.id), ("code", "in", ("incoming", "outgoing"))])
            warehouse = self.env["stock.warehouse"].sudo()  # sudo: as above
            warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
            if not any(own.mapped("aftersales_controlled")):
                (own & (warehouse.in_type_id | warehouse.out_type_id)).aftersales_controlled = True
