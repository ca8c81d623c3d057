from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from . import form

#: Statements that the list shows: three years of months.
STATEMENTS = 36


class StatementPortal(CustomerPortal):
    """The monthly statements of a station: its people confirm them, or object line by line (N3)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_statement_count" in counters:
            # sudo: only statements of the user's own stations are counted
            statements = request.env["aftersales.station.statement"].sudo()
            values["aftersales_statement_count"] = statements.search_count(
                statements._get_station_domain(request.env.user)
            )
        return values

    def _find_statement(self, statement_id):
        statement = request.env["aftersales.station.statement"]._find_for_station(statement_id)
        if not statement:
            raise request.not_found()
        return statement

    @http.route("/my/station-statements", type="http", auth="user", website=True)
    def portal_my_statements(self, **kwargs):
        # sudo: the domain lets through the statements of the user's own stations
        statements = request.env["aftersales.station.statement"].sudo()
        domain = statements._get_station_domain(request.env.user)
        return request.render(
            "aftersales_service.portal_my_statements",
            {
                **self._prepare_portal_layout_values(),
                "statements": statements.search(domain, limit=STATEMENTS),
                "page_name": "aftersales_statement",
            },
        )

    @http.route("/my/station-statements/<int:statement_id>", type="http", auth="user", website=True)
    def portal_statement(self, statement_id, **kwargs):
        statement = self._find_statement(statement_id)
        return request.render(
            "aftersales_service.portal_statement",
            {
                **self._prepare_portal_layout_values(),
                "statement": statement,
                "page_name": "aftersales_statement",
                "company": statement.company_id,
                **form.take_notice(),
            },
        )

    @http.route(
        "/my/station-statements/<int:statement_id>/confirm",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_statement_confirm(self, statement_id, **post):
        statement = self._find_statement(statement_id)
        form.say("confirmed", form.attempt(statement._station_confirm))
        return request.redirect(f"/my/station-statements/{statement_id}")

    @http.route(
        "/my/station-statements/<int:statement_id>/object",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_statement_object(self, statement_id, **post):
        statement = self._find_statement(statement_id)
        form.say("objected", form.attempt(self._object, statement, post))
        return request.redirect(f"/my/station-statements/{statement_id}")

    def _object(self, statement, post):
        photos = form.read_photos(statement.company_id)
        statement._station_dispute(form.text(post, "line"), form.text(post, "text", form.LONG), photos)
