from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from . import form


class UnitPage(http.Controller):
    """The public page behind the QR code on a unit (S2): its warranty, and a form to report a fault.

    It never shows who owns the unit nor what was done on it, and answers a report of the owner and
    one of a stranger alike.
    """

    @http.route("/unit/<string:token>", type="http", auth="public", website=True, methods=["GET", "POST"])
    def unit_page(self, token, **post):
        lot = request.env["stock.lot"]._find_by_aftersales_token(token)
        if not lot:
            raise request.not_found()
        company = lot.company_id or request.env.company
        error = ""
        if request.httprequest.method == "POST":
            unit_limit = company.sudo().aftersales_limit_unit
            if not form.is_within_limits(company, unit=(lot.id, unit_limit)):
                return form.too_many()
            report = {name: form.text(post, name) for name in ("name", "phone", "wanted")}
            report["fault"] = form.text(post, "fault", form.LONG)
            made = []
            # people do not see the field "website": who fills it in is a machine
            error = "" if post.get("website") else form.attempt(self._report, lot, company, report, made)
            if not error:
                request.session["aftersales_reported"] = made[0].name if made else ""
                return request.redirect(f"/unit/{token}/reported")
        return request.render(
            "aftersales_service.portal_unit",
            {
                **self._prepare_unit_values(lot, company),
                "values": {} if request.env.user._is_public() else self._prepare_own_values(),
                **({"values": post} if error else {}),
                "error": error,
            },
        )

    def _prepare_unit_values(self, lot, company):
        """What anybody may know of a unit."""
        return {
            "product": lot.product_id,
            "serial": lot._get_aftersales_masked_name(),
            "warranty_state": lot.aftersales_warranty_state,
            "warranty_end": lot.aftersales_warranty_end,
            "notices": lot._get_open_notices(),
            "company": company.sudo(),
            "res_company": company.sudo(),
            "token": lot.aftersales_token,
            "no_breadcrumbs": True,
        }

    def _prepare_own_values(self):
        partner = request.env.user.partner_id
        return {"name": partner.name, "phone": partner.phone}

    def _report(self, lot, company, report, made):
        if not (report["name"] and report["phone"] and report["fault"]):
            raise UserError(request.env._("We need your name, your phone number and the fault."))
        photos = form.read_photos(company)
        order = request.env["aftersales.order"]._report_by_unit(lot, report)
        order._attach_photos(photos)
        made.append(order)

    @http.route("/unit/<string:token>/reported", type="http", auth="public", website=True)
    def unit_reported(self, token, **kwargs):
        lot = request.env["stock.lot"]._find_by_aftersales_token(token)
        if not lot:
            raise request.not_found()
        company = lot.company_id or request.env.company
        return request.render(
            "aftersales_service.portal_unit_reported",
            {
                **self._prepare_unit_values(lot, company),
                "number": request.session.get("aftersales_reported"),
            },
        )
