from odoo import fields, models
from odoo.fields import Domain


class AftersalesStation(models.Model):
    """What a station has asked for, and what is on its way (N7, N9)."""

    _inherit = "aftersales.station"

    request_ids = fields.One2many("aftersales.part.request", "station_id", string="Part Requests")
    request_count = fields.Integer(string="Open Requests", compute="_compute_request_count")

    def _compute_request_count(self):
        requests = self.env["aftersales.part.request"].sudo()  # sudo: a count only
        groups = requests._read_group(
            [("station_id", "in", self.ids), ("state", "in", ("submitted", "approved"))],
            ["station_id"],
            ["__count"],
        )
        counts = {station.id: count for station, count in groups}
        for station in self:
            station.request_count = counts.get(station.id, 0)

    def _get_transit(self):
        """Shipped and not answered; of what was claimed, what is missing until that is settled (N9)."""
        groups = self.env["aftersales.part.shipment.line"]._read_group(
            Domain("shipment_id.station_id", "in", self.ids)
            & Domain("shipment_id.state", "in", ("transit", "claimed")),
            ["shipment_id", "product_id"],
            ["quantity:sum", "received:sum"],
        )
        found = {}
        for shipment, product, quantity, received in groups:
            key = (shipment.station_id.id, product.id)
            found[key] = found.get(key, 0.0) + quantity - received
        return found

    def _has_loan_unit(self):
        """Tell whether a loan unit stands at this station that is not lent at present (N7)."""
        self.ensure_one()
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.location_id.id), ("lot_id", "!=", False), ("quantity", ">", 0)]
        )
        loans = self.env["aftersales.loan"].search([("lot_id", "in", quants.lot_id.ids)])
        return bool(loans.lot_id - loans.filtered(lambda loan: loan.state == "lent").lot_id)

    def _get_open(self, deposit=True):
        """Open requests and shipments without a receipt block the closing, too (N2)."""
        found = super()._get_open(deposit=deposit)
        if self.request_count:
            found.insert(0, self.env._("part requests: %(count)s", count=self.request_count))
        return found

    def action_view_requests(self):
        """Open the part requests of this station."""
        self.ensure_one()
        action = self._view_own("aftersales_part_request_action")
        return {**action, "context": {"default_station_id": self.id}}

    def action_view_transit(self):
        """Open the shipments that count as on the way (N9)."""
        return self._view_own("aftersales_part_shipment_action", [("state", "in", ("transit", "claimed"))])
