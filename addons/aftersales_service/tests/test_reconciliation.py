import io
from datetime import timedelta
from zipfile import ZipFile

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestReconciliation(MoneyCase):
    """S16: open fees, cash per engineer and deposits equal their accounts, to the cent, at any date."""

    def _reconcile(self, date=None, user=None):
        reports = self.env["aftersales.reconciliation"].with_user(user or self.accountant)
        report = reports.browse(reports.action_open()["res_id"])
        if date:
            report.date = date
            report.action_refresh()
        return report.with_env(self.env)

    def _sums(self, report, section, name="documents"):
        lines = report.line_ids.filtered(lambda line: line.section == section)
        return round(sum(lines.mapped(name)), 2)

    def _check_agrees(self, date=None):
        report = self._reconcile(date)
        for line in report.line_ids:
            self.assertEqual(line.unexplained, 0, f"{line.section} {line.name}")
            self.assertEqual(line.difference, line.by_hand)
        return report

    def _post_by_hand(self, account, amount, partner=None):
        other = self.env["account.account"].search([("account_type", "=", "expense")], limit=1)
        move = self.env["account.move"].create(
            {
                "journal_id": self.company._get_aftersales_journal("general").id,
                "line_ids": [
                    Command.create(
                        {"account_id": each.id, "balance": balance, "partner_id": partner and partner.id}
                    )
                    for each, balance in ((account, amount), (other, -amount))
                ],
            }
        )
        move.action_post()
        return move

    def test_s16_every_total_is_its_accounts_balance(self):
        order, other = self._play_accepted(), self._play_accepted()
        self._collect(order, 100)
        self._deposit(other, 40)
        self._invoice(order)
        self._invoice(other)
        other.with_user(self.accountant).action_apply_deposits()
        report = self._check_agrees()
        self.assertEqual(self._sums(report, "fees"), 120)
        self.assertEqual(self._sums(report, "cash"), 100)
        self.assertEqual(self._sums(report, "deposits"), 0)
        self.assertEqual(report.difference, 0)
        line = report.cash_line_ids
        self.assertEqual((line.employee_id, line.ledger), (self.engineer, self._ledger(self.engineer)))

    def test_s16_as_of_any_date(self):
        """S16: yesterday nothing had been collected; what is reversed later was open then."""
        collection = self._collect()
        today = collection.date
        self.assertEqual(self._sums(self._check_agrees(today - timedelta(days=1)), "cash"), 0)
        self.assertEqual(self._sums(self._check_agrees(today), "cash"), 130)
        slip = self._hand_in(collection)
        self._count(slip)
        later = today + timedelta(days=3)
        slip.sudo().accepted_on = later
        slip.move_id.line_ids.remove_move_reconcile()
        self.env.cr.execute("UPDATE account_move SET date = %s WHERE id = %s", [later, slip.move_id.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET date = %s WHERE move_id = %s", [later, slip.move_id.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._sums(self._check_agrees(today), "cash"), 130)
        self.assertEqual(self._sums(self._check_agrees(later), "cash"), 0)

    def test_s16_what_is_posted_by_hand_is_named(self):
        """S16: an entry without a document is the difference, and is shown as its reason."""
        self._collect()
        contact = self.engineer.work_contact_id
        move = self._post_by_hand(self._cash_account(), 12.34, contact)
        report = self._check_agrees()
        self.assertEqual(report.difference, 12.34)
        line = report.cash_line_ids.filtered("difference")
        self.assertEqual((line.employee_id, line.documents, line.by_hand), (self.engineer, 130, 12.34))
        items = self.env["account.move.line"].search(line.action_view_by_hand()["domain"])
        self.assertEqual(items.move_id, move)

    def test_s16_the_cashier_is_told_once(self):
        """S16: nothing to tell while all agrees; a difference is told once."""
        self.company.aftersales_cashier_id = self.accountant
        self._collect()
        journal = self.company._get_aftersales_journal("general")
        reports = self.env["aftersales.reconciliation"]
        reports._cron_check()
        self.assertFalse(journal.activity_ids)
        self._post_by_hand(self._cash_account(), 0.01)
        for _run in range(2):
            reports._cron_check()
        self.assertEqual(journal.activity_ids.user_id, self.accountant)
        self.assertEqual(len(journal.activity_ids), 1)
        self.assertIn("0.01", journal.activity_ids.summary)

    def test_s16_the_hosts_own_payment_is_a_payment(self):
        """S16: what the host's dialog pays is no difference; what it pays too much is."""
        invoice = self._invoice(self._play_accepted())
        for amount, due, difference in ((30, 100, 0), (150, 0, -50)):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            form = Form(wizard)
            form.amount = amount
            form.save().action_create_payments()
            report = self._check_agrees()
            self.assertEqual(self._sums(report, "fees"), due)
            self.assertEqual(self._sums(report, "fees", "difference"), difference)

    def test_s16_a_credit_note_counts(self):
        invoice = self._invoice(self._play_accepted())
        note = invoice._reverse_moves([{"date": fields.Date.today()}])
        note.action_post()
        report = self._check_agrees()
        self.assertEqual((self._sums(report, "fees"), report.difference), (0, 0))

    def test_s16_other_departments_stand_in_one_line(self):
        """S16: invoices that are not ours are one line, without a document of the service desk."""
        self._invoice(self._play_accepted())
        for name in ("Other 1", "Other 2"):
            self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.env["res.partner"].create({"name": name}).id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create({"product_id": self.part.id, "price_unit": 7, "tax_ids": False})
                    ],
                }
            ).action_post()
        report = self._check_agrees()
        other = report.fee_line_ids.filtered(lambda line: not line.partner_id)
        self.assertEqual((other.documents, other.ledger, other.by_hand), (0, 14, 14))
        items = self.env["account.move.line"].search(other.action_view_items()["domain"])
        self.assertEqual(len(items), 2)

    def test_s16_closed_books_refuse_every_document(self):
        """S16: locked up to today: nothing is collected, counted, received or reversed on another day."""
        order, other = self._play_accepted(), self._play_accepted()
        slip = self._hand_in(self._collect(order))
        collection = self._collect(other, 50)
        deposit = self._deposit(other, 20, received=False).with_user(self.accountant)
        entry = self._deposit(other, 30).entry_ids.with_user(self.accountant)
        today = self.company._get_aftersales_today()
        self.company.fiscalyear_lock_date = today
        for name, step in {
            "collect": lambda: self._collect(other, 10),
            "count": lambda: self._count(slip),
            "undo": lambda: collection.with_user(self.accountant)._reverse("Mistake"),
            "receive": deposit.action_receive,
            "give back": lambda: entry._reverse("Mistake"),
        }.items():
            with self.subTest(step=name), self._refused(UserError, "The books are closed up to"):
                step()
        self.env.invalidate_all()
        self.assertEqual(
            (slip.state, collection.state, deposit.state), ("submitted", "with_engineer", "draft")
        )
        self._check_ties()
        self.company.fiscalyear_lock_date = today - timedelta(days=1)
        self._count(slip)
        self._check_agrees()

    def test_s16_who_sees_it(self):
        report = self._reconcile()
        for user in (self.engineer_user, self.clerk, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._reconcile(user=user)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        report.sudo().company_id = company
        with self._refused(AccessError, "do not work for"):
            report.with_user(self.accountant).action_refresh()

    def test_s16_the_workbook_can_be_filed(self):
        self._collect()
        report = self._reconcile()
        with ZipFile(io.BytesIO(report.with_user(self.accountant)._get_workbook())) as book:
            text = book.read("xl/sharedStrings.xml").decode()
            self.assertIn(self.engineer.name, text)
            self.assertIn("<v>130</v>", book.read("xl/worksheets/sheet1.xml").decode())

    def test_s16_queries_do_not_grow_with_the_parties(self):
        """S16: the same number of queries for one customer as for eleven."""
        counts = []
        for size in (1, 10):
            for index in range(size):
                partner = self.env["res.partner"].create({"name": f"Customer {index}"})
                self._deposit(None, 10, partner_id=partner.id)
            report = self._reconcile()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            report.with_user(self.accountant).action_refresh()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 5)
