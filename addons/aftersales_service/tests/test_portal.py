from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..const import STATES
from .common_portal import PNG, PortalCase
from .test_security import _public_methods


@tagged("post_install", "-at_install")
class TestPortalAccess(PortalCase):
    """G1: a customer sees his own orders in the portal, and nothing by remote call."""

    def test_g1_list_shows_own_orders_only(self):
        own = self._create_order()
        foreign = self._create_order(
            partner_id=self.stranger_user.partner_id.id, lot_id=False, product_id=self.appliance.id
        )
        page = self._visit("/my/service", self.customer_user).text
        self.assertIn(own.name, page)
        self.assertNotIn(foreign.name, page)
        self.assertIn("Service orders", self._visit("/my/home", self.customer_user).text)
        counters = self._json("/my/counters", self.customer_user, counters=["aftersales_order_count"])
        self.assertEqual(counters["aftersales_order_count"], 1)

    def test_g1_somebody_elses_order_does_not_exist(self):
        """Missing, somebody else's, with a wrong token, without log-in: one and the same answer."""
        order = self._create_order()
        token = order._portal_ensure_token()
        with mute_logger("odoo.http"):
            for user, path in (
                (self.stranger_user, f"/my/service/{order.id}"),
                (self.stranger_user, f"/my/service/{order.id}?access_token={token[:-1]}x"),
                (self.north_user, f"/my/service/{order.id}"),
                (None, f"/my/service/{order.id}"),
                (None, f"/my/service/{order.id}?access_token="),
                (self.customer_user, "/my/service/999999999"),
                (self.stranger_user, f"/my/service/{order.id}/voucher"),
            ):
                with self.subTest(user=user and user.login, path=path):
                    self.assertEqual(self._visit(path, user).status_code, 404)
            for step in ("reschedule",):
                answer = self._post(
                    f"/my/service/{order.id}/{step}", self.stranger_user, stars="5", wanted="x"
                )
                self.assertEqual(answer.status_code, 404)
        answer = self._json(f"/my/service/{order.id}/sign", self.stranger_user, name="Me", signature=PNG)
        self.assertIn("does not exist", answer["error"])
        self.assertFalse(order.signed_on or order.activity_ids)

    def test_g1_link_of_a_mail_opens_the_order_without_log_in(self):
        order = self._create_order()
        answer = self._visit(f"/my/service/{order.id}?access_token={order._portal_ensure_token()}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(order.name, answer.text)

    def test_g1_colleagues_of_a_company_share_its_orders(self):
        self.customer.is_company = True
        colleague = self._create_portal_user("colleague", parent_id=self.customer.id)
        self.assertEqual(self._visit(f"/my/service/{self._create_order().id}", colleague).status_code, 200)

    def test_g1_orders_of_another_company_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Second centre"})
        order = self.env["aftersales.order"].create(
            {
                "company_id": company.id,
                "user_id": self.env.user.id,
                "partner_id": self.customer.id,
                "fault": "Noise",
            }
        )
        with mute_logger("odoo.http"):
            self.assertEqual(self._visit(f"/my/service/{order.id}", self.customer_user).status_code, 404)
        self.assertNotIn(order.name, self._visit("/my/service?filterby=all", self.customer_user).text)

    def test_g1_portal_users_reach_nothing_by_remote_call(self):
        """Neither his own order nor the station's: the pages are the only door."""
        order = self._give_to(self.north)
        line = self._add_line(order, user=self.dispatcher)
        records = (order, line, self.north, order.clock_ids[:1], self.unit_free)
        for user in (self.customer_user, self.north_user, self.stranger_user):
            for record in records:
                record = record.with_user(user)
                self.env.invalidate_all()
                with self.subTest(user=user.login, model=record._name):
                    for name, arguments in {
                        "read": [["display_name"]],
                        "search": [[]],
                        "write": [{"display_name": "x"}],
                        "create": [{}],
                        "unlink": [],
                    }.items():
                        with self.assertRaises(AccessError):
                            getattr(record, name)(*arguments)
            for name in _public_methods(order):
                with self.subTest(user=user.login, method=name), self.assertRaises(AccessError):
                    getattr(order.with_user(user), name)()
            for model in ("aftersales.assign", "aftersales.sign", "aftersales.portal.hit"):
                with self.subTest(user=user.login, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})

    @mute_logger("odoo.http")
    def test_g1_door_of_the_mail_gateway_is_no_remote_call(self):
        """`message_new` creates orders as superuser: nobody may call it from outside."""
        before = self.env["aftersales.order"].search_count([])
        for method in ("message_new", "_report_in_portal", "_create_online", "_find_for_customer"):
            with self.subTest(method=method), self.assertRaises(JsonRpcException):
                self._json(
                    f"/web/dataset/call_kw/aftersales.order/{method}",
                    self.customer_user,
                    model="aftersales.order",
                    method=method,
                    args=[{"subject": "x"}],
                    kwargs={},
                )
        self.assertEqual(self.env["aftersales.order"].search_count([]), before)

    def test_g1_token_is_not_chosen_by_anybody(self):
        with self._refused(Exception, "kept by the system"):
            self._create_order().with_user(self.dispatcher).access_token = "guess"

    def test_s2_every_state_has_its_sentence(self):
        order = self._create_order()
        for state, _label in STATES:
            order.sudo().state = state
            with self.subTest(state=state):
                self.assertTrue(order._get_portal_sentence())
                self.assertEqual(self._visit(f"/my/service/{order.id}", self.customer_user).status_code, 200)

    def test_g1_no_phone_of_the_engineer_unless_the_company_shows_it(self):
        order = self._play_until("assessment")
        self.engineer.work_phone = "555 0103"
        self.assertNotIn("555 0103", self._visit(f"/my/service/{order.id}", self.customer_user).text)
        self.company.aftersales_show_phone = True
        self.assertIn("555 0103", self._visit(f"/my/service/{order.id}", self.customer_user).text)

    def test_g1_no_cost_nor_note_of_the_office_is_shown(self):
        order = self._play_until("acceptance")
        order.message_post(body="Difficult customer", subtype_xmlid="mail.mt_note")
        page = self._visit(f"/my/service/{order.id}", self.customer_user).text
        self.assertNotIn("Difficult customer", page)
        self.assertNotIn("40.0", page)
        fetched = self._json(
            "/mail/chatter_fetch",
            self.customer_user,
            thread_model="aftersales.order",
            thread_id=order.id,
            token=order._portal_ensure_token(),
        )
        self.assertNotIn("Difficult customer", str(fetched))

    def test_s2_messages_of_the_page_go_both_ways(self):
        order = self._create_order()
        order.with_user(self.clerk).message_post(
            body="We come tomorrow", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        token = order._portal_ensure_token()
        thread = {"thread_model": "aftersales.order", "thread_id": order.id}
        fetched = self._json("/mail/chatter_fetch", self.customer_user, token=token, **thread)
        self.assertIn("We come tomorrow", str(fetched))
        self._json(
            "/mail/message/post",
            self.customer_user,
            post_data={
                "body": "Please ring twice",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            },
            token=token,
            **thread,
        )
        message = order.message_ids[0]
        self.assertIn("Please ring twice", message.body)
        self.assertEqual(message.author_id, self.customer)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._json("/mail/message/post", self.stranger_user, post_data={"body": "Hello"}, **thread)

    def test_list_pages_need_no_query_per_order(self):
        """The list of ten orders asks the database no more than that of two."""
        orders = self.env["aftersales.order"].sudo()

        def read(found):
            self.env.invalidate_all()
            for order in orders.browse(found.ids):
                order._get_portal_sentence()
                order._get_station_status()
                order._format_portal(order.request_date)
                order.mapped("product_id.name")
                order.mapped("partner_id.name")

        made = orders.union(*(self._create_order() for _index in range(10)))
        self.env.flush_all()
        read(made)
        start = self.cr.sql_log_count
        read(made[:2])
        few = self.cr.sql_log_count - start
        start = self.cr.sql_log_count
        read(made)
        self.assertEqual(self.cr.sql_log_count - start, few)


@tagged("post_install", "-at_install")
class TestPortalReport(PortalCase):
    """S2: a customer reports a fault with log-in."""

    def _report(self, user=None, files=None, **values):
        before = self.env["aftersales.order"].search([]).ids
        values = {"fault": "Does not cool", **values}
        answer = self._post("/my/service/new", user or self.customer_user, files=files, **values)
        return answer, self._orders_since(before)

    def test_s2_report_becomes_an_enquiry_with_an_owner(self):
        self.company.aftersales_web_user_id = self.clerk
        answer, order = self._report(
            lot_id=str(self.unit_free.id), wanted="After six", phone="139 0000 0001", contact_name="Mrs Zhang"
        )
        self.assertIn("We have your report", answer.text)
        self.assertEqual((order.state, order.channel), ("enquiry", "web"))
        self.assertEqual((order.partner_id, order.lot_id), (self.customer, self.unit_free))
        self.assertEqual((order.user_id, order.taken_by_id), (self.clerk, self.clerk))
        self.assertEqual((order.phone, order.contact_name), ("139 0000 0001", "Mrs Zhang"))
        self.assertIn("After six", order.fault)
        self.assertEqual(order.activity_ids.user_id, self.clerk)
        self.assertFalse(order.unverified)

    def test_g4_without_a_chosen_owner_a_dispatcher_gets_it(self):
        _answer, order = self._report()
        self.assertTrue(order.user_id.has_group("aftersales_service.group_dispatcher"))

    def test_g1_somebody_elses_unit_is_never_taken(self):
        """Neither chosen by number nor typed: what was typed stands in the fault."""
        unit = self._create_unit("SN-FOREIGN", self.today, partner=self.stranger_user.partner_id)
        _answer, order = self._report(lot_id=str(unit.id))
        self.assertFalse(order.lot_id)
        _answer, order = self._report(serial="SN-FOREIGN", product="Air conditioner")
        self.assertFalse(order.lot_id)
        self.assertIn("SN-FOREIGN", order.fault)
        _answer, order = self._report(serial="SN-PAID-1")
        self.assertEqual(order.lot_id, self.unit_paid)

    def test_s2_nothing_is_taken_without_a_fault(self):
        answer, order = self._report(fault="  ", contact_name="Mrs Zhang")
        self.assertFalse(order)
        self.assertIn("Describe the fault", answer.text)
        self.assertIn("Mrs Zhang", answer.text, "what was typed is still there")

    def test_s2_photos_are_kept_and_checked(self):
        """Type by content, size and number, each at its limit and just above it."""
        self.company.write({"aftersales_upload_mb": 1, "aftersales_upload_count": 2})
        photo = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * (1024 * 1024 - 16)
        _answer, order = self._report(
            files=[("photos", ("a.png", photo, "image/png")), ("photos", ("b.png", photo, "image/png"))]
        )
        self.assertEqual(order.message_attachment_count, 2)
        refused = {
            "larger than 1 MB": [("photos", ("big.png", photo + b"\0", "image/png"))],
            "is not a photo": [("photos", ("page.png", b"<html><script>alert(1)</script>", "image/png"))],
            "at most 2": [("photos", (f"{index}.png", photo, "image/png")) for index in range(3)],
        }
        for sentence, files in refused.items():
            answer, order = self._report(files=files)
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, answer.text)
                self.assertFalse(order, "nothing of a refused report is kept")

    def test_s2_reports_per_hour_are_limited(self):
        """The figure of the company: the last one allowed is taken, the next one is not."""
        self.company.aftersales_limit_visitor = 2
        for _index in range(2):
            answer, order = self._report()
            self.assertTrue(order)
        with mute_logger("odoo.http"):
            answer, order = self._report()
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Too many reports", answer.text)
        self.assertFalse(order)
        _answer, order = self._report(self.stranger_user)
        self.assertTrue(order, "somebody else is not kept from reporting")

    def test_s2_windows_that_are_over_are_forgotten(self):
        hits = self.env["aftersales.portal.hit"]
        self.assertTrue(hits._allow({"visitor x": 1}))
        self.assertFalse(hits._allow({"visitor x": 1}))
        rows = hits.search([])
        self.assertNotIn("visitor", "".join(rows.mapped("key")), "nobody's address is kept")
        hits._gc_hits()
        self.assertTrue(rows.exists())
        rows.hour = fields.Datetime.subtract(fields.Datetime.now(), hours=2)
        hits._gc_hits()
        self.assertFalse(rows.exists())
        self.assertTrue(hits._allow({"visitor x": 1}))

    @mute_logger("odoo.http")
    def test_g1_form_of_another_site_is_refused(self):
        self.authenticate(self.customer_user.login, self.customer_user.login)
        answer = self.url_open("/en/my/service/new", data={"fault": "Noise"})
        self.assertEqual(answer.status_code, 400)


@tagged("post_install", "-at_install")
class TestPortalSteps(PortalCase):
    """S12, S7: the customer accepts and signs."""

    def _quote(self):
        order = self._play_until("assessment")
        self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        return order, order.sale_order_ids

    def test_s12_acceptance_on_the_hosts_page_is_the_acceptance_of_the_order(self):
        order, sale = self._quote()
        page = self._visit(f"/my/service/{order.id}", self.customer_user).text
        self.assertIn(f"/my/orders/{sale.id}", page)
        self.assertIn(
            "Back to the service order", self._visit(f"/my/orders/{sale.id}", self.customer_user).text
        )
        with self._refused(Exception, "a quotation waits"):
            order.with_user(self.engineer_user).action_start()
        answer = self._json(
            f"/my/orders/{sale.id}/accept", self.customer_user, name="Zhang Wei", signature=PNG
        )
        self.assertTrue(answer.get("force_refresh"), answer)
        self.env.invalidate_all()
        self.assertEqual(order.quotation_state, "accepted")
        order.with_user(self.engineer_user).action_start()
        self.assertEqual(order.state, "repair")
        answer = self._json(f"/my/orders/{sale.id}/accept", self.customer_user, name="Again", signature=PNG)
        self.assertIn("error", answer)

    def test_s12_declined_quotation_frees_its_lines(self):
        order, sale = self._quote()
        self._post(f"/my/orders/{sale.id}/decline", self.customer_user, decline_message="Too dear")
        self.env.invalidate_all()
        self.assertEqual((order.quotation_state, sale.state), ("none", "cancel"))
        self.assertTrue(order.has_unquoted)

    def test_g1_quotation_and_its_acceptance_are_the_customers_own(self):
        _order, sale = self._quote()
        for user in (self.stranger_user, self.north_user):
            answer = self._json(f"/my/orders/{sale.id}/accept", user, name="Me", signature=PNG)
            self.assertIn("error", answer)
            with self.assertRaises(AccessError):
                sale.with_user(user).read(["amount_total"])
        self.assertEqual(sale.state, "draft")

    def _sign(self, order, user=None, name="Zhang Wei", signature=PNG, token=""):
        path = f"/my/service/{order.id}/sign" + (f"?access_token={token}" if token else "")
        answer = self._json(path, user, name=name, signature=signature)
        self.env.invalidate_all()
        return answer

    def test_s7_customer_signs_on_his_own_phone(self):
        order = self._play_until("acceptance")
        self.assertIn("Your signature", self._visit(f"/my/service/{order.id}", self.customer_user).text)
        answer = self._sign(order, self.customer_user)
        self.assertTrue(answer.get("force_refresh"), answer)
        self.assertEqual((order.state, order.signed_by), ("settlement", "Zhang Wei"))
        answer = self._sign(order, self.customer_user, name="Somebody else")
        self.assertIn("signed order", answer["error"])
        self.assertEqual(order.signed_by, "Zhang Wei")

    def test_s7_customer_signs_by_the_link_of_a_mail(self):
        order = self._play_until("acceptance", self.unit_free)
        self._sign(order, token=order._portal_ensure_token())
        self.assertEqual(order.state, "follow_up")

    def test_s7_what_is_no_signature_is_refused(self):
        order = self._play_until("acceptance")
        for signature, sentence in (
            ("", "name and the signature"),
            (None, "name and the signature"),
            ("no base64!", "could not be read"),
            ("PGh0bWw+", "could not be read"),
            (["a"], "could not be read"),
            (PNG[:20] + "A" * 1_500_000, "could not be read"),
        ):
            with self.subTest(signature=str(signature)[:20]):
                self.assertIn(sentence, self._sign(order, self.customer_user, signature=signature)["error"])
        self.assertIn("name and the signature", self._sign(order, self.customer_user, name=["x"])["error"])
        self.assertFalse(order.signed_on)

    def test_s7_nothing_is_signed_before_the_work_is_done(self):
        order = self._play_until("repair")
        self.assertIn("not up for acceptance", self._sign(order, self.customer_user)["error"])

    def test_g4_wish_for_another_time_is_put_before_the_owner(self):
        order = self._play_until("assessment")
        answer = self._post(
            f"/my/service/{order.id}/reschedule", self.customer_user, wanted="Friday, <b>late</b>"
        )
        self.assertIn("We have your wish", answer.text)
        self.assertEqual(order.activity_ids.user_id, order.user_id)
        self.assertIn(Markup.escape("Friday, <b>late</b>"), order.message_ids[0].body)
        answer = self._post(f"/my/service/{order.id}/reschedule", self.customer_user, wanted=" ")
        self.assertIn("which time would suit", answer.text)
        order.sudo().state = "repair"
        answer = self._post(f"/my/service/{order.id}/reschedule", self.customer_user, wanted="Friday")
        self.assertIn("can no longer be changed", answer.text)
        self.assertEqual(len(order.activity_ids), 1)

    def test_s12_bill_is_shown_once_it_is_posted(self):
        order = self._play_until("signed")
        order.with_user(self.accountant).action_invoice()
        self.assertNotIn("Look at the bill", self._visit(f"/my/service/{order.id}", self.customer_user).text)
        order.invoice_ids.action_post()
        page = self._visit(f"/my/service/{order.id}", self.customer_user).text
        self.assertIn("Look at the bill and pay", page)
        self.assertIn(f"/my/invoices/{order.invoice_ids.id}", page)
        self.assertIn("Please pay the bill", page)

    def test_g1_steps_from_another_site_are_refused(self):
        order = self._play_until("signed", self.unit_free)
        self.authenticate(self.customer_user.login, self.customer_user.login)
        with mute_logger("odoo.http"):
            for step in ("reschedule",):
                answer = self.url_open(
                    f"/en/my/service/{order.id}/{step}", data={"stars": "5", "wanted": "x"}
                )
                self.assertEqual(answer.status_code, 400)
