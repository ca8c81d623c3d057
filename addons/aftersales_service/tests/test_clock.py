from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ServiceCase

#: 1 June 2026 is a Monday; 9:00 in Shanghai.
MONDAY = datetime(2026, 6, 1, 1, 0)
HOUR = timedelta(hours=1)


class ClockCase(ServiceCase):
    """Office hours 9–12 and 13–18 in Shanghai, deadlines as seeded by the module."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office (test)",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Hours",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for start, end, period in (
                        (9, 12, "morning"),
                        (12, 13, "lunch"),
                        (13, 18, "afternoon"),
                    )
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.rules = {
            name: cls.env.ref(f"aftersales_service.sla_rule_{name}")
            for name in ("answer", "arrival_urban", "arrival_suburban", "promise", "turnaround")
        }
        cls.policy = cls.rules["answer"].policy_id

    def _register(self, at=MONDAY, **vals):
        with freeze_time(at):
            order = self._create_order(request_date=at, **vals)
            order.with_user(self.clerk).action_register()
        return order

    def _clock(self, order, kind):
        return order.clock_ids.filtered(lambda each: each.kind == kind).sorted("id")[-1:]

    def _plan(self, order, start, at=None):
        with freeze_time(at or MONDAY):
            order.with_user(self.dispatcher)._assign(self.engineer, start, start + HOUR, order.engineer_id)

    def _sweep(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_sweep_clocks").method_direct_trigger()


@tagged("post_install", "-at_install")
class TestClock(ClockCase):
    """Orders start, meet and cancel their clocks (G2, S3, S4, S5, S9)."""

    def test_s3_s4_clocks_of_a_request(self):
        """S3, S4: six working hours to arrive in town, 24 hours to answer, by the company's calendar."""
        order = self._register()
        arrival, answer = self._clock(order, "arrival"), self._clock(order, "answer")
        self.assertEqual(arrival.deadline, MONDAY + 7 * HOUR)  # lunch between
        self.assertEqual(arrival.rule_id.code, "S3")
        self.assertEqual(answer.deadline, MONDAY + 24 * HOUR)
        self.assertEqual(order.next_deadline, arrival.deadline)
        self.assertRegex(arrival.explanation, "S3 .*9:00.*(16|4):00")

    def test_s3_suburban_has_seven_hours(self):
        """S3: the customer's area decides, and the order's own goes before it."""
        self.customer.aftersales_area = "suburban"
        order = self._register()
        self.assertEqual(order.area, "suburban")
        self.assertEqual(self._clock(order, "arrival").deadline, MONDAY + 8 * HOUR)
        order = self._register(area="urban")
        self.assertEqual(self._clock(order, "arrival").deadline, MONDAY + 7 * HOUR)

    def test_s3_nobody_travels_to_the_counter(self):
        """S3, S4: a unit brought to us has no arrival clock, but is answered."""
        self.assertEqual(self._register(channel="counter").clock_ids.mapped("kind"), ["answer"])

    def test_s4_answered_by_assigning_and_arrived_by_starting(self):
        """S3, S4: in time at the deadline, late a second after it."""
        for late, result in ((0, "met_in_time"), (1, "met_late")):
            order = self._register()
            self._plan(order, MONDAY + 2 * HOUR, at=MONDAY + 24 * HOUR + timedelta(seconds=late))
            self.assertEqual(self._clock(order, "answer").state, result)
            order = self._register()
            order.sudo().override_type = "C"
            self._plan(order, MONDAY + 2 * HOUR)
            with freeze_time(MONDAY + 7 * HOUR + timedelta(seconds=late)):
                order.with_user(self.engineer_user).action_start()
            self.assertEqual(self._clock(order, "arrival").state, result)

    def test_g2_holidays_and_make_up_days_count(self):
        """G2: a public holiday is left out, a Saturday that works is not; without a break at noon."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 4, 16, 0),  # Friday the 5th in Shanghai
                "date_to": datetime(2026, 6, 5, 15, 59, 59),
            }
        )
        thursday = datetime(2026, 6, 4, 9, 0)  # 17:00
        order = self._register(thursday)
        self.assertEqual(self._clock(order, "arrival").deadline, datetime(2026, 6, 8, 7, 0))
        self.env["aftersales.makeup.day"].create({"date": "2026-06-06", "calendar_id": self.calendar.id})
        order = self._register(thursday)
        self.assertEqual(self._clock(order, "arrival").deadline, datetime(2026, 6, 6, 7, 0))

    def test_g2_calendar_without_hours_stops_nobody(self):
        """G2: where no working time is recorded the request is taken, and the clock says what is wrong."""
        self.calendar.attendance_ids.unlink()
        clock = self._clock(self._register(), "arrival")
        self.assertFalse(clock.deadline)
        self.assertIn("no working time", clock.explanation)

    def test_s5_turnaround_by_started_ten(self):
        """S5: ten units are a day, one more a day more; met when the last goods are handed back."""
        order = self._register(channel="counter")
        receipts = self.env["aftersales.goods.receipt"].with_user(self.clerk)
        first = receipts.create({"order_id": order.id, "quantity": 10})
        clock = self._clock(order, "turnaround")
        self.assertEqual(clock.deadline, datetime(2026, 6, 2, 10, 0))
        second = receipts.create({"order_id": order.id, "quantity": 1, "lot_id": False})
        self.assertEqual(clock.deadline, datetime(2026, 6, 3, 10, 0))
        second.quantity = 11
        self.assertEqual((clock.units, clock.deadline), (21, datetime(2026, 6, 4, 10, 0)))
        self._hand_back(first)
        self.assertEqual(clock.state, "running")
        self._hand_back(second)
        self.assertEqual(clock.state, "met_in_time")

    def test_s3_an_unsolved_job_has_to_be_reached_again(self):
        """S3: reopened at noon, six working hours count from then; the first arrival stays as it was."""
        order = self._register()
        order.sudo().override_type = "C"
        self._plan(order, MONDAY + HOUR)
        with freeze_time(MONDAY + HOUR):
            order.with_user(self.engineer_user).action_start()
        first = self._clock(order, "arrival")
        order.sudo().state = "follow_up"
        with freeze_time(MONDAY + 24 * HOUR):
            order.with_user(self.clerk).action_reopen()
        second = self._clock(order, "arrival")
        self.assertEqual((first.state, first.ended_on), ("met_in_time", MONDAY + HOUR))
        self.assertEqual((second.state, second.deadline), ("running", MONDAY + 31 * HOUR))

    def test_s9_a_new_time_is_a_new_promise(self):
        """S9: moving the planned time cancels the old promise; handing back cancels it too."""
        order = self._register()
        self._plan(order, MONDAY + 3 * HOUR)
        old = self._clock(order, "promise")
        self.assertEqual(old.deadline, MONDAY + 3 * HOUR)
        self._plan(order, MONDAY + 5 * HOUR)
        self.assertEqual(old.state, "cancelled")
        self.assertEqual(self._clock(order, "promise").deadline, MONDAY + 5 * HOUR)
        order.with_user(self.dispatcher).action_hand_back()
        self.assertEqual(self._clock(order, "promise").state, "cancelled")
        self.assertEqual(len(order.clock_ids.filtered(lambda each: each.kind == "arrival")), 1)

    def test_s9_a_missed_promise_stays_missed(self):
        """S9: planning another time after the promise was missed does not unmake the miss."""
        order = self._register()
        self._plan(order, MONDAY + HOUR)
        old = self._clock(order, "promise")
        self._plan(order, MONDAY + 5 * HOUR, at=MONDAY + 2 * HOUR)
        self.assertEqual((old.state, bool(old.ended_on)), ("breached", True))

    def test_cancelled_order_has_no_open_clock(self):
        """G2, S3: nothing is due on a cancelled order."""
        order = self._register()
        self._plan(order, MONDAY + 3 * HOUR)
        order.with_user(self.clerk)._cancel("Customer does not need it")
        self.assertEqual(set(order.clock_ids.mapped("state")), {"met_in_time", "cancelled"})
        self.assertFalse(order.next_deadline)

    def test_pause_moves_the_deadline_by_working_time(self):
        """G2: paused from 11 to 14 o'clock over lunch: two working hours more."""
        order = self._register()
        with freeze_time(MONDAY + 2 * HOUR):
            dialog = Form(
                self.env["aftersales.clock.pause"]
                .with_user(self.dispatcher)
                .with_context(default_order_ids=order.ids)
            )
            dialog.note = "Not at home"
            dialog.save().action_pause()
        arrival = self._clock(order, "arrival")
        self.assertEqual((arrival.state, order.clock_state), ("paused", "paused"))
        self.assertFalse(order.next_deadline)
        with freeze_time(MONDAY + 5 * HOUR):
            order.with_user(self.dispatcher).action_resume_clocks()
        self.assertEqual(arrival.deadline, datetime(2026, 6, 1, 10, 0))
        self.assertEqual(arrival.event_ids.mapped("kind"), ["start", "pause", "resume"])
        self.assertIn("Paused for 2", arrival.explanation)
        with self._refused(UserError, "No clock is paused"):
            order.with_user(self.dispatcher).action_resume_clocks()

    def test_a_used_rule_cannot_change(self):
        """S3: history keeps the figure that was in force; a new policy takes over on its day."""
        order = self._register()
        rule = self._clock(order, "arrival").rule_id.with_user(self.manager)
        with self._refused(UserError, "make a new one"):
            rule.duration = 8
        with self._refused(UserError, "make a new one"):
            rule.unlink()
        self.policy.with_user(self.manager).date_to = "2026-06-01"
        new = self.policy.copy({"date_from": "2026-06-02", "date_to": False})
        new.rule_ids.filtered(lambda each: each.kind == "arrival").duration = 1
        later = self._register(MONDAY + 24 * HOUR)
        self.assertEqual(self._clock(later, "arrival").deadline, MONDAY + 25 * HOUR)
        self.assertEqual(self._clock(order, "arrival").deadline, MONDAY + 7 * HOUR)

    def test_a_company_rule_by_category_and_type(self):
        """G2: the company's own policy goes before the general one; its first fitting rule counts."""
        self.env["aftersales.sla.policy"].with_user(self.manager).create(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create({"sequence": 1, "kind": "arrival", "duration": 2, "priority": "2"}),
                    Command.create({"sequence": 2, "kind": "arrival", "duration": 9, "service_type": "C"}),
                    Command.create(
                        {
                            "sequence": 3,
                            "kind": "arrival",
                            "duration": 3,
                            "product_categ_id": self.category.id,
                        }
                    ),
                ],
            }
        )
        for vals, hours in (({}, 3), ({"priority": "2"}, 2)):
            order = self._register(**vals)
            self.assertEqual(order.clock_ids.mapped("kind"), ["arrival"])
            self.assertEqual(order.next_deadline, MONDAY + hours * HOUR)

    def test_replay_of_a_past_period(self):
        """S3: under ten hours the late arrival would have been in time; nothing is changed by asking."""
        order = self._register()
        self._plan(order, MONDAY + 2 * HOUR)
        with freeze_time(MONDAY + 8 * HOUR):
            order._meet_clocks("arrival")
        self.policy.date_to = "2026-12-31"
        lenient = self.policy.copy({"date_from": "2027-01-01", "date_to": False})
        lenient.rule_ids.filtered(lambda each: each.kind == "arrival").duration = 10
        replay = (
            self.env["aftersales.clock.replay"]
            .with_user(self.manager)
            .create({"policy_id": lenient.id, "date_from": "2026-06-01", "date_to": "2026-06-01"})
        )
        replay.action_replay()
        line = replay.line_ids.filtered(lambda each: each.order_id == order)
        self.assertEqual(line.kind, "arrival")
        self.assertEqual((line.old_state, line.state), ("met_late", "met_in_time"))
        self.assertEqual(self._clock(order, "arrival").state, "met_late")


@tagged("post_install", "-at_install")
class TestClockSweep(ClockCase):
    """Warned once before, escalated once at the breach (S9)."""

    def _activities(self, order):
        return order.activity_ids.sorted("id")

    def test_s9_warned_and_escalated_once_each(self):
        """S9: the sweep runs twice at every hour; one warning, one escalation, one message."""
        self.policy.escalation_user_id = self.manager
        order = self._register()
        arrival = self._clock(order, "arrival")
        before = len(order.message_ids)
        for at, users in (
            (arrival.warning_on - timedelta(seconds=1), []),
            (arrival.warning_on, [self.clerk]),
            (arrival.deadline, [self.clerk]),
            (arrival.deadline + timedelta(seconds=1), [self.clerk, self.manager]),
        ):
            for _run in range(2):
                self._sweep(at)
                self.assertEqual([each.user_id for each in self._activities(order)], users, at)
        self.assertEqual(arrival.state, "breached")
        self.assertIn(self.manager.partner_id, order.message_partner_ids)
        self.assertEqual(len(order.message_ids), before + 1)
        with freeze_time(arrival.deadline + HOUR):
            self.assertIn(order, self.env["aftersales.order"].search([("next_deadline", "<", "now")]))
            self.assertEqual((order.deadline_state, order.time_left), ("late", "−1:00"))

    def test_s9_supervisor_is_told_before_a_promise_is_missed(self):
        """S9: the warning of a promise goes to the supervisor, not to the engineer."""
        self.policy.escalation_user_id = self.dispatcher
        order = self._register()
        self._plan(order, MONDAY + 5 * HOUR)
        self._sweep(self._clock(order, "promise").warning_on)
        activities = self._activities(order).filtered(lambda each: "Promised" in each.summary)
        self.assertEqual(activities.user_id, self.dispatcher)

    def test_paused_and_met_clocks_are_left_alone(self):
        """S9: nobody is told about a clock that stands or has ended."""
        order, met = self._register(), self._register()
        order.with_user(self.dispatcher)._pause_clocks("parts")
        self._plan(met, MONDAY + 2 * HOUR)
        met._get_open_clocks()._add_event("met")
        self._sweep(MONDAY + 240 * HOUR)
        self.assertFalse(self._activities(order | met))

    def test_a_holiday_entered_later_moves_the_deadline(self):
        """G2, S9: the sweep replays before it tells anybody."""
        order = self._register()
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 1, 3, 0),
                "date_to": datetime(2026, 6, 1, 10, 0),
            }
        )
        self._sweep(MONDAY + 7 * HOUR + timedelta(seconds=1))
        arrival = self._clock(order, "arrival")
        self.assertEqual((arrival.state, arrival.deadline), ("running", datetime(2026, 6, 2, 6, 0)))

    def test_g2_whatever_moves_the_working_time_moves_open_deadlines(self):
        """G2: holiday, hours, make-up day, time zone, another calendar: the next sweep has seen it.

        A holiday that is taken back brings the deadline nearer: nobody would look at the clock in time
        if only those that seem due were replayed.
        """
        order = self._register()
        arrival = self._clock(order, "arrival")
        ended = self._clock(self._register(), "arrival")
        ended._add_event("met", at=MONDAY + HOUR)
        known = arrival.deadline

        def swept(expected):
            self.assertTrue(arrival.stale)
            self.assertFalse(ended.stale)
            self._sweep(MONDAY + HOUR)
            self.assertEqual((arrival.stale, arrival.deadline), (False, expected))

        holiday = self.env["resource.calendar.leaves"].create(
            {
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": datetime(2026, 5, 31, 16, 0),
                "date_to": datetime(2026, 6, 1, 15, 59, 59),
            }
        )
        swept(known + 24 * HOUR)
        holiday.unlink()
        swept(known)
        last = self.calendar.attendance_ids.sorted(lambda row: (row.dayofweek, row.hour_from))[2]
        last.hour_to = 15.0  # Monday ends at 15:00
        swept(datetime(2026, 6, 2, 2, 0))
        last.hour_to = 18.0
        swept(known)
        self.calendar.tz = "UTC"  # opens at 17:00 of Shanghai
        swept(known + 8 * HOUR)
        self.calendar.tz = "Asia/Shanghai"
        self.env["aftersales.makeup.day"].create({"date": "2026-06-06", "calendar_id": self.calendar.id})
        swept(known)
        self.company.resource_calendar_id = self.calendar.copy({"attendance_ids": []})
        swept(False)

    def test_g2_a_persons_leave_moves_no_deadline(self):
        """G2: the customer's hours run on while an engineer is on holiday."""
        arrival = self._clock(self._register(), "arrival")
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.calendar.id,
                "resource_id": self.engineer.resource_id.id,
                "date_from": datetime(2026, 6, 1, 3, 0),
                "date_to": datetime(2026, 6, 1, 10, 0),
            }
        )
        self.assertFalse(arrival.stale)

    def test_s9_one_message_for_all_that_was_missed(self):
        """S9: the supervisor gets one message that names every order, in his language."""
        self.manager.write({"notification_type": "inbox", "lang": "zh_CN"})
        self.policy.escalation_user_id = self.manager
        orders = self._register() | self._register()
        self._sweep(MONDAY + 7 * HOUR + timedelta(seconds=1))
        notified = self.env["mail.notification"].search([("res_partner_id", "=", self.manager.partner_id.id)])
        messages = notified.mail_message_id.filtered(lambda each: not each.res_id)
        self.assertEqual(len(messages), 1)
        for order in orders:
            self.assertIn(order.name, messages.body)
        self.assertIn("超时", messages.subject)

    def test_s3_undispatched_orders_head_the_next_days_list(self):
        """S3: what was not dispatched today heads tomorrow's list, until it is dispatched."""
        old = self._register()
        urgent = self._register(MONDAY + 20 * HOUR, priority="2")
        self._sweep(MONDAY + 24 * HOUR)
        order_by = "carried_over desc, priority desc, request_date desc, id desc"
        found = self.env["aftersales.order"].search([("id", "in", (old | urgent).ids)], order=order_by)
        self.assertEqual(found.ids, [old.id, urgent.id])
        self._plan(old, MONDAY + 26 * HOUR)
        self.assertFalse(old.carried_over)

    def _count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        """S3, S9: registering, sweeping and cancelling 60 orders costs what 6 cost."""
        counts = {"register": [], "warn": [], "escalate": [], "pause": [], "cancel": []}
        for size in (6, 60):
            orders = self.env["aftersales.order"].create(
                [{"lot_id": self.unit_paid.id, "fault": "Noise", "request_date": MONDAY}] * size
            )
            orders.user_id = self.clerk
            counts["register"].append(self._count(orders.with_user(self.clerk).action_register))
            clocks = orders.clock_ids.filtered(lambda each: each.kind == "arrival")
            self.assertEqual(len(clocks), size)
            for name, at in (("warn", MONDAY + 6.5 * HOUR), ("escalate", MONDAY + 8 * HOUR)):
                with freeze_time(at):
                    counts[name].append(self._count(clocks._sweep))
            with freeze_time(MONDAY + 9 * HOUR):
                dispatch = orders.with_user(self.dispatcher)
                counts["pause"].append(self._count(lambda dispatch=dispatch: dispatch._pause_clocks("parts")))
                counts["cancel"].append(self._count(lambda dispatch=dispatch: dispatch._cancel("No")))
        for name, (few, many) in counts.items():
            self.assertLessEqual(many - few, 6, f"{name}: {counts}")


@tagged("post_install", "-at_install")
class TestClockSecurity(ClockCase):
    """G1: policies are the manager's, events are nobody's."""

    def test_events_are_never_changed(self):
        """S3: not even by the system: what happened, happened."""
        event = self._clock(self._register(), "arrival").event_ids
        for user in (self.manager, self.env.ref("base.user_root")):
            with self._refused(UserError, "."):
                event.with_user(user).write({"occurred_on": "2026-01-01"})
            with self._refused(UserError, "."):
                event.with_user(user).unlink()
        with self._refused(UserError, "evidence"):
            event.sudo().kind = "met"

    def test_nobody_makes_clocks_by_hand(self):
        """G1: clocks and events come from the steps of the order only."""
        clock = self._clock(self._register(), "arrival")
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.manager, self.accountant):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    clock.with_user(user).write({"deadline": "2030-01-01"})
                with self.assertRaises(AccessError):
                    clock.event_ids.with_user(user).create(
                        {"clock_id": clock.id, "kind": "met", "occurred_on": MONDAY}
                    )
                with self.assertRaises(AccessError):
                    clock.with_user(user).unlink()

    def test_policies_are_the_managers(self):
        """G1: an engineer, a clerk and a dispatcher read the deadlines and change nothing."""
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
            with self.subTest(user=user.name):
                self.policy.with_user(user).read(["name"])
                for record in (self.policy, self.rules["promise"]):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write(
                            {"sequence": 1} if "sequence" in record else {"name": "x"}
                        )
                for model, vals in (
                    ("aftersales.sla.policy", {"name": "x"}),
                    ("aftersales.makeup.day", {"date": "2026-06-06", "calendar_id": self.calendar.id}),
                    ("aftersales.holiday.fill", {}),
                    ("aftersales.clock.replay", {"policy_id": self.policy.id}),
                ):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create(vals)

    def test_an_engineer_sees_the_clocks_of_the_own_jobs(self):
        """G1: and pauses none of them."""
        own, foreign = self._register(), self._register()
        self._plan(own, MONDAY + 2 * HOUR)
        clocks = self.env["aftersales.clock"].with_user(self.engineer_user)
        self.assertEqual(clocks.search([("order_id", "in", (own | foreign).ids)]).order_id, own)
        events = self.env["aftersales.clock.event"].with_user(self.engineer_user)
        self.assertFalse(events.search([("order_id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            own.with_user(self.engineer_user)._pause_clocks("parts")
        with self.assertRaises(AccessError):
            own.with_user(self.engineer_user).action_open_pause()

    def test_guarded_fields_are_refused(self):
        """G1: the next deadline and the head of the list are not given by hand."""
        order = self._register()
        for vals in ({"next_deadline": MONDAY}, {"carried_over": True}):
            with self._refused(UserError, "kept by the system"):
                order.with_user(self.manager).write(vals)

    def test_other_companies_clocks_are_not_seen(self):
        """G1: clocks, events and policies stay in their company."""
        other = self.env["res.company"].create({"name": "Other centre"})
        policy = self.env["aftersales.sla.policy"].create({"name": "Theirs", "company_id": other.id})
        stranger = new_test_user(
            self.env, "stranger", "aftersales_service.group_manager", company_id=other.id
        )
        order = self._register()
        for records in (order.clock_ids, order.clock_event_ids):
            self.assertFalse(records.with_user(stranger).search([("id", "in", records.ids)]))
        with self.assertRaises(AccessError):
            policy.with_user(self.manager).read(["name"])

    def test_portal_sees_nothing(self):
        """G1: neither clocks nor policies."""
        order = self._register()
        portal = new_test_user(self.env, "portal-clock", "base.group_portal")
        for records in (order.clock_ids, order.clock_event_ids, self.policy, self.rules["answer"]):
            with self.assertRaises(AccessError):
                records.with_user(portal).read(["display_name"])
