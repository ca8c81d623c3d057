from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Whatever way goods are booked, they pass the slip that two people signed (N14, N15)."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.state == "done")._check_aftersales_slips()
        return moves

    def write(self, vals):
        if {"sale_line_id", "product_id"} & vals.keys():
            self._refuse_leaving_set()
        if vals.get("state") == "done":
            self._check_aftersales_slips()
        return super().write(vals)

    def _check_aftersales_slips(self):
        """Check the goods of these moves, which are about to be done, against their slips."""
        for picking, moves in self.grouped("picking_id").items():
            if picking.picking_type_id and picking.picking_type_id._is_aftersales_controlled():
                picking._check_aftersales_slip(moves)
            else:
                moves._refuse_way_round()

    def _refuse_way_round(self):
        """Goods do not cross the border of a warehouse that counts them by another operation."""
        for move in self.filtered(lambda move: not move.picking_type_id or move.picking_code == "internal"):
            source, target = move.location_id, move.location_dest_id
            partners = ("customer", "supplier")
            if target.usage in partners and source.usage not in partners:
                operation = source.warehouse_id.out_type_id
            elif source.usage in partners and target.usage not in partners:
                operation = target.warehouse_id.in_type_id
            else:
                continue
            if operation and operation._is_aftersales_controlled():
                raise UserError(
                    self.env._(
                        "%(product)s goes in or out here without a count: use operation %(operation)s.",
                        product=move.product_id.display_name,
                        operation=operation.display_name,
                    )
                )

    def _refuse_leaving_set(self):
        """A piece of a set that was sold stays one (N15)."""
        piece = self.filtered(
            lambda move: move.sale_line_id.combo_item_id and move.picking_type_id._is_aftersales_controlled()
        )[:1]
        if piece and not self.env.su:
            raise UserError(
                self.env._(
                    "%(product)s of %(picking)s belongs to a set that was sold: change the sales order.",
                    product=piece.product_id.display_name,
                    picking=piece.picking_id.name,
                )
            )

    def _get_aftersales_quantity(self):
        """Return the quantity entered on this move, in the product's own unit."""
        self.ensure_one()
        return self.product_uom._compute_quantity(self.quantity, self.product_id.uom_id)
