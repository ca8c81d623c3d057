from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestDeposit(MoneyCase):
    """S13: a customer's deposit is a liability until it is applied to an invoice or refunded."""

    def _lend(self, **vals):
        return (
            self.env["aftersales.loan"]
            .with_user(self.clerk)
            .create(
                {
                    "lot_id": self._create_unit(f"SN-L-{self._next()}", False).id,
                    "partner_id": self.customer.id,
                    "due_on": self.today + timedelta(days=30),
                    **vals,
                }
            )
            .with_env(self.env)
        )

    def test_s13_in_advance_then_applied_to_the_invoice(self):
        """S13: 50.00 in advance: 80.00 of 130.00 is left to collect, and to pay after it is applied."""
        order = self._play_accepted()
        deposit = self._deposit(order, 50)
        self.assertEqual((deposit.state, deposit.balance, deposit.partner_id), ("held", 50, self.customer))
        self.assertEqual(order.amount_due, 80)
        with self._refused(UserError, "more than that"):
            self._collect(order, 80.01)
        self._collect(order, 80)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_residual, 50)
        self._check_ties()
        order.with_user(self.accountant).action_apply_deposits()
        self.assertEqual((deposit.state, deposit.balance), ("closed", 0))
        self.assertEqual((invoice.payment_state, order.amount_due), ("paid", 0))
        entry = deposit.entry_ids[-1]
        self.assertEqual(entry.move_id.aftersales_source, entry)
        self._check_ties()
        with self._refused(UserError, "no deposit in advance, or no open invoice"):
            order.with_user(self.accountant).action_apply_deposits()

    def test_s13_limits_of_what_is_applied(self):
        """S13: neither more than is held, nor than the invoice asks for, nor another customer's invoice."""
        order = self._play_accepted()
        invoice = self._invoice(order)
        deposit = self._deposit(order, 200).with_user(self.accountant)
        for amount, sentence in ((200.01, "is held"), (0, "is held"), (130.01, "130.00 is open|is open, no")):
            with self.subTest(amount=amount), self._refused(UserError, sentence):
                deposit._use("apply", amount, invoice=invoice)
        with self._refused(UserError, "posted invoice of"):
            deposit._use("apply", 10)
        other = self.env["res.partner"].create({"name": "Somebody else"})
        foreign = self._deposit(None, 10, partner_id=other.id).with_user(self.accountant)
        with self._refused(UserError, "posted invoice of Somebody else"):
            foreign._use("apply", 10, invoice=invoice)
        deposit._use("apply", 130, invoice=invoice)
        self.assertEqual((deposit.balance, invoice.payment_state), (70, "paid"))
        deposit._use("refund", 70, journal=deposit.journal_id)
        self.assertEqual(deposit.state, "closed")
        self._check_ties()

    def test_s13_never_lost_with_a_cancelled_order(self):
        order = self._play_until("assessment")
        deposit = self._deposit(order)
        order.with_user(self.dispatcher)._cancel("Customer moved away")
        self.assertEqual((deposit.state, deposit.balance), ("held", 200))
        self.assertTrue(deposit.activity_ids)
        self.assertIn("still held", order.message_ids[0].body + order.message_ids[1].body)
        stranded = self.env["aftersales.deposit"].search(deposit._get_stranded_domain())
        self.assertIn(deposit, stranded)
        self._check_ties()
        deposit.with_user(self.accountant)._use("refund", 200, journal=deposit.journal_id)
        self.assertEqual(deposit.state, "closed")
        self._check_ties()

    def test_s13_a_movement_is_undone_by_reversal_only(self):
        order = self._play_accepted()
        invoice = self._invoice(order)
        deposit = self._deposit(order, 130)
        received = deposit.entry_ids
        order.with_user(self.accountant).action_apply_deposits()
        applied = deposit.entry_ids - received
        with self._refused(UserError, "reverse that first"):
            received.with_user(self.accountant)._reverse("Mistake")
        for entry in deposit.entry_ids:
            with self._refused(UserError, "reverse that document"):
                entry.move_id.button_draft()
            with self._refused(UserError, "never deleted"):
                entry.unlink()
        with self._refused(AccessError, "Only an accountant"):
            applied.with_user(self.clerk)._reverse("Mistake")
        applied.with_user(self.accountant)._reverse("Wrong invoice")
        self.assertEqual((deposit.state, deposit.balance, invoice.amount_residual), ("held", 130, 130))
        self._check_ties()
        received.with_user(self.accountant)._reverse("Bounced")
        self.assertEqual((deposit.state, deposit.balance), ("draft", 0))
        self._check_ties()
        with self._refused(UserError, "reversed already"):
            received.with_user(self.accountant)._reverse("Again")

    def test_s13_a_loan_unit_and_its_deposit(self):
        loan = self._lend()
        self.assertEqual(loan.activity_ids.date_deadline, loan.due_on)
        deposit = self._deposit(None, 300, kind="loan", loan_id=loan.id)
        self.assertEqual(deposit.partner_id, self.customer)
        with self._refused(UserError, "is not back yet"):
            deposit.with_user(self.accountant)._use("refund", 300, journal=deposit.journal_id)
        loan.with_user(self.clerk).action_return()
        self.assertEqual(loan.state, "returned")
        self.assertIn(deposit, self.env["aftersales.deposit"].search(deposit._get_stranded_domain()))
        with self._refused(UserError, "not lent any more"):
            loan.with_user(self.clerk).action_lost()
        deposit.with_user(self.accountant)._use("refund", 300, journal=deposit.journal_id)
        self._check_ties()

    def test_s13_a_unit_is_lent_once_at_a_time(self):
        loan = self._lend()
        with self._refused_by_database("lent_once"):
            self._lend(lot_id=loan.lot_id.id)
        with self._refused_by_database("due_order"):
            self._lend(due_on=self.today - timedelta(days=2))
        loan.with_user(self.accountant).action_lost()
        self.assertEqual(loan.state, "lost")

    def test_s13_who_handles_deposits(self):
        order = self._play_until("assessment")
        deposit = self._deposit(order)
        for user in (self.engineer_user, self.clerk, self.manager):
            for name, args in (("_use", ("refund", 1, None, deposit.journal_id)), ("action_receive", ())):
                with self.subTest(user=user.name, step=name), self.assertRaises(AccessError):
                    getattr(deposit.with_user(user), name)(*args)
        deposit = deposit.with_user(self.accountant)
        for vals in ({"amount": 1}, {"partner_id": self.accountant.partner_id.id}):
            with self._refused(UserError, "Held.*Expected|possible only"):
                deposit.write(vals)
        with self._refused(UserError, "use the buttons"):
            deposit.write({"balance": 1})
        with self._refused(UserError, "possible only"):
            deposit.unlink()

    def test_s13_the_database_keeps_deposits_in_their_limits(self):
        deposit = self._deposit(self._play_until("assessment"))
        with self._refused_by_database("balance_range"):
            deposit.entry_ids.sudo().amount = 201
        with self._refused_by_database("amount_positive"):
            self._deposit(deposit.order_id, 0, received=False)
