from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestHandIn(MoneyCase):
    """S13: a day's collections are handed in on a slip, counted by the cashier, differences named."""

    def test_s13_a_counted_slip_settles_the_engineer(self):
        collections = self._collect() | self._collect(method="qr") | self._collect(amount=50)
        slip = self._hand_in(collections)
        self.assertEqual((slip.cash_expected, slip.electronic_amount, slip.amount_total), (180, 130, 310))
        self.assertEqual(set(collections.mapped("state")), {"on_slip"})
        self.assertEqual(self._ledger(self.engineer), 310, "a slip that is not counted moves nothing")
        self._count(slip)
        self.assertEqual(set(collections.mapped("state")), {"handed_in"})
        self.assertEqual(self._ledger(self.engineer), 0)
        self._check_ties()
        cash, bank = slip.cash_journal_id.default_account_id, slip.bank_journal_id
        bank = bank.inbound_payment_method_line_ids.payment_account_id[:1] or bank.default_account_id
        balances = {item.account_id: item.balance for item in slip.move_id.line_ids if item.balance > 0}
        self.assertEqual(balances, {cash: 180, bank: 130})
        items = slip.move_id.line_ids.filtered("aftersales_engineer_id")
        self.assertEqual(items.mapped("reconciled"), [True] * 3)

    def test_s13_everything_in_hand_with_one_tap(self):
        self._collect()
        other = self._play_accepted()
        other.sudo().worker_ids = self.other_engineer
        foreign = self._collect(other, user=self.other_engineer_user)
        action = self.env["aftersales.collection"].with_user(self.engineer_user).action_hand_in()
        slip = self.env["aftersales.hand.in"].browse(action["res_id"])
        self.assertEqual((slip.employee_id, slip.amount_total), (self.engineer, 130))
        self.assertEqual(foreign.state, "with_engineer")
        with self._refused(UserError, "nothing to hand in"):
            self.env["aftersales.collection"].with_user(self.engineer_user).action_hand_in()

    def test_s13_a_difference_is_named(self):
        """S13: one cent short or over is not accepted before somebody says where it goes and why."""
        for counted in (129.99, 130.01, 0):
            slip = self._hand_in(self._collect())
            with self.subTest(counted=counted), self._refused(UserError, "Say where the difference goes"):
                self._count(slip, counted)
            with self.subTest(counted=counted), self._refused(UserError, "Say where the difference goes"):
                self._count(slip, counted, treatment="post", difference_reason=" ")
            slip.with_user(self.accountant).action_give_back()

    def test_s13_what_is_short_stays_with_the_engineer(self):
        """S13: the oldest collection is settled first; the rest is handed in on a later slip."""
        first, second = self._collect(), self._collect(amount=50)
        slip = self._hand_in(first | second)
        self._count(slip, 170, treatment="engineer", difference_reason="Lost a note")
        self.assertEqual(first.state, "handed_in")
        self.assertEqual((second.state, second.amount_open), ("with_engineer", 10))
        self.assertEqual(self._ledger(self.engineer), 10)
        self._check_ties()
        later = self._hand_in(second)
        self.assertEqual(later.cash_expected, 10)
        self._count(later)
        self.assertEqual(second.state, "handed_in")
        self.assertEqual(self._ledger(self.engineer), 0)
        self._check_ties()

    def test_s13_over_and_short_are_posted(self):
        """S13: cash over is income, cash short an expense of the cash box's accounts."""
        for counted, side in ((131.5, "profit_account_id"), (128, "loss_account_id")):
            slip = self._hand_in(self._collect())
            account = self.env["account.account"].search([("account_type", "=", "expense")], limit=1)
            slip.cash_journal_id[side] = slip.cash_journal_id[side] or account
            self._count(slip, counted, treatment="post", difference_reason="Change")
            item = slip.move_id.line_ids.filtered(
                lambda item, slip=slip, side=side: item.account_id == slip.cash_journal_id[side]
            )
            self.assertEqual(item.balance, 130 - counted)
            self._check_ties()
        slip = self._hand_in(self._collect())
        with self._refused(UserError, "Post the difference as cash over"):
            self._count(slip, 131, treatment="engineer", difference_reason="Too much")
        slip.cash_journal_id.loss_account_id = False
        with self._refused(UserError, "no profit and loss account"):
            self._count(slip, 129, treatment="post", difference_reason="Short")

    def test_s13_what_the_bank_has_not_seen_is_taken_off(self):
        collections = self._collect() | self._collect(method="transfer")
        slip = self._hand_in(collections)
        line = slip.line_ids.filtered(lambda line: line.method == "transfer")
        with self._refused(AccessError, "Only an accountant"):
            line.with_user(self.engineer_user).action_take_off()
        line.with_user(self.accountant).action_take_off()
        self._count(slip)
        self.assertEqual(collections.mapped("state"), ["handed_in", "with_engineer"])
        self.assertEqual(self._ledger(self.engineer), 130)
        self._check_ties()

    def test_s13_a_slip_given_back_gives_everything_back(self):
        collection = self._collect()
        slip = self._hand_in(collection)
        slip.with_user(self.accountant).action_give_back()
        self.assertEqual((slip.state, collection.state), ("returned", "with_engineer"))
        self.assertNotEqual(self._hand_in(collection), slip)

    def test_s13_an_accepted_slip_is_undone_by_reversal_only(self):
        """S13, S16: after the reversal the money is the engineer's again, and can be handed in again."""
        first, second = self._collect(), self._collect(amount=50)
        slip = self._hand_in(first | second)
        self._count(slip, 170, treatment="engineer", difference_reason="Lost a note")
        with self._refused(UserError, "reverse that document"):
            slip.move_id.with_user(self.accountant).button_draft()
        with self._refused(UserError, "reverse the hand-in slip first"):
            second.with_user(self.accountant)._reverse("Mistake")
        with self._refused(UserError, "reverse the hand-in slip first"):
            first.with_user(self.accountant)._reverse("Mistake")
        later = self._hand_in(second)
        self._count(later)
        slip.with_user(self.accountant)._reverse("Counted wrongly")
        self.assertEqual((first.amount_open, second.amount_open), (130, 40))
        self.assertEqual(self._ledger(self.engineer), 170)
        self._check_ties()
        self._count(self._hand_in(first | second))
        self.assertEqual(self._ledger(self.engineer), 0)
        self._check_ties()

    def test_s13_nobody_hands_in_or_counts_twice(self):
        collection = self._collect()
        slip = self._hand_in(collection)
        with self._refused(UserError, "cannot go to"):
            collection.with_user(self.engineer_user).action_hand_in()
        with self._refused_by_database("pending_unique"):
            self.env["aftersales.hand.in.line"].sudo().create(
                {"slip_id": slip.id, "collection_id": collection.id, "amount": 1}
            )
        self._count(slip)
        with self._refused(UserError, "cannot go to"):
            slip.with_user(self.accountant).action_accept()
        with self._refused(UserError, "cannot go to"):
            slip.with_user(self.accountant).write({"cash_counted": 1})
        with self._refused(UserError, "evidence"):
            slip.unlink()

    def test_s13_who_counts(self):
        """S13: an accountant, and never his own money."""
        slip = self._hand_in(self._collect())
        for user in (self.engineer_user, self.clerk, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                slip.with_user(user).action_accept()
        self.engineer_user.group_ids += self.env.ref("aftersales_service.group_accountant")
        with self._refused(UserError, "your own"):
            slip.with_user(self.engineer_user).action_accept()

    def test_s13_a_long_slip_takes_no_more_steps_per_collection_than_needed(self):
        """S13: handing in ten collections asks the database hardly more than handing in two."""
        order = self._play_accepted()
        collections = self.env["aftersales.collection"].browse(
            [self._collect(order, 1).id for _index in range(12)]
        )
        counts = []
        for part in (collections[:2], collections[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            part.with_user(self.engineer_user).action_hand_in()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 10)
