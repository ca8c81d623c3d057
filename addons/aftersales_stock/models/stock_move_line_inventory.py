from odoo import models


class StockMoveLine(models.Model):
    """Corrections of the stock, held against the counts that were approved (N18)."""

    _inherit = "stock.move.line"

    def _is_aftersales_approved(self):
        """Tell whether a count that is being posted asks for exactly this correction."""
        self.ensure_one()
        found = self.location_dest_id.usage == "internal"
        # sudo: the count is the leader's
        lines = self.env["aftersales.inventory.line"].sudo()
        lines = lines.search(
            [
                ("inventory_id.state", "=", "approved"),
                ("inventory_id.location_id", "=", (self.location_dest_id if found else self.location_id).id),
                ("product_id", "=", self.product_id.id),
                ("lot_id", "=", self.lot_id.id),
            ]
        )
        quantity = self.quantity_product_uom if found else -self.quantity_product_uom
        return any(line.uom_id.compare(line.difference, quantity) == 0 for line in lines)

    def _has_aftersales_document(self):
        return super()._has_aftersales_document() or (self.is_inventory and bool(self.move_id.inventory_name))
