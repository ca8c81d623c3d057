import time

from werkzeug.urls import url_join

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

CODE = "aftersales_training_code"
TICKET = "aftersales_training_ticket"
KIOSK = "aftersales_training_kiosk"


class AftersalesTrainingSlot(models.Model):
    """One date of a session; people sign in to each (T5).

    The code in the room changes: a hash of the date and of the stretch of time, with the secret of the
    database. Who scans it confirms with a ticket that is bound to the own user.
    """

    _name = "aftersales.training.slot"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Date of a Training Session"
    _order = "start, id"

    session_id = fields.Many2one("aftersales.training.session", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    start = fields.Datetime(string="Begins", required=True, index=True)
    end = fields.Datetime(string="Ends", required=True)
    place = fields.Char()
    link = fields.Char(help="For a training on line.")
    attendance_ids = fields.One2many("aftersales.training.attendance", "slot_id", string="Participants")

    _order_of_time = models.Constraint('CHECK ("end" > start)', "A training ends after it begins.")

    @api.depends("session_id.name", "start")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for slot in self:
            day = slot.start and fields.Datetime.context_timestamp(slot, slot.start)
            slot.display_name = (
                f"{slot.session_id.name} {day:%Y-%m-%d %H:%M}" if day else slot.session_id.name
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        slots = super(AftersalesTrainingSlot, self._drop_guarded_defaults()).create(vals_list)
        slots._ensure_open()
        return slots

    def write(self, vals):
        """A date that moves is announced again; where somebody signed in it does not move."""
        self._refuse_guarded(vals)
        self._ensure_open()
        if {"start", "end", "session_id"} & vals.keys():
            self._ensure_unsigned()
        result = super().write(vals)
        if "session_id" in vals:
            self._ensure_open()
        # sudo: kept by the system
        self.sudo().attendance_ids.filtered("is_told").is_told = False
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._ensure_open()
        self._ensure_unsigned()

    def _ensure_unsigned(self):
        # sudo: the whole list, whoever sees it
        signed = self.sudo().attendance_ids.filtered("signed_at").slot_id[:1]
        if signed:
            raise UserError(
                self.env._("People have signed in to %(name)s: this date stays.", name=signed.display_name)
            )

    def _ensure_open(self):
        if not self.env.su:
            self.check_access("write")
            self.session_id.check_access("write")
            self.session_id._ensure_open()

    # Sign-in ------------------------------------------------------------------------

    def action_show_code(self):
        """Open the page with the code, for the screen in the room."""
        self.ensure_one()
        self._ensure_may_show()
        return {"type": "ir.actions.act_url", "url": f"/training/room/{self.id}", "target": "new"}

    def _ensure_may_show(self):
        """The code is shown by organisers of the unit and by the lecturer."""
        self.ensure_one()
        self.session_id.check_access("read")
        if self.env.user not in self.session_id.sudo().lecturer_id.user_id:
            self.session_id._ensure_role("organiser")
            self.session_id.check_access("write")

    def _get_window(self):
        return int(time.time() // max(self.session_id.sudo()._get_policy().code_seconds, 1))

    def _get_code(self, window):
        return hmac(self.env(su=True), CODE, (self.id, window))

    def _get_sign_qr(self):
        """Return the code of this moment as SVG in base64."""
        return self.env["ir.actions.report"]._draw_qr_code(self._get_sign_url())

    def _get_sign_url(self):
        """Return the address in the code of this moment."""
        self.ensure_one()
        self._ensure_may_show()
        return url_join(self.get_base_url(), f"/training/sign/{self.id}/{self._get_code(self._get_window())}")

    def _is_code(self, code):
        """Tell whether `code` is shown now or was shown just before."""
        self.ensure_one()
        window = self._get_window()
        return (code or "").isascii() and any(
            consteq(self._get_code(near), code or "") for near in (window, window - 1)
        )

    def _get_ticket(self):
        """Return what lets the user confirm the sign-in a little later."""
        now = int(time.time())
        return f"{now}-{hmac(self.env(su=True), TICKET, (self.id, self.env.uid, now))}"

    def _is_ticket(self, ticket):
        """Tell whether `ticket` was given to this user for this date a little while ago."""
        moment, _dash, proof = (ticket or "").partition("-")
        if not ((ticket or "").isascii() and moment.isdigit() and len(moment) < 12):
            return False
        expected = hmac(self.env(su=True), TICKET, (self.id, self.env.uid, int(moment)))
        age = time.time() - int(moment)
        return consteq(expected, proof) and 0 <= age <= self.session_id.sudo()._get_policy().ticket_seconds

    def _sign_in_user(self, ticket):
        """Sign the user in to this date; return the attendance, the own one only.

        :raises UserError: if the time to confirm is over, or the user is not on the list
        """
        self.ensure_one()
        if not self._is_ticket(ticket):
            raise UserError(self.env._("The code has changed. Scan it again from the screen in the room."))
        # sudo: an employee writes no attendance; it is looked up by the own user
        found = self.env["aftersales.training.attendance"].sudo().search(
            [("slot_id", "=", self.id), ("employee_id.user_id", "=", self.env.uid)], limit=1
        )  # fmt: skip
        if not found:
            raise UserError(
                self.env._("You are not on the list of this training: ask who organises it to add you.")
            )
        found._sign_in("code")
        return found

    # Kiosk --------------------------------------------------------------------------

    def action_open_kiosk(self):
        """Open the page where people without a log-in sign in with badge number and PIN."""
        self.ensure_one()
        self._ensure_may_show()
        return {
            "type": "ir.actions.act_url",
            "url": f"/training/kiosk/{self.id}/{self._get_kiosk_key()}",
            "target": "new",
        }

    def _get_kiosk_key(self):
        return hmac(self.env(su=True), KIOSK, (self.id,))

    def _is_kiosk_key(self, key):
        self.ensure_one()
        return (key or "").isascii() and consteq(self._get_kiosk_key(), key or "")

    def _sign_in_at_kiosk(self, badge, pin):
        """Sign the owner of `badge` in to this date, or return nothing: PIN or badge are wrong.

        Called as superuser by the page whose key was checked.
        :raises UserError: outside the time of sign-in, or after too many wrong PINs
        """
        self.ensure_one()
        found = self.env["aftersales.training.attendance"].search(
            [("slot_id", "=", self.id), ("employee_id.barcode", "=", (badge or "").strip() or False)], limit=1
        )
        if not (found.employee_id.barcode and found._is_pin(pin)):
            return found.browse()
        found._sign_in("kiosk")
        return found
