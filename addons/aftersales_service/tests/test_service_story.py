from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestServiceStory(ServiceCase):
    """From call to closed order, once paid by the customer and once under warranty (G3)."""

    def test_paid_job_from_call_to_paid_invoice(self):
        """Type A (S1, S7, S12): quotation before work, invoice from it, paid, closed."""
        order = self._create_order(self.unit_paid)
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.product_id, self.appliance)
        self.assertEqual(order.phone, "+86 138-0013-8000")
        self.assertEqual(order.service_type, "A")
        self.assertEqual(order.proposal_code, "expired")
        order.with_user(self.clerk).action_register()
        self._assign(order)
        self.assertEqual(order.state, "assessment")

        self._add_line(order, quantity=2)
        self._add_line(order, "callout")
        self._add_line(order, "labour", 1.5)
        self.assertEqual(order.customer_total, 2 * 100 + 30 + 1.5 * 80)

        order.with_user(self.engineer_user).action_prepare_quotation()
        sale = order.sale_order_ids
        self.assertEqual(sale.amount_untaxed, 350.0)
        self.assertEqual(sale.state, "draft")
        order.with_user(self.clerk).action_accept_quotation()
        self.assertEqual(order.quotation_state, "accepted")

        order.with_user(self.engineer_user).action_start()
        self.assertEqual(order.state, "repair")
        card = order.repair_ids
        self.assertEqual(card.state, "under_repair")
        self.assertEqual(sale.picking_ids, self.env["stock.picking"], "the card is the only way out")

        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(card.state, "done")
        self.assertEqual(order.state, "acceptance")
        self.assertEqual(order.sudo().cost_total, 80.0)
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.part, self.warehouse.lot_stock_id), 8
        )

        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(order.state, "settlement")
        order.with_user(self.accountant).action_invoice()
        invoice = order.invoice_ids
        self.assertEqual(invoice.amount_untaxed, 350.0)
        self.assertEqual(invoice.state, "draft")
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(order.invoice_state, "paid")

        order.with_user(self.clerk).action_settled()
        order.with_user(self.clerk).write({"solved": "yes", "follow_up_note": "Satisfied"})
        order.with_user(self.clerk).action_close()
        self.assertEqual(order.state, "closed")
        self.assertTrue(order.closed_on)

    def test_warranty_job_costs_the_customer_nothing(self):
        """Type C (S1, S7): no quotation, no invoice, the cost of the part is known."""
        order = self._play_until("registered", self.unit_free)
        self.assertEqual(order.service_type, "C")
        self.assertEqual(order.proposal_code, "warranty")
        self._assign(order)
        self._add_line(order)
        self._add_line(order, "callout")
        self.assertEqual(order.value_total, 130.0)
        self.assertEqual(order.customer_total, 0.0)
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.sudo().cost_total, 40.0)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(order.state, "follow_up", "nothing to settle")
        self.assertFalse(order.sale_order_ids)
        order.with_user(self.clerk).solved = "yes"
        order.with_user(self.clerk).action_close()
        self.assertEqual(order.state, "closed")
