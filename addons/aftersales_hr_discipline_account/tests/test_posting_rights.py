from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PostingCase


@tagged("post_install", "-at_install")
class TestPostingRights(PostingCase):
    """D46, D47: the accountant posts sums and sees no person; HR sees no account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls._hand_in("2026-03-02", -300).sheet_id

    def test_d47_the_accountant_sees_sums_only(self):
        posting = self._approve(self.sheet).with_user(self.accountant.user_id)
        self.assertEqual((posting.fine, posting.total), (-300, -300))
        self.assertEqual(posting.search([]), posting)
        for secret in (self.sheet, self.sheet.person_ids):
            with self.subTest(secret._name), self.assertRaises(AccessError):
                secret.with_user(self.accountant.user_id).read(["company_id"])
        self.assertFalse(self.sheet.line_ids.with_user(self.accountant.user_id).search([]))

    def test_d47_hr_sees_that_a_month_is_posted_and_no_account(self):
        posting = self._approve(self.sheet)
        self._posted(posting)
        for person in (self.officer, self.manager, self.boss, self.auditor, self.head, self.engineer):
            mine = posting.with_user(person.user_id)
            with self.subTest(person.name):
                self.assertFalse(mine.has_access("read"))
                for step in (
                    mine.action_make_entry,
                    mine.action_post,
                    mine.action_reverse,
                    mine.action_view_moves,
                ):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        step()
        self.assertEqual(self.sheet.with_user(self.officer.user_id).posting_state, "posted")
        with self.assertRaises(AccessError):
            self.sheet.with_user(self.officer.user_id).read(["posting_ids"])

    def test_d47_who_only_reads_the_books_does_not_post(self):
        posting = self._approve(self.sheet)
        self.auditor.user_id.group_ids += self.env.ref("account.group_account_readonly")
        mine = posting.with_user(self.auditor.user_id)
        self.assertEqual(mine.total, -300)
        with self._refused(AccessError, "posted by an accountant"):
            mine.action_make_entry()

    def test_g1_nobody_writes_a_posting_by_hand(self):
        posting = self._approve(self.sheet)
        for method in (
            lambda mine: mine.write({"fine": 0}),
            lambda mine: mine.create({"sheet_id": self.sheet.id}),
            lambda mine: mine.unlink(),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                method(posting.with_user(self.accountant.user_id))
        entry = self._posted(posting).with_user(self.accountant.user_id)
        for method in (
            lambda: entry.create({"aftersales_posting_id": posting.id}),
            lambda: entry.write({"aftersales_posting_id": False}),
            lambda: entry.write({"aftersales_posting_round": 7}),
        ):
            with self._refused(UserError, "is made there"):
                method()

    def test_another_company_s_months_stay_there(self):
        posting = self._approve(self.sheet)
        other = self.env["res.company"].create({"name": "Other (test)"})
        self.accountant.user_id.write({"company_ids": [(4, other.id)]})
        there = posting.with_user(self.accountant.user_id).with_context(allowed_company_ids=other.ids)
        self.assertFalse(there.search([]))
        with self.assertRaises(AccessError):
            there.action_make_entry()
