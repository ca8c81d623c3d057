from odoo import http
from odoo.http import request

from odoo.addons.aftersales_service.controllers import form
from odoo.addons.portal.controllers.portal import CustomerPortal

#: Parts that the form takes at once, and requests and shipments that the page lists.
ROWS = 8
LISTED = 40


class PartsPortal(CustomerPortal):
    """Parts of a station: its people see the limit before they ask, and confirm what arrived (N6, N7, N9)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_shipment_count" in counters:
            # sudo: only shipments to the user's own stations are counted
            shipments = request.env["aftersales.part.shipment"].sudo()
            domain = shipments._get_station_domain(request.env.user)
            values["aftersales_shipment_count"] = shipments.search_count([*domain, ("state", "=", "transit")])
        return values

    def _get_stations(self):
        stations = request.env["aftersales.station"]._get_of_user(request.env.user)
        if not stations:
            raise request.not_found()
        return stations

    @http.route("/my/station-parts", type="http", auth="user", website=True)
    def portal_my_parts(self, **kwargs):
        stations = self._get_stations()
        domain = [("station_id", "in", stations.ids)]
        return request.render(
            "aftersales_stock.portal_my_parts",
            {
                **self._prepare_portal_layout_values(),
                "stations": stations,
                "requests": stations.env["aftersales.part.request"].search(domain, limit=LISTED),
                "shipments": stations.env["aftersales.part.shipment"].search(domain, limit=LISTED),
                "page_name": "aftersales_parts",
                **form.take_notice(),
            },
        )

    @http.route("/my/station-parts/new", type="http", auth="user", website=True)
    def portal_parts_new(self, **kwargs):
        return request.render(
            "aftersales_stock.portal_parts_new",
            {
                **self._prepare_portal_layout_values(),
                "stations": self._get_stations(),
                "rows": range(ROWS),
                "page_name": "aftersales_parts",
                "typed": request.session.pop("aftersales_parts_typed", {}),
                **form.take_notice(),
            },
        )

    @http.route("/my/station-parts/ask", type="http", auth="user", website=True, methods=["POST"])
    def portal_parts_ask(self, **post):
        stations = self._get_stations()
        error = form.attempt(self._ask, stations, post)
        form.say("parts_requested", error)
        if error:
            request.session["aftersales_parts_typed"] = {
                key: form.text(post, key, form.LONG) for key in post if key != "csrf_token"
            }
        return request.redirect("/my/station-parts/new" if error else "/my/station-parts")

    def _ask(self, stations, post):
        station = stations.filtered(lambda each: str(each.id) == form.text(post, "station_id"))
        rows = [(form.text(post, f"part_{row}"), form.text(post, f"quantity_{row}")) for row in range(ROWS)]
        stations.env["aftersales.part.request"]._ask_for_station(
            station,
            form.text(post, "kind"),
            [row for row in rows if row[0]],
            bool(post.get("no_loan_unit")),
            form.text(post, "note", form.LONG),
        )

    @http.route("/my/station-shipments/<int:shipment_id>", type="http", auth="user", website=True)
    def portal_shipment(self, shipment_id, **kwargs):
        return request.render(
            "aftersales_stock.portal_shipment",
            {
                **self._prepare_portal_layout_values(),
                "shipment": self._find_shipment(shipment_id),
                "page_name": "aftersales_parts",
                **form.take_notice(),
            },
        )

    @http.route(
        "/my/station-shipments/<int:shipment_id>/receive",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_shipment_receive(self, shipment_id, **post):
        shipment = self._find_shipment(shipment_id)
        form.say("parts_answered", form.attempt(self._receive, shipment, post))
        return request.redirect(f"/my/station-shipments/{shipment_id}")

    def _find_shipment(self, shipment_id):
        shipment = request.env["aftersales.part.shipment"]._find_for_station(shipment_id)
        if not shipment:
            raise request.not_found()
        return shipment

    def _receive(self, shipment, post):
        received = {}
        for line in shipment.line_ids:
            typed = form.text(post, f"received_{line.id}")
            received[line.id] = shipment._read_quantity(typed) if typed else line.quantity
        shipment._receive(received, form.text(post, "claim", form.LONG))
