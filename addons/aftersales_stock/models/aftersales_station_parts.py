from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import exposure
from .aftersales_station_deposit import DEPOSIT_READERS

#: Moves that are ordered and not done: what they bring counts as approved and not shipped.
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")


class AftersalesStation(models.Model):
    """The parts of a station: a location of its own, and the limit of what may be out (N6)."""

    _inherit = "aftersales.station"

    location_id = fields.Many2one(
        "stock.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    parts_held = fields.Monetary(compute="_compute_parts", groups=DEPOSIT_READERS, help="At supply price.")
    parts_transit = fields.Monetary(string="On the Way", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_reserved = fields.Monetary(string="To Be Shipped", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_owed = fields.Monetary(
        string="Used, Not Written Off",
        compute="_compute_parts",
        groups=DEPOSIT_READERS,
        help="Parts of warranty jobs whose old ones are not written off; at the supply price of their day.",
    )
    parts_total = fields.Monetary(string="Parts Out", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_limit = fields.Monetary(string="Limit", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_left = fields.Monetary(string="Left of the Limit", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_share = fields.Float(string="Limit Used (%)", compute="_compute_parts", groups=DEPOSIT_READERS)
    parts_explanation = fields.Char(string="Limit in Words", compute="_compute_parts", groups=DEPOSIT_READERS)

    _location_unique = models.UniqueIndex(
        "(location_id) WHERE location_id IS NOT NULL", "This location is another station's."
    )

    def _compute_parts(self):
        measured = self.sudo()._get_exposures()  # sudo: sums only, the fields are for their readers
        for station in self:
            found = measured[station.id]
            for name in ("held", "transit", "reserved", "owed", "total", "limit", "left"):
                station[f"parts_{name}"] = float(getattr(found, name))
            used = float(found.total / found.limit) * 100 if found.limit else 100.0 * bool(found.total)
            station.parts_share = used
            station.parts_explanation = station._explain(found)

    def _explain(self, found):
        """Say in the reader's language how the limit came about (N6)."""
        self.ensure_one()
        money = self.currency_id.format
        if found.reason == "overdue":
            limit = self.env._(
                "The deposit of at least %(minimum)s was due on %(day)s: nothing goes out until it is paid.",
                minimum=money(self.sudo().deposit_minimum),  # sudo: a sum for a sentence
                day=self.sudo().deposit_due_on,
            )
        else:
            limit = self.env._(
                "Deposit %(deposit)s × %(ratio)s = limit %(limit)s.",
                deposit=money(self.sudo().deposit_balance),  # sudo: as above
                ratio=f"{float(found.ratio):g}",
                limit=money(float(found.limit)),
            )
        parts = self.env._(
            "Held %(held)s + on the way %(transit)s + to be shipped %(reserved)s + used and not written off "
            "%(owed)s = %(total)s; left %(left)s.",
            held=money(float(found.held)),
            transit=money(float(found.transit)),
            reserved=money(float(found.reserved)),
            owed=money(float(found.owed)),
            total=money(float(found.total)),
            left=money(float(found.left)),
        )
        return f"{limit} {parts}"

    def _get_exposures(self):
        """Return station ID → `exposure.Exposure`, as superuser; the number of queries does not grow (N6)."""
        stations = self.sudo()  # sudo: whoever asks, quantities of these stations only
        quantities = stations._get_quantities()
        products = self.env["product.product"].browse({key[1] for key in quantities})
        prices = {
            company: self.env["aftersales.supply.price"]._get_prices(products, company)
            for company in stations.company_id
        }
        ratios = {
            company: self.env["aftersales.part.policy"]._get_current(company).limit_ratio
            for company in stations.company_id
        }
        owed = stations._get_owed()
        parts = {station.id: [] for station in stations}
        companies = {station.id: station.company_id for station in stations}
        for (station_id, product_id), amounts in quantities.items():
            price = prices[companies[station_id]].get(product_id, 0.0)
            parts[station_id].append(
                exposure.Parts(product_id, Decimal(str(price)), *(Decimal(str(each)) for each in amounts))
            )
        return {
            station.id: exposure.measure(
                parts[station.id],
                Decimal(str(station.deposit_balance)),
                Decimal(str(ratios[station.company_id])),
                station._is_deposit_overdue(),
                Decimal(str(station.currency_id.rounding)),
                Decimal(str(owed.get(station.id, 0.0))),
            )
            for station in stations
        }

    def _get_quantities(self):
        """Return (station ID, product ID) → [held, on the way, to be shipped], in the products' units."""
        owners = {station.location_id.id: station.id for station in self if station.location_id}
        found = {}
        if not owners:
            return found
        locations = list(owners)
        self.env.flush_all()
        quants = self.env["stock.quant"]._read_group(
            [("location_id", "in", locations)], ["location_id", "product_id"], ["quantity:sum"]
        )
        moves = self.env["stock.move"]._read_group(
            [("location_dest_id", "in", locations), ("state", "in", OPEN_MOVES)],
            ["location_dest_id", "product_id"],
            ["product_qty:sum"],
        )
        for place, rows in ((0, quants), (2, moves)):
            for location, product, quantity in rows:
                found.setdefault((owners[location.id], product.id), [0.0, 0.0, 0.0])[place] += quantity
        for key, quantity in self._get_transit().items():
            # shipped goods stand at the station's location already: what is on the way is taken out there
            amounts = found.setdefault(key, [0.0, 0.0, 0.0])
            amounts[0] -= quantity
            amounts[1] += quantity
        return found

    def _get_transit(self):
        """Return (station ID, product ID) → quantity shipped and not received yet."""
        return {}

    def _get_owed(self):
        """Return station ID → value of what was used and is not written off."""
        return {}

    def _ensure_within_limit(self, doing, more=0.0):
        """Refuse what would bring these held stations above their limit (N6).

        Called after the change, so that whatever counts is counted, and after `_hold`.

        :param doing: what is refused, in the reader's language
        :param more: supply value of what is to come and does not count yet
        """
        for station_id, found in self._get_exposures().items():
            excess = Decimal(str(more)) - found.left
            if excess > 0:
                station = self.browse(station_id)
                raise UserError(
                    self.env._(
                        "%(doing)s goes beyond the limit of station %(name)s by %(excess)s. %(why)s Let the "
                        "station top up its deposit, or send less.",
                        doing=doing,
                        name=station.name,
                        excess=station.currency_id.format(float(excess)),
                        why=station._explain(found),
                    )
                )

    def _ensure_gets_parts(self):
        """Refuse parts for stations that are not active (N2)."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for station in self:
            if station.state != "active":
                raise UserError(
                    self.env._(
                        "Station %(name)s gets no parts (%(state)s).",
                        name=station.name,
                        state=labels[station.state],
                    )
                )

    # ------------------------------------------------------------------------
    # Location
    # ------------------------------------------------------------------------

    def _ensure_locations(self):
        """Give each of these stations a location of its own, outside the warehouse's stock (N6)."""
        locations = self.env["stock.location"].sudo()  # sudo: set-up, made with the first parts
        for company, stations in (
            self.filtered(lambda each: not each.location_id).grouped("company_id").items()
        ):
            parent = company._get_aftersales_station_location()
            created = locations.create(
                [
                    {
                        "name": " ".join(filter(None, (station.code, station.name))),
                        "usage": "internal",
                        "location_id": parent.id,
                        "company_id": company.id,
                    }
                    for station in stations
                ]
            )
            for station, location in zip(stations, created, strict=True):
                station.sudo().location_id = location  # sudo: guarded field

    @api.model
    def _get_of_locations(self, locations):
        """Return the stations whose location is one of `locations`, as superuser."""
        # sudo: whoever moves goods, so that no move passes by a station
        return self.sudo().search(Domain("location_id", "in", locations.ids))

    def _view_own(self, name, domain=()):
        """Return the action `name` of this addon, on what belongs to this station."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"aftersales_stock.{name}")
        return {**action, "domain": [("station_id", "=", self.id), *domain], "context": {}}

    def action_view_parts(self):
        """Open the parts at this station."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parts at %(station)s", station=self.name),
            "res_model": "stock.quant",
            "view_mode": "list",
            "views": [(self.env.ref("stock.view_stock_quant_tree_editable").id, "list")],
            "domain": [("location_id", "=", self.location_id.id)],
            "context": {"create": False, "edit": False},
        }

    def action_view_reserved(self):
        """Open the moves that are to bring parts to this station."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To be shipped to %(station)s", station=self.name),
            "res_model": "stock.move",
            "view_mode": "list",
            "views": [(self.env.ref("stock.view_move_tree").id, "list")],
            "domain": [("location_dest_id", "=", self.location_id.id), ("state", "in", OPEN_MOVES)],
            "context": {"create": False, "edit": False},
        }
