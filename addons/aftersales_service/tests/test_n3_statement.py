from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_statement import StatementCase


@tagged("post_install", "-at_install")
class TestStationStatement(StatementCase):
    """N3: the monthly statement, from its lines to the paid bill."""

    def _run_cron(self, name, at=None):
        """Run a scheduled action of statements, at that moment (universal time)."""
        with freeze_time(at or fields.Datetime.now()), self.enter_registry_test_mode():
            self.env.ref(f"aftersales_service.ir_cron_{name}_statements").method_direct_trigger()
        self.env.invalidate_all()

    def _lines(self, station):
        return self.fees.search([("station_id", "=", station.id)])

    # Making --------------------------------------------------------------------------

    def test_n3_statement_takes_the_lines_of_the_month(self):
        """On the last day of the month it is on the statement, on the next day it is not."""
        last = self.month + relativedelta(months=1, days=-1)
        self._add_fees(self.north, 80, date=self.month)
        self._add_fees(self.north, 60, date=last)
        self._add_fees(self.north, 40, date=last + timedelta(days=1))
        self._add_fees(self.north, -15.5, kind="deduction")
        self._add_fees(self.south, 10)
        statement = self._make()
        self.assertEqual(sorted(statement.fee_ids.mapped("amount")), [-15.5, 60, 80])
        self.assertEqual((statement.amount_jobs, statement.amount_deduction), (140, -15.5))
        self.assertEqual((statement.amount_total, statement.job_count), (124.5, 2))
        self.assertRegex(statement.name, r"^DZ\d{4}-")

    def test_n3_late_line_stands_on_the_next_statement(self):
        """While it is a draft it is filled up; once it is sent, lines wait."""
        self._add_fees(self.north, 80)
        statement = self._make()
        self._add_fees(self.north, 60)
        self.assertEqual(self._make(), statement)
        self.assertEqual(statement.amount_total, 140)
        statement.with_user(self.accountant).action_send()
        late = self._add_fees(self.north, 40)
        self.assertFalse(self._make())
        self.assertFalse(late.statement_id)
        following = self.north._make_statements(self.month + relativedelta(months=1))
        self.assertEqual(following.fee_ids, late)

    def test_n3_month_has_one_statement_per_station(self):
        self._add_fees(self.north, 80)
        vals = {"station_id": self.north.id, "company_id": self.company.id}
        statement = self._make()
        with self._refused_by_database("month_unique"):
            statement.create({**vals, "month": self.month})
        with self._refused_by_database("first_of_month"):
            statement.create({**vals, "month": self.month + timedelta(days=1)})

    def test_n3_schedule_makes_statements_from_the_day_of_the_policy_on(self):
        self.policy.statement_day = 5
        self._add_fees(self.north, 80)
        next_month = self.month + relativedelta(months=1)
        for day, made in ((4, 0), (5, 1), (6, 1)):
            with self.subTest(day=day):
                self._run_cron(
                    "make", fields.Datetime.to_datetime(next_month) + timedelta(days=day - 1, hours=4)
                )
                self.assertEqual(len(self.north.statement_ids), made)
        self.assertEqual(self.north.statement_ids.fee_ids, self._lines(self.north))

    def test_n3_dialog_makes_last_month_by_default(self):
        self._add_fees(self.north, 80)
        wizard = Form(self.env["aftersales.station.statement.make"].with_user(self.accountant))
        self.assertEqual((wizard.month, wizard.waiting_count, wizard.made_count), (self.month, 1, 0))
        wizard.save().action_make()
        self.assertEqual(self.north.statement_ids.amount_total, 80)
        again = Form(self.env["aftersales.station.statement.make"].with_user(self.accountant))
        self.assertEqual((again.waiting_count, again.made_count), (0, 1))
        wizard = again.save()
        for month, sentence in ((0, "No job or deduction waits"), (1, "not over")):
            wizard.month = self.month + relativedelta(months=month)
            with self.subTest(sentence=sentence), self._refused(UserError, sentence), self.cr.savepoint():
                wizard.action_make()

    def test_n3_dialog_leaves_many_stations_to_the_schedule(self):
        self._add_fees(self.north, 80)
        self._add_fees(self.south, 80)
        cron = self.env.ref("aftersales_service.ir_cron_make_statements")
        wizard = self.env["aftersales.station.statement.make"].with_user(self.accountant).create({})
        path = "odoo.addons.aftersales_service.wizards.aftersales_station_statement_make.SLICE"
        with patch(path, 1):
            wizard.action_make()
            triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
            self.assertEqual((triggers, self.north.statement_ids.ids), (1, []))
            wizard.station_ids = self.south
            wizard.action_make()
        self.assertEqual(len(self.south.statement_ids), 1)

    # Sending, answering --------------------------------------------------------------

    def test_n3_statement_with_an_unpriced_job_is_not_sent(self):
        self.agreement.active = False
        line = self._finish_at(self.north).station_fee_ids
        line.date = self.month
        statement = self._make()
        self.assertEqual(statement.unpriced_count, 1)
        with self._refused(UserError, "1 jobs without an agreed fee"):
            statement.with_user(self.accountant).action_send()
        self.agreement.active = True
        statement.with_user(self.accountant).action_reckon()
        statement.with_user(self.accountant).action_send()
        self.assertEqual(statement.amount_total, 80)

    def test_n3_station_hears_of_its_statement(self):
        self.north.partner_id.email = "north@example.com"
        statement = self._send()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.north.partner_id.ids)])
        self.assertIn(f"/my/station-statements/{statement.id}", mail.body_html)
        self.assertEqual(len(mail), 1)

    def test_n3_silence_accepts_after_the_set_period(self):
        """On the last day it still waits, on the day after it is accepted, and says so."""
        self.policy.answer_days = 7
        with freeze_time("2031-05-10 04:00:00"):
            statement = self._send()
            self.assertEqual(str(statement.answer_by), "2031-05-17")
        for moment, state in (
            ("2031-05-16 04:00:00", "sent"),
            ("2031-05-17 04:00:00", "sent"),
            ("2031-05-18 04:00:00", "confirmed"),
        ):
            with self.subTest(moment=moment):
                self._run_cron("watch", moment)
                self.assertEqual(statement.state, state)
        self.assertEqual((statement.consent, statement.confirmed_by_id.id), ("silence", False))
        self.assertIn("Nothing was heard", "".join(statement.message_ids.mapped("body")))

    def test_n3_the_day_is_the_companys(self):
        """Shanghai has the next day at 16:00 of universal time."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2031-05-10 04:00:00"):
            statement = self._send()
        for moment, state in (("2031-05-17 15:59:00", "sent"), ("2031-05-17 16:00:00", "confirmed")):
            with self.subTest(moment=moment):
                self._run_cron("watch", moment)
                self.assertEqual(statement.state, state)

    def test_n3_reminder_comes_once_before_the_last_day(self):
        self.policy.write({"answer_days": 7, "reminder_days": 2})
        self.north.partner_id.email = "north@example.com"
        with freeze_time("2031-05-10 04:00:00"):
            statement = self._send()
        mails = self.env["mail.mail"]
        for moment, count in (
            ("2031-05-14 04:00:00", 1),
            ("2031-05-15 04:00:00", 2),
            ("2031-05-16 04:00:00", 2),
        ):
            with self.subTest(moment=moment):
                self._run_cron("watch", moment)
                found = mails.search_count([("recipient_ids", "in", self.north.partner_id.ids)])
                self.assertEqual(found, count)
        self.assertEqual(str(statement.reminded_on), "2031-05-15")

    def test_n3_objection_after_the_last_day_is_refused(self):
        with freeze_time("2031-05-10 04:00:00"):
            statement = self._send()
        with freeze_time("2031-05-18 04:00:00"), self._refused(UserError, "could be made until"):
            self._dispute(statement)
        with freeze_time("2031-05-17 04:00:00"):
            self._dispute(statement)
        self.assertEqual(statement.state, "disputed")

    def test_n3_silence_does_not_run_while_an_objection_is_open(self):
        with freeze_time("2031-05-10 04:00:00"):
            statement = self._send()
            dispute = self._dispute(statement)
        with freeze_time("2031-06-10 04:00:00"):
            self.assertFalse(statement.search(statement._get_silence_domain()))
            dispute.with_user(self.dispatcher)._answer(False, 0, "As agreed")
            self.assertEqual((statement.state, str(statement.answer_by)), ("sent", "2031-06-17"))

    def test_n3_accepted_objection_is_a_correction_line(self):
        statement = self._send(80, 60)
        line = statement.fee_ids.filtered(lambda line: line.amount == 60)
        photo = [("bill.png", b"x")]
        dispute = self._dispute(statement, line, "It was two hours", photo)
        self.assertEqual(statement.state, "disputed")
        self.assertEqual(statement.open_dispute_count, 1)
        self.assertEqual(dispute.attachment_ids.name, "bill.png")
        answer = Form.from_action(self.env, dispute.with_user(self.dispatcher).action_open_answer())
        answer.amount, answer.answer = 90, "You are right"
        answer.save().action_answer()
        self.assertEqual((line.amount, dispute.state), (60, "accepted"))
        self.assertEqual((statement.amount_total, statement.amount_correction), (170, 30))
        self.assertEqual((dispute.correction_id.corrects_id, statement.state), (line, "sent"))
        self.assertIn("You are right", dispute.correction_id.reason)

    def test_n3_objection_calls_the_regional_manager(self):
        self.north.user_id = self.dispatcher
        statement = self._send(80)
        dispute = self._dispute(statement)
        self.assertEqual(statement.activity_ids.user_id, self.dispatcher)
        dispute.with_user(self.dispatcher)._answer(False, 0, "As agreed")
        self.assertFalse(statement.activity_ids)

    def test_n3_all_objections_are_answered_before_it_goes_back(self):
        statement = self._send(80, 60)
        disputes = [self._dispute(statement, line) for line in statement.fee_ids]
        with self._refused(UserError, "objected to already"):
            self._dispute(statement)
        disputes[0].with_user(self.accountant)._answer(False, 0, "No")
        self.assertEqual(statement.state, "disputed")
        with self._refused(UserError, "answered already"):
            disputes[0].with_user(self.accountant)._answer(True, 90, "Yes")
        disputes[1].with_user(self.accountant)._answer(True, 0, "Not done at all")
        self.assertEqual((statement.state, statement.amount_total), ("sent", 80))

    def test_n3_impossible_answers_are_refused(self):
        statement = self._send(80)
        dispute = self._dispute(statement).with_user(self.accountant)
        with self._refused(UserError, "Say why"):
            dispute._answer(True, 90, "  ")
        for amount in (-1, float("nan"), float("inf"), 80, "x", None):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                dispute._answer(True, amount, "Yes")
        self.assertEqual((dispute.state, statement.amount_total), ("open", 80))
        for user in (self.clerk, self.engineer_user, self.north_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dispute.with_user(user)._answer(True, 90, "Yes")

    def test_n3_paper_signature_and_withdrawal(self):
        statement = self._send()
        statement.with_user(self.accountant).action_withdraw()
        self.assertEqual((statement.state, statement.answer_by), ("draft", False))
        with self._refused(UserError, "cannot go to"):
            statement.with_user(self.accountant).action_confirm()
        statement.with_user(self.accountant).action_send()
        statement.with_user(self.accountant).action_confirm()
        self.assertEqual((statement.state, statement.consent), ("confirmed", "paper"))
        self.assertEqual(statement.confirmed_by_id, self.accountant)

    def test_n3_steps_out_of_turn_are_refused(self):
        statement = self._confirm()
        accountant = statement.with_user(self.accountant)
        for step in (accountant.action_send, accountant.action_withdraw, accountant.action_confirm):
            with self.subTest(step=step.__name__), self._refused(UserError, "cannot go to"):
                step()
        with self._refused(UserError, "cannot go to"):
            self._dispute(statement)

    # Bill ----------------------------------------------------------------------------

    def test_n3_confirmed_statement_becomes_a_bill_and_is_paid(self):
        self._add_fees(self.north, -15.55, kind="deduction")
        statement = self._confirm(80, 60.01)
        move = self._bill(statement, post=False)
        self.assertEqual((move.move_type, move.state), ("in_invoice", "draft"))
        self.assertEqual((move.partner_id, move.ref), (self.north.partner_id, statement.name))
        self.assertEqual(sorted(move.invoice_line_ids.mapped("price_subtotal")), [-15.55, 140.01])
        self.assertIn("Made for the test", move.invoice_line_ids.mapped("name"))
        self.assertEqual((statement.bill_state, move.amount_untaxed), ("draft", statement.amount_total))
        move.action_post()
        self.assertEqual(statement.bill_state, "posted")
        self._pay(move)
        self.assertEqual(statement.bill_state, "paid")

    def test_n3_station_that_owes_gets_a_credit_note(self):
        self._add_fees(self.north, -100, kind="deduction")
        statement = self._confirm(80)
        move = self._bill(statement)
        self.assertEqual((move.move_type, move.amount_untaxed), ("in_refund", 20))
        self.assertEqual(statement.amount_total, -20)

    def test_n3_nothing_to_pay_is_not_billed(self):
        statement = self._confirm(0, 0)
        with self._refused(UserError, "nothing to bill"):
            statement.with_user(self.accountant).action_bill()
        self._run_cron("bill")
        self.assertFalse(statement.move_id)

    def test_n3_tax_comes_on_top(self):
        tax = self.env["account.tax"].create(
            {"name": "Test 3 %", "amount": 3, "type_tax_use": "purchase", "company_id": self.company.id}
        )
        product = self.env.ref("aftersales_service.product_station_fee")
        product.supplier_taxes_id = tax
        statement = self._confirm(100)
        move = self._bill(statement)
        self.assertEqual((move.amount_untaxed, move.amount_tax), (100, 3))

    def test_n3_tax_included_in_the_price_is_refused(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Test 3 % included",
                "amount": 3,
                "type_tax_use": "purchase",
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        self.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = tax
        statement = self._confirm(100)
        with self._refused(UserError, "comes to .* before tax"):
            statement.with_user(self.accountant).action_bill()

    def test_n3_altered_bill_is_not_posted(self):
        move = self._bill(self._confirm(80), post=False)
        move.invoice_line_ids.price_unit = 80.01
        with self._refused(UserError, "comes to .*80.01"):
            move.with_user(self.accountant).action_post()
        self.assertEqual(move.state, "draft")

    def test_n3_reversed_or_deleted_bill_is_made_again(self):
        statement = self._confirm(80)
        first = self._bill(statement)
        with self._refused(UserError, "or its bill stands"):
            statement.with_user(self.accountant).action_bill()
        credit = first._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertEqual((statement.bill_state, credit.aftersales_statement_id), ("none", statement))
        for move in first | credit:
            with self._refused(UserError, "stay as they are"):
                move.button_draft()
        second = self._bill(statement, post=False)
        second.unlink()
        self.assertEqual(statement.bill_state, "none")
        third = self._bill(statement)
        self.assertEqual((statement.move_id, statement.bill_state), (third, "posted"))
        self.assertEqual(sum(statement.bill_ids.mapped("amount_untaxed_signed")), -80)

    def test_n3_cancelled_bill_does_not_come_back_beside_another(self):
        statement = self._confirm(80)
        first = self._bill(statement, post=False)
        first.button_cancel()
        self._bill(statement)
        first.button_draft()
        with self._refused(UserError, "opened or billed again"):
            first.action_post()

    def test_n3_reopened_statement_drops_its_draft_bill(self):
        statement = self._confirm(80)
        move = self._bill(statement, post=False)
        with self._refused(UserError, "Say why"):
            statement.with_user(self.accountant)._reopen(" ")
        statement.with_user(self.accountant)._reopen("A job was forgotten")
        self.assertFalse(move.exists())
        self.assertEqual((statement.state, statement.consent), ("draft", False))
        self.assertIn("A job was forgotten", "".join(statement.message_ids.mapped("body")))

    def test_n3_posted_bill_is_reversed_before_the_statement_is_reopened(self):
        statement = self._confirm(80)
        move = self._bill(statement)
        with self._refused(UserError, "is posted: reverse it first"):
            statement.with_user(self.accountant)._reopen("Wrong")
        move._reverse_moves([{"invoice_date": self.today}], cancel=True)
        statement.with_user(self.accountant)._reopen("Wrong")
        self.assertEqual((statement.state, move.state), ("draft", "posted"))

    def test_n3_lock_date_moves_the_entry_not_the_amount(self):
        """A locked period takes no entry: the bill is posted after it, and still ties."""
        statement = self._confirm(80)
        move = self._bill(statement, post=False)
        self.company.purchase_lock_date = self.today + timedelta(days=3)
        move.action_post()
        self.assertGreater(move.date, self.company.purchase_lock_date)
        self.assertEqual(move.amount_untaxed, statement.amount_total)

    def test_n3_schedule_bills_confirmed_statements_once(self):
        for station in self.north | self.south:
            self._add_fees(station, 80)
        statements = self._make(self.north | self.south)
        statements.with_user(self.accountant).action_send()
        statements[0].sudo()._station_confirm()
        for _run in range(2):
            self._run_cron("bill")
        self.assertEqual(statements.mapped("bill_state"), ["draft", "none"])
        self.assertEqual(len(statements.bill_ids), 1)

    # Rights --------------------------------------------------------------------------

    def test_n3_each_role(self):
        statement = self._send()
        for user in (self.clerk, self.engineer_user, self.north_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                statement.with_user(user).read(["amount_total"])
        statement.with_user(self.manager).action_withdraw()
        for user in (self.dispatcher, self.clerk, self.engineer_user, self.north_user):
            mine = statement.with_user(user)
            for step in (
                "action_send",
                "action_withdraw",
                "action_confirm",
                "action_bill",
                "action_open_reopen",
            ):
                with self.subTest(user=user.login, step=step), self.assertRaises(AccessError):
                    getattr(mine, step)()
            with self.assertRaises(AccessError):
                mine._reopen("x")
        self.assertEqual(statement.with_user(self.dispatcher).amount_total, 140)

    def test_n3_nobody_writes_statements_by_hand(self):
        statement = self._send()
        for user in (self.accountant, self.manager, self.dispatcher):
            mine = statement.with_user(user)
            for vals in (
                {"state": "confirmed"},
                {"amount_total": 1},
                {"answer_by": self.today},
                {"move_id": False},
                {"fee_ids": [Command.clear()]},
            ):
                with self.subTest(user=user.name, vals=vals), self.assertRaises(UserError):
                    mine.write(vals)
            with self.assertRaises(UserError):
                mine.unlink()
        with self._refused(UserError, "is evidence"):
            statement.unlink()

    def test_n3_bills_are_not_tied_to_statements_by_hand(self):
        statement = self._confirm()
        moves = self.env["account.move"].with_user(self.accountant)
        with self._refused(UserError, "made on its statement"):
            moves.create({"move_type": "in_invoice", "aftersales_statement_id": statement.id})
        move = self._bill(statement, post=False).with_user(self.accountant)
        with self._refused(UserError, "stays with the statement"):
            move.aftersales_statement_id = False
        self.assertFalse(move.copy().aftersales_statement_id)

    def test_n3_other_company_sees_nothing(self):
        statement = self._send()
        company = self.env["res.company"].create({"name": "Branch (test)"})
        stranger = self._create_user("accountant", "Stranger")
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for record in (statement, statement.fee_ids):
            self.assertFalse(record.with_user(stranger).search([]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["amount" if record != statement else "name"])

    # Size ----------------------------------------------------------------------------

    def _count_queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_n3_queries_do_not_grow_with_the_stations(self):
        """Made, sent, accepted: two stations or ten, ten lines each."""
        partners = self.env["res.partner"].create([{"name": f"S{n}", "is_company": True} for n in range(13)])
        stations = self.env["aftersales.station"].create([{"partner_id": each.id} for each in partners])
        for station in stations:
            self._add_fees(station, *[80] * 10)
        stations[0]._make_statements(self.month)  # what is cached once
        few, many = stations[1:3], stations[3:13]
        counts = [
            self._count_queries(lambda group=group: group._make_statements(self.month))
            for group in (few, many)
        ]
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
        statements = self.env["aftersales.station.statement"]
        few, many = statements.browse(few.statement_ids.ids), statements.browse(many.statement_ids.ids)
        for step, each in (("_send", 0), ("_accept_by_silence", 0), ("_create_bills", 20)):
            counts = [
                self._count_queries(lambda group=group, step=step: getattr(group, step)())
                for group in (few, many)
            ]
            with self.subTest(step=step):  # a bill costs the host some queries each
                self.assertLessEqual(counts[1], counts[0] + 5 + 8 * each, counts)
        self.assertEqual(many.mapped("bill_state"), ["draft"] * 10)
        self.assertEqual(
            fields.Date.to_date(many[0].move_id.invoice_date), self.company._get_aftersales_today()
        )
