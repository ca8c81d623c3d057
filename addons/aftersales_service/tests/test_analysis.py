from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_clock import HOUR, MONDAY, ClockCase

SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestAnalysis(ClockCase):
    """The indicators of S20, each against a scenario reckoned by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["aftersales.order.analysis"]

    def _measure(self, orders, *measures, at=MONDAY + 40 * HOUR, user=None):
        """Return the figures of a pivot cell that holds these orders."""
        analysis = self.analysis.with_user(user or self.manager)
        with freeze_time(at):
            (row,) = analysis._read_group([("id", "in", orders.ids)], [], measures)
        return row if len(measures) > 1 else row[0]

    def _arrive(self, arrived, planned=MONDAY + 2 * HOUR, **vals):
        """A free job taken on Monday at nine, planned for eleven, begun at `arrived` (None: not)."""
        order = self._register(**vals)
        order.sudo().override_type = "C"
        self._plan(order, planned, at=MONDAY + HOUR)
        if arrived:
            with freeze_time(arrived):
                order.with_user(self.engineer_user).action_start()
        return order

    def _finish(self, order, at, solved=True):
        with freeze_time(at):
            self._fill_voucher(order)
            order.no_parts = True
            order.with_user(self.engineer_user).action_finish()
            order.with_user(self.engineer_user)._sign("Zhang Wei", b"iVBORw0KGgo=")
            order.solved = "yes" if solved else "no"
            if solved:
                order.with_user(self.clerk).action_close()
            else:
                order.with_user(self.clerk).action_reopen()

    # Requests, response ---------------------------------------------------------------

    def test_s20_answered_on_time_at_the_deadline(self):
        """S4, S20: 24 hours are in time, a second more is late; unanswered ones count once it is missed."""
        in_time, late, waiting = self._register(), self._register(), self._register()
        self._plan(in_time, MONDAY + 30 * HOUR, at=MONDAY + 24 * HOUR)
        self._plan(late, MONDAY + 30 * HOUR, at=MONDAY + 24 * HOUR + SECOND)
        self.assertEqual(self._measure(in_time, "answer_rate:avg", "answer_count:sum"), (100, 1))
        self.assertEqual(self._measure(late, "answer_rate:avg", "answer_count:sum"), (0, 1))
        for at, result in ((MONDAY + 24 * HOUR, (False, 0)), (MONDAY + 24 * HOUR + SECOND, (0, 1))):
            with self.subTest(at=at):
                self.assertEqual(self._measure(waiting, "answer_rate:avg", "answer_count:sum", at=at), result)
        self.assertAlmostEqual(self._measure(in_time | late | waiting, "answer_rate:avg"), 100 / 3)

    def test_s20_hours_to_answer_are_of_the_calendar(self):
        """S20: from request to assignment, the night included; without an answer there is none."""
        quick, slow, none = self._register(), self._register(), self._register()
        self._plan(quick, MONDAY + 4 * HOUR, at=MONDAY + HOUR / 2)
        self._plan(slow, MONDAY + 30 * HOUR, at=MONDAY + 20 * HOUR)
        self.assertAlmostEqual(self._measure(quick, "answer_hours:avg"), 0.5)
        self.assertAlmostEqual(self._measure(quick | slow | none, "answer_hours:avg"), 10.25)
        self.assertIs(self._measure(none, "answer_hours:avg"), False)

    def test_s20_requests_count_cancelled_ones(self):
        orders = self._register() | self._register()
        orders[0].with_user(self.clerk)._cancel("Called by mistake")
        self.assertEqual(self._measure(orders, "request_count:sum", "cancelled_count:sum"), (2, 1))

    # Arrival --------------------------------------------------------------------------

    def test_s20_arrival_exactly_at_the_deadline_is_on_time(self):
        """S3, S20: six working hours from Monday nine are Monday four in the afternoon."""
        deadline = MONDAY + 7 * HOUR
        for arrived, rate in ((deadline - SECOND, 100), (deadline, 100), (deadline + SECOND, 0)):
            with self.subTest(arrived=arrived):
                order = self._arrive(arrived)
                self.assertEqual(self._measure(order, "arrival_rate:avg", "arrival_count:sum"), (rate, 1))

    def test_s20_open_arrival_counts_once_it_is_late(self):
        """S3, S20: who is still awaited after the deadline is late already, before any sweep."""
        order, deadline = self._arrive(None), MONDAY + 7 * HOUR
        for at, result in ((deadline, (False, 0)), (deadline + SECOND, (0, 1))):
            with self.subTest(at=at):
                self.assertEqual(self._measure(order, "arrival_rate:avg", "arrival_count:sum", at=at), result)

    def test_s20_arrival_leaves_out_the_counter_and_cancelled_ones(self):
        """S3, S20: nobody travels to a unit at the counter, nor to a job cancelled in time."""
        counter, cancelled = self._register(channel="counter"), self._register()
        cancelled.with_user(self.clerk)._cancel("Called by mistake")
        orders = counter | cancelled | self._arrive(MONDAY + 7 * HOUR)
        self.assertEqual(self._measure(orders, "arrival_rate:avg", "arrival_count:sum"), (100, 1))

    def test_s20_paused_arrival_is_not_late(self):
        """S3, S20: while the customer is awaited, nobody is late."""
        order = self._arrive(None)
        with freeze_time(MONDAY + 2 * HOUR):
            order.with_user(self.dispatcher)._pause_clocks("customer")
        self.assertEqual(self._measure(order, "arrival_rate:avg", "arrival_count:sum"), (False, 0))

    def test_s20_hours_to_arrival_are_working_hours_without_pauses(self):
        """S3, S20: nine to four is six hours with the break left out; an hour's pause leaves five."""
        plain = self._arrive(MONDAY + 7 * HOUR)
        paused = self._arrive(None)
        with freeze_time(MONDAY + 2 * HOUR):
            paused.with_user(self.dispatcher)._pause_clocks("customer")
        with freeze_time(MONDAY + 3 * HOUR):
            paused.with_user(self.dispatcher).action_resume_clocks()
        with freeze_time(MONDAY + 7 * HOUR):
            paused.with_user(self.engineer_user).action_start()
        self.assertAlmostEqual(self._measure(plain, "arrival_hours:avg"), 6)
        self.assertAlmostEqual(self._measure(paused, "arrival_hours:avg"), 5)

    def test_s20_promise_kept_at_the_deadline_and_broken_by_a_late_change(self):
        """S9, S20: planned anew in time is no breach, planned anew after the promised time is one."""
        kept = self._arrive(MONDAY + 2 * HOUR)
        grace = self.rules["promise"].duration
        deadline = MONDAY + (2 + grace) * HOUR
        late = self._arrive(deadline + SECOND)
        moved, moved_late = self._arrive(None), self._arrive(None)
        self._plan(moved, MONDAY + 6 * HOUR, at=MONDAY + HOUR)
        self._plan(moved_late, MONDAY + 6 * HOUR, at=deadline + SECOND)
        with freeze_time(MONDAY + 6 * HOUR):
            (moved | moved_late).with_user(self.engineer_user).action_start()
        for order, rate in ((kept, 100), (late, 0), (moved, 100), (moved_late, 0)):
            self.assertEqual(self._measure(order, "promise_rate:avg", "promise_count:sum"), (rate, 1))

    # Result ---------------------------------------------------------------------------

    def test_s20_first_time_fix_and_hours_to_close(self):
        """S20: a reopened job is closed in the end, but was not fixed at the first attempt."""
        once, twice = self._arrive(MONDAY + HOUR), self._arrive(MONDAY + HOUR)
        still_open = self._arrive(MONDAY + HOUR)
        self._finish(once, MONDAY + 3 * HOUR)
        self._finish(twice, MONDAY + 3 * HOUR, solved=False)
        self.assertEqual(twice.reopen_count, 1)
        self.assertEqual(
            self._measure(twice, "first_fix_rate:avg", "closed_count:sum", "close_hours:avg"),
            (False, 0, False),
        )
        with freeze_time(MONDAY + 4 * HOUR):
            twice.with_user(self.engineer_user).action_start()
        self._finish(twice, MONDAY + 27 * HOUR)
        orders = once | twice | still_open
        self.assertEqual(self._measure(orders, "first_fix_rate:avg", "closed_count:sum"), (50, 2))
        self.assertAlmostEqual(self._measure(orders, "close_hours:avg"), 15)

    def test_s20_a_second_visit_is_no_first_time_fix(self):
        """S20: who has to come a second time has not fixed it at the first attempt."""
        order = self._arrive(MONDAY + HOUR)
        with freeze_time(MONDAY + 2 * HOUR):
            order.with_user(self.engineer_user).action_leave()
        with freeze_time(MONDAY + 5 * HOUR):
            order.with_user(self.engineer_user).action_resume()
        self._finish(order, MONDAY + 6 * HOUR)
        self.assertEqual(order.visit_ids.mapped("state"), ["done", "done"])
        self.assertEqual(self._measure(order, "first_fix_rate:avg"), 0)

    def test_s11_what_came_again_was_not_fixed(self):
        """S11, S20: a repeat counts against the job before; a repeat that is cancelled does not."""
        first, repeat = self._arrive(MONDAY + HOUR), self._register(at=MONDAY + 4 * HOUR)
        self._finish(first, MONDAY + 3 * HOUR)
        measures = ("first_fix_rate:avg", "repeat_rate:avg")
        self.assertEqual(self._measure(first, *measures), (100, 0))
        repeat.sudo().repeat_of_id = first
        self.assertEqual(self._measure(first, *measures), (0, 100))
        repeat.with_user(self.clerk)._cancel("Called by mistake")
        self.assertEqual(self._measure(first, *measures), (100, 0))

    def test_s20_times_reopened_is_the_servers(self):
        """S20: nobody improves the share by hand."""
        order = self._register()
        with self._refused(Exception, "kept by the system"):
            order.with_user(self.manager).reopen_count = 0

    def test_s16_money_ties_to_the_invoices(self):
        """S16, S20: a hundred for the part, thirty for the call-out, less what is credited."""
        order = self._play_until("signed")
        self.assertEqual(self._measure(order, "revenue:sum"), 0)
        order.with_user(self.accountant).action_invoice()
        self.assertEqual(self._measure(order, "revenue:sum"), 0, "a draft is no revenue")
        invoice = order.invoice_ids
        invoice.action_post()
        measures = ("revenue:sum", "customer_total:sum", "value_total:sum", "cost_total:sum")
        self.assertEqual(self._measure(order, *measures, user=self.accountant), (130, 130, 130, 40))
        invoice._reverse_moves([{"date": invoice.date}], cancel=True)
        self.assertEqual(self._measure(order, "revenue:sum"), 0)

    # Drill-down -----------------------------------------------------------------------

    def test_s20_a_cell_lists_exactly_its_orders(self):
        """S20: the domain of a pivot cell finds as many orders as the cell counts, and opens them."""
        orders = self._arrive(MONDAY + HOUR) | self._register(channel="counter") | self._register()
        analysis = self.analysis.with_user(self.dispatcher)
        base = [("id", "in", orders.ids)]
        for groupby in ("engineer_id", "channel", "state", "area", "product_categ_id", "request_date:week"):
            groups = analysis.formatted_read_group(base, [groupby], ["request_count:sum"])
            with self.subTest(groupby=groupby):
                self.assertEqual(sum(group["request_count:sum"] for group in groups), 3)
                for group in groups:
                    rows = analysis.search([*base, *group["__extra_domain"]])
                    self.assertEqual(len(rows), group["request_count:sum"])
        action = analysis.browse(orders[0].id).action_open_order()
        self.assertEqual((action["res_model"], action["res_id"]), ("aftersales.order", orders[0].id))

    # Rights ---------------------------------------------------------------------------

    def test_g1_who_sees_the_analysis(self):
        """G1: engineers and clerks have no analysis; a dispatcher has one without revenue and cost."""
        order = self._register()
        for user in (self.engineer_user, self.clerk):
            with self.assertRaises(AccessError):
                self._measure(order, "request_count:sum", user=user)
        self.assertEqual(self._measure(order, "request_count:sum", user=self.dispatcher), 1)
        for measure in ("revenue:sum", "cost_total:sum"):
            with self.assertRaises(AccessError):
                self._measure(order, measure, user=self.dispatcher)
            self.assertEqual(self._measure(order, measure, user=self.accountant), 0)

    def test_g1_other_companies_are_left_out(self):
        order = self._register()
        other = self.env["res.company"].create({"name": "Other centre"})
        stranger = self._create_user("manager", "Stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertEqual(self._measure(order, "request_count:sum", user=stranger), False)

    def test_g1_cannot_open_the_order_of_another_company(self):
        order = self._register()
        other = self.env["res.company"].create({"name": "Other centre"})
        stranger = self._create_user("manager", "Stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.analysis.with_user(stranger).browse(order.id).action_open_order()

    def test_queries_do_not_grow(self):
        """One pivot is a fixed number of queries, however many orders it holds."""
        counts = []
        for size in (2, 2, 20):  # the first call fills the caches of rights
            self.env["aftersales.order"].create([{"lot_id": self.unit_paid.id, "fault": "Noise"}] * size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.analysis.with_user(self.manager).formatted_read_group(
                [], ["engineer_id"], ["request_count:sum", "arrival_rate:avg", "revenue:sum"]
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
