from datetime import timedelta

from odoo.tests import tagged

from ..models.aftersales_opinion import REMARK_LENGTH
from .common_portal import PortalCase
from .test_opinion import OpinionCase

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


@tagged("post_install", "-at_install")
class TestOpinionPage(OpinionCase, PortalCase):
    """S17: the page behind the link: it resists guessing, replay and injection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.lang = "en_US"

    def _path(self, order):
        return f"/opinion/{order.id}/{self.Opinion._sign_link(order)}"

    def _send(self, path, *levels, user=None, **values):
        answer = self._post(path, user, **self._answers(*levels), **values)
        self.env.invalidate_all()
        return answer

    def test_s17_customer_answers_without_log_in(self):
        opinion = self._open_card()
        path = self._path(opinion.order_id)
        page = self._visit(path).text
        for words in ("Are you satisfied?", "Did we come on time?", "Very satisfied", opinion.order_id.name):
            self.assertIn(words, page)
        self.assertIn("Thank you for your opinion", self._send(path, "very", remark="Friendly").text)
        self.assertEqual((opinion.state, opinion.score, opinion.remark), ("answered", 100, "Friendly"))
        self.assertFalse(opinion.agent_id)
        self._send(path, "satisfied")
        self.assertEqual((opinion.score, opinion.remark, len(opinion.order_id.opinion_ids)), (80, False, 1))

    def test_s17_complaint_is_told_on_the_page(self):
        opinion = self._open_card()
        page = self._send(self._path(opinion.order_id), "very", is_complaint="on", remark="Late").text
        complaint = opinion.complaint_id
        self.assertIn(complaint.name, page)
        self.assertIn(complaint.access_token, page)

    def test_s17_other_signatures_open_nothing(self):
        """S17: guessed, empty, of another job, of another scope: all look like a page that is not there."""
        opinion = self._open_card()
        order, other = opinion.order_id, self._create_follow_ups(1)
        token = self.Opinion._sign_link(order)
        for number, signature in (
            (order.id, "0" * 32),
            (order.id, token[:-1]),
            (order.id, token.upper()),
            (order.id, token + "0"),
            (order.id, "é" * 32),
            (order.id, self.Opinion._sign_link(other)),
            (other.id, token),
            (order.id, order._portal_ensure_token()),
            (2**31 - 1, self.Opinion._sign_link(order.browse(2**31 - 1))),
        ):
            for send in (
                self._visit,
                lambda path: self._send(path, "very"),
            ):
                with self.subTest(number=number, signature=signature):
                    self.assertEqual(send(f"/opinion/{number}/{signature}").status_code, 404)
        self.assertEqual(opinion.state, "open")

    def test_s17_link_ends_with_the_card(self):
        """S17: on the last day the form is there, on the day after neither form nor answer counts."""
        opinion = self._open_card()
        self._close(opinion.order_id)
        path = self._path(opinion.order_id)
        opinion.order_id.sudo().closed_on = self.now - timedelta(days=30)
        self.assertIn("o_aftersales_opinion", self._visit(path).text)
        self._send(path, "fair")
        opinion.order_id.sudo().closed_on = self.now - timedelta(days=31)
        self.assertNotIn("o_aftersales_opinion", self._visit(path).text)
        self.assertIn("card is closed", self._send(path, "very").text)
        self.assertEqual(opinion.score, 60)

    def test_s17_link_of_a_voucher_before_the_work_is_done(self):
        """S17: the voucher may be printed before: the page says that there is nothing to answer yet."""
        order = self._play_until("repair")
        path = self._path(order)
        self.assertIn("nothing to answer", self._visit(path).text)
        self.assertIn("nothing to answer", self._send(path, "very").text)
        self.assertFalse(order.opinion_ids)

    def test_s17_remark_is_text_wherever_it_is_shown(self):
        """S17: on the page, in the messages of the order, in the complaint and its page."""
        opinion = self._open_card()
        path = self._path(opinion.order_id)
        page = self._send(path, "unsatisfied", remark=HOSTILE).text
        self.assertEqual(opinion.remark, HOSTILE)
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;alert", page)
        bodies = "".join(opinion.order_id.message_ids.mapped("body"))
        self.assertIn("&lt;script&gt;", bodies)
        self.assertNotIn("<script>", bodies)
        self.assertNotIn("<img", bodies)
        page = self._visit(opinion.complaint_id.get_portal_url()).text
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("onerror=alert(1)>", page)

    def test_s17_hostile_values(self):
        """S17: unknown levels, two of one kind, other fields: refused or left out."""
        opinion = self._open_card()
        path = self._path(opinion.order_id)
        for wrong in ({"skill": "100"}, {"skill": ""}, {"skill": "very' OR 1=1"}):
            with self.subTest(wrong=wrong):
                answers = {**self._answers("very"), **wrong}
                self.assertIn("all four questions", self._post(path, **answers).text)
        self.env.invalidate_all()
        self.assertEqual(opinion.state, "open")
        self._send(path, "fair", score="100", state="expired", agent_id="1", answered_day="2001-01-01")
        self.assertEqual((opinion.score, opinion.state, opinion.agent_id.id), (60, "answered", False))
        self.assertEqual(opinion.answered_day, self.company._get_aftersales_today())

    def test_s17_sent_twice_is_one_answer(self):
        """S17: the same form again, or once more after the customer went back: one complaint, one message."""
        opinion = self._open_card()
        path = self._path(opinion.order_id)
        for _time in range(3):
            self.assertEqual(self._send(path, "unsatisfied", remark="Late").status_code, 200)
        order = opinion.order_id
        self.assertEqual(self.env["aftersales.complaint"].search_count([("order_id", "=", order.id)]), 1)
        self.assertEqual(len(order.message_ids.filtered(lambda each: "Opinion card" in (each.body or ""))), 1)
        self.assertFalse(opinion.changed_on)

    def test_s17_long_remarks_are_cut(self):
        """S17: as long as a card takes, and a character more; a million of them do no harm."""
        opinion = self._open_card()
        path = self._path(opinion.order_id)
        for length in (REMARK_LENGTH, REMARK_LENGTH + 1, 1_000_000):
            self.assertEqual(self._send(path, "very", remark="好" * length).status_code, 200)
            self.assertEqual(len(opinion.remark), REMARK_LENGTH)

    def test_s17_link_opens_the_order_it_was_made_for(self):
        """S17: another customer, unit or number changes nothing; a deleted order's link opens nothing."""
        opinion = self._open_card()
        order, path = opinion.order_id, self._path(opinion.order_id)
        order.sudo().write({"partner_id": self.env["res.partner"].create({"name": "Heir"}).id})
        self.assertEqual(self._path(order), path)
        self.assertIn(order.name, self._visit(path).text)
        gone = self._create_order()
        path = self._path(gone)
        gone.with_context(force_delete=True).sudo().unlink()
        self.assertEqual(self._visit(path).status_code, 404)

    def test_s17_form_of_another_site_is_refused(self):
        """S17: without the token of the session nothing is written."""
        opinion = self._open_card()
        self.authenticate(None, None)
        answer = self.url_open(f"/en{self._path(opinion.order_id)}", data=self._answers("very"))
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(opinion.state, "open")

    def test_s17_too_many_answers_within_the_hour(self):
        opinion = self._open_card()
        self.company.aftersales_limit_visitor = 2
        path = self._path(opinion.order_id)
        for level, status in (("very", 200), ("fair", 200), ("satisfied", 429)):
            self.assertEqual(self._send(path, level).status_code, status)
        self.assertEqual(opinion.score, 60)

    def test_s17_own_people_do_not_answer_as_customers(self):
        opinion = self._open_card()
        self.clerk.password = self.clerk.login
        self.assertIn(
            "page is the customer", self._send(self._path(opinion.order_id), "very", user=self.clerk).text
        )
        self.assertEqual(opinion.state, "open")

    def test_s17_page_of_the_order_leads_to_the_card(self):
        opinion = self._open_card()
        page = self._visit(f"/my/service/{opinion.order_id.id}", self.customer_user).text
        self.assertIn(self._path(opinion.order_id), page)
        opinion.state = "expired"
        self.assertNotIn(
            'id="opinion"', self._visit(f"/my/service/{opinion.order_id.id}", self.customer_user).text
        )

    def test_s17_link_is_in_the_customers_language(self):
        """S17: in mail, text message and QR code."""
        self.env["res.lang"]._activate_lang("zh_CN")
        opinion = self._open_card()
        self.customer.lang = "zh_CN"
        self.assertIn("/zh_CN/opinion/", opinion.url)
        self.assertIn(opinion.url, opinion.with_user(self.clerk).sms_text)
        page = self.url_open(f"/zh_CN{self._path(opinion.order_id)}")
        self.assertIn('"bundle_params": {"lang": "zh_CN"}', page.text)

    def test_s17_voucher_carries_the_code(self):
        order = self._play_until("acceptance")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_service.aftersales_order_report_voucher", order.ids
        )[0]
        self.assertIn(order._get_opinion_qr().encode(), html)
        order.sudo().service_type = "D"
        html = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_service.aftersales_order_report_voucher", order.ids
        )[0]
        self.assertNotIn(b'o_as_scan"', html)
