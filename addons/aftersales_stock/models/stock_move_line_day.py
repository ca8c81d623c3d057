from odoo import models


class StockMoveLine(models.Model):
    """The day of what was posted, and whether a document stands behind it (N18)."""

    _inherit = "stock.move.line"

    def write(self, vals):
        if "date" in vals:
            done = self.filtered(lambda line: line.state == "done")
            for moment in {vals["date"], *done.mapped("date")} if done else ():
                done.move_id._check_aftersales_day(moment)
        return super().write(vals)

    def _has_aftersales_document(self):
        """Tell whether a transfer, a repair card or a scrap order stands behind this line."""
        self.ensure_one()
        return bool(self.picking_id or self.move_id.repair_id or self.move_id.scrap_id)
