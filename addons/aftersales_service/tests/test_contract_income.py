from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_contract import ContractCase


@tagged("post_install", "-at_install")
class TestContractIncome(ContractCase):
    """S15, S16: what is invoiced in advance is a liability until it is earned, to the cent."""

    def _advance(self, price=1200.0, day="2026-01-05", **vals):
        """A contract of the year 2026, invoiced in advance for all of it on a day of January."""
        with freeze_time(f"{day} 04:00:00"):
            contract = self._contract(price=price, billing_period="year", **vals)
            contract.with_user(self.accountant).action_invoice()
            contract.invoice_ids.action_post()
        return contract

    def _release(self, day):
        self._run_cron("release_income", f"{day} 04:00:00")

    def _check(self, contract, deferred, released, day="2026-12-31"):
        """What is deferred and earned, and the reconciliation of that day."""
        period = contract.period_ids[:1]
        self.assertEqual((period.deferred, period.released), (deferred, released))
        with freeze_time(f"{day} 06:00:00"):
            reports = self.env["aftersales.reconciliation"].with_user(self.accountant)
            report = reports.browse(reports.action_open()["res_id"])
        line = report.contract_line_ids
        self.assertEqual((sum(line.mapped("documents")), sum(line.mapped("ledger"))), (deferred, deferred))
        self.assertFalse(any(line.mapped("difference")))
        return report

    def _income(self, contract):
        """What stands on income of the contract's product."""
        account = contract.period_ids[:1]._get_income_account()
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("partner_id", "=", self.customer.id)]
        )
        return round(-sum(items.filtered(lambda item: item.parent_state == "posted").mapped("balance")), 2)

    def test_s15_the_day_before_a_months_end_and_on_it(self):
        contract = self._advance()
        self._check(contract, 1200, 0, "2026-01-30")
        self._release("2026-01-30")
        self._check(contract, 1200, 0, "2026-01-30")
        self._release("2026-01-31")
        self._check(contract, 1100, 100, "2026-01-31")
        self.assertEqual(self._income(contract), 100)
        release = contract.period_ids.release_ids
        self.assertEqual((release.date, release.move_id.date), (date(2026, 1, 31), date(2026, 1, 31)))
        self.assertEqual(release.move_id.aftersales_source, release)

    def test_s15_run_twice_or_late_it_comes_out_the_same(self):
        contract = self._advance(1000)
        self._release("2026-03-31")
        self._release("2026-03-31")
        releases = contract.period_ids.release_ids
        self.assertEqual(
            sorted((each.date, each.amount) for each in releases),
            [(date(2026, 1, 31), 83.34), (date(2026, 2, 28), 83.34), (date(2026, 3, 31), 83.34)],
        )
        self._release("2027-02-01")
        self._check(contract, 0, 1000, "2027-02-01")
        self.assertFalse(contract.period_ids.release_on)
        self.assertEqual(self._income(contract), 1000)

    def test_s16_as_of_any_date(self):
        self._advance()
        self._release("2026-03-31")
        for day, deferred in (
            ("2026-01-04", 0),
            ("2026-01-05", 1200),
            ("2026-02-27", 1100),
            ("2026-02-28", 1000),
        ):
            with freeze_time("2026-03-31 06:00:00"):
                reports = self.env["aftersales.reconciliation"].with_user(self.accountant)
                report = reports.browse(reports.action_open()["res_id"])
                report.date = day
                report.action_refresh()
            line = report.contract_line_ids
            with self.subTest(day=day):
                self.assertEqual((line.documents, line.ledger, line.difference), (deferred, deferred, 0))

    def test_s16_from_the_line_to_the_documents(self):
        contract = self._advance()
        self._release("2026-01-31")
        line = self._check(contract, 1100, 100, "2026-01-31").contract_line_ids
        periods = self.env["aftersales.contract.period"].search(line.action_view_documents()["domain"])
        self.assertEqual(periods, contract.period_ids)
        items = self.env["account.move.line"].search(line.action_view_items()["domain"])
        self.assertEqual(items.move_id, contract.invoice_ids | periods.release_ids.move_id)
        self.assertFalse(self.env["account.move.line"].search(line.action_view_by_hand()["domain"]))

    def test_s15_invoiced_late_what_is_past_is_earned_that_day(self):
        contract = self._advance(day="2026-03-10")
        self._release("2026-03-10")
        release = contract.period_ids.release_ids
        self.assertEqual((release.date, release.amount), (date(2026, 3, 10), 200))
        self._check(contract, 1000, 200, "2026-03-10")

    def test_s15_invoiced_in_arrears_nothing_is_deferred(self):
        with freeze_time("2026-12-31 04:00:00"):
            contract = self._contract(price=1200, billing_timing="arrears")
            contract.with_user(self.accountant).action_invoice()
            contract.invoice_ids.action_post()
        self._release("2026-12-31")
        self._check(contract, 0, 0)
        self.assertEqual(self._income(contract), 1200)

    def test_s15_the_accountant_decides_on_the_draft(self):
        """S15: an invoice that he books as income at once is not deferred."""
        with freeze_time("2026-01-05 04:00:00"):
            contract = self._contract(price=1200)
            contract.with_user(self.accountant).action_invoice()
            invoice = contract.invoice_ids
            invoice.invoice_line_ids.account_id = contract.period_ids._get_income_account()
            invoice.action_post()
        self._release("2026-06-30")
        self._check(contract, 0, 0)

    def test_s16_a_credit_note_takes_back_what_was_earned_of_it(self):
        contract = self._advance()
        self._release("2026-03-31")
        with freeze_time("2026-04-02 04:00:00"):
            note = contract.invoice_ids._reverse_moves([{"invoice_date": "2026-04-02"}])
            note.invoice_line_ids.price_unit = 600
            note.action_post()
            self._check(contract, 300, 300, "2026-04-02")
        self._release("2026-04-02")
        self._check(contract, 450, 150, "2026-04-02")
        self._release("2026-12-31")
        self._check(contract, 0, 600)

    def test_s16_reversed_and_invoiced_again(self):
        contract = self._advance()
        self._release("2026-03-31")
        with freeze_time("2026-04-02 04:00:00"):
            contract.invoice_ids._reverse_moves([{"invoice_date": "2026-04-02"}], cancel=True)
        self._release("2026-04-02")
        self._check(contract, 0, 0, "2026-04-02")
        self.assertEqual(self._income(contract), 0)
        with freeze_time("2026-04-03 04:00:00"):
            contract.with_user(self.accountant).action_invoice()
            contract.period_ids.move_id.action_post()
        self._release("2026-04-30")
        self._check(contract, 800, 400, "2026-04-30")

    def test_s16_an_invoice_put_back_to_draft_earns_nothing(self):
        contract = self._advance()
        self._release("2026-02-28")
        contract.invoice_ids.button_draft()
        self._release("2026-03-01")
        self._check(contract, 0, 0, "2026-03-01")
        contract.invoice_ids.button_cancel()
        self._release("2026-03-31")
        self._check(contract, 0, 0, "2026-03-31")

    def test_s15_terminated_the_rest_is_credited(self):
        """S15: on 10 April 100 of 365 days are used; the credit note waits for the accountant."""
        contract = self._advance()
        self._release("2026-03-31")
        with freeze_time("2026-04-10 04:00:00"):
            contract.with_user(self.clerk)._terminate("Moved away")
            note = contract.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
            self.assertEqual((note.state, note.amount_untaxed), ("draft", 871.24))
            self._release("2026-04-10")
            self._check(contract, 871.24, 328.76, "2026-04-10")
            note.invoice_date = "2026-04-10"
            note.action_post()
        self._release("2026-04-11")
        self._check(contract, 0, 328.76, "2026-04-11")
        self.assertEqual(contract.period_ids.state, "posted", "and not invoiced again")

    def test_s15_terminated_and_nothing_given_back(self):
        contract = self._advance()
        with freeze_time("2026-04-10 04:00:00"):
            contract.with_user(self.clerk)._terminate("Moved away")
            contract.invoice_ids.filtered(lambda move: move.move_type == "out_refund").unlink()
        self._release("2026-04-11")
        self._check(contract, 0, 1200, "2026-04-11")

    def test_s16_closed_books_are_not_touched(self):
        """S16: January and February are locked: their income is posted on 1 March, and says so."""
        contract = self._advance()
        self.company.fiscalyear_lock_date = date(2026, 2, 28)
        self._release("2026-03-31")
        releases = contract.period_ids.release_ids.sorted("date")
        self.assertEqual(
            [(each.date, each.amount) for each in releases],
            [(date(2026, 3, 1), 200), (date(2026, 3, 31), 100)],
        )
        self.assertIn("closed up to", releases[0].note)
        self.assertIn("closed up to", releases[0].move_id.ref)
        self.assertFalse(releases[1].note)
        self._check(contract, 900, 300, "2026-03-31")

    def test_s16_nobody_makes_or_undoes_it_by_hand(self):
        contract = self._advance()
        self._release("2026-01-31")
        release = contract.period_ids.release_ids
        with self._refused(UserError, "reverse that document"):
            release.move_id.with_user(self.accountant).button_draft()
        with self._refused(UserError, "make a credit note"):
            release.with_user(self.accountant)._reverse("Mistake")
        with self._refused(UserError, "never deleted"):
            release.unlink()
        for user in (self.clerk, self.accountant, self.manager):
            with self.subTest(user=user.name), self._refused(UserError, "use the buttons"):
                release.with_user(user).write({"amount": 1})
        with self._refused(UserError, "use the buttons"):
            contract.period_ids.with_user(self.accountant).write({"deferred": 0})

    def test_s16_accounts_are_made_where_they_are_missing(self):
        self.company.aftersales_deferral_account_id = False
        self._advance()
        account = self.company.aftersales_deferral_account_id
        self.assertEqual(account.account_type, "liability_current")

    def test_s16_queries_per_month_and_period(self):
        """One more entry costs what the host asks for it, nothing of ours grows with the periods."""
        counts = {}
        for size in (2, 12):
            contracts = [self._advance() for _index in range(size)]
            periods = self.env["aftersales.contract.period"].union(*(each.period_ids for each in contracts))
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-01-31 04:00:00"):
                before = self.env.cr.sql_log_count
                periods._release()
                self.env.flush_all()
                counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual((counts[12] - counts[2]) / 10, 8, counts)
