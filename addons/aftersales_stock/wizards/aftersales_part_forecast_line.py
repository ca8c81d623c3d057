import math

from odoo import api, fields, models


class AftersalesPartForecastLine(models.TransientModel):
    """A part that a station will need next month, and why (N8)."""

    _name = "aftersales.part.forecast.line"
    _description = "Line of a Forecast"
    _order = "station_id, quantity desc, id"

    forecast_id = fields.Many2one(
        "aftersales.part.forecast", required=True, readonly=True, ondelete="cascade"
    )
    station_id = fields.Many2one("aftersales.station", required=True, readonly=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, readonly=True, ondelete="cascade"
    )
    quantity = fields.Float(string="Expected Usage", digits=(16, 1), readonly=True)
    last_quantity = fields.Float(string="Used Last Month", digits="Product Unit", readonly=True)
    at_station = fields.Float(string="At the Station", digits="Product Unit", readonly=True)
    to_ask = fields.Float(string="To Ask For", digits="Product Unit", compute="_compute_to_ask")
    explanation = fields.Char(string="Because Of", readonly=True)

    @api.depends("quantity", "at_station")
    def _compute_to_ask(self):
        for line in self:
            line.to_ask = max(math.ceil(round(line.quantity - line.at_station, 6)), 0)
