from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SIGNATURE
from .common_statement import StatementCase


@tagged("post_install", "-at_install")
class TestStationFee(StatementCase):
    """N3: what a station gets for a job, reckoned once when the job is accepted as complete."""

    def _job_fee(self, order):
        return order.station_fee_ids.filtered(lambda line: line.kind == "job" and not line.taken_back)

    def test_n3_fee_comes_with_the_customers_signature(self):
        order = self._give_to(self.north)
        job = order.sudo()
        job._station_accept()
        job.write({"handling": "Cleaned", "result": "Cools", "time_spent": 1, "no_parts": True})
        job.action_start()
        job.action_finish()
        self.assertFalse(order.station_fee_ids, "the customer has not accepted yet")
        job._sign("Zhang Wei", SIGNATURE)
        line = order.station_fee_ids
        self.assertEqual((line.kind, line.amount, line.station_id), ("job", 80, self.north))
        self.assertEqual(line.date, self.company._get_aftersales_today())
        self.assertIn("Station fees (test): ", line.reason)
        job.solved = "yes"
        order.with_user(self.clerk).action_close()
        self.assertEqual(order.station_fee_ids, line, "closing adds no second fee")

    def test_n3_own_jobs_have_no_station_fee(self):
        self.assertFalse(self._play_until("signed", self.unit_free).station_fee_ids)

    def test_n3_nearest_row_and_own_table(self):
        """The station's table before the general one; in it type, then category, then area."""
        row = self.agreement.line_ids.filtered("product_categ_id")
        order = self._give_to(self.north)
        self.assertEqual(self.agreement._get_row(order), row)
        self.agreement.line_ids = [Command.create({"amount": 70, "service_type": "C"})]
        self.assertEqual(self.agreement._get_row(order).amount, 70)
        self.agreement.line_ids = [Command.create({"amount": 75, "service_type": "C", "area": "suburban"})]
        self.assertEqual(self.agreement._get_row(order).amount, 70)
        order.area = "suburban"
        self.assertEqual(self.agreement._get_row(order).amount, 75)
        own = self.agreement.copy(
            {"station_ids": [Command.set(self.north.ids)], "line_ids": [Command.create({"amount": 90})]}
        )
        own.line_ids.filtered(lambda line: line.amount != 90).unlink()
        both = self.agreement | own
        self.assertEqual(both._get_row(order).amount, 90)
        self._give_to(self.south, order)
        self.assertEqual(both._get_row(order).amount, 75)

    def test_n3_table_in_force_on_the_day_of_the_request(self):
        """The day before a new table begins still has the old fee, its first day the new one."""
        start = self.company._get_aftersales_today() - relativedelta(days=3)
        self.agreement.date_to = start - relativedelta(days=1)
        new = self.env["aftersales.station.agreement"].create(
            {
                "name": "New fees",
                "company_id": self.company.id,
                "date_from": start,
                "line_ids": [Command.create({"amount": 100})],
            }
        )
        both = self.agreement | new
        for days, amount in ((4, 80), (3, 100), (2, 100)):
            with self.subTest(days=days):
                order = self._give_to(
                    self.north,
                    self._play_until(
                        "registered",
                        self.unit_free,
                        request_date=fields.Datetime.subtract(fields.Datetime.now(), days=days),
                    ),
                )
                self.assertEqual(both._get_row(order).amount, amount)

    def test_n3_two_tables_for_one_station_are_refused(self):
        with self._refused(ValidationError, "already in force"):
            self.agreement.copy({"name": "Twin"})
        own = self.agreement.copy({"station_ids": [Command.set(self.north.ids)]})
        with self._refused(ValidationError, "already in force"):
            self.agreement.copy({"station_ids": [Command.set((self.north | self.south).ids)]})
        other = self.agreement.copy({"station_ids": [Command.set(self.south.ids)]})
        with self._refused(ValidationError, "already in force"):
            other.station_ids |= own.station_ids
        with self._refused(ValidationError, "two fees for the same case"):
            self.agreement.line_ids = [Command.create({"amount": 1})]

    def test_n3_started_half_hours_count(self):
        """At a full unit, just below and just above it."""
        row = self.agreement.line_ids.filtered("product_categ_id")
        row.write({"amount": 20, "hourly": 50, "unit_minutes": 30})
        order = self._give_to(self.north)
        for hours, amount in ((0.99, 70), (1.0, 70), (1.01, 95)):
            order.time_spent = hours
            with self.subTest(hours=hours):
                self.assertEqual(row._get_fee(order), amount)
        self._finish_at(self.south, order)
        line = order.station_fee_ids
        self.assertEqual(line.amount, 95)
        self.assertIn("1.1 hours worked", line.reason)

    def test_n3_incomplete_record_is_not_paid(self):
        """The record lacks a fault code and photos: the line says so, in the reader's language."""
        self.policy.write({"needs_fault_code": True, "needs_photos": True})
        order = self._finish_at(self.north)
        line = order.station_fee_ids
        self.assertEqual((line.rejected, line.amount), (True, 0))
        self.assertIn("fault code", line.reason)
        self.assertIn("photo before the work", line.reason)
        self.assertEqual(line.agreement_line_id.amount, 80, "what would have been paid")

    def test_n3_each_part_of_the_record(self):
        """The policy names what belongs to the record; nothing else rejects a job."""
        order = self._give_to(self.north)
        self.assertFalse(set(self.policy._get_missing(order)) & {"unit", "old_parts", "fault_code"})
        self.policy.write({"needs_unit": True, "needs_fault_code": True, "needs_old_parts": True})
        self._add_line(order, user=self.dispatcher)
        order.sudo().lot_id = False
        self.assertLessEqual({"unit", "fault_code", "old_parts"}, set(self.policy._get_missing(order)))
        order.line_ids.old_part = "returned"
        self.assertNotIn("old_parts", self.policy._get_missing(order))
        self.policy.write({"needs_unit": False, "needs_fault_code": False})
        self.assertLessEqual(
            set(self.policy._get_missing(order)), {"handling", "result", "time_spent", "signature"}
        )

    def test_n3_job_without_agreed_fee_is_reckoned_anew(self):
        self.agreement.active = False
        line = self._finish_at(self.north).station_fee_ids
        self.assertEqual((line.unpriced, line.amount), (True, 0))
        self.agreement.active = True
        for user in (self.clerk, self.dispatcher):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                line.with_user(user).action_reckon()
        line.with_user(self.accountant).action_reckon()
        self.assertEqual((line.unpriced, line.amount), (False, 80))
        with self._refused(UserError, "only jobs without an agreed fee"):
            line.with_user(self.accountant).action_reckon()

    def test_n3_reopened_job_takes_its_fee_back(self):
        order = self._finish_at(self.north)
        first = order.station_fee_ids
        order.with_user(self.clerk).action_reopen()
        self.assertEqual(sum(order.station_fee_ids.mapped("amount")), 0)
        self.assertTrue(first.taken_back)
        order.sudo().action_start()
        order.sudo().action_finish()
        order.sudo()._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(sum(order.station_fee_ids.mapped("amount")), 80)
        self.assertEqual(self._job_fee(order).station_id, self.north)

    def _repeat(self, first, station=None):
        """The same fault on the same unit again, done by `station` or by our own engineer."""
        order = self._create_order(self.unit_free, fault_id=first.fault_id.id)
        order.with_user(self.clerk).action_register()
        order.with_user(self.dispatcher)._link_repeat(first)
        if station:
            return self._finish_at(station, order)
        self._assign(order)
        order.with_user(self.engineer_user).action_start()
        order.with_user(self.engineer_user).write(
            {"handling": "Done", "result": "Cools", "time_spent": 1, "no_parts": True}
        )
        order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        return order

    def test_n3_repeat_takes_the_fee_of_the_first_job_back(self):
        """S11: whoever does the repeat, the station of the job before bears its share."""
        first = self._finish_at(self.north)
        repeat = self._repeat(first)
        claw = repeat.station_fee_ids
        self.assertEqual((claw.kind, claw.amount, claw.station_id), ("clawback", -80, self.north))
        self.assertEqual(claw.corrects_id, first.station_fee_ids)
        self.assertIn(first.name, claw.reason)

    def test_n3_chain_of_repeats_takes_each_fee_back_once(self):
        """The second repeat takes back what the first one earned, not the first fee again."""
        self.policy.clawback_share = 50
        first = self._finish_at(self.north)
        second = self._repeat(first, self.south)
        third = self._repeat(first)
        lines = (first | second | third).station_fee_ids
        by_station = {
            station: sorted(lines.filtered(lambda line, s=station: line.station_id == s).mapped("amount"))
            for station in self.north | self.south
        }
        self.assertEqual(by_station, {self.north: [-40, 80], self.south: [-40, 80]})
        fourth = self._repeat(first)
        self.assertFalse(fourth.station_fee_ids, "the job before was our own")

    def test_n3_rejected_first_job_has_nothing_to_take_back(self):
        self.policy.needs_fault_code = True
        first = self._finish_at(self.north)
        self.assertFalse(self._repeat(first).station_fee_ids)

    def test_n3_deduction_with_a_reason(self):
        order = self._finish_at(self.north)
        wizard = Form(self.env["aftersales.station.deduct"].with_user(self.accountant))
        wizard.station_id, wizard.amount, wizard.reason = self.north, 25.5, "Part lost"
        wizard.order_id = order
        wizard.save().action_deduct()
        line = self.north.fee_ids.filtered(lambda line: line.kind == "deduction")
        self.assertEqual((line.amount, line.reason, line.order_id), (-25.5, "Part lost", order))

    def test_n3_impossible_deductions_are_refused(self):
        fees = self.fees.with_user(self.accountant)
        foreign = self._finish_at(self.south)
        for amount in (0, -1, 0.001, float("nan"), float("inf"), 1e15, "9", None):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                fees._deduct(self.north, amount, "x")
        with self._refused(UserError, "Say what"):
            fees._deduct(self.north, 1, " ")
        with self._refused(UserError, "is no job of"):
            fees._deduct(self.north, 1, "x", foreign)
        for user in (self.dispatcher, self.clerk, self.engineer_user, self.north_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.fees.with_user(user)._deduct(self.north.with_user(user), 1, "x")
        self.assertFalse(self.north.fee_ids)

    def test_n3_nobody_writes_fees_by_hand(self):
        line = self._finish_at(self.north).station_fee_ids
        for user in (self.accountant, self.manager, self.dispatcher):
            with self.subTest(user=user.name):
                mine = line.with_user(user)
                self.assertEqual(mine.amount, 80)
                for vals in ({"amount": 900}, {"statement_id": False}, {"rejected": True}):
                    with self.assertRaises(UserError):
                        mine.write(vals)
                with self.assertRaises(UserError):
                    mine.create({"station_id": self.north.id, "kind": "job", "amount": 1})
                with self.assertRaises(UserError):
                    mine.unlink()
        for user in (self.clerk, self.engineer_user, self.north_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).read(["amount"])
        with self._refused(UserError, "is evidence"):
            line.unlink()

    def test_n3_the_database_refuses_double_and_wrong_fees(self):
        line = self._finish_at(self.north).station_fee_ids
        vals = line.copy_data()[0] | {
            "station_id": self.north.id,
            "company_id": self.company.id,
            "kind": "job",
            "order_id": line.order_id.id,
            "date": line.date,
            "amount": 1,
            "reason_code": "unpriced",
        }
        for name, changes in {
            "job_unique": {},
            "amount_sign": {"order_id": False, "amount": -1},
        }.items():
            with self.subTest(name=name), self._refused_by_database(name):
                self.fees.create({**vals, **changes})
        with self._refused_by_database("amount_sign"):
            self.fees.create({**vals, "order_id": False, "rejected": True})

    def test_n3_row_in_use_is_not_changed(self):
        line = self._finish_at(self.north).station_fee_ids
        with self._refused(UserError, "end the agreement"):
            line.agreement_line_id.amount = 1
        self.agreement.date_to = self.today

    def test_n3_queries_do_not_grow_with_the_jobs(self):
        """Two jobs or ten that are accepted together: the same number of queries for their fees."""
        orders = self.env["aftersales.order"].create(
            [{"partner_id": self.customer.id, "product_id": self.appliance.id, "fault": "x"}] * 12
        )
        orders.write({"station_id": self.north.id, "state": "acceptance"})
        self.env.flush_all()
        counts = []
        for jobs in (orders[:2], orders[2:]):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            jobs._add_station_fees()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
