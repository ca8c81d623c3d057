import random

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PostingCase


@tagged("post_install", "-at_install")
class TestPosting(PostingCase):
    """D46: an approved month is one entry, equal to its sheet to the cent."""

    def _month(self):
        """March with a reward, a fine of which a rest is carried, and damages repaid."""
        self._hand_in("2026-03-02", 800, "reward")
        self._hand_in("2026-03-03", -900.55, "fine", self.colleague)
        self._hand_in("2026-03-04", -300.05, "other", self.colleague)
        return self._hand_in("2026-03-05", -100.10, "fine").sheet_id

    def test_d46_a_month_is_one_entry_by_kind(self):
        sheet = self._month()
        self.assertFalse(self.postings.search([("sheet_id", "=", sheet.id)]), "not before the approval")
        posting = self._approve(sheet)
        self.assertEqual((posting.reward, posting.fine, posting.other), (800, -1000.65, -99.45))
        self.assertEqual(posting.total, round(sum(sheet.line_ids.mapped("taken")), 2))
        self.assertEqual((posting.state, posting.difference), ("open", 300.10))
        entry = self._posted(posting)
        self.assertEqual((posting.state, posting.ledger, posting.difference), ("posted", -300.10, 0))
        rows = {(line.account_id, line.aftersales_adjustment_kind): line.balance for line in entry.line_ids}
        self.assertEqual(
            rows,
            {
                (self.rewards, "reward"): 800,
                (self.wages, "reward"): -800,
                (self.fines, "fine"): -1000.65,
                (self.wages, "fine"): 1000.65,
                (self.others, "other"): -99.45,
                (self.wages, "other"): 99.45,
            },
        )
        self.assertEqual(str(entry.date), "2026-03-10", "the month is not over: as of today")
        names = " ".join(entry.line_ids.mapped("name"))
        self.assertNotRegex(names, "Engineer|Colleague", "no names in the ledger (D47)")

    def test_d46_what_is_carried_is_posted_in_its_month(self):
        march = self._approve(self._month())
        self._posted(march)
        april = self.env["aftersales.adjustment.sheet"].search(
            [("company_id", "=", self.company.id), ("month", "=", "2026-04-01")]
        )
        self.assertEqual(april.line_ids.mapped("amount"), [-200.60])
        self._posted(self._approve(april))
        self.assertAlmostEqual(self._balance(), -(800 - 900.55 - 300.05 - 100.10))

    def test_d46_what_comes_back_reverses_the_kind(self):
        line = self._hand_in("2026-03-02", -500)
        self._posted(self._approve(line.sheet_id))
        back = self._hand_in("2026-04-02", 500, claim_key=line.source_key)
        self._posted(self._approve(back.sheet_id))
        self.assertEqual((self._balance(), self._balance(self.fines)), (0, 0))

    def test_d46_never_twice(self):
        posting = self._approve(self._month())
        mine = posting.with_user(self.accountant.user_id)
        entry = self.moves.browse(mine.action_make_entry()["res_id"])
        with self._refused(UserError, "has an entry already"):
            mine.action_make_entry()
        mine.action_post()
        with self._refused(UserError, "has an entry already"):
            mine.action_make_entry()
        with self._refused(UserError, "cannot go to"):
            mine.action_post()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            entry.sudo().copy({"aftersales_posting_id": posting.id, "aftersales_posting_round": 1})
        with self._refused(UserError, "post the whole month once"):
            entry.sudo().copy(
                {"aftersales_posting_id": posting.id, "aftersales_posting_round": 2, "date": entry.date}
            )._post()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            posting.sudo().copy()

    def test_d46_reversal_instead_of_edit(self):
        posting = self._approve(self._month())
        entry = self._posted(posting).with_user(self.accountant.user_id)
        with self._refused(UserError, "reverse it instead"):
            entry.button_draft()
        line = entry.line_ids[0]
        with self._refused(UserError, "reverse it instead"):
            line.sudo().with_context(check_move_validity=False).balance = 1
        with self._refused(UserError, "reverse it instead"):
            line.account_id = self.others
        with self._refused(UserError, "reverse it instead|posted"):
            entry.line_ids.unlink()
        posting.with_user(self.accountant.user_id).action_reverse()
        self.assertEqual((posting.state, posting.ledger, len(posting.move_ids)), ("open", 0, 2))
        self.assertEqual([self._balance(account) for account in (self.wages, self.fines)], [0, 0])
        self._posted(posting)
        self.assertEqual((posting.state, posting.difference, len(posting.move_ids)), ("posted", 0, 3))

    def test_d46_the_host_s_own_reversal_is_known(self):
        """The reversal wizard of the host: a draft holds the month, half of it is not posted."""
        posting = self._approve(self._month())
        entry = self._posted(posting).with_user(self.accountant.user_id)
        back = entry._reverse_moves([{"date": entry.date}])
        self.assertEqual(back.aftersales_posting_id, posting)
        with self._refused(UserError, "has an entry already"):
            posting.with_user(self.accountant.user_id).action_make_entry()
        part = back.line_ids.filtered(lambda line: line.aftersales_adjustment_kind == "reward")
        with self._refused(UserError, "post the whole month once"):
            part.unlink()
            back._post()
        back._post()
        self.assertEqual((posting.state, posting.ledger), ("open", 0))

    def test_d46_a_draft_that_was_changed_is_not_posted(self):
        posting = self._approve(self._month())
        mine = posting.with_user(self.accountant.user_id)
        entry = mine.env["account.move"].browse(mine.action_make_entry()["res_id"])
        reward = entry.line_ids.filtered(lambda line: line.aftersales_adjustment_kind == "reward")
        with self._refused(UserError, "post the whole month once"):
            entry.write(
                {"line_ids": [Command.update(line.id, {"balance": line.balance * 2}) for line in reward]}
            )
            mine.action_post()
        with self._refused(UserError, "post the whole month once"):
            entry.line_ids.filtered(lambda line: line.account_id == self.wages)[0].account_id = self.others
            mine.action_post()
        entry.button_cancel()
        self.assertEqual(posting.state, "open")
        again = mine.env["account.move"].browse(mine.action_make_entry()["res_id"])
        again.unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((posting.state, posting.move_count), ("open", 1))
        self._posted(posting)
        self.assertEqual(posting.difference, 0)

    def test_d46_closed_books_are_named(self):
        posting = self._approve(self._month())
        mine = posting.with_user(self.accountant.user_id)
        entry = mine.env["account.move"].browse(mine.action_make_entry()["res_id"])
        entry.date = "2026-02-28"
        self.company.fiscalyear_lock_date = "2026-02-28"
        with self._refused(UserError, "adjustments of 2026-03 cannot be posted"):
            mine.action_post()
        self.assertEqual(posting.state, "draft")
        entry.date = "2026-03-01"
        mine.action_post()
        self.assertEqual(posting.state, "posted")

    def test_d46_what_is_missing_is_named(self):
        posting = self._approve(self._month())
        self.company.aftersales_fine_account_id = False
        self.company.aftersales_adjustment_journal_id = False
        with self._refused(UserError, "Adjustments Journal and Fines"):
            posting.with_user(self.accountant.user_id).action_make_entry()
        self.assertEqual((posting.state, posting.account_id), ("open", self.wages.browse()))

    def test_d46_a_month_without_amounts_needs_no_entry(self):
        self._hand_in("2026-03-02", -500)
        sheet = self._hand_in("2026-03-02", 500).sheet_id
        self.assertFalse(self._approve(sheet))

    def test_d46_rewards_equal_to_fines_are_an_entry_all_the_same(self):
        self._hand_in("2026-03-02", -500)
        posting = self._approve(self._hand_in("2026-03-02", 500, "reward", self.colleague).sheet_id)
        self._posted(posting)
        self.assertEqual((posting.state, posting.total, posting.ledger), ("posted", 0, 0))
        self.assertEqual((self._balance(self.fines), self._balance(self.rewards)), (-500, 500))

    def test_d46_months_approved_before_the_installation(self):
        posting = self._approve(self._month())
        sheet = posting.sheet_id
        posting.sudo().unlink()
        self.postings._add_postings(sheet)
        self.assertEqual(sheet.sudo().posting_ids.total, sum(sheet.line_ids.mapped("taken")))

    def test_d46_sheets_and_ledger_tie_out_whatever_happens(self):
        """Random months of rewards, fines, reversals; approved, posted, reversed, posted again: 0.00."""
        chance = random.Random(46)
        people, given = self.engineer | self.colleague | self.stranger, []
        for number in range(18):
            day = f"2026-{number // 2 + 1:02d}-{chance.randint(1, 28):02d}"
            for _line in range(chance.randint(1, 6)):
                person = chance.choice(people)
                kind = chance.choice(["fine", "fine", "other", "reward"])
                amount = chance.randint(1, 250_000) / 100 * (1 if kind == "reward" else -1)
                given.append(self._hand_in(day, amount, kind, person))
            if chance.random() < 0.5:
                first = chance.choice(given)
                self._hand_in(day, -first.amount, first.kind, first.employee_id, claim_key=first.source_key)
            sheets = self.env["aftersales.adjustment.sheet"].search(
                [("company_id", "=", self.company.id), ("state", "=", "draft")], order="month"
            )
            self._approve(
                sheets[0], wage=chance.randint(0, 9000) + 1, minimum=1, bonus=chance.randint(0, 3000)
            )
            for posting in self.postings.search([("company_id", "=", self.company.id)]):
                if posting.state == "open" and chance.random() < 0.7:
                    self._posted(posting)
                elif posting.state == "posted" and chance.random() < 0.3:
                    posting.with_user(self.accountant.user_id).action_reverse()
            postings = self.postings.search([("company_id", "=", self.company.id)])
            posted = postings.filtered(lambda posting: posting.state == "posted")
            taken = sum(posted.sheet_id.line_ids.mapped("taken"))
            self.assertAlmostEqual(self._balance(), -taken, 2)
            self.assertEqual(set(posted.mapped("difference")) - {0}, set())
            self.assertAlmostEqual(sum(postings.mapped("ledger")), taken, 2)
        for posting in postings.filtered(lambda posting: posting.state == "open"):
            self._posted(posting)
        lines = postings.sheet_id.line_ids
        self.assertAlmostEqual(self._balance(), -sum(lines.mapped("taken")), 2)
