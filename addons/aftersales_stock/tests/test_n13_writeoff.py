from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestWriteoff(OldPartCase):
    """N11–N13: credited, charged, agreed on, posted: deposit, ledger and statement tie to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.north)

    def test_n11_sent_by_the_fifteenth_is_credited_in_full(self):
        """N11: the 14th and 15th 100 %, the 16th and the last of the month 90 %, the next day 0 %."""
        last = self._close_of(self.next_month)
        for day, credit in (
            (self.next_month.replace(day=14), 100),
            (self.next_month.replace(day=15), 100),
            (self.next_month.replace(day=16), 90),
            (last, 90),
            (last + timedelta(days=1), 0),
        ):
            with self.subTest(day=day):
                self._returned(1, day=day)
                record = self._make(day + timedelta(days=1))
                line = record.line_ids
                self.assertEqual(
                    (line.credit, line.shortfall, line.charge), (credit, 100 - credit, 100 - credit)
                )
                self.assertEqual((record.value, record.charge), (100, 100 - credit))
                self.assertEqual(record.policy_id, self.figures)
                record.sudo()._accept("paper")
                record.sudo()._post()

    def test_n11_what_never_comes_is_written_off_after_the_last_day(self):
        """N11: on the last day it can still come; a day later nothing is credited."""
        uses = self._use(2)
        self._report()
        last = self._close_of(self.next_month)
        with self._on(last):
            self._run_cron("make_writeoffs")
        self.assertFalse(self.north.writeoff_ids)
        with self._on(last + timedelta(days=1)):
            self._run_cron("make_writeoffs")
        record = self.north.writeoff_ids
        self.assertEqual((record.state, record.charge, set(uses.mapped("state"))), ("sent", 200, {"listed"}))
        self.assertEqual(record.line_ids.mapped("result"), ["missing", "missing"])
        self.assertIn("Not sent by", record.line_ids[0].reason)

    def test_n13_the_months_run_waits_for_what_can_still_come(self):
        """N13: a month is written off once every piece is decided; by hand it can be done before."""
        uses = self._use(2)
        self._report()
        self._inspect(self._send(uses[0]))
        with self._on(self.next_month + timedelta(days=19)):
            self._run_cron("make_writeoffs")
            self.assertFalse(self.north.writeoff_ids)
            self.north.with_user(self.keeper).action_make_writeoffs()
            self.assertEqual(self.north.writeoff_ids.line_ids.use_id, uses[0])
            self.assertEqual(self.north.writeoff_ids.state, "draft")
            with self._refused(UserError, "Nothing can be written off"):
                self.north.with_user(self.keeper).action_make_writeoffs()

    def test_n12_no_fault_surplus_passed_off(self):
        """N12: 40.00 a piece without a fault, nothing for the surplus, ten times for passing off."""
        uses = self._use(3)
        self._report()
        shipment = self._send(uses)
        lines = shipment.line_ids.with_user(self.keeper)
        for _index in range(2):
            lines.create({"return_id": shipment.id, "product_id": self.part.id})
        self._inspect(shipment, "confirmed", "no_fault", "passed_off", "surplus", "passed_off")
        record = self._make()
        found = {
            (line.result, bool(line.use_id)): (line.value, line.credit, line.fee, line.penalty, line.charge)
            for line in record.line_ids
        }
        self.assertEqual(
            found,
            {
                ("confirmed", True): (100, 100, 0, 0, 0),
                ("no_fault", True): (100, 0, 40, 0, 140),
                ("passed_off", True): (100, 0, 0, 1000, 1100),
                ("surplus", False): (0, 0, 0, 0, 0),
                ("passed_off", False): (0, 0, 0, 1000, 1000),
            },
        )
        self.assertEqual((record.value, record.credit, record.charge), (300, 100, 2240))
        self.assertEqual((record.line_count, record.difference_count), (5, 4))
        for line in record.line_ids:
            self.assertTrue(line.reason)

    def test_n12_freight_back_is_the_stations(self):
        uses = self._use(1)
        self._report()
        shipment = self._send(uses).with_user(self.keeper)
        shipment.action_receive()
        shipment.line_ids.result = "no_fault"
        shipment.freight = 18.5
        shipment.action_inspect()
        record = self._make()
        self.assertEqual((record.fee, record.charge), (58.5, 158.5))
        with self._refused(UserError, "cannot go to"):
            shipment.freight = 5

    def test_n11_figures_of_the_month_of_use(self):
        """N11, N12: another policy holds from its month on; what was used before keeps its figures."""
        self.figures.date_to = self._close_of(self.month)
        self.figures.copy(
            {"date_from": self.next_month, "date_to": False, "no_fault_fee": 99, "late_share": 50}
        )
        self._returned(2, "no_fault", day=self.next_month.replace(day=20))
        record = self._make(self.next_month.replace(day=25))
        self.assertEqual((record.fee, record.credit, record.policy_id), (40, 90, self.figures))

    # Answer -----------------------------------------------------------------------------------------

    def test_n13_one_working_day_then_silence_accepts(self):
        """N13: sent on a Friday, the Monday is still the station's; on Tuesday the list is accepted."""
        self._returned(1, "no_fault")
        record = self._make()
        friday = next(
            day
            for day in (self.next_month + timedelta(days=20 + index) for index in range(7))
            if day.weekday() == 4
        )
        with self._on(friday):
            record.with_user(self.keeper).action_send()
        self.assertEqual((record.state, record.answer_by), ("sent", friday + timedelta(days=3)))
        for days, state in ((0, "sent"), (3, "sent"), (4, "posted"), (5, "posted")):
            with self._on(friday + timedelta(days=days)):
                self._run_cron("close_writeoffs")
            self.env.invalidate_all()
            self.assertEqual(record.state, state, days)
        self.assertEqual(record.consent, "silence")
        self.assertEqual(len(record.fee_ids), 1, "Posted once")

    def test_n13_an_objection_on_the_last_day(self):
        """N13: within one working day: on the last day it is heard, a day later it is not."""
        self._returned(1, "no_fault")
        record = self._make()
        with self._on(self.next_month + timedelta(days=19)):
            record.with_user(self.keeper).action_send()
        line = str(record.line_ids.id)
        with self._on(record.answer_by + timedelta(days=1)), self._refused(UserError, "could be answered"):
            record.sudo()._station_object(line, "Too late")
        with self._on(record.answer_by):
            record.sudo()._station_object(line, "It does not turn")
        self.assertEqual(record.state, "disputed")

    def test_n13_without_a_difference_there_is_nothing_to_answer(self):
        record = self._accepted()
        self.assertEqual((record.state, record.consent), ("accepted", "none"))

    def test_n13_an_objection_is_answered_and_the_time_begins_anew(self):
        self._returned(2, "no_fault", "passed_off")
        record = self._make()
        first, second = record.line_ids.sorted("id")
        with self._on(self.next_month + timedelta(days=19)):
            record.with_user(self.keeper).action_send()
            station = record.sudo()
            for line_id, text, sentence in (
                ("x", "No", "no difference"),
                (str(first.id), "", "Say what is wrong"),
            ):
                with self._refused(UserError, sentence), self.cr.savepoint():
                    station._station_object(line_id, text)
            station._station_object(str(first.id), "It does not turn")
            self.assertEqual(record.activity_ids.user_id, self.dispatcher)
            with self._refused(UserError, "objected to this line already"):
                station._station_object(str(first.id), "Again")
            with self._refused(UserError, "without an answer"):
                record.with_user(self.manager).action_resend()
            for result, text, sentence in (
                ("surplus", "No", "cannot have this result"),
                ("confirmed", " ", "Say why"),
            ):
                with self._refused(UserError, sentence), self.cr.savepoint():
                    first.with_user(self.manager)._answer(result, text)
            with self.assertRaises(AccessError):
                first.with_user(self.keeper)._answer("confirmed", "Yes")
            first.with_user(self.manager)._answer("confirmed", "Measured again")
            self.assertEqual((first.credit, first.charge, first.differs), (100, 0, False))
            with self._refused(UserError, "does not wait"):
                second.with_user(self.manager)._answer("confirmed", "Too")
            record.with_user(self.manager).action_resend()
            self.assertEqual((record.state, record.charge, record.difference_count), ("sent", 1100, 1))
        with (
            self._on(record.answer_by + timedelta(days=1)),
            self._refused(UserError, "could be answered until"),
        ):
            station._station_object(str(second.id), "Too late")

    # Posting ----------------------------------------------------------------------------------------

    def test_n13_posted_in_one_go(self):
        """N13: parts held go down, the charge stands on the statement and in the ledger, tied to the cent."""
        record = self._accepted("no_fault", "confirmed", count=2)
        self.env.invalidate_all()
        before = self.north._get_exposures()[self.north.id]
        record.with_user(self.accountant).action_post()
        self.env.invalidate_all()
        after = self.north._get_exposures()[self.north.id]
        self.assertEqual((before.owed, after.owed, before.total - after.total), (200, 0, 200))
        self.assertEqual(set(record.line_ids.use_id.mapped("state")), {"done"})
        self.assertEqual((record.fee_ids.kind, record.fee_ids.amount), ("parts", -140))
        self.assertIn("No fault found", record.fee_ids.reason)
        self.assertEqual(self._get_charges(self.north), 140)
        self.assertEqual(record.move_id.aftersales_source, record)
        with self._refused(UserError, "reverse that document"):
            record.move_id.button_draft()
        for again in (record.with_user(self.accountant).action_post, record.sudo()._post):
            with self._refused(UserError, "cannot go to"):
                again()
        self._check_ties()

    def test_n12_penalties_come_from_the_deposit_first(self):
        """N12: 1,000.00 from the deposit of 2,000.00; what it lacks stands on the statement."""
        record = self._accepted("passed_off")
        record.sudo()._post()
        self.assertEqual((record.from_deposit, self.north.deposit_balance), (1000, 1000))
        self.assertEqual(record.fee_ids.amount, -100)
        self.assertIn("parts passed off", record.deposit_entry_id.reason)
        self._use(1)
        record = self._accepted("passed_off", "passed_off", count=1)
        self._check_ties()

    def test_n12_a_deposit_that_does_not_do(self):
        self._deduct(self.north, 1500)
        record = self._accepted("passed_off")
        record.sudo()._post()
        self.assertEqual((record.from_deposit, self.north.deposit_balance), (500, 0))
        self.assertEqual(record.fee_ids.amount, -600)
        self.assertEqual(self._get_charges(self.north), 600)
        self.assertIn("500.00", record.fee_ids.reason)
        self._check_ties()

    def test_n12_penalties_on_the_statement_where_the_policy_says_so(self):
        self.figures.penalty_source = "statement"
        record = self._accepted("passed_off")
        record.sudo()._post()
        self.assertEqual((record.from_deposit, record.fee_ids.amount), (0, -1100))

    def test_n3_the_statement_bills_what_was_booked(self):
        """N3, N13: the bill settles what the station owes; the statement has the sum of its parts."""
        self.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = False
        record = self._accepted("no_fault")
        record.sudo()._post()
        statement = self.north._make_statements(self.company._get_aftersales_today().replace(day=1))
        self.assertEqual(statement.fee_ids.filtered(lambda line: line.kind == "parts"), record.fee_ids)
        self.assertEqual(statement.amount_parts, -140)
        statement.fee_ids.filtered("unpriced").sudo().unpriced = False
        statement.sudo()._send()
        statement.sudo()._confirm("paper", "Signed")
        statement.with_user(self.accountant).action_bill()
        move = statement.move_id
        move.invoice_date = self.today
        move.action_post()
        self.assertEqual(self._get_charges(self.north), 0)
        self._check_ties()

    def test_n13_drafts_are_discarded_whole(self):
        uses = self._returned(2)
        record = self._make()
        with self.assertRaises(AccessError):
            record.with_user(self.dispatcher).action_discard()
        record.with_user(self.keeper).action_discard()
        self.assertFalse(record.exists())
        self.assertEqual(set(uses.mapped("state")), {"inspected"})
        self.assertEqual(len(self._make().line_ids), 2)

    def test_n2_open_old_parts_block_the_closing(self):
        self._use(1)
        self.assertIn("old parts to be written off: 1", " ".join(self.north._get_open()))

    # Rights, sizes ------------------------------------------------------------------------------------

    def test_n13_who_does_what(self):
        self._returned(1, "no_fault")
        record = self._make()
        for user, steps in (
            (self.clerk, ("send", "accept", "post", "resend", "discard")),
            (self.engineer_user, ("send", "accept", "post", "resend", "discard")),
            (self.dispatcher, ("send", "accept", "post", "resend", "discard")),
            (self.accountant, ("send", "resend", "discard")),
            (self.keeper, ("post", "resend")),
        ):
            for step in steps:
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(record.with_user(user), f"action_{step}")()
        with self.assertRaises(AccessError):
            self.north.with_user(self.dispatcher).action_make_writeoffs()
        with self._refused(UserError, "cannot go to"):
            record.with_user(self.accountant).action_post()
        for user in (self.manager, self.keeper, self.accountant):
            for target, vals in (
                (record, {"state": "accepted"}),
                (record, {"answer_by": date(2001, 1, 1)}),
                (record.line_ids, {"charge": 0}),
                (record.line_ids, {"result": "confirmed"}),
            ):
                with self.subTest(user=user.name, vals=vals), self.assertRaises(UserError):
                    target.with_user(user).write(vals)
            with self.assertRaises(UserError):
                record.with_user(user).create({"station_id": self.north.id})

    def test_n13_of_the_own_company(self):
        self._returned(1, "no_fault")
        record = self._make()
        other = self.env["res.company"].create({"name": "Other (test)"})
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "test-stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.link(self.env.ref("aftersales_service.group_manager").id),
                    Command.link(self.env.ref("aftersales_stock.group_keeper").id),
                    Command.link(self.env.ref("aftersales_service.group_accountant").id),
                ],
            }
        )
        for step in ("send", "accept", "post", "discard"):
            with self.assertRaises(AccessError):
                getattr(record.with_user(stranger), f"action_{step}")()
        with self.assertRaises(AccessError):
            self.north.with_user(stranger).action_make_writeoffs()
        self.assertFalse(record.search([]).with_user(stranger).search([]))

    def test_n13_the_database_keeps_sums_and_pieces(self):
        self._returned(1, "no_fault")
        record = self._make()
        with self._refused_by_database("sums_sound"):
            record.line_ids.sudo().charge = 1
        with self._refused_by_database("use_unique"):
            record.line_ids.sudo().copy()
        with self._refused_by_database("open_unique"):
            record.sudo().copy({"name": "X", "month": record.month})

    def test_n13_queries_do_not_grow(self):
        """N13: a write-off of six pieces is made and posted with as many queries as one of two."""
        counts = []
        for size in (2, 6):
            self._returned(size, "no_fault", "no_fault")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record = self._make()
            self.env.flush_all()
            made = self.env.cr.sql_log_count - before
            record.sudo()._accept("paper")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record.sudo()._post()
            self.env.flush_all()
            counts.append((made, self.env.cr.sql_log_count - before))
        self.assertLessEqual(counts[1][0], counts[0][0] + 2)
        self.assertLessEqual(counts[1][1], counts[0][1] + 2)
