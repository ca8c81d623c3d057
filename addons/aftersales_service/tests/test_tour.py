import shutil
import subprocess
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import ServiceCase

REGISTER = "/odoo/action-aftersales_service.aftersales_order_action"
BOARD = "/odoo/action-aftersales_service.aftersales_order_action_dispatch"
JOBS = "/odoo/action-aftersales_service.aftersales_order_action_my_jobs"


@tagged("post_install", "-at_install")
class TestTour(ServiceCase, HttpCase):
    """The story from call to closed order in the browser, in Chinese, by people of every role (G3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        people = (cls.clerk | cls.dispatcher | cls.engineer_user | cls.manager | cls.accountant).with_context(
            no_reset_password=True
        )
        for user in people:
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai", "password": user.login})
        cls.customer.name = "张伟"
        cls.engineer.name = "李工"

    def _play(self, tour, user, path, on_phone=False):
        """Let `user` play a tour; an engineer holds a telephone."""
        self.browser_size = "390x844" if on_phone else "1400x900"
        self.touch_enabled = on_phone
        self.start_tour(path, tour, login=user.login, timeout=120)
        self.env.invalidate_all()

    def _take_call(self, tour, unit):
        self._play(tour, self.clerk, f"{REGISTER}/new")
        order = self.env["aftersales.order"].search([("lot_id", "=", unit.id)])
        self.assertEqual(len(order), 1)
        self.assertEqual(order.state, "registered")
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.product_id, self.appliance)
        self.assertEqual(order.user_id, self.clerk)
        return order

    def _assign_in_dialog(self, order):
        self._play("aftersales_assign", self.dispatcher, BOARD)
        self.assertEqual(order.state, "assessment")
        self.assertEqual(order.engineer_id, self.engineer)
        # the hour depends on the time zone of the browser's machine
        self.assertEqual((order.planned_start.year, order.planned_start.month), (2031, 3))
        self.assertGreater(order.planned_end, order.planned_start)
        # the engineer's list shows what is due today
        order.with_user(self.dispatcher).write(
            {"planned_start": self.now, "planned_end": self.now + timedelta(hours=1)}
        )

    def _repair_and_sign(self, order, on_hand):
        self._play("aftersales_repair", self.engineer_user, JOBS, on_phone=True)
        self.assertTrue(order.repair_start and order.repair_end)
        self.assertEqual(order.time_spent, 1.5)
        self.assertEqual(order.signed_by, "张伟")
        self.assertTrue(order.signature and order.signed_on)
        card = order.repair_ids
        self.assertEqual(card.state, "done")
        self.assertEqual(card.move_ids.product_id, self.part, "the unit itself does not move")
        self.assertEqual(self._get_on_hand(), on_hand)
        quants = self.env["stock.quant"].search([("lot_id", "=", order.lot_id.id)])
        self.assertFalse(
            quants.filtered(lambda quant: quant.location_id.usage == "internal" and quant.quantity),
            "the customer's unit never enters our stock",
        )

    def _get_on_hand(self):
        return self.env["stock.quant"]._get_available_quantity(self.part, self.warehouse.lot_stock_id)

    def _check_voucher(self, order):
        """The voucher's PDF is Chinese and says what was done (S7)."""
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(lang="zh_CN")
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "aftersales_service.aftersales_order_report_voucher", order.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        if shutil.which("pdftotext"):
            text = subprocess.run(
                ("pdftotext", "-", "-"), input=pdf, capture_output=True, check=True
            ).stdout.decode()
            for word in (order.name, "张伟", order.lot_id.name, "制冷恢复正常", "M7"):
                self.assertIn(word, text)

    def test_paid_job_in_the_browser(self):
        """Out of warranty (S1, S12): quotation before work, invoice of 320, paid, closed."""
        order = self._take_call("aftersales_take_call_paid", self.unit_paid)
        self.assertEqual(order.service_type, "A")
        self._assign_in_dialog(order)

        self._play("aftersales_quote", self.engineer_user, JOBS, on_phone=True)
        self.assertEqual(order.quotation_state, "open")
        self.assertEqual(order.sale_order_ids.amount_untaxed, 2 * 100 + 1.5 * 80)
        self._play("aftersales_accept_quotation", self.clerk, f"{REGISTER}/{order.id}")
        self.assertEqual(order.quotation_state, "accepted")

        self._repair_and_sign(order, on_hand=8)
        self.assertEqual(order.state, "settlement")
        self.assertEqual(order.cost_total, 80.0)

        self._play("aftersales_invoice", self.accountant, f"{REGISTER}/{order.id}")
        invoice = order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, 320.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(order.invoice_state, "paid")

        self._play("aftersales_settle_and_close", self.clerk, f"{REGISTER}/{order.id}")
        self.assertEqual(order.state, "closed")
        self._check_voucher(order)

    def test_warranty_job_in_the_browser(self):
        """In warranty (S1): no quotation, no invoice, the cost of the part is known."""
        order = self._take_call("aftersales_take_call_free", self.unit_free)
        self.assertEqual(order.service_type, "C")
        self._assign_in_dialog(order)
        self._play("aftersales_use_part", self.engineer_user, JOBS, on_phone=True)
        self.assertEqual(order.line_ids.value, 100.0)

        self._repair_and_sign(order, on_hand=9)
        self.assertEqual(order.state, "follow_up", "nothing to settle")
        self.assertEqual(order.customer_total, 0.0)
        self.assertEqual(order.cost_total, 40.0)
        self.assertFalse(order.sale_order_ids)
        self.assertFalse(order.invoice_ids)

        self._play("aftersales_close", self.clerk, f"{REGISTER}/{order.id}")
        self.assertEqual(order.state, "closed")
        self._check_voucher(order)
