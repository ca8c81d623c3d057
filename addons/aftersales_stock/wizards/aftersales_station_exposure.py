from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..models.aftersales_part_use import UNSETTLED


class AftersalesStationExposure(models.TransientModel):
    """Parts at a station and what its deposit allowed, at the end of a day (N5, N6)."""

    _name = "aftersales.station.exposure"
    _description = "Parts and Limit of a Station"
    _order = "share desc, station_id"
    _rec_name = "station_id"

    station_id = fields.Many2one("aftersales.station", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Regional Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="As Of", readonly=True)
    value = fields.Monetary(
        string="Parts at Supply Price", readonly=True, help="At the station and on the way."
    )
    owed = fields.Monetary(
        string="Old Parts Owed", readonly=True, help="Used and not written off on that day."
    )
    deposit = fields.Monetary(string="Parts Deposit", readonly=True)
    limit = fields.Monetary(readonly=True)
    left = fields.Monetary(string="Left of the Limit", readonly=True)
    share = fields.Float(string="Limit Used (%)", readonly=True, aggregator="avg")

    def action_view_station(self):
        """Open the station, with its deposit, its parts and what they are made of."""
        self.ensure_one()
        return open_record(self.station_id)

    @api.model
    def _reckon(self, company, _first, day):
        """Return one row a station that had parts or a deposit at the end of `day`."""
        # sudo: sums, for readers of deposits only
        stations = self.env["aftersales.station"].sudo().search([("company_id", "=", company.id)])
        quantities = self._get_quantities(stations, company, day)
        products = self.env["product.product"].browse({product for _station, product in quantities})
        prices = self.env["aftersales.supply.price"]._get_prices(products, company, day)
        values = dict.fromkeys(stations.ids, 0.0)
        for (station_id, product_id), quantity in quantities.items():
            values[station_id] += quantity * prices.get(product_id, 0.0)
        deposits = self._get_deposits(stations, day)
        owed = self._get_owed(stations, day)
        ratio = self.env["aftersales.part.policy"]._get_in_force(day, company).limit_ratio
        currency = company.currency_id
        vals_list = []
        for station in stations:
            value, deposit = currency.round(values[station.id]), deposits.get(station.id, 0.0)
            out = currency.round(value + owed.get(station.id, 0.0))
            limit = currency.round(deposit * ratio)
            if out or deposit:
                vals_list.append(
                    {
                        "station_id": station.id,
                        "user_id": station.user_id.id,
                        "company_id": company.id,
                        "date": day,
                        "value": value,
                        "owed": owed.get(station.id, 0.0),
                        "deposit": deposit,
                        "limit": limit,
                        "left": currency.round(limit - out),
                        "share": out / limit * 100 if limit else 100.0 * bool(out),
                    }
                )
        return self.create(vals_list)

    @api.model
    def _get_quantities(self, stations, company, day):
        """Return (station ID, product ID) → quantity at the station's location at the end of `day`."""
        owners = {station.location_id.id: station.id for station in stations if station.location_id}
        _start, end = company._get_aftersales_span(day, day)
        lines = self.env["stock.move.line"].sudo()  # sudo: sums of these locations, as above
        found = {}
        for side, sign in (("location_dest_id", 1), ("location_id", -1)):
            groups = lines._read_group(
                [
                    (side, "in", list(owners)),
                    ("state", "=", "done"),
                    ("date", "<", end),
                ],
                [side, "product_id"],
                ["quantity_product_uom:sum"],
            )
            for location, product, quantity in groups:
                key = (owners[location.id], product.id)
                found[key] = found.get(key, 0.0) + sign * quantity
        return found

    @api.model
    def _get_owed(self, stations, day):
        """Return station ID → value of what was used by `day` and was not written off by then (N6)."""
        uses = self.env["aftersales.part.use"].sudo()  # sudo: sums, as above
        groups = uses._read_group(
            Domain("station_id", "in", stations.ids)
            & Domain("from_station", "=", True)
            & Domain("used_on", "<=", day)
            & (
                Domain("state", "in", UNSETTLED) | Domain("writeoff_line_ids.writeoff_id.posted_on", ">", day)
            ),
            ["station_id"],
            ["value:sum"],
        )
        return {station.id: value for station, value in groups}

    @api.model
    def _get_deposits(self, stations, day):
        """Return station ID → what it had left with us at the end of `day` (N5)."""
        groups = (
            self.env["aftersales.station.deposit.entry"]
            .sudo()
            ._read_group(  # sudo: sums, as above
                [
                    ("station_id", "in", stations.ids),
                    ("date", "<=", day),
                    "|",
                    ("reversed_on", "=", False),
                    ("reversed_on", ">", day),
                ],
                ["station_id", "kind"],
                ["amount:sum"],
            )
        )
        found = {}
        for station, kind, amount in groups:
            signed = amount if kind in ("receipt", "top_up") else -amount
            found[station.id] = found.get(station.id, 0.0) + signed
        return found
