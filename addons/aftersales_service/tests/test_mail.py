from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ServiceCase

MAIL = """From: {sender}
To: service@test.example.com
Subject: {subject}
Message-Id: <{key}@example.com>
Date: Mon, 02 Mar 2026 10:00:00 +0800
MIME-Version: 1.0
{headers}Content-Type: {type}; charset=utf-8

{body}
"""

WITH_FILE = """--b
Content-Type: text/plain

See photo
--b
Content-Type: image/png
Content-Disposition: attachment; filename="a.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--"""


@tagged("post_install", "-at_install")
class TestMail(ServiceCase):
    """S2: a mail to the request address becomes an enquiry; customers are told by mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "test.example.com"})
        cls.company.write(
            {
                "alias_domain_id": domain.id,
                "email": "centre@test.example.com",
                "aftersales_alias_name": "service",
                "aftersales_web_user_id": cls.clerk.id,
            }
        )
        cls.customer.email = "zhang@example.com"

    def _receive(self, sender="Zhang Wei <zhang@example.com>", subject="Air conditioner", **values):
        before = self.env["aftersales.order"].search([]).ids
        values = {"body": "It is warm.", "headers": "", "type": "text/plain", "key": len(before), **values}
        text = MAIL.format(sender=sender, subject=subject, **values)
        self.env["mail.thread"].message_process(None, text.encode())
        return self.env["aftersales.order"].search([("id", "not in", before)])

    def _sent_to(self, partner):
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", partner.ids)])

    def test_s2_mail_becomes_an_enquiry_with_an_owner(self):
        order = self._receive()
        self.assertEqual((order.state, order.channel), ("enquiry", "email"))
        self.assertEqual((order.partner_id, order.user_id), (self.customer, self.clerk))
        self.assertEqual(order.fault, "Air conditioner\nIt is warm.")
        self.assertEqual(order.email_from, "zhang@example.com")
        self.assertIn("It is warm.", "".join(order.message_ids.mapped("body")))
        self.assertEqual(order.activity_ids.user_id, self.clerk)

    def test_s2_customer_gets_the_number_with_a_link_in_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        order = self._receive()
        mail = self._sent_to(self.customer)
        self.assertEqual(len(mail), 1)
        self.assertIn(order.name, mail.subject)
        self.assertIn(f"/my/service/{order.id}?access_token={order.access_token}", mail.body_html)

    def test_s2_unknown_sender_becomes_a_customer(self):
        order = self._receive(sender="Li Si <lisi@example.com>")
        self.assertEqual((order.partner_id.name, order.partner_id.email), ("Li Si", "lisi@example.com"))
        again = self._receive(sender="lisi@example.com", key="again")
        self.assertEqual(again.partner_id, order.partner_id)

    def test_g1_customer_of_another_company_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Second centre"})
        self.customer.company_id = other
        order = self._receive()
        self.assertTrue(order)
        self.assertNotEqual(order.partner_id, self.customer)
        self.assertEqual(order.partner_id.company_id, self.company)

    def test_s4_answer_lands_on_the_order_and_starts_no_clock(self):
        order = self._receive()
        order.with_user(self.clerk).action_register()
        events = order.clock_event_ids
        question = order.message_ids.filtered("message_id")[-1:]
        answer = self._receive(
            subject="Re: Air conditioner", body="Second floor.", key="answer",
            headers=f"In-Reply-To: {question.message_id}\nReferences: {question.message_id}\n",
        )  # fmt: skip
        self.assertFalse(answer, "no second order")
        self.assertIn("Second floor.", order.message_ids[0].body)
        self.assertEqual((order.clock_event_ids, order.state), (events, "registered"))

    def test_s2_machines_are_not_answered(self):
        """Out-of-office notes and lists become enquiries, but nobody writes back to them."""
        for index, header in enumerate(
            ("Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Precedence: bulk")
        ):
            order = self._receive(headers=f"{header}\n", key=f"machine-{index}")
            self.assertTrue(order)
        self.assertFalse(self._sent_to(self.customer))
        self._receive(headers="Auto-Submitted: no\n", key="person")
        self.assertTrue(self._sent_to(self.customer))

    def test_s2_who_writes_without_end_is_stopped_by_the_host(self):
        """The host looks for many orders of one address: the order keeps the address."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        for index in range(2):
            self.assertTrue(self._receive(key=f"loop-{index}"))
        self.assertFalse(self._receive(key="loop-too-many"))

    def test_s2_hostile_and_huge_mails(self):
        order = self._receive(
            type="text/html", key="html",
            body="<p>Warm</p><script>alert(1)</script><img src=x onerror=alert(2)>",
        )  # fmt: skip
        self.assertNotIn("alert(", order.fault)
        self.assertNotIn("<", order.fault)
        order = self._receive(body="warm " * 100_000, key="huge")
        self.assertLessEqual(len(order.fault), 5000)
        order = self._receive(subject="", body="", key="empty")
        self.assertEqual(order.fault, "(empty mail)")
        order = self._receive(sender="", subject="No sender", key="nobody")
        self.assertTrue(order.partner_id)

    def test_s2_attachments_are_kept(self):
        order = self._receive(
            key="files",
            type='multipart/mixed; boundary="b"',
            body=WITH_FILE,
        )
        self.assertEqual(order.message_attachment_count, 1)

    def test_g4_owner_has_to_be_one_of_the_company(self):
        portal = self.env["res.users"].create(
            {"name": "P", "login": "p", "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )
        with self._refused(ValidationError, "cannot own requests"):
            self.company.aftersales_web_user_id = portal

    def test_g4_owner_who_left_is_replaced_by_a_dispatcher(self):
        self.clerk.active = False
        order = self._receive()
        self.assertTrue(
            order.user_id.active and order.user_id.has_group("aftersales_service.group_dispatcher")
        )

    def test_s2_address_can_be_changed_and_given_up(self):
        alias = self.company.aftersales_alias_id
        self.company.aftersales_alias_name = "repair"
        self.assertEqual((self.company.aftersales_alias_id, alias.alias_name), (alias, "repair"))
        self.company.aftersales_alias_name = False
        self.assertFalse(alias.exists() or self.company.aftersales_alias_id)

    # What customers are told -----------------------------------------------------------

    def _play_all(self):
        order = self._play_until("assessment")
        self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.engineer_user).action_start()
        self._play_finish(order)
        return order

    def test_s2_nobody_is_written_to_unless_the_company_wants_it(self):
        self._play_all()
        self.assertFalse(self._sent_to(self.customer))

    def test_s2_customer_is_told_of_each_step(self):
        self.customer.lang = "en_US"
        self.company.write(
            {
                "aftersales_notify_request": "all",
                "aftersales_notify_planned": True,
                "aftersales_notify_quotation": True,
                "aftersales_notify_done": True,
            }
        )
        order = self._play_all()
        subjects = " ".join(self._sent_to(self.customer).mapped("subject"))
        self.assertEqual(len(self._sent_to(self.customer)), 4)
        for word in ("your request", "visit for", "quotation for", "is done"):
            self.assertIn(word, subjects)
        mails = self._sent_to(self.customer)
        self.assertTrue(all(order.access_token in mail.body_html for mail in mails))

    def test_s9_new_time_is_told_the_same_time_is_not(self):
        self.company.aftersales_notify_planned = True
        order = self._play_until("assessment")
        self.assertEqual(len(self._sent_to(self.customer)), 1)
        order.with_user(self.dispatcher).planned_start = order.planned_start
        self.assertEqual(len(self._sent_to(self.customer)), 1)
        order.with_user(self.dispatcher).planned_start = fields.Datetime.add(order.planned_start, minutes=10)
        self.assertEqual(len(self._sent_to(self.customer)), 2)

    def test_s2_customer_without_an_address_stops_nobody(self):
        self.customer.email = False
        self.company.aftersales_notify_request = "all"
        self.assertEqual(self._play_until("registered").state, "registered")
