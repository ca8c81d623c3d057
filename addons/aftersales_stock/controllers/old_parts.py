from odoo import http
from odoo.http import request

from odoo.addons.aftersales_service.controllers import form
from odoo.addons.portal.controllers.portal import CustomerPortal

#: Old parts that one form takes, and documents that the page lists.
PIECES = 100
LISTED = 24


class OldPartsPortal(CustomerPortal):
    """Old parts of a station: its people report the usage, send old parts, answer differences (N10–N13)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_old_part_count" in counters:
            user = request.env.user
            # sudo: only what the user's own stations have to answer is counted
            reports = request.env["aftersales.usage.report"].sudo()
            writeoffs = request.env["aftersales.writeoff"].sudo()
            values["aftersales_old_part_count"] = reports.search_count(
                [*reports._get_station_domain(user), ("state", "=", "draft")]
            ) + writeoffs.search_count([*writeoffs._get_station_domain(user), ("state", "=", "sent")])
        return values

    def _get_stations(self):
        stations = request.env["aftersales.station"]._get_of_user(request.env.user, closed=True)
        if not stations:
            raise request.not_found()
        return stations

    def _find(self, model, record_id):
        record = request.env[model]._find_for_station(record_id)
        if not record:
            raise request.not_found()
        return record

    def _render(self, template, **values):
        return request.render(
            f"aftersales_stock.{template}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "aftersales_old_parts",
                **values,
                **form.take_notice(),
            },
        )

    def _print(self, report, records, name):
        # sudo: a paper of the station's own records, which the caller has looked for
        reports = request.env["ir.actions.report"].sudo()
        content, _kind = reports._render_qweb_pdf(f"aftersales_stock.{report}", records.ids)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", http.content_disposition(f"{name}.pdf")),
            ],
        )

    @http.route("/my/station-old-parts", type="http", auth="user", website=True)
    def portal_my_old_parts(self, **kwargs):
        stations = self._get_stations()
        user, env = request.env.user, stations.env
        lists = {
            name: env[model].search(env[model]._get_station_domain(user), limit=LISTED)
            for name, model in (
                ("reports", "aftersales.usage.report"),
                ("returns", "aftersales.part.return"),
                ("writeoffs", "aftersales.writeoff"),
            )
        }
        uses = env["aftersales.part.use"]
        to_send = {station: uses._get_to_send(station) for station in stations}
        return self._render("portal_my_old_parts", stations=stations, to_send=to_send, **lists)

    # Usage report ---------------------------------------------------------------------------

    @http.route("/my/station-usage/<int:report_id>", type="http", auth="user", website=True)
    def portal_usage_report(self, report_id, **kwargs):
        report = self._find("aftersales.usage.report", report_id)
        return self._render("portal_usage_report", report=report, crumb=report._get_month_text())

    @http.route(
        "/my/station-usage/<int:report_id>/submit", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_usage_submit(self, report_id, **post):
        report = self._find("aftersales.usage.report", report_id)
        error = form.attempt(report._submit, form.text(post, "note", form.LONG))
        form.say("usage_submitted", error)
        return request.redirect(f"/my/station-usage/{report_id}")

    # Returns --------------------------------------------------------------------------------

    def _find_station(self, station_id):
        station = self._get_stations().filtered(lambda each: each.id == station_id)
        if not station:
            raise request.not_found()
        return station

    @http.route("/my/station-returns/new/<int:station_id>", type="http", auth="user", website=True)
    def portal_return_new(self, station_id, **kwargs):
        station = self._find_station(station_id)
        return self._render(
            "portal_return_new",
            station=station,
            uses=station.env["aftersales.part.use"]._get_to_send(station)[:PIECES],
            typed=request.session.pop("aftersales_return_typed", {}),
            crumb=station.name,
        )

    @http.route(
        "/my/station-returns/new/<int:station_id>/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_return_send(self, station_id, **post):
        station = self._find_station(station_id)
        error = form.attempt(self._send, station, post)
        form.say("old_parts_sent", error)
        if error:
            request.session["aftersales_return_typed"] = {
                key: form.text(post, key) for key in post if key != "csrf_token"
            }
            return request.redirect(f"/my/station-returns/new/{station_id}")
        return request.redirect("/my/station-old-parts")

    def _send(self, station, post):
        chosen = [key.removeprefix("use_") for key in post if key.startswith("use_")][:PIECES]
        pieces = [
            (use_id, form.text(post, f"serial_{use_id}"), form.text(post, f"fault_{use_id}"))
            for use_id in chosen
        ]
        packages = form.text(post, "packages") or "1"
        station.env["aftersales.part.return"]._send_for_station(
            station,
            pieces,
            carrier=form.text(post, "carrier"),
            tracking=form.text(post, "tracking"),
            packages=int(packages) if packages.isdecimal() and len(packages) < 5 else 1,
        )

    @http.route("/my/station-returns/new/<int:station_id>/cards", type="http", auth="user", website=True)
    def portal_return_cards(self, station_id, **kwargs):
        station = self._find_station(station_id)
        uses = station.env["aftersales.part.use"]._get_to_send(station)[:PIECES]
        if not uses:
            raise request.not_found()
        return self._print("aftersales_part_use_report_fault_card", uses, station.name)

    @http.route("/my/station-returns/<int:return_id>", type="http", auth="user", website=True)
    def portal_return(self, return_id, **kwargs):
        shipment = self._find("aftersales.part.return", return_id)
        return self._render("portal_return", shipment=shipment, crumb=shipment.name)

    # Write-offs -----------------------------------------------------------------------------

    @http.route("/my/station-writeoffs/<int:writeoff_id>", type="http", auth="user", website=True)
    def portal_writeoff(self, writeoff_id, **kwargs):
        writeoff = self._find("aftersales.writeoff", writeoff_id)
        return self._render("portal_writeoff", writeoff=writeoff, crumb=writeoff.name)

    @http.route("/my/station-writeoffs/<int:writeoff_id>/print", type="http", auth="user", website=True)
    def portal_writeoff_print(self, writeoff_id, **kwargs):
        writeoff = self._find("aftersales.writeoff", writeoff_id)
        return self._print("aftersales_writeoff_report", writeoff, writeoff.name)

    @http.route(
        "/my/station-writeoffs/<int:writeoff_id>/accept",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_writeoff_accept(self, writeoff_id, **post):
        writeoff = self._find("aftersales.writeoff", writeoff_id)
        form.say("differences_accepted", form.attempt(writeoff._station_accept))
        return request.redirect(f"/my/station-writeoffs/{writeoff_id}")

    @http.route(
        "/my/station-writeoffs/<int:writeoff_id>/object",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_writeoff_object(self, writeoff_id, **post):
        writeoff = self._find("aftersales.writeoff", writeoff_id)
        error = form.attempt(
            writeoff._station_object, form.text(post, "line"), form.text(post, "text", form.LONG)
        )
        form.say("objected", error)
        return request.redirect(f"/my/station-writeoffs/{writeoff_id}")
