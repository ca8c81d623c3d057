from base64 import b64decode
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mimetypes import guess_mimetype

from ..const import FINAL_STATES

#: Most that a signature pad sends, in bytes, and the longest name under it.
SIGNATURE_BYTES, SIGNER_LENGTH = 1024 * 1024, 100


class AftersalesOrder(models.Model):
    """What a customer sees and does in the portal (S2, S7, S12).

    Portal users hold no right on service orders at all: a field that is added tomorrow leaks nowhere.
    The routes go through `_find_for_customer` and show what `_get_portal_…` says.
    """

    _inherit = "aftersales.order"

    access_token = fields.Char(readonly=True)  # as in portal.mixin, and guarded
    unverified = fields.Boolean(
        string="Reported Without Log-In",
        readonly=True,
        copy=False,
        help="By the QR code on the unit: find out who it is before the work begins.",
    )

    def _compute_access_url(self):
        for order in self:
            order.access_url = f"/my/service/{order.id}"

    # ------------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------------

    def _get_portal_sentence(self):
        """Say in plain words where the order stands, in the reader's language."""
        self.ensure_one()
        if self.quotation_state == "open" and self.state not in FINAL_STATES:
            return self.env._("We have prepared a quotation. Please look at it: we go on when you accept it.")
        if self.state == "assessment" and not self.planned_start:
            return self.env._("Your request is with our service station, which will agree a time with you.")
        if self.state == "settlement" and self.invoice_state == "open":
            return self.env._("The work is done. Please pay the bill.")
        return {
            "enquiry": self.env._("We have received your request and will contact you."),
            "registered": self.env._("Your request is registered. We are arranging an engineer and a time."),
            "assessment": self.env._("An engineer will come at the planned time."),
            "parts": self.env._("We are waiting for a spare part and will be in touch when it is here."),
            "repair": self.env._("The work is under way."),
            "acceptance": self.env._("The work is done. Please check it and sign."),
            "settlement": self.env._("The work is done. We are preparing the bill."),
            "follow_up": self.env._("The work is done. We will ask you whether everything is in order."),
            "closed": self.env._("The order is closed. Thank you for your trust."),
            "cancelled": self.env._("The order is cancelled."),
        }[self.state]

    def _get_portal_timeline(self):
        """Return what has happened and what is planned: list of (sentence, moment, is it past)."""
        self.ensure_one()
        now = fields.Datetime.now()
        ended = (
            self.env._("Cancelled") if self.state == "cancelled" else self.env._("Closed"),
            self.closed_on,
        )
        events = [
            (self.env._("Request received"), self.request_date),
            (self.env._("Planned visit"), self.planned_start if self.state not in FINAL_STATES else False),
            (self.env._("Work started"), self.repair_start),
            (self.env._("Work finished"), self.repair_end),
            (self.env._("Signed by %(name)s", name=self.signed_by), self.signed_on),
            ended,
        ]
        known = [(sentence, moment, moment <= now) for sentence, moment in events if moment]
        return sorted(known, key=lambda event: event[1])

    def _get_portal_worker(self):
        """Return name and phone of who comes; no phone unless the company shows it."""
        self.ensure_one()
        if self.station_id:
            return self.station_id.name, self.station_id.phone
        if not self.engineer_id:
            return "", ""
        show = self.company_id.aftersales_show_phone and self.state not in FINAL_STATES
        return self.engineer_id.name, self.engineer_id.work_phone if show else ""

    def _get_portal_quotations(self):
        """Quotations the customer has not answered yet."""
        return self.sale_order_ids.filtered(lambda sale: sale.state in ("draft", "sent"))

    def _get_portal_invoices(self):
        """Bills the customer may see: the posted ones."""
        return self.invoice_ids.filtered(lambda move: move.state == "posted")

    def _can_sign(self):
        self.ensure_one()
        return self.state == "acceptance" and not self.signed_on

    def _can_reschedule(self):
        self.ensure_one()
        return self.state in ("enquiry", "registered", "assessment", "parts")

    # ------------------------------------------------------------------------
    # What the customer does; called as superuser, after `_find_for_customer`
    # ------------------------------------------------------------------------

    def _sign_in_portal(self, signed_by, signature):
        """The customer signs on his own phone, or on the station's (S7).

        :raises UserError: if it is no picture, or `_sign` refuses
        """
        self.ensure_one()
        self._sign(self._check_text(signed_by), self._check_signature(signature))
        self._message_log(body=self.env._("Signed by %(name)s in the portal.", name=self.signed_by))

    @api.model
    def _check_text(self, value):
        return value.strip()[:SIGNER_LENGTH] if isinstance(value, str) else ""

    @api.model
    def _check_signature(self, signature):
        """Return the signature if it is a PNG as base64 of a sensible size; nothing for none."""
        if not signature:
            return signature
        try:
            picture = b64decode(signature, validate=True) if isinstance(signature, str) else b""
        except ValueError:
            picture = b""
        if len(picture) > SIGNATURE_BYTES or guess_mimetype(picture) != "image/png":
            raise UserError(self.env._("The signature could not be read: please sign again."))
        return signature

    def _ask_other_time(self, wanted):
        """Put the customer's wish for another time before the owner (G4).

        :param wanted: in the customer's words
        """
        self.ensure_one()
        if not self._can_reschedule():
            raise UserError(
                self.env._("The time of order %(name)s can no longer be changed: call us.", name=self.name)
            )
        if not wanted:
            raise UserError(self.env._("Say which time would suit you."))
        self.message_post(
            body=self.env._("Another time, please: %(wanted)s", wanted=wanted),
            author_id=self._get_portal_author().id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.user_id.id,
            summary=self.env._("The customer asks for another time"),
            note=wanted,
            automated=True,
        )

    def _get_portal_author(self):
        """Who writes in the portal: the user, or the customer where the link of a mail was used."""
        user = self.env.user
        return self.partner_id if user._is_public() else user.partner_id

    # ------------------------------------------------------------------------
    # Reporting a fault
    # ------------------------------------------------------------------------

    @api.model
    def _report_in_portal(self, user, report):
        """A customer reports a fault with log-in (S2).

        :param report: dict of str: fault, lot_id, product, serial, contact_name, phone, address, wanted
        :return: the order, as superuser
        """
        partner = user.sudo().partner_id
        company = user.company_id
        lot = self._find_own_unit(partner, report)
        return self._create_online(
            company,
            {
                "channel": "web",
                "partner_id": partner.id,
                "lot_id": lot.id,
                "contact_name": report["contact_name"] or partner.name,
                "phone": report["phone"] or partner.phone,
                "address": report["address"] or partner._get_aftersales_address(),
                "fault": self._compose_fault(report, not lot),
            },
        )

    @api.model
    def _find_own_unit(self, partner, report):
        """Return the unit the customer chose or typed, if it is his own; as superuser."""
        lots = self.env["stock.lot"].sudo()
        own = Domain("aftersales_partner_id", "child_of", partner.commercial_partner_id.ids)
        if (report["lot_id"] or "").isdecimal():
            # sudo: only among the customer's own units
            return lots.search(own & Domain("id", "=", int(report["lot_id"])), limit=1)
        if report["serial"]:
            return lots.search(own & Domain("name", "=", report["serial"]), limit=1)
        return lots

    @api.model
    def _compose_fault(self, report, with_unit):
        """Return the fault with what the customer typed about unit and time, in lines."""
        lines = [report["fault"]]
        if with_unit and report.get("product"):
            lines.append(self.env._("Product: %(product)s", product=report["product"]))
        if with_unit and report.get("serial"):
            lines.append(self.env._("Serial number: %(serial)s", serial=report["serial"]))
        if report.get("wanted"):
            lines.append(self.env._("Wanted time: %(wanted)s", wanted=report["wanted"]))
        return "\n".join(lines)

    @api.model
    def _report_by_unit(self, lot, report):
        """Somebody reports a fault by the QR code on a unit, without log-in (S2).

        The customer is the unit's owner where the phone number is his; otherwise a visitor whose
        identity somebody has to find out. The caller is not told which.

        :param report: dict of str: fault, name, phone, wanted
        """
        company = lot.company_id or self.env.company
        partner = self.env["res.partner"]._find_unit_reporter(lot, company, report["name"], report["phone"])
        return self._create_online(
            company,
            {
                "channel": "web",
                "partner_id": partner.id,
                "lot_id": lot.id,
                "contact_name": report["name"],
                "phone": report["phone"],
                "fault": self._compose_fault(report, with_unit=False),
                "unverified": True,
            },
        )

    def _attach_photos(self, photos):
        """Keep photos on these orders with a message.

        :param photos: list of (file name, bytes)
        """
        self.ensure_one()
        if photos:
            self.message_post(
                body=self.env._("Photos"),
                attachments=photos,
                author_id=self._get_portal_author().id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    # ------------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------------

    @api.model
    def _get_portal_filters(self):
        """Filters of the customer's list: key → (label, domain)."""
        year_ago = fields.Datetime.now() - timedelta(days=365)
        return {
            "open": (self.env._("Open"), Domain("state", "not in", FINAL_STATES)),
            "year": (self.env._("Last 12 months"), Domain("request_date", ">=", year_ago)),
            "all": (self.env._("All"), Domain.TRUE),
        }
