import io

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from .common import SIGNATURE
from .common_money import MoneyCase
from .common_statement import StatementCase

SLIPS = "/odoo/action-aftersales_service.aftersales_hand_in_action"
SETTLEMENT = "/odoo/action-aftersales_service.aftersales_order_action_settlement"
STATEMENTS = "/odoo/action-aftersales_service.aftersales_station_statement_action"
RECONCILIATION = "/odoo/action-aftersales_service.aftersales_reconciliation_action"


class MonthEndCase(MoneyCase, StatementCase):
    """What the accountant finds at the end of a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.accountant.with_context(no_reset_password=True).write(
            {"password": cls.accountant.login, "tz": "Asia/Shanghai", "lang": "zh_CN"}
        )

    def _play_signed(self):
        order = self._play_accepted()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        return order

    def _reconcile(self):
        reports = self.env["aftersales.reconciliation"].with_user(self.accountant)
        return reports.browse(reports.action_open()["res_id"])


@tagged("post_install", "-at_install")
class TestTourMonthEnd(MonthEndCase, HttpCase):
    """N3, S12, S13, S16: the accountant's month end in the browser, in Chinese."""

    def _play(self, tour, path):
        self.start_tour(path, tour, login=self.accountant.login, timeout=240)
        self.env.invalidate_all()

    def test_s16_month_end_in_the_browser(self):
        orders = self._play_signed() | self._play_signed()
        slip = self._hand_in(self._collect(orders[0]))
        self._play("aftersales_month_end_count", SLIPS)
        self.assertEqual((slip.state, slip.cashier_id, slip.difference), ("accepted", self.accountant, 0))

        self._play("aftersales_month_end_invoice", SETTLEMENT)
        invoices = orders.invoice_ids
        self.assertEqual(invoices.mapped("state"), ["draft", "draft"])
        invoices.action_post()
        self.assertEqual(sum(invoices.mapped("amount_residual")), 130)

        self._add_fees(self.north, 80, 60)
        self._play("aftersales_month_end_statements", STATEMENTS)
        statement = self.north.statement_ids
        self.assertEqual((statement.state, statement.amount_total), ("sent", 140))
        statement.with_user(self.north_user).sudo()._station_confirm()
        self._play("aftersales_month_end_bill", STATEMENTS)
        self.assertEqual((statement.move_id.amount_total, statement.bill_state), (140, "draft"))
        statement.move_id.action_post()

        self._play("aftersales_month_end_agrees", RECONCILIATION)
        self._check_ties()

    def test_s16_the_workbook_over_http(self):
        """S16: the file opens, and its totals are those of the screen."""
        import openpyxl

        self._collect(self._play_accepted(), 99.5)
        self._deposit(self._play_accepted(), 20)
        report = self._reconcile().with_context(lang="zh_CN")
        path = f"/aftersales/reconciliation/{report.id}.xlsx"
        self.authenticate(self.accountant.login, self.accountant.login)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for section in report._get_table():
            with self.subTest(section=section["label"]):
                head = next(index for index, row in enumerate(rows) if row[0] == section["label"])
                lines = rows[head + 1 : head + 1 + len(section["lines"])]
                self.assertEqual([row[0] for row in lines], section["lines"].mapped("name"))
                self.assertEqual([row[1] for row in lines], section["lines"].mapped("documents"))
                total = rows[head + 1 + len(lines)]
                names = ("documents", "ledger", "difference", "by_hand", "unexplained")
                self.assertEqual(total[1:6], [section["sums"][name] for name in names])
        self.assertIn(99.5, [row[1] for row in rows])
        self.clerk.with_context(no_reset_password=True).password = self.clerk.login
        self.authenticate(self.clerk.login, self.clerk.login)
        self.assertIn(self.url_open(path).status_code, (403, 404), "not for everybody")


@tagged("post_install", "-at_install", "pdf")
class TestMonthEndPrint(MonthEndCase):
    """S16: the reconciliation on paper, in the accountant's language."""

    def test_s16_the_printed_reconciliation(self):
        self._collect(self._play_accepted(), 99.5)
        report = self._reconcile().with_context(lang="zh_CN")
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        reports = reports.with_context(force_report_rendering=True, lang="zh_CN")
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            content, kind = reports._render_qweb_pdf(
                "aftersales_service.report_aftersales_reconciliation", report.ids
            )
        self.assertEqual(kind, "pdf")
        text = PdfFileReader(io.BytesIO(content), strict=False).getPage(0).extract_text()
        self.assertIn("99.50", text)
        self.assertIn(self.engineer.name, text)
