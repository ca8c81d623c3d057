from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Under the warehouse's rules the stock is corrected by approved counts only (N18)."""

    _inherit = "stock.move"

    def write(self, vals):
        if vals.get("state") == "done":
            self._check_aftersales_inventory()
        return super().write(vals)

    def _check_aftersales_inventory(self):
        """Refuse a correction of the stock that no approved count asks for."""
        stations = self.env["aftersales.station"].sudo()  # sudo: whose location it is
        at_stations = stations._get_of_locations(self.location_id | self.location_dest_id).location_id
        corrections = self.filtered(
            lambda move: (
                "inventory" in (move.location_id.usage, move.location_dest_id.usage)
                and not move.scrap_id
                and not move.repair_id
                and not (move.location_id | move.location_dest_id) & at_stations
                and move.company_id.sudo().aftersales_warehouse_rules  # sudo: a setting
            )
        )
        for move in corrections:
            for line in move.move_line_ids:
                if not line._is_aftersales_approved():
                    raise UserError(
                        self.env._(
                            "%(product)s: the stock is corrected by a count that another person has "
                            "approved, not by hand.",
                            product=move.product_id.display_name,
                        )
                    )
