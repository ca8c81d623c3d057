from odoo import api, models
from odoo.exceptions import UserError

#: What makes other goods, or other quantities, of a line that is done.
GOODS_FIELDS = frozenset(
    {
        "product_id",
        "quantity",
        "quant_id",
        "product_uom_id",
        "lot_id",
        "owner_id",
        "location_id",
        "location_dest_id",
        "move_id",
        "picking_id",
    }
)


class StockMoveLine(models.Model):
    """What was counted and done is not changed afterwards (N14, N15): it is returned, or counted anew."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_counted()
        return lines

    def write(self, vals):
        if GOODS_FIELDS & vals.keys():
            self._refuse_counted()
        return super().write(vals)

    def _refuse_counted(self):
        """The host lets a done transfer be unlocked and changed."""
        counted = self.filtered(
            lambda line: line.state == "done" and line.picking_type_id._is_aftersales_controlled()
        )[:1]
        if counted and not self.env.su:
            raise UserError(
                self.env._(
                    "%(picking)s was counted by two people and is done. Return the goods, or let an "
                    "inventory correct the stock.",
                    picking=counted.picking_id.name,
                )
            )
