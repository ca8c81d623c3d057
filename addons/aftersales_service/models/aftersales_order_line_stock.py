from odoo import api, fields, models

from ..const import OLD_PARTS, PART_SOURCES


class AftersalesOrderLine(models.Model):
    """Where a part comes from, and where the old one went."""

    _inherit = "aftersales.order.line"

    source = fields.Selection(
        PART_SOURCES,
        compute="_compute_source",
        store=True,
        readonly=False,
        precompute=True,
        help="The engineer's own stock where it has enough, else the warehouse.",
    )
    van_qty = fields.Float(
        string="On the Van",
        digits="Product Unit",
        compute="_compute_van_qty",
        help="Free quantity in the stock that the engineer carries along.",
    )
    old_part = fields.Selection(OLD_PARTS, copy=False, help="Where the part that was replaced went.")
    old_serial = fields.Char(string="Old Serial Number", copy=False)
    old_fault = fields.Char(string="Fault of the Old Part", copy=False)

    @api.depends("kind", "product_id", "order_id.engineer_id")
    def _compute_van_qty(self):
        quantities = self._get_van_quantities()
        for line in self:
            line.van_qty = quantities.get((line._get_van(), line.product_id), 0.0)

    @api.depends("kind", "product_id", "quantity", "order_id.engineer_id")
    def _compute_source(self):
        open_lines = self.filtered(lambda line: not line.source or not line.move_id)
        quantities = open_lines._get_van_quantities()
        for line in open_lines:
            in_van = quantities.get((line._get_van(), line.product_id), 0.0)
            has_enough = line.kind == "part" and line.product_id and in_van >= line.quantity > 0
            line.source = "own" if has_enough else "warehouse"
        for line in self - open_lines:
            line.source = line.source

    def _get_van(self):
        """Return the location of the engineer's own stock, or an empty one; as superuser."""
        self.ensure_one()
        # sudo: private profile; only where his parts are
        return self.sudo().order_id.engineer_id.aftersales_location_id

    def _get_van_quantities(self):
        """Return (location, product) → free quantity on the engineers' vans; one query."""
        parts = self.filtered(lambda line: line.kind == "part" and line.product_id)
        vans = self.env["stock.location"].sudo().union(*(line._get_van() for line in parts))
        if not vans:
            return {}
        # sudo: engineers see how much is free without a right on the stock itself
        quants = self.env["stock.quant"].sudo()
        rows = quants._read_group(
            [("location_id", "in", vans.ids), ("product_id", "in", parts.product_id.ids)],
            ["location_id", "product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return {(location, product): quantity - reserved for location, product, quantity, reserved in rows}

    def write(self, vals):
        result = super().write(vals)
        if "source" in vals:
            self._apply_source()
        return result

    def _apply_source(self):
        """Let the moves of these lines that are not done take the part from where it is now meant to be."""
        for line in self.sudo().filtered("move_id"):  # sudo: engineers hold no right on stock moves
            move = line.move_id
            location = line._get_source_location(move.repair_id)
            if move.state not in ("done", "cancel") and move.location_id != location:
                move._do_unreserve()
                move.location_id = location

    def _get_source_location(self, card):
        """Return the location this part is taken from."""
        self.ensure_one()
        return (self._get_van() if self.source == "own" else False) or card.sudo().location_id

    def _prepare_move_vals(self, card):
        vals = super()._prepare_move_vals(card)
        return {**vals, "location_id": self._get_source_location(card).id}
