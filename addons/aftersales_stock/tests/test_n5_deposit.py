import random
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import StockCase


@tagged("post_install", "-at_install")
class TestDeposit(StockCase):
    """N5: what a station leaves for parts is a liability, posted movement by movement, never below zero."""

    def test_n5_payment_top_up_deduction_refund(self):
        self._pay(self.north, 1000)
        self._pay(self.north, 500.5)
        self._deduct(self.north, 200.25)
        self._refund(self.north, 300.25)
        self.assertEqual(self.north.deposit_balance, 1000)
        self.assertEqual(
            self.north.deposit_entry_ids.sorted("id").mapped("kind"),
            ["receipt", "top_up", "deduction", "refund"],
        )
        self.assertEqual(self._get_ledger(self.north), 1000)
        for entry in self.north.deposit_entry_ids:
            self.assertEqual((entry.move_id.state, entry.move_id.aftersales_source), ("posted", entry))
        kept = self.north.deposit_entry_ids.filtered(lambda entry: entry.kind == "deduction").move_id
        income = self.company._get_aftersales_station_deduction_account()
        self.assertEqual(kept.line_ids.filtered(lambda item: item.account_id == income).balance, -200.25)
        self._check_ties()

    def test_n5_never_more_than_there_is(self):
        """N5: 1,000.00 can be taken off, a cent more cannot; nor zero, nor what is no figure."""
        self._pay(self.north, 1000)
        for amount in (1000.01, 1e15, 0, -5, float("nan"), "all", None):
            with self.subTest(amount=amount), self._refused(UserError, "deposit is|above zero|not a figure"):
                self._deduct(self.north, amount)
        self._deduct(self.north, 1000)
        self.assertEqual(self.north.deposit_balance, 0)
        with self._refused_by_database("deposit_not_negative"):
            self.north.sudo().deposit_balance = -0.01
        self._check_ties()

    def test_n5_refund_leaves_the_minimum(self):
        """N5: an open station keeps 1,000.00; 0.01 more is not refunded."""
        self._pay(self.north, 1500)
        with self._refused(UserError, "at least.*1,000.00"):
            self._refund(self.north, 500.01)
        self._refund(self.north, 500)
        self.assertEqual(self.north.deposit_balance, 1000)

    def test_n5_what_a_movement_needs(self):
        station = self.north.with_user(self.accountant)
        for args in (
            ("receive", 10),
            ("refund", 10),
            ("receive", 10, self.company._get_aftersales_journal("general")),
        ):
            with self.subTest(args=args[0]), self._refused(UserError, "cash box or bank"):
                station._move_deposit(*args)
        with self._refused(UserError, "Say what is deducted"):
            self._deduct(self.north, 1, "  ")
        with self._refused(UserError, "received, deducted from or refunded"):
            station._move_deposit("gift", 10)
        self.north.sudo().state = "closed"
        with self._refused(UserError, "is closed"):
            self._pay(self.north)

    def test_n5_corrected_by_reversal_only(self):
        paid = self._pay(self.north, 1000)
        taken = self._deduct(self.north, 400)
        for entry in (paid, taken):
            with self._refused(UserError, "reverse that document"):
                entry.move_id.button_draft()
            with self._refused(UserError, "never deleted"):
                entry.sudo().unlink()
            with self._refused(UserError, "kept by the system"):
                entry.with_user(self.accountant).write({"amount": 1})
        with self._refused(UserError, "no more can be taken off"):
            paid.with_user(self.accountant)._reverse("Bounced")
        with self._refused(UserError, "Say why"):
            taken.with_user(self.accountant)._reverse(" ")
        taken.with_user(self.accountant)._reverse("Wrong station")
        self.assertEqual(self.north.deposit_balance, 1000)
        paid.with_user(self.accountant)._reverse("Bounced")
        self.assertEqual((self.north.deposit_balance, self._get_ledger(self.north)), (0, 0))
        with self._refused(UserError, "reversed already"):
            paid.with_user(self.accountant)._reverse("Again")
        self._check_ties()
        self.assertEqual(self._pay(self.north).kind, "receipt", "The first one was reversed")

    def test_n5_who_moves_deposits(self):
        self._pay(self.north, 1000)
        entry = self.north.deposit_entry_ids
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.manager, self.keeper):
            station = self.north.with_user(user)
            for step in ("receive", "deduction", "refund"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    station._move_deposit(step, 1, self.cash_box, "x")
            with self.assertRaises(AccessError):
                station.action_deposit_receive()
            with self.assertRaises(AccessError):
                entry.with_user(user)._reverse("x")
        for user in (self.dispatcher, self.manager, self.keeper, self.accountant):
            self.assertEqual(self.north.with_user(user).read(["deposit_balance"])[0]["deposit_balance"], 1000)
        for user in (self.engineer_user, self.clerk):
            with self.assertRaises(AccessError):
                self.north.with_user(user).read(["deposit_balance"])
            self.assertEqual(self.north.with_user(user).name, "Station North")

    def test_n5_nobody_makes_movements_by_hand(self):
        vals = {
            "station_id": self.north.id,
            "company_id": self.company.id,
            "kind": "receipt",
            "amount": 1,
            "date": self.today,
            "journal_id": self.cash_box.id,
        }
        for user in (self.accountant, self.manager, self.keeper):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.env["aftersales.station.deposit.entry"].with_user(user).create(vals)
            with self.assertRaises(UserError):
                self.north.with_user(user).write({"deposit_balance": 1})
        self.assertFalse(self.env["aftersales.station.deposit.entry"].search([]))

    def test_n5_of_the_own_company(self):
        other = self.env["res.company"].create({"name": "Other (test)"})
        self._pay(self.north, 1000)
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "test-stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [Command.link(self.env.ref("aftersales_service.group_accountant").id)],
            }
        )
        with self.assertRaises(AccessError):
            self.north.with_user(stranger)._move_deposit("deduction", 1, reason="x")
        with self.assertRaises(AccessError):
            self.north.deposit_entry_ids.with_user(stranger)._reverse("x")
        self.assertFalse(self.env["aftersales.station.deposit.entry"].with_user(stranger).search([]))

    def test_n5_statement_and_ledger_at_any_date(self):
        """N5, S16: on each day the statement says what the ledger says, also of what was reversed later."""
        days = [self.today - timedelta(days=30 - 10 * index) for index in range(4)]
        with freeze_time(days[0]):
            self._pay(self.north, 1000)
        with freeze_time(days[1]):
            taken = self._deduct(self.north, 150)
        with freeze_time(days[2]):
            self._pay(self.north, 50)
        with freeze_time(days[3]):
            taken.with_user(self.accountant)._reverse("Found again")
        expected = (
            (days[0] - timedelta(days=1), 0, 0),
            (days[0], 1000, 1),
            (days[1], 850, 2),
            (days[2], 900, 3),
            (days[3] - timedelta(days=1), 900, 3),
            (days[3], 1050, 4),
        )
        for day, balance, count in expected:
            statement = (
                self.env["aftersales.station.deposit.statement"]
                .with_user(self.accountant)
                .create({"station_id": self.north.id, "date": day})
            )
            statement.action_refresh()
            with self.subTest(day=day):
                self.assertEqual((statement.balance, len(statement.line_ids)), (balance, count))
                self.assertEqual(statement.line_ids[-1:].balance, balance)
                self.assertEqual(self._get_ledger(self.north, day), balance)
                self._check_ties(day)
        self.assertEqual(statement.line_ids[-1].name, "Reversal: Deduction")

    def test_n5_an_entry_by_hand_is_shown_as_such(self):
        """S16: what was posted on the account without a document is the difference."""
        self._pay(self.north, 1000)
        account = self.company._get_aftersales_station_deposit_account()
        other = self.env["account.account"].search([("account_type", "=", "expense")], limit=1)
        self.env["account.move"].create(
            {
                "journal_id": self.company._get_aftersales_journal("general").id,
                "line_ids": [
                    Command.create({"account_id": each.id, "balance": amount, "partner_id": partner})
                    for each, amount, partner in (
                        (account, -7, self.north.partner_id.id),
                        (other, 7, False),
                    )
                ],
            }
        ).action_post()
        report = self.env["aftersales.reconciliation"].with_user(self.accountant).create({})
        report.action_refresh()
        line = report.station_line_ids
        self.assertEqual((line.documents, line.ledger, line.difference, line.by_hand), (1000, 1007, 7, 7))
        self.assertEqual(
            self.env["aftersales.station.deposit.entry"]
            .search(line.action_view_documents()["domain"])
            .station_id,
            self.north,
        )

    def test_n5_random_movements_always_tie(self):
        """N5: whatever is tried, deposit, ledger and documents stay equal, and never below zero."""
        chance = random.Random(5)
        for _step in range(25):
            station = chance.choice(self.stations)
            amount = round(chance.uniform(0.01, 900), 2)
            step = chance.choice(("pay", "pay", "deduct", "refund", "reverse"))
            try:
                if step == "pay":
                    self._pay(station, amount)
                elif step == "deduct":
                    self._deduct(station, amount)
                elif step == "refund":
                    self._refund(station, amount)
                elif station.deposit_entry_ids:
                    entry = chance.choice(station.deposit_entry_ids)
                    entry.with_user(self.accountant)._reverse("By chance")
            except UserError:
                continue
            for each in self.stations:
                self.assertGreaterEqual(each.deposit_balance, 0)
                self.assertEqual(each.deposit_balance, self._get_ledger(each))
            self._check_ties()

    def test_n5_minimum_and_day_by_the_policy_of_the_agreement(self):
        """N5: 1,000.00 within 10 days; a later policy asks more of those who come later."""
        first = self.today - timedelta(days=20)
        self.policy.date_to = self.today - timedelta(days=1)
        self.env["aftersales.part.policy"].create(
            {
                "code": "N5",
                "date_from": self.today,
                "deposit_minimum": 2000,
                "deposit_days": 5,
                "deposit_warn_days": 3,
                "limit_ratio": 3,
            }
        )
        self.north._set_deposit_due(first)
        self.south._set_deposit_due(self.today)
        self.assertEqual(
            (self.north.deposit_minimum, self.north.deposit_due_on), (1000, first + timedelta(days=10))
        )
        self.assertEqual(
            (self.south.deposit_minimum, self.south.deposit_due_on), (2000, self.today + timedelta(days=5))
        )

    def test_n5_reminded_once_when_it_is_due_soon(self):
        """N5: three days before the day, not four; who has paid the least deposit is not reminded."""
        self.north._set_deposit_due(self.today - timedelta(days=6))  # due in 4 days
        self.south._set_deposit_due(self.today - timedelta(days=7))  # due in 3 days
        east = self._create_station("Station East")
        east._set_deposit_due(self.today - timedelta(days=7))
        self._pay(east, 1000)
        self._pay(self.south, 999.99)
        for _run in range(2):
            self._run_cron("remind_deposits")
        self.assertEqual([len(each.activity_ids) for each in (self.north, self.south, east)], [0, 1, 0])
        self.assertEqual(self.south.activity_ids.user_id, self.dispatcher)
        self.assertIn("999.99", self.south.activity_ids.summary)

    @tagged("pdf")
    def test_n5_statement_is_printed(self):
        self._pay(self.north, 1000)
        action = self.north.with_user(self.accountant).action_deposit_statement()
        report = self.env.ref("aftersales_stock.aftersales_station_deposit_statement_report")
        pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            report.report_name, [action["res_id"]]
        )
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))
