from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AftersalesStationClosingLine(models.Model):
    """A part that a station has to hand back when it is closed: counted, damaged, missing (N2)."""

    _name = "aftersales.station.closing.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Part Counted at a Closing"
    _order = "closing_id, product_id, id"

    closing_id = fields.Many2one(
        "aftersales.station.closing", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="closing_id.company_id", store=True)
    currency_id = fields.Many2one(related="closing_id.currency_id")
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial Number", readonly=True)
    expected = fields.Float(readonly=True, digits="Product Unit", help="What the books say is there.")
    price = fields.Monetary(string="Supply Price", readonly=True)
    good = fields.Float(digits="Product Unit", help="Counted, and fit for use.")
    damaged = fields.Float(digits="Product Unit")
    missing = fields.Float(compute="_compute_amount", store=True, digits="Product Unit")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, help="Missing and damaged pieces at supply price."
    )

    _figures_sound = models.Constraint(
        "CHECK (expected >= 0 AND COALESCE(good, 0) >= 0 AND COALESCE(damaged, 0) >= 0"
        " AND COALESCE(good, 0) + COALESCE(damaged, 0) <= expected)",
        "No more can be counted than the books say is there, and nothing below zero.",
    )

    @api.depends("expected", "good", "damaged", "price")
    def _compute_amount(self):
        for line in self:
            line.missing = line.expected - line.good - line.damaged
            line.amount = line.currency_id.round((line.expected - line.good) * line.price)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStationClosingLine, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and self.closing_id.filtered(lambda closing: closing.state != "approved"):
            raise UserError(self.env._("Parts are counted between the approval and the end of the count."))
        return super().write(vals)

    def _prepare_move_vals(self, quantity, target):
        """Values of the move, to be done at once, of `quantity` of this part to location `target`."""
        self.ensure_one()
        source = self.closing_id.station_id.sudo().location_id  # sudo: where the parts stand
        common = {
            "product_id": self.product_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        return {
            **common,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "origin": self.closing_id.display_name,
            "state": "confirmed",
            "picked": True,
            "is_inventory": target.usage == "inventory",
            "move_line_ids": [
                Command.create(
                    {
                        **common,
                        "product_uom_id": self.product_id.uom_id.id,
                        "quantity": quantity,
                        "lot_id": self.lot_id.id,
                        "picked": True,
                    }
                )
            ],
        }
