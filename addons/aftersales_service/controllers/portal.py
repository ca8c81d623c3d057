from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from . import form
from .listing import ListingPortal

#: Units offered for choice; who has more types the serial number.
UNITS = 100


class ServicePortal(ListingPortal):
    """The customer's pages: report a fault, follow it, accept, sign, pay (S2, S7, S12)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_order_count" in counters:
            orders = request.env["aftersales.order"]
            domain = orders._get_customer_domain(request.env.user) & orders._get_portal_filters()["open"][1]
            # sudo: only the customer's own orders are counted
            values["aftersales_order_count"] = orders.sudo().search_count(domain)
        return values

    def _find_order(self, order_id, access_token=None):
        order = request.env["aftersales.order"]._find_for_customer(order_id, access_token)
        if not order:
            raise request.not_found()
        return order

    @http.route(["/my/service", "/my/service/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_service(self, page=1, filterby="open", **kwargs):
        orders = request.env["aftersales.order"]
        return self._list_orders(
            "aftersales_service.portal_my_service",
            "/my/service",
            orders._get_customer_domain(request.env.user),
            orders._get_portal_filters(),
            page,
            filterby,
            order="request_date desc, id desc",
            page_name="aftersales_order",
        )

    # ------------------------------------------------------------------------
    # Report a fault
    # ------------------------------------------------------------------------

    @http.route("/my/service/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_service_new(self, **post):
        user = request.env.user
        company = user.company_id
        error = ""
        if request.httprequest.method == "POST":
            if not form.is_within_limits(company):
                return form.too_many()
            report = {
                name: form.text(post, name)
                for name in ("lot_id", "product", "serial", "contact_name", "phone", "address", "wanted")
            }
            report["fault"] = form.text(post, "fault", form.LONG)
            made = []
            error = form.attempt(self._report, report, company, made)
            if not error:
                form.say("reported")
                return request.redirect(f"/my/service/{made[0].id}")
        partner = user.partner_id
        own = Domain("aftersales_partner_id", "child_of", partner.commercial_partner_id.ids)
        # sudo: only the customer's own units are offered
        units = request.env["stock.lot"].sudo().search(own, limit=UNITS)
        return request.render(
            "aftersales_service.portal_service_new",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "aftersales_order",
                "units": units,
                "values": {
                    "contact_name": partner.name,
                    "phone": partner.phone,
                    "address": partner._get_aftersales_address(),
                    **post,
                },
                "error": error,
                "company": company.sudo(),
            },
        )

    def _report(self, report, company, made):
        if not report["fault"]:
            raise UserError(request.env._("Describe the fault in a few words."))
        photos = form.read_photos(company)
        order = request.env["aftersales.order"]._report_in_portal(request.env.user, report)
        order._attach_photos(photos)
        made.append(order)

    # ------------------------------------------------------------------------
    # One order
    # ------------------------------------------------------------------------

    @http.route("/my/service/<int:order_id>", type="http", auth="public", website=True)
    def portal_service_order(self, order_id, access_token=None, **kwargs):
        order = self._find_order(order_id, access_token)
        order._portal_ensure_token()
        values = {
            "order": order,
            "page_name": "aftersales_order",
            **form.take_notice(),
            "company": order.company_id,
            "res_company": order.company_id,
        }
        # the messages of the page need the token: a customer holds no right on the order itself
        values = self._get_page_view_values(
            order, order.access_token, values, "my_service_history", False, **kwargs
        )
        return request.render("aftersales_service.portal_service_order", values)

    @http.route("/my/service/<int:order_id>/voucher", type="http", auth="public", website=True)
    def portal_service_voucher(self, order_id, access_token=None, **kwargs):
        order = self._find_order(order_id, access_token)
        if not order.signed_on:
            raise request.not_found()
        return self._show_report(
            model=order,
            report_type="pdf",
            report_ref="aftersales_service.aftersales_order_report_voucher",
            download=True,
        )

    @http.route("/my/service/<int:order_id>/sign", type="jsonrpc", auth="public", website=True)
    def portal_service_sign(self, order_id, access_token=None, name=None, signature=None):
        access_token = access_token or request.httprequest.args.get("access_token")
        order = request.env["aftersales.order"]._find_for_customer(order_id, access_token)
        if not order:
            return {"error": request.env._("This order does not exist.")}
        error = form.attempt(order._sign_in_portal, name, signature)
        if error:
            return {"error": error}
        form.say("signed")
        return {"force_refresh": True, "redirect_url": order.get_portal_url()}

    @http.route(
        "/my/service/<int:order_id>/reschedule", type="http", auth="public", website=True, methods=["POST"]
    )
    def portal_service_reschedule(self, order_id, access_token=None, **post):
        order = self._find_order(order_id, access_token)
        if not form.is_within_limits(order.company_id):
            return form.too_many()
        error = form.attempt(order._ask_other_time, form.text(post, "wanted"))
        form.say("asked", error)
        return request.redirect(order.get_portal_url())
