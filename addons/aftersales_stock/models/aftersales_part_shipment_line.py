import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AftersalesPartShipmentLine(models.Model):
    """A part in a shipment, and how much of it the station has received (N9)."""

    _name = "aftersales.part.shipment.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Line of a Shipment"
    _order = "shipment_id, id"

    shipment_id = fields.Many2one(
        "aftersales.part.shipment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="shipment_id.company_id", store=True)
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True, index=True)
    quantity = fields.Float(string="Shipped", required=True, readonly=True, digits="Product Unit")
    received = fields.Float(readonly=True, digits="Product Unit")

    _quantities_sound = models.Constraint(
        "CHECK (quantity > 0 AND COALESCE(received, 0) >= 0 AND COALESCE(received, 0) <= quantity)",
        "No more can be received than was shipped.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesPartShipmentLine, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _check_received(self, quantity):
        """Return `quantity` if it can have been received of this part."""
        self.ensure_one()
        if (
            not isinstance(quantity, int | float)
            or not math.isfinite(quantity)
            or not 0 <= quantity <= self.quantity
        ):
            raise UserError(
                self.env._(
                    "%(part)s: between 0 and %(quantity)s were received.",
                    part=self.product_id.display_name,
                    quantity=f"{self.quantity:g}",
                )
            )
        return quantity

    def _take_back(self, lost):
        """Move what is missing from the station's location to the warehouse, or off the stock if lost."""
        vals_list = []
        for line in self.filtered(lambda each: each.received < each.quantity):
            picking, location = line.shipment_id.picking_id, line.shipment_id.station_id.location_id
            target = (
                line.product_id.with_company(line.company_id).property_stock_inventory
                if lost
                else picking.location_id
            )
            missing = line.quantity - line.received
            sources = picking.move_line_ids.filtered(
                lambda each, line=line: each.product_id == line.product_id
            )
            for source in sources.sorted("id", reverse=True):
                taken = min(missing, source.quantity_product_uom)
                if taken <= 0:
                    break
                missing -= taken
                vals_list.append(line._prepare_back_vals(taken, source.lot_id, location, target))
        self.env["stock.move"].create(vals_list)._action_done()

    def _prepare_back_vals(self, quantity, lot, location, target):
        common = {
            "product_id": self.product_id.id,
            "location_id": location.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        return {
            **common,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "origin": self.shipment_id.name,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [
                Command.create(
                    {
                        **common,
                        "product_uom_id": self.product_id.uom_id.id,
                        "quantity": quantity,
                        "lot_id": lot.id,
                        "picked": True,
                    }
                )
            ],
        }
