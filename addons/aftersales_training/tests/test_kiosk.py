from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestKiosk(SessionCase, HttpCase):
    """T5: people without a log-in sign in at a kiosk with badge number and PIN."""

    def setUp(self):
        super().setUp()
        self._invite()
        self.slot = self.training.slot_ids
        self.worker = self.env["hr.employee"].create(
            {
                "name": "Worker",
                "company_id": self.company.id,
                "department_id": self.north.id,
                "barcode": "KIOSK001",
                "pin": "4711",
            }
        )
        self.row = self.env["aftersales.training.attendance"].create(
            {"slot_id": self.slot.id, "employee_id": self.worker.id}
        )

    def _enter(self, badge="KIOSK001", pin="4711", minutes=5):
        with freeze_time(self.START - timedelta(minutes=minutes)):
            return self.slot.sudo()._sign_in_at_kiosk(badge, pin)

    def test_t5_badge_and_pin(self):
        self.assertEqual(self._enter(), self.row)
        self.assertEqual((self.row.state, self.row.method), ("present", "kiosk"))

    def test_t5_five_minutes_hold_at_the_kiosk_too(self):
        self._enter(minutes=4)
        self.assertEqual(self.row.state, "late")

    def test_t5_wrong_badge_or_pin(self):
        for badge, pin in (
            ("KIOSK001", "4712"),
            ("KIOSK002", "4711"),
            ("", ""),
            ("KIOSK001", ""),
            (None, None),
        ):
            self.assertFalse(self._enter(badge, pin))
        self.assertFalse(self.row.signed_at)
        self.worker.pin = False
        self.assertFalse(self._enter(pin=""))

    def test_t5_after_five_wrong_pins_the_kiosk_refuses(self):
        for _attempt in range(4):
            self._enter(pin="0000")
        self.assertEqual(self._enter(), self.row, "the fifth may still be right")
        self.row.sudo().signed_at = False
        for _attempt in range(5):
            self._enter(pin="0000")
        with self._refused(UserError, "Too many wrong"):
            self._enter()

    def test_t5_the_page_opens_with_its_key_only(self):
        url = self.slot.with_user(self.head.user_id).action_open_kiosk()["url"]
        self.authenticate(None, None)
        self.assertIn("Badge number", self.url_open(url).text)
        self.assertEqual(self.url_open(url[:-1] + ("0" if url[-1] != "0" else "1")).status_code, 404)
        with self._refused(AccessError, "."):
            self.slot.with_user(self.engineer.user_id).action_open_kiosk()

    def test_t5_the_kiosk_speaks_the_companys_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        path = f"/training/kiosk/{self.slot.id}/{self.slot._get_kiosk_key()}"
        for lang, word in (("zh_CN", "签到"), ("en_US", "Sign In")):
            self.company.partner_id.lang = lang
            self.assertIn(word, self.url_open(path).text)

    def test_t5_signing_in_on_the_page(self):
        url = self.slot.with_user(self.head.user_id).action_open_kiosk()["url"]
        self.authenticate(None, None)
        self.slot.sudo().write({"start": "2099-01-01 00:00:00", "end": "2099-01-01 02:00:00"})
        answer = self.url_open(
            url, {"badge": "KIOSK001", "pin": "4711", "csrf_token": Request.csrf_token(self)}
        )
        self.assertIn("Nobody can sign in", answer.text)
        answer = self.url_open(url, {"badge": "KIOSK001", "pin": "1", "csrf_token": Request.csrf_token(self)})
        self.assertIn("Badge number or PIN is wrong", answer.text)
