from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestCollection(MoneyCase):
    """S13: money collected on site is a payment at once, and the engineer's until it is handed in."""

    def test_s13_a_collection_is_a_payment_in_the_engineers_hands(self):
        order = self._play_accepted()
        self.assertEqual(order.amount_due, 130)
        collection = self._collect(order, method="qr", reference="4711")
        payment = collection.payment_id
        self.assertEqual((payment.amount, payment.partner_id), (130, self.customer))
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(payment.move_id.aftersales_source, collection)
        item = payment.move_id.line_ids.filtered("aftersales_engineer_id")
        self.assertEqual((item.account_id, item.balance), (self._cash_account(), 130))
        self.assertEqual(item.aftersales_engineer_id, self.engineer)
        self.assertEqual(item.partner_id, self.engineer.work_contact_id)
        self.assertEqual((order.amount_due, order.collected_total), (0, 130))
        self._check_ties()

    def test_s13_more_than_is_due_is_refused_and_exactly_that_is_taken(self):
        """S13: 130.00 is due: 130.01 is refused, 129.99 and the last 0.01 are taken, then nothing more."""
        order = self._play_accepted()
        with self._refused(UserError, "130.01.* is more than that"):
            self._collect(order, 130.01)
        self._collect(order, 129.99)
        with self._refused(UserError, "more than that"):
            self._collect(order, 0.02)
        self._collect(order, 0.01)
        self.assertEqual(order.amount_due, 0)
        with self._refused(UserError, "more than that"):
            self._collect(order, 0.01)
        self._check_ties()

    def test_s13_what_is_no_amount_is_refused(self):
        order = self._play_accepted()
        for amount in (0, -1, 0.001, float("nan"), float("inf")):
            with self.subTest(amount=amount), self._refused(UserError, "amount greater"):
                self._collect(order, amount)
        with self._refused(UserError, "how the customer paid"):
            self._collect(order, 10, "bitcoin")
        with self._refused(UserError, "more than that"):
            self._collect(self._play_until("assessment"), 10)

    def test_s13_the_invoice_is_paid_by_what_was_collected_before_and_after(self):
        """S13: what was collected before the invoice pays it when it is posted, the rest afterwards."""
        order = self._play_accepted()
        self._collect(order, 100)
        invoice = self._invoice(order)
        self.assertEqual((invoice.amount_residual, order.amount_due), (30, 30))
        self._collect(order, 30)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(order.invoice_state, "paid")
        order.with_user(self.accountant).action_settled()
        self.assertEqual(order.state, "follow_up")

    def test_s13_who_collects(self):
        """S13: the engineer of the job or his fellow worker, for himself; never a stranger."""
        order = self._play_accepted()
        with self.assertRaises(AccessError):
            self._collect(order, user=self.other_engineer_user)
        with self._refused(AccessError, "role"):
            self._collect(order, user=self.clerk)
        order.sudo().worker_ids = self.other_engineer
        collection = self._collect(order, 10, user=self.other_engineer_user, employee=self.engineer)
        self.assertEqual(collection.employee_id, self.other_engineer, "nobody pockets in another's name")
        collection = self._collect(order, 10, user=self.accountant, employee=self.other_engineer)
        self.assertEqual(collection.employee_id, self.other_engineer)
        collection = self._collect(order, 10, user=self.accountant)
        self.assertEqual(collection.employee_id, self.engineer)
        self._check_ties()

    def test_s13_a_collection_is_undone_by_reversal_only(self):
        """S13, S16: neither deleted, nor its entry put back to draft: reversed, with a reason."""
        order = self._play_accepted()
        collection = self._collect(order)
        invoice = self._invoice(order)
        self.assertEqual(invoice.payment_state, "paid")
        with self._refused(UserError, "never deleted"):
            collection.unlink()
        for method in ("action_draft", "action_cancel"):
            with self.subTest(method=method), self._refused(UserError, "reverse that document"):
                getattr(collection.payment_id.with_user(self.accountant), method)()
        with self._refused(AccessError, "Only an accountant"):
            collection.with_user(self.engineer_user)._reverse("Mistake")
        with self._refused(UserError, "Say why"):
            collection.with_user(self.accountant)._reverse(" ")
        collection.with_user(self.accountant)._reverse("Wrong order")
        self.assertEqual((collection.state, collection.amount_open), ("reversed", 0))
        self.assertEqual((order.amount_due, invoice.amount_residual), (130, 130))
        self._check_ties()
        with self._refused(UserError, "cannot go to"):
            collection.with_user(self.accountant)._reverse("Again")

    def test_s13_kept_beyond_the_limit(self):
        """S13: due the same day: not late on the day, late on the next; reminded once; told for D40."""
        collection = self._collect()
        today = collection.date
        self.assertEqual(collection.due_on, today)
        self.assertFalse(collection.is_overdue)
        overdue = self.env["aftersales.collection"].search([("is_overdue", "=", True)])
        self.assertNotIn(collection, overdue)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            collection.invalidate_recordset()
            self.assertTrue(collection.is_overdue)
            self.assertEqual(collection.age_days, 1)
            found = self.env["aftersales.collection"].search([("is_overdue", "=", True)])
            self.assertEqual(found, collection)
            for _run in range(2):
                with self.enter_registry_test_mode():
                    self.env.ref("aftersales_service.ir_cron_remind_cash").method_direct_trigger()
            self.assertEqual(collection.activity_ids.user_id, self.engineer_user)
            self.assertEqual(len(collection.activity_ids), 1)
            slip = self._hand_in(collection)
            self.assertFalse(collection.activity_ids)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self._count(slip)
        self.assertEqual(collection.days_late, 1, "the day of the slip counts, not the cashier's")

    def test_s13_the_limit_is_a_dated_policy(self):
        self.env["aftersales.cash.policy"].create(
            {"code": "S13", "company_id": self.company.id, "days": 2, "date_from": "2001-01-01"}
        )
        collection = self._collect()
        self.assertEqual(collection.due_on, collection.date + timedelta(days=2))

    def test_s13_without_a_chart_of_accounts(self):
        company = self.env["res.company"].create({"name": "No accounts"})
        with self._refused(UserError, "No accounts has no chart of accounts"):
            company._get_aftersales_collection_journal()

    def test_s13_the_database_refuses_wrong_amounts(self):
        collection = self._collect()
        for vals, constraint in (
            ({"amount": 0}, "amount_positive"),
            ({"amount_open": 131}, "open_range"),
            ({"amount_open": -1}, "open_range"),
        ):
            with self._refused_by_database(constraint):
                collection.sudo().write(vals)

    def test_s13_no_role_writes_a_collection(self):
        collection = self._collect()
        for user in (self.engineer_user, self.accountant):
            with self.subTest(user=user.name), self._refused(UserError, "use the buttons"):
                collection.with_user(user).write({"amount_open": 0})
            with self.subTest(user=user.name), self._refused(UserError, "use the buttons"):
                self.env["aftersales.collection"].with_user(user).create({"amount": 1})

    def test_s13_engineers_see_their_own_money_only(self):
        mine = self._collect()
        collections = self.env["aftersales.collection"]
        self.assertEqual(collections.with_user(self.engineer_user).search([("id", "=", mine.id)]), mine)
        self.assertFalse(collections.with_user(self.other_engineer_user).search([("id", "=", mine.id)]))
        self.assertTrue(collections.with_user(self.accountant).search([("id", "=", mine.id)]))
        with self.assertRaises(AccessError):
            mine.with_user(self.other_engineer_user).action_hand_in()
        with self.assertRaises(AccessError):
            collections.with_user(self.clerk).search([])
