from odoo import api, models


class AftersalesOrderLine(models.Model):
    """A station takes parts from its own stock, and owes the old ones of warranty jobs (N10)."""

    _inherit = "aftersales.order.line"

    def _get_van(self):
        """The own stock of a station's job is the station's."""
        station = self.sudo().order_id.station_id  # sudo: only where its parts are
        return station.location_id if station else super()._get_van()

    @api.depends("order_id.station_id")
    def _compute_source(self):
        return super()._compute_source()

    @api.depends("order_id.station_id")
    def _compute_van_qty(self):
        return super()._compute_van_qty()

    def _store_costs(self):
        result = super()._store_costs()
        # sudo: follows from the end of the work, whoever ends it
        self.env["aftersales.part.use"].sudo()._record(self.sudo())
        return result
