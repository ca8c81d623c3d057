from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from . import form
from .listing import ListingPortal

#: Jobs offered for choice.
ORDERS = 50


class ComplaintPortal(ListingPortal):
    """The customer opens a complaint and follows it in plain words (S21, S25)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_complaint_count" in counters:
            complaints = request.env["aftersales.complaint"]
            domain = complaints._get_customer_domain(request.env.user) & complaints._get_open_domain()
            # sudo: only the customer's own complaints are counted
            values["aftersales_complaint_count"] = complaints.sudo().search_count(domain)
        return values

    def _find_complaint(self, complaint_id, access_token=None):
        complaint = request.env["aftersales.complaint"]._find_for_customer(complaint_id, access_token)
        if not complaint:
            raise request.not_found()
        return complaint

    @http.route(["/my/complaints", "/my/complaints/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_complaints(self, page=1, filterby="open", **kwargs):
        complaints = request.env["aftersales.complaint"]
        return self._list_orders(
            "aftersales_service.portal_my_complaints",
            "/my/complaints",
            complaints._get_customer_domain(request.env.user),
            complaints._get_portal_filters(),
            page,
            filterby,
            order="opened_on desc, id desc",
            model="aftersales.complaint",
            page_name="aftersales_complaint",
        )

    @http.route("/my/complaints/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_complaint_new(self, **post):
        company = request.env.user.company_id
        orders = request.env["aftersales.order"]
        error = ""
        if request.httprequest.method == "POST":
            if not form.is_within_limits(company):
                return form.too_many()
            report = {name: form.text(post, name) for name in ("order_id", "contact_name", "phone")}
            report |= {name: form.text(post, name, form.LONG) for name in ("description", "wish")}
            made = []
            error = form.attempt(self._complain, report, made)
            if not error:
                form.say("complained")
                return request.redirect(f"/my/complaints/{made[0].id}")
        # sudo: only the customer's own jobs are offered
        own = orders.sudo().search(
            orders._get_customer_domain(request.env.user), order="request_date desc", limit=ORDERS
        )
        return request.render(
            "aftersales_service.portal_complaint_new",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "aftersales_complaint",
                "orders": own,
                "values": {"phone": request.env.user.partner_id.phone, **post},
                "error": error,
            },
        )

    def _complain(self, report, made):
        if not report["description"]:
            raise UserError(request.env._("Tell us in a few words what you complain of."))
        made.append(request.env["aftersales.complaint"]._open_in_portal(request.env.user, report))

    @http.route("/my/complaints/<int:complaint_id>", type="http", auth="public", website=True)
    def portal_complaint(self, complaint_id, access_token=None, **kwargs):
        complaint = self._find_complaint(complaint_id, access_token)
        return request.render(
            "aftersales_service.portal_complaint",
            {
                **self._prepare_portal_layout_values(),
                **form.take_notice(),
                "complaint": complaint,
                "page_name": "aftersales_complaint",
            },
        )
