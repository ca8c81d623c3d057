from odoo import api, models
from odoo.exceptions import UserError

#: What of a part on our repair order follows from the line of the service order.
LINE_FIELDS = frozenset({"repair_id", "repair_line_type", "product_id", "product_uom", "product_uom_qty"})


class StockMove(models.Model):
    """The parts of a service order's repair order come from the order's lines, from nowhere else (S8)."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._refuse_aftersales_parts()
        return moves

    def write(self, vals):
        if LINE_FIELDS & vals.keys():
            self._refuse_aftersales_parts()
        result = super().write(vals)
        if "repair_id" in vals:
            self._refuse_aftersales_parts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_aftersales(self):
        self._refuse_aftersales_parts()

    def _refuse_aftersales_parts(self):
        """A part that a stock user adds here would be neither charged nor on the voucher."""
        card = self.repair_id.filtered("aftersales_order_id")[:1] if not self.env.su else None
        if card:
            raise UserError(
                self.env._(
                    "Repair card %(card)s belongs to a service order: its parts are added, changed and "
                    "removed on order %(order)s.",
                    card=card.name,
                    order=card.sudo().aftersales_order_id.name,
                )
            )
