import io
from unicodedata import normalize
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .common import SIGNATURE, ServiceCase

VOUCHER = "aftersales_service.report_aftersales_order_voucher"
RECEIPT = "aftersales_service.report_aftersales_goods_receipt"


@tagged("post_install", "-at_install", "pdf")
class TestReport(ServiceCase):
    """Service voucher (S7) and goods receipt (S8) on paper, in the customer's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")
        cls.customer.lang = "en_US"
        cls.chinese_customer = cls.env["res.partner"].create(
            {"name": "上海丽景物业管理有限公司", "phone": "021-5555 0101", "lang": "zh_CN"}
        )
        cls.chinese_unit = cls._create_unit(
            "SN-ZH-1", cls.unit_paid.aftersales_sale_date, partner=cls.chinese_customer
        )

    def _render(self, report, records):
        """Return the pages of the PDF as texts without blanks (titles are spaced by letters)."""
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            content, kind = reports._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        texts = [reader.getPage(index).extract_text() for index in range(reader.getNumPages())]
        return [self._squeeze(text) for text in texts]

    def _squeeze(self, text):
        """Without blanks, and look-alikes as one: the PDF may call a character by its radical."""
        return "".join(normalize("NFKC", text).split()).replace("戶", "户")

    def _assert_printed(self, text, page, times=None):
        """`text` stands on `page` (a result of `_render`), exactly `times` times where given."""
        text = self._squeeze(text)
        self.assertIn(text, page)
        self.assertEqual(page.count(text), times or page.count(text), text)

    def _assert_title(self, title, page):
        self._assert_printed(self.company.name + title, page)

    def _render_html(self, report, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(report, records.ids)
        return html.decode()

    def _create_receipt(self, order, **vals):
        return self.env["aftersales.goods.receipt"].create({"order_id": order.id, **vals})

    def test_voucher_shows_the_job_in_english(self):
        """S2, S7: number, customer, unit, work, lines and totals stand on one page."""
        order = self._play_until("acceptance")
        pages = self._render(VOUCHER, order)
        self.assertEqual(len(pages), 1)
        for text in (
            order.name, "Zhang Wei", "+86 138-0013-8000", "SN-PAID-1", "TEST-AC-X1",
            "Does not cool", "Fan motor replaced", "Cools again", "Fan motor M7", "100.00", "30.00",
            "130.00", self.engineer.name, "1.5", "Paid service",
        ):  # fmt: skip
            self._assert_printed(text, pages[0])
        self._assert_title("Service Voucher", pages[0])

    def test_voucher_is_chinese_for_a_chinese_customer(self):
        """S7: the voucher speaks the language of who signs it, whoever prints it."""
        order = self._create_order(self.chinese_unit, contact_name="张敏")
        page = self._render(VOUCHER, order.with_context(lang="en_US"))[0]
        self._assert_title("服务凭证", page)
        for text in (order.name, "上海丽景物业管理有限公司", "张敏", "SN-ZH-1"):
            self._assert_printed(text, page)

    def test_right_type_is_ticked(self):
        """S1: of the four types exactly the order's own one is ticked, with its reason."""
        html = self._render_html(VOUCHER, self._create_order(self.unit_free))
        self.assertEqual(html.count("✓"), 1)
        ticked = html.split("✓")[1].split("o_as_choice")[0]
        self.assertIn("C – Free under warranty", ticked)
        self.assertIn("In warranty until", html)

    def test_free_line_keeps_its_value(self):
        """S12: on a warranty job a line is valued, the customer pays nothing, and it says who does."""
        order = self._play_until("assessment", self.unit_free)
        self._add_line(order, quantity=2)
        page = self._render(VOUCHER, order)[0]
        head, value, customer = page.replace("Customerpaysbeforetax", "Valuebeforetax").split(
            "Valuebeforetax"
        )
        self.assertIn("200.000.00Warranty", head)
        self.assertIn("200.00", value)
        self.assertNotIn("200.00", customer)
        self.assertIn("0.00", customer)

    def test_signature_takes_the_place_of_the_line_to_sign_on(self):
        """S7: a signed voucher carries image, name and time; before there is room to write."""
        order = self._play_until("acceptance")
        unsigned = self._render_html(VOUCHER, order)
        self.assertNotIn("data:image/png", unsigned.split("Customer's signature")[1])
        order.with_user(self.engineer_user)._sign("Zhang Wei, owner", SIGNATURE)
        signed = self._render_html(VOUCHER, order)
        box = signed.split("Customer's signature")[-1]
        self.assertIn("data:image/png", box)
        self.assertIn("Zhang Wei, owner", box)
        self.assertLess(signed.count("o_as_write"), unsigned.count("o_as_write"))
        self._assert_printed("Zhang Wei, owner", self._render(VOUCHER, order)[0])

    def test_no_parts_is_said(self):
        """S7: that no part was replaced stands on the voucher."""
        order = self._create_order()
        self.assertNotIn("No parts were replaced", self._render_html(VOUCHER, order))
        order.no_parts = True
        self.assertIn("No parts were replaced", self._render_html(VOUCHER, order))

    def test_cancelled_voucher_is_void(self):
        """G3: nobody can have a cancelled job signed."""
        order = self._create_order()
        self.assertNotIn("VOID", self._render_html(VOUCHER, order))
        order.with_user(self.clerk)._cancel("Called by mistake")
        html = self._render_html(VOUCHER, order)
        self.assertIn("VOID", html)
        self.assertIn("Called by mistake", html)

    def test_long_list_follows_on_its_own_page(self):
        """S7: the page to sign keeps its totals; the list follows, pages are numbered."""
        order = self._play_until("assessment")
        for index in range(25):
            self._add_line(order, name=f"Item number {index + 1}.", price_unit=10)
        first, second = self._render(VOUCHER, order)
        for text in ("25 items: see the list", "250.00", "Customer's signature", f"{order.name} 1 / 2"):
            self._assert_printed(text, first)
        self.assertNotIn("Itemnumber", first)
        for index in range(25):
            self._assert_printed(f"Item number {index + 1}.", second, times=1)
        self._assert_printed(f"{order.name} 2 / 2", second)

    def test_several_vouchers_in_one_file(self):
        """S7: unpatched wkhtmltopdf takes one document at a time; each customer has his language."""
        orders = self._create_order() | self._create_order(self.chinese_unit) | self._create_order()
        pages = self._render(VOUCHER, orders)
        self.assertEqual(len(pages), 3)
        for order, page in zip(orders, pages, strict=True):
            self._assert_printed(order.name, page)
        for title, page in zip(["Service Voucher", "服务凭证", "Service Voucher"], pages, strict=True):
            self._assert_title(title, page)

    def test_same_record_twice_prints_once(self):
        """S7: a doubled id in a link gives one document, not an error."""
        order = self._create_order()
        self.assertEqual(len(self._render(VOUCHER, self.env[order._name].browse(order.ids * 2))), 1)

    def test_only_our_reports_are_rendered_one_by_one(self):
        """S7: vouchers take one run each; a report of the host keeps its single run."""
        orders = self._create_order() | self._create_order()
        sales = self.env["sale.order"].create([{"partner_id": self.customer.id}] * 2)
        writer, page = PdfFileWriter(), io.BytesIO()
        writer.addBlankPage(100, 100)
        writer.write(page)
        reports = self.env["ir.actions.report"]
        with patch.object(type(reports), "_run_wkhtmltopdf", return_value=page.getvalue()) as run:
            streams = reports._render_qweb_pdf_prepare_streams(VOUCHER, {}, orders.ids)
            self.assertEqual(list(streams), orders.ids)
            self.assertEqual([len(call.args[0]) for call in run.call_args_list], [1, 1])
            run.reset_mock()
            reports._render_qweb_pdf_prepare_streams("sale.report_saleorder", {}, sales.ids)
            self.assertEqual([len(call.args[0]) for call in run.call_args_list], [2])

    def test_engineer_may_print(self):
        """S7: an engineer prints the voucher of his job; he needs no right of the host for it."""
        order = self._play_until("acceptance")
        reports = self.env["ir.actions.report"].with_user(self.engineer_user)
        html, _kind = reports._render_qweb_html(VOUCHER, order.ids)
        self.assertIn("SN-PAID-1", html.decode())

    def test_receipt_has_two_copies(self):
        """S8: the customer keeps one, the register the other; both name goods and condition."""
        order = self._create_order()
        receipt = self._create_receipt(
            order, accessories="Remote control", condition="Scratch on the left", storage_place="A-03"
        )
        (page,) = self._render(RECEIPT, receipt)
        for text in (
            receipt.name, order.name, "Zhang Wei", "SN-PAID-1", "Remote control", "Scratch on the left",
            "A-03",
        ):  # fmt: skip
            self._assert_printed(text, page, times=2)
        for text in ("Customer's copy", "Service centre's copy", "handed back only against this receipt"):
            self._assert_printed(text, page, times=1)
        self.assertNotIn("VOID", page)

    def test_returned_receipt_is_void(self):
        """S8: after the goods are handed back the receipt is worth nothing."""
        receipt = self._create_receipt(self._create_order())
        self._hand_back(receipt)
        (page,) = self._render(RECEIPT, receipt)
        self._assert_printed("VOID", page, times=2)

    def test_several_receipts_in_one_file(self):
        """S8: one page each, in the language of each customer."""
        orders = self._create_order() | self._create_order(self.chinese_unit)
        receipts = self._create_receipt(orders[0]) | self._create_receipt(orders[1])
        pages = self._render(RECEIPT, receipts)
        self.assertEqual(len(pages), 2)
        self._assert_title("Goods Receipt", pages[0])
        self._assert_title("客户商品领取收据", pages[1])
        self._assert_printed(receipts[1].name, pages[1])
