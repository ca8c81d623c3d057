from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase

#: 1 June 2026 is a Monday; 9:00 in Shanghai.
MORNING = datetime(2026, 6, 1, 1, 0)
MINUTE = timedelta(minutes=1)


class VisitCase(ServiceCase):
    """Warranty jobs of Li, in June, so that no quotation stands in the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.unit_free.aftersales_sale_date = MORNING.date() - timedelta(days=60)

    def _assigned(self, unit=None, at=MORNING, engineer=None, **vals):
        with freeze_time(at - timedelta(hours=1)):
            order = self._create_order(unit or self.unit_free, **vals)
            order.with_user(self.clerk).action_register()
        with freeze_time(at):
            order.with_user(self.dispatcher)._assign(
                engineer or self.engineer, at, at + timedelta(hours=1), order.engineer_id
            )
        return order

    def _step(self, order, *steps, user=None):
        """Press buttons: pairs of method and minutes after nine."""
        for method, minutes in steps:
            with freeze_time(MORNING + minutes * MINUTE):
                getattr(order.with_user(user or self.engineer_user), method)()
                self.env.flush_all()

    def _write_voucher(self, order):
        order.with_user(self.engineer_user).write(
            {
                "handling": "Cleaned",
                "result": "Cools",
                "no_parts": "part" not in order.line_ids.mapped("kind"),
            }
        )


@tagged("post_install", "-at_install")
class TestVisit(VisitCase):
    """One tap per real event moves visit and order (S3, S7, S10)."""

    def test_s10_day_at_a_customer(self):
        """S3, S10: travel, work and pause are measured apart; the arrival clock is met on arrival."""
        order = self._assigned()
        visit = order.visit_id
        self.assertEqual(
            (visit.state, visit.engineer_id, visit.planned_start), ("planned", self.engineer, MORNING)
        )
        self.assertEqual(order.next_step, "travel")
        self._step(order, ("action_travel", 0))
        self.assertEqual((visit.state, order.next_step), ("travelling", "arrive"))
        arrival = order.clock_ids.filtered(lambda each: each.kind == "arrival")
        self.assertFalse(arrival.ended_on)
        self._step(order, ("action_arrive", 20))
        self.assertEqual(arrival.ended_on, MORNING + 20 * MINUTE)
        self.assertEqual((order.state, order.next_step), ("assessment", "start"))
        self._step(order, ("action_start", 30), ("action_pause", 60), ("action_resume", 90))
        self.assertEqual((order.state, visit.state, order.next_step), ("repair", "working", "finish"))
        self._write_voucher(order)
        self._step(order, ("action_finish", 120))
        self.assertEqual((order.state, visit.state, order.next_step), ("acceptance", "done", "sign"))
        self.assertEqual((visit.travel_minutes, visit.work_minutes, visit.paused_minutes), (20, 70, 30))
        self.assertFalse(order.visit_id)
        self.assertEqual(order.time_spent, 1.17, "the hours measured are offered")
        lines = visit.worklog_ids.sorted("start_on")
        self.assertEqual(lines.mapped("kind"), ["travel", "work", "work"])
        self.assertEqual(lines.mapped("minutes"), [20, 40, 30])
        self.assertEqual(set(lines.mapped("service_type")), {"C"})

    def test_old_path_takes_the_visit_along(self):
        """S7: who presses start and finish only has a visit all the same."""
        order = self._assigned()
        visit = order.visit_id
        self._step(order, ("action_start", 5))
        self.assertEqual((visit.state, visit.arrived_on), ("working", MORNING + 5 * MINUTE))
        self._write_voucher(order)
        order.with_user(self.engineer_user).time_spent = 2
        self._step(order, ("action_finish", 35))
        self.assertEqual((visit.state, visit.work_minutes, order.time_spent), ("done", 30, 2))

    def test_second_visit_after_parts(self):
        """S10: waiting for parts ends the visit; the next one waits for its time, and gets it."""
        order = self._assigned()
        first = order.visit_id
        self._step(order, ("action_travel", 0), ("action_arrive", 10), ("action_need_parts", 30))
        self.assertEqual((first.state, first.work_minutes), ("done", 20))
        second = order.visit_id
        self.assertEqual((second.number, second.state, second.planned_start), (2, "planned", False))
        later = MORNING + timedelta(days=1)
        order.with_user(self.dispatcher)._assign(
            self.engineer, later, later + timedelta(hours=1), order.engineer_id
        )
        self.assertEqual((order.visit_id, second.planned_start), (second, later))

    def test_leave_and_come_again(self):
        """S10: a job over two days has two visits; the order stays under repair."""
        order = self._assigned()
        self._step(order, ("action_start", 0), ("action_leave", 60))
        self.assertEqual((order.state, len(order.visit_ids), order.next_step), ("repair", 2, "travel"))
        self._step(order, ("action_travel", 100), ("action_arrive", 110), ("action_resume", 115))
        self.assertEqual((order.visit_id.number, order.visit_state), (2, "working"))
        self.assertEqual(order.visit_id.travel_minutes, 10)

    def test_another_engineer_takes_over(self):
        """S3: a planned visit moves to the new engineer; one under way ends with the time it took."""
        order = self._assigned()
        visit = order.visit_id
        self._assign(order, self.other_engineer)
        self.assertEqual((order.visit_id, visit.engineer_id), (visit, self.other_engineer))
        self._step(order, ("action_travel", 0), ("action_arrive", 10), user=self.other_engineer_user)
        with freeze_time(MORNING + 40 * MINUTE):
            self._assign(order, self.engineer)
        self.assertEqual(
            (visit.state, visit.work_minutes, visit.engineer_id), ("done", 30, self.other_engineer)
        )
        self.assertEqual((order.visit_id.engineer_id, order.visit_id.state), (self.engineer, "planned"))

    def test_handed_back_and_cancelled_visits(self):
        """S3: nobody visits a job that went back to the office; travel for nothing is still time."""
        order = self._assigned()
        visit = order.visit_id
        self._step(order, ("action_travel", 0))
        self._step(order, ("action_hand_back", 15), user=self.dispatcher)
        self.assertEqual((visit.state, visit.travel_minutes, order.visit_id.id), ("cancelled", 15, False))
        self.assertEqual(visit.worklog_ids.minutes, 15)

    def test_workshop_jobs_start_without_travel(self):
        """S8: a unit at the counter needs no journey."""
        order = self._assigned(channel="counter")
        self.assertEqual(order.next_step, "start")

    def test_fellow_workers_get_their_time(self):
        """S10: everybody who was there has the time in his log."""
        order = self._assigned()
        order.sudo().worker_ids = self.other_engineer
        self.assertEqual(order.visit_id.worker_ids, self.engineer | self.other_engineer)
        self._step(order, ("action_start", 0), ("action_leave", 30))
        lines = order.visit_ids[-1].worklog_ids | order.visit_ids[0].worklog_ids
        self.assertEqual(lines.employee_id, self.engineer | self.other_engineer)
        self.assertEqual(lines.mapped("minutes"), [30, 30])

    def test_every_wrong_step_is_refused(self):
        """S7: each button in each state of the visit: what the table does not hold is refused."""
        order = self._assigned()
        buttons = {
            "action_travel": {"planned"},
            "action_arrive": {"planned", "travelling"},
            "action_pause": {"working"},
            "action_leave": {"on_site", "working", "paused"},
        }
        for state in ("planned", "travelling", "on_site", "working", "paused"):
            for method, allowed in buttons.items():
                if state in allowed:
                    continue
                order.visit_id.sudo().write({"state": state, "stretch_started_on": MORNING})
                with self.subTest(state=state, method=method), self.assertRaises(UserError):
                    getattr(order.with_user(self.engineer_user), method)()

    def test_visit_that_is_over_stands(self):
        """S7: no field of a visit is written by hand, none at all once it is over; nobody deletes it."""
        order = self._assigned()
        visit = order.visit_id.with_user(self.engineer_user)
        visit.note = "Bring a ladder"
        for name, value in {"state": "done", "arrived_on": MORNING, "work_minutes": 900}.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                visit.with_user(self.dispatcher).write({name: value})
        self._step(order, ("action_start", 0), ("action_leave", 30))
        with self._refused(UserError, "is over"):
            visit.with_user(self.dispatcher).note = "Changed"
        with self.assertRaises(AccessError):
            visit.with_user(self.manager).unlink()
        with self._refused(UserError, "cannot be deleted"):
            visit.sudo().unlink()
        with self.assertRaises(UserError):
            self.env["aftersales.visit"].with_user(self.manager).create({"order_id": order.id})

    def test_nobody_steps_anothers_visit(self):
        """G1: neither by the order's buttons nor by the visit itself."""
        order = self._assigned()
        for method in ("action_travel", "action_arrive", "action_pause", "action_resume", "action_leave"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(order.with_user(self.other_engineer_user), method)()
            with self.subTest(clerk=method), self.assertRaises(AccessError):
                getattr(order.with_user(self.clerk), method)()
        with self.assertRaises(AccessError):
            order.visit_id.with_user(self.other_engineer_user).read(["state"])
        with self.assertRaises(AccessError):
            order.visit_id.with_user(self.other_engineer_user).note = "Mine"
