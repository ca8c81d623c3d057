from odoo import api, fields, models

from ..const import DAY_KINDS
from ..tools import contract


class AftersalesTimeBand(models.Model):
    """Hours of a kind of day, and what a call in them costs under a contract per call (S15)."""

    _name = "aftersales.time.band"
    _inherit = ["aftersales.contract.term.mixin"]
    _description = "Time Band"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first band that holds counts.")
    day_kind = fields.Selection(DAY_KINDS, string="Kind of Day", required=True, default="any")
    hour_from = fields.Float(string="From", required=True)
    hour_to = fields.Float(
        string="To", required=True, default=24.0, help="Not after the start: the band runs over midnight."
    )
    pricing = fields.Selection(
        [("price", "Price per call"), ("share", "Share of the call-out fee")], required=True, default="share"
    )
    price = fields.Monetary(string="Price per Call")
    share = fields.Float(
        string="Call-out Fee (%)",
        digits=(7, 2),
        default=100.0,
        help="How much of the call-out fee in the fee schedule.",
    )

    _hours_of_a_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "A time band lies within the 24 hours of a day: check its hours.",
    )
    _price_positive = models.Constraint(
        "CHECK (COALESCE(price, 0) >= 0 AND COALESCE(share, 0) >= 0)", "A price cannot be negative."
    )

    def _to_engine(self):
        """Return these bands, in their order, as the engine takes them."""
        return [
            contract.Band(band.id, band.day_kind, round(band.hour_from * 60), round(band.hour_to * 60))
            for band in self.sorted(lambda band: (band.sequence, band.id))
        ]

    @api.depends("name", "hour_from", "hour_to")
    def _compute_display_name(self):
        for band in self:
            times = [divmod(round(hour * 60), 60) for hour in (band.hour_from, band.hour_to)]
            hours = "–".join(f"{hour}:{minute:02}" for hour, minute in times)
            band.display_name = f"{band.name} {hours}" if band.name else False

    def _get_price(self, fee):
        """Return what a call in this band costs where the fee schedule asks `fee`."""
        self.ensure_one()
        return self.price if self.pricing == "price" else self.currency_id.round(fee * self.share / 100)
