import re

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestUnitPage(PortalCase):
    """S2: whoever scans the QR code of a unit sees its warranty, reports a fault, and learns no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.unit_free | cls.unit_paid)._ensure_aftersales_tokens()
        cls.token = cls.unit_free.aftersales_token

    def _report(self, token=None, user=None, files=None, **values):
        before = self.env["aftersales.order"].search([]).ids
        values = {"fault": "Noise", "name": "Li Si", "phone": "137 0000 0000", **values}
        answer = self._post(f"/unit/{token or self.token}", user, files=files, **values)
        return answer, self._orders_since(before)

    def test_s2_page_shows_product_and_warranty(self):
        page = self._visit(f"/unit/{self.token}").text
        self.assertIn("Split air conditioner X1", page)
        self.assertIn("TEST-AC-X1", page)
        self.assertIn("In warranty", page)
        self.assertIn("Out of warranty", self._visit(f"/unit/{self.unit_paid.aftersales_token}").text)
        self.unit_free.aftersales_sale_date = False
        self.assertIn("Not known", self._visit(f"/unit/{self.token}").text)

    def test_s2_page_never_shows_owner_serial_or_history(self):
        """To nobody: not to visitors, not to strangers with log-in."""
        order = self._create_order(self.unit_free, fault="Very private fault")
        for user in (None, self.stranger_user):
            page = self._visit(f"/unit/{self.token}", user).text
            for secret in (
                "Zhang Wei",
                "13800138000",
                "138-0013-8000",
                "Renmin",
                "SN-FREE-1",
                order.name,
                "private",
            ):
                with self.subTest(user=user and user.login, secret=secret):
                    self.assertNotIn(secret, page)
        self.assertEqual(self.unit_free._get_aftersales_masked_name(), "SN-•••E-1")

    def test_s19_page_warns_of_an_open_notice_only(self):
        notice = self.env["aftersales.defect.notice"].create(
            {
                "title": "Plug may overheat",
                "description": "<p>Do not use it.</p>",
                "remedy": "Change the plug",
                "product_tmpl_ids": self.appliance.product_tmpl_id.ids,
            }
        )
        self.assertNotIn("Plug may overheat", self._visit(f"/unit/{self.token}").text)
        notice.with_user(self.manager).action_publish()
        page = self._visit(f"/unit/{self.token}").text
        self.assertIn("Plug may overheat", page)
        self.assertIn("Do not use it.", page)
        self.assertNotIn("Zhang Wei", page)

    def test_s2_short_serials_are_masked_as_well(self):
        for name, shown in (
            ("1", "•"),
            ("12", "••"),
            ("123", "1•3"),
            ("1234567890123456", "1234••••••••3456"),
        ):
            self.unit_free.name = name
            self.assertEqual(self.unit_free._get_aftersales_masked_name(), shown)

    @mute_logger("odoo.http")
    def test_s2_keys_are_not_guessed(self):
        self.assertGreaterEqual(len(self.token), 20)
        for guess in (
            str(self.unit_free.id),
            self.token[:-1],
            self.token.swapcase(),
            "False",
            "%25",
            self.token + "x",
        ):
            with self.subTest(guess=guess):
                self.assertEqual(self._visit(f"/unit/{guess}").status_code, 404)

    def test_s2_key_is_made_once_and_by_the_system_only(self):
        units = self.unit_free | self._create_unit("SN-NEW", self.today)
        action = units.with_user(self.clerk).action_print_aftersales_labels()
        self.assertEqual(action["report_name"], "aftersales_service.report_unit_label")
        self.assertEqual(self.unit_free.aftersales_token, self.token)
        self.assertTrue(units[1].aftersales_token)
        for vals in ({"aftersales_token": "mine"}, {"aftersales_token": self.token}):
            with self._refused(UserError, "made by the system"):
                units[1].with_user(self.clerk).write(vals)
        with self._refused(UserError, "printed by the office"):
            units.with_user(self.engineer_user).action_print_aftersales_labels()
        with self.assertRaises(AccessError):
            units.with_user(self.engineer_user).read(["aftersales_token"])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            units[1].sudo().aftersales_token = self.token
            self.env.flush_all()

    def test_s2_label_carries_the_address_of_the_page(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_service.report_unit_label", self.unit_free.ids
        )
        self.assertIn("Split air conditioner X1", html.decode())
        self.assertIn("data:image/svg+xml;base64,", html.decode())
        self.assertTrue(self.unit_free._get_aftersales_url().endswith(f"/unit/{self.token}"))

    def test_s2_owner_is_known_by_his_phone_and_nobody_is_told(self):
        """The answers to the owner and to a stranger differ in the number of the order only."""
        by_owner, owners = self._report(phone="13800138000", name="Zhang")
        by_stranger, strangers = self._report()
        self.assertEqual(owners.partner_id, self.customer)
        self.assertNotEqual(strangers.partner_id, self.customer)
        self.assertTrue(strangers.partner_id.aftersales_web_visitor)
        for order in owners | strangers:
            self.assertEqual((order.state, order.channel, order.lot_id), ("enquiry", "web", self.unit_free))
            self.assertTrue(order.unverified and order.user_id and order.activity_ids)

        def neutral(answer):
            text = re.sub(r"FW\d+-\d+|csrf_token: \"[^\"]+\"|session_info__ = .*", "", answer.text)
            return re.sub(r"\s+", " ", text)

        self.assertEqual(neutral(by_owner), neutral(by_stranger))
        self.assertEqual(by_owner.status_code, by_stranger.status_code)
        self.assertIn("will call you", by_owner.text)

    def test_s2_visitor_who_reports_again_is_the_same(self):
        _answer, first = self._report()
        _answer, second = self._report(phone="+86 137-0000-0000", name="Li")
        self.assertEqual(first.partner_id, second.partner_id)
        _answer, third = self._report(phone="136 0000 0000")
        self.assertNotEqual(first.partner_id, third.partner_id)
        _answer, fourth = self._report(phone="none")
        _answer, fifth = self._report(phone="unknown")
        self.assertNotEqual(fourth.partner_id, fifth.partner_id, "no number is nobody's number")

    def test_s2_report_cannot_say_more_than_the_form_asks(self):
        _answer, order = self._report(
            partner_id=str(self.customer.id), state="closed", service_type="C", priority="2", user_id="1"
        )
        self.assertEqual((order.state, order.priority), ("enquiry", "0"))
        self.assertNotEqual(order.partner_id, self.customer)

    def test_s2_name_phone_and_fault_are_needed(self):
        for missing in ("name", "phone", "fault"):
            answer, order = self._report(**{missing: " "})
            with self.subTest(missing=missing):
                self.assertFalse(order)
                self.assertIn("We need your name", answer.text)

    def test_s2_machines_that_fill_in_every_field_get_nothing(self):
        answer, order = self._report(website="http://spam.example.com")
        self.assertIn("Thank you", answer.text)
        self.assertFalse(order)

    @mute_logger("odoo.http")
    def test_s2_reports_per_unit_and_visitor_are_limited(self):
        """Each figure: the last report allowed is taken, the next is not."""
        self.company.write({"aftersales_limit_unit": 2, "aftersales_limit_visitor": 3})
        for _index in range(2):
            _answer, order = self._report()
            self.assertTrue(order)
        answer, order = self._report()
        self.assertEqual((answer.status_code, len(order)), (429, 0))
        answer, order = self._report(self.unit_paid.aftersales_token)
        self.assertEqual((answer.status_code, len(order)), (429, 0), "the visitor has used up his own")
        self.company.aftersales_limit_visitor = 6
        _answer, order = self._report(self.unit_paid.aftersales_token)
        self.assertTrue(order, "another unit has its own figure")

    @mute_logger("odoo.http")
    def test_s2_form_of_another_site_is_refused(self):
        self.authenticate(None, None)
        answer = self.url_open(f"/en/unit/{self.token}", data={"name": "x", "phone": "1", "fault": "x"})
        self.assertEqual(answer.status_code, 400)

    def test_s2_photo_of_a_visitor(self):
        content = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
        _answer, order = self._report(files=[("photos", ("a.png", content, "image/png"))])
        self.assertEqual(order.message_attachment_count, 1)
        self.assertEqual(order.message_ids[:1].author_id, order.partner_id)
