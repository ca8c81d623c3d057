import io
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common import SIGNATURE, ServiceCase

CASE_FILE = "aftersales_service.report_aftersales_order_case_file"


@tagged("post_install", "-at_install")
class TestCaseFile(ServiceCase):
    """The case file of a job: states, deadlines, work, money (S3, S9, S12, S16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.clerk | cls.dispatcher | cls.engineer_user | cls.manager | cls.accountant
        people.lang = "en_US"

    def _render(self, orders, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.manager).with_context(lang="en_US")
        html, _kind = reports._render_qweb_html(CASE_FILE, orders.ids)
        return html.decode()

    def _get_texts(self, order):
        return [event["text"] for event in order._get_case_file()["events"]]

    def _play_paid(self):
        """A paid job up to the posted invoice of 130."""
        order = self._play_until("signed")
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        return order

    def _pay(self, invoice, amount):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"amount": amount})._create_payments()

    def test_s3_chronology_is_complete_and_in_order(self):
        """S3, S7: every state, in the order of time, with who did it."""
        order = self._create_order(self.unit_free)
        self.env.cr.flush()  # the history of tracked fields begins after the record's own transaction
        order.with_user(self.clerk).action_register()
        self.env.cr.flush()
        self._assign(order)
        self.env.cr.flush()
        self._play_start(order)
        self.env.cr.flush()
        order.invalidate_recordset()
        texts = "\n".join(self._get_texts(order))
        labels = ("Registered → Technical assessment", "Technical assessment → Under repair")
        positions = [texts.index(label) for label in labels]
        self.assertEqual(positions, sorted(positions))
        moments = [event["at"] for event in order._get_case_file()["events"]]
        self.assertEqual(moments, sorted(moments))
        self.assertIn("Zhou", [event["who"] for event in order._get_case_file()["events"]])

    def test_s9_deadlines_and_their_results(self):
        """S3, S4, S9: each deadline with its rule, a pause with its reason."""
        order = self._play_until("assessment", self.unit_free)
        order.with_user(self.dispatcher)._pause_clocks("customer", "Customer is abroad")
        clocks = {clock["rule"]: clock for clock in order._get_case_file()["clocks"]}
        self.assertLessEqual({"S3", "S4", "S9"}, clocks.keys())
        self.assertEqual((clocks["S4"]["state"], clocks["S4"]["late"]), ("Met in time", False))
        self.assertTrue(any("Customer is abroad" in text for text in self._get_texts(order)))

    def test_s8_goods_stand_in_the_chronology(self):
        order = self._create_order(channel="counter")
        receipt = self.env["aftersales.goods.receipt"].create({"order_id": order.id})
        now = fields.Datetime.now()
        receipt.sudo().write({"state": "returned", "returned_on": now, "returned_by_id": self.clerk.id})
        whats = [event["what"] for event in order._get_case_file()["events"] if receipt.name in event["text"]]
        self.assertEqual(whats, ["Goods taken in", "Goods handed back"])

    def test_private_notes_stay_in_the_house(self):
        """What the staff note for themselves is not handed out; what the customer was told is."""
        order = self._create_order()
        order.message_post(body="He haggles", subtype_xmlid="mail.mt_note", message_type="comment")
        order.message_post(body="We come on Monday", subtype_xmlid="mail.mt_comment", message_type="comment")
        text = "\n".join(self._get_texts(order))
        self.assertNotIn("He haggles", text)
        self.assertIn("We come on Monday", text)

    # Money ----------------------------------------------------------------------------

    def _assert_ties(self, order, invoiced, paid):
        """S16: invoiced less paid is the balance, and the balance is the ledger's."""
        order.invalidate_recordset()
        money = order.with_user(self.accountant)._get_case_file()["money"]
        self.assertEqual((money["invoiced"], money["paid"]), (invoiced, paid))
        self.assertEqual(money["balance"], round(invoiced - paid, 2))
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        self.assertEqual(money["balance"], sum(posted.mapped("amount_residual_signed")))
        lines = posted.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        self.assertEqual(money["balance"], sum(lines.mapped("amount_residual")))

    def test_s16_money_ties_to_the_cent(self):
        """S16: unpaid, paid in part with odd cents, paid in full, credited."""
        order = self._play_paid()
        self._assert_ties(order, 130, 0)
        self._pay(order.invoice_ids, 33.33)
        self._assert_ties(order, 130, 33.33)
        self._pay(order.invoice_ids, 96.67)
        self._assert_ties(order, 130, 130)
        html = self._render(order, self.accountant)
        for text in ("33.33", "96.67", order.invoice_ids.name, order.sale_order_ids.name):
            self.assertIn(text, html)

    def test_s16_credit_note_settles_without_a_payment(self):
        """S16: an invoice taken back in full leaves nothing, and nobody has paid."""
        order = self._play_paid()
        invoice = order.invoice_ids
        invoice._reverse_moves([{"date": invoice.date, "invoice_date": invoice.date}], cancel=True)
        self._assert_ties(order, 0, 0)

    def test_s16_draft_invoice_counts_nothing(self):
        order = self._play_until("signed")
        order.with_user(self.accountant).action_invoice()
        self._assert_ties(order, 0, 0)

    # Rights ---------------------------------------------------------------------------

    def test_g1_who_prints_it_and_who_sees_the_money(self):
        """G1: the office prints; invoices and payments are for accountant and manager."""
        order = self._play_paid()
        with self.assertRaises(AccessError):
            order.with_user(self.engineer_user)._get_case_file()
        with self.assertRaises(AccessError, msg="nor by the address of the report"):
            self._render(order, self.engineer_user)
        for user, sees in (
            (self.clerk, False),
            (self.dispatcher, False),
            (self.manager, True),
            (self.accountant, True),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(bool(order.with_user(user)._get_case_file()["money"]), sees)
                html = self._render(order, user)
                self.assertEqual("Open balance" in html or "未结余额" in html, sees)
                self.assertRegex(html, "Acceptance and follow-up|验收.*回访")

    def test_g1_order_of_another_company(self):
        order = self._create_order()
        other = self.env["res.company"].create({"name": "Other centre"})
        stranger = self._create_user("manager", "Stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            order.with_user(stranger)._get_case_file()

    # Printing -------------------------------------------------------------------------

    def test_s7_signature_is_printed(self):
        order = self._play_until("acceptance")
        order.with_user(self.engineer_user)._sign("Zhang Wei, owner", SIGNATURE)
        html = self._render(order)
        self.assertIn("Zhang Wei, owner", html)
        self.assertIn("data:image/png", html)

    def test_queries_of_ten_files(self):
        """Ten files cost hardly more than one; the host looks the report up eight times for each run."""
        self.env["stock.quant"]._update_available_quantity(self.part, self.warehouse.lot_stock_id, 10)
        writer, page = PdfFileWriter(), io.BytesIO()
        writer.addBlankPage(100, 100)
        writer.write(page)
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        orders = self.env["aftersales.order"].union(*(self._play_paid() for _index in range(11)))
        counts = []
        for printed in (orders[:1], orders[:1], orders[1:]):  # the first run fills the caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with patch.object(type(reports), "_run_wkhtmltopdf", return_value=page.getvalue()):
                reports._render_qweb_pdf_prepare_streams(CASE_FILE, {}, printed.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess((counts[2] - counts[1]) / 9, 10, counts)


@tagged("post_install", "-at_install", "pdf")
class TestCaseFilePdf(ServiceCase):
    def test_long_file_is_numbered_and_whole(self):
        """A chronology over several pages keeps every row, and its pages are numbered."""
        order = self._create_order()
        for index in range(60):
            order.message_post(
                body=f"Told the customer, note {index}.",
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        self.env["ir.config_parameter"].set_param("report.print_delay", "0")
        content, _kind = reports._render_qweb_pdf(CASE_FILE, order.ids)
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        texts = [
            "".join(reader.getPage(index).extract_text().split()) for index in range(reader.getNumPages())
        ]
        self.assertGreater(len(texts), 1)
        whole = "".join(texts)
        for index in range(60):
            self.assertEqual(whole.count(f"note{index}."), 1)
        self.assertIn(f"{order.name}2/{len(texts)}", texts[1])
