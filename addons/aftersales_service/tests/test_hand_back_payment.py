from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestHandBackPayment(ServiceCase):
    """S8, S12: goods leave once they are paid, on credit terms, or on a manager's word."""

    def _repaired(self, unit=None, **vals):
        """A job at the counter whose unit is ready for collection."""
        order = self._play_until("assessment", unit or self.unit_paid, channel="counter", **vals)
        receipts = self.env["aftersales.goods.receipt"].with_user(self.clerk)
        units = receipts.create({"order_id": order.id}).unit_ids.with_env(self.env)
        self._play_start(order)
        self._play_finish(order)
        units.with_user(self.dispatcher).action_pass()
        return order, units

    def _collect(self, units, user=None, **options):
        return units.with_user(user or self.clerk)._hand_back("Zhang Wei", SIGNATURE, **options)

    def _sign_and_invoice(self, order):
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        return order.invoice_ids.with_user(self.accountant)

    def _pay(self, invoice, **vals):
        register = self.env["account.payment.register"].with_user(self.accountant)
        register = register.with_context(active_model="account.move", active_ids=invoice.ids)
        register.create(vals)._create_payments()

    def test_s12_goods_leave_when_they_are_paid(self):
        """S12: refused before the invoice, on a draft, unpaid and with one cent open; then handed back."""
        order, units = self._repaired()
        with self._refused(UserError, f"{order.name}: .*130.00.* still to be paid.*stay here"):
            self._collect(units)
        invoice = self._sign_and_invoice(order)
        with self._refused(UserError, "130.00"):
            self._collect(units)
        invoice.action_post()
        with self._refused(UserError, "130.00"):
            self._collect(units)
        self._pay(invoice, amount=129.99)
        with self._refused(UserError, "0.01"):
            self._collect(units, self.engineer_user)
        self._pay(invoice)
        handed_back = self._collect(units)
        self.assertEqual((units.state, handed_back.unpaid_reason), ("returned", False))

    def test_s12_credit_terms_let_goods_go(self):
        """S12: as for the settlement, a customer with time to pay takes his goods along."""
        self.customer.property_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "Ten days",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 10})],
            }
        )
        _order, units = self._repaired()
        self._collect(units)
        self.assertEqual(units.state, "returned")

    def test_s13_what_was_collected_counts_before_the_invoice(self):
        """S12, S13: paid at the counter, one cent less first: the invoice can come later."""
        order, units = self._repaired()
        order.with_user(self.engineer_user)._collect(129.99, "cash")
        with self._refused(UserError, "0.01"):
            self._collect(units)
        order.with_user(self.engineer_user)._collect(0.01, "cash")
        self._collect(units)
        self.assertEqual((units.state, order.invoice_count), ("returned", 0))

    def test_s12_a_manager_lets_goods_go_with_a_reason(self):
        _order, units = self._repaired()
        for user in (self.clerk, self.dispatcher, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._collect(units, user, unpaid_reason="He promised to pay")
        with self._refused(UserError, "can let them go with a reason"):
            self._collect(units, self.manager, unpaid_reason=" ")
        dialog = (
            self.env["aftersales.hand.back"]
            .with_user(self.manager)
            .create({"unit_ids": units.ids, "signed_by": "Zhang Wei", "signature": SIGNATURE})
        )
        self.assertIn("still to be paid", dialog.payment_gap)
        dialog.unpaid_reason = "Pays by bank transfer tonight"
        dialog.action_hand_back()
        self.assertEqual(units.state, "returned")
        self.assertEqual(units.return_id.unpaid_reason, "Pays by bank transfer tonight")

    def test_s12_what_was_not_agreed_is_not_owed(self):
        """S12: the customer declines the quotation and takes his unit back as it is."""
        order = self._play_until("assessment", self.unit_paid, channel="counter")
        receipts = self.env["aftersales.goods.receipt"].with_user(self.clerk)
        units = receipts.create({"order_id": order.id}).unit_ids
        self._add_line(order, "labour")
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk).action_withdraw_quotation()
        self._collect(units, unrepaired=True)
        self.assertEqual(units.state, "returned")

    def test_s12_free_work_owes_nothing(self):
        _order, units = self._repaired(self.unit_free)
        self._collect(units)
        self.assertEqual(units.state, "returned")
