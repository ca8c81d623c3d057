from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class TrainingController(http.Controller):
    """Sign-in by phone (T5): the screen in the room shows a code, the phone's owner confirms."""

    def _get_slot(self, slot_id):
        slot = request.env["aftersales.training.slot"].browse(slot_id)
        # sudo: whoever is not on the list is told so, without seeing the session
        return slot.sudo().exists().with_env(slot.env)

    @http.route("/training/room/<int:slot_id>", type="http", auth="user", sitemap=False)
    def room(self, slot_id):
        slot = self._get_slot(slot_id)
        try:
            picture = slot and slot._get_sign_qr()
        except AccessError:
            slot = None
        if not slot:
            raise NotFound
        return request.render(
            "aftersales_training.sign_room",
            {
                "slot": slot.sudo(),
                "picture": picture,
                "seconds": max(slot.session_id.sudo()._get_policy().code_seconds // 2, 1),
                "signed": slot.sudo().attendance_ids.search_count(
                    [("slot_id", "=", slot.id), ("signed_at", "!=", False)]
                ),
                "invited": slot.sudo().attendance_ids.search_count([("slot_id", "=", slot.id)]),
            },
        )

    @http.route("/training/sign/<int:slot_id>/<string:code>", type="http", auth="user", sitemap=False)
    def scan(self, slot_id, code):
        slot = self._get_slot(slot_id)
        if not slot or not slot._is_code(code):
            return self._say(
                request.env._("The code has changed. Scan it again from the screen in the room.")
            )
        return self._say(slot=slot.sudo(), ticket=slot._get_ticket())

    @http.route("/training/sign/<int:slot_id>", type="http", auth="user", methods=["POST"], sitemap=False)
    def sign(self, slot_id, ticket=""):
        slot = self._get_slot(slot_id)
        if not slot:
            raise NotFound
        try:
            attendance = slot._sign_in_user(ticket)
        except UserError as error:
            return self._say(str(error))
        return self._say(slot=slot.sudo(), attendance=attendance)

    @http.route(
        "/training/kiosk/<int:slot_id>/<string:key>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def kiosk(self, slot_id, key, badge="", pin=""):
        # sudo: whoever stands at the kiosk has no log-in; the page is opened with its key only
        slot = request.env["aftersales.training.slot"].sudo().browse(slot_id).exists()
        if not slot or not slot._is_kiosk_key(key):
            raise NotFound
        request.update_context(lang=slot.company_id.partner_id.lang or request.env.lang)
        slot = slot.with_context(lang=request.env.lang)
        message, attendance = "", None
        if request.httprequest.method == "POST":
            try:
                attendance = slot._sign_in_at_kiosk(badge, pin)
                message = "" if attendance else slot.env._("Badge number or PIN is wrong.")
            except UserError as error:
                message = str(error)
        return request.render(
            "aftersales_training.kiosk_page",
            {"slot": slot, "key": key, "message": message, "attendance": attendance},
            headers={"Cache-Control": "no-store"},
        )

    def _say(self, message="", slot=None, ticket="", attendance=None):
        return request.render(
            "aftersales_training.sign_page",
            {"message": message, "slot": slot, "ticket": ticket, "attendance": attendance},
            headers={"Cache-Control": "no-store"},
        )
