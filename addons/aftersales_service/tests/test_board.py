from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_dispatch import HOUR, MONDAY, DispatchCase

DAY = timedelta(days=1)
MIDNIGHT = MONDAY.replace(hour=0)


def text(moment):
    return fields.Datetime.to_string(moment)


@tagged("post_install", "-at_install")
class TestBoard(DispatchCase):
    """S3: what the board shows, and what a dropped card does."""

    def _board(self, user=None, start=MIDNIGHT, end=MIDNIGHT + DAY):
        return (
            self.env["aftersales.order"].with_user(user or self.dispatcher).get_board(text(start), text(end))
        )

    def _move(self, order, engineer, start, end=None, user=None, **kwargs):
        return order.with_user(user or self.dispatcher).move_on_board(
            engineer and engineer.id,
            start and text(start),
            end and text(end),
            expected_id=order.engineer_id.id,
            **kwargs,
        )

    def test_s3_board_shows_engineers_jobs_and_what_waits(self):
        waiting, planned = self._registered(), self._registered()
        self._plan(planned, self.engineer, MONDAY, 2, workers=self.other_engineer)
        board = self._board()
        rows = {row["id"]: row for row in board["engineers"]}
        self.assertEqual((rows[self.engineer.id]["planned"], rows[self.engineer.id]["capacity"]), (120, 480))
        self.assertEqual(rows[self.other_engineer.id]["planned"], 120, "fellow workers are busy too")
        self.assertEqual(rows[self.engineer.id]["territories"], self.north.ids)
        job = next(job for job in board["jobs"] if job["id"] == planned.id)
        self.assertEqual((job["engineer"], job["workers"]), (self.engineer.id, self.other_engineer.ids))
        self.assertEqual((job["start"], job["end"]), (text(MONDAY), text(MONDAY + 2 * HOUR)))
        self.assertIn(waiting.id, [job["id"] for job in board["waiting"]])
        self.assertNotIn(planned.id, [job["id"] for job in board["waiting"]])
        self.assertFalse(list(self._board(start=MIDNIGHT + DAY, end=MIDNIGHT + 2 * DAY)["jobs"]))

    def test_s3_waiting_jobs_stand_as_in_the_list(self):
        """Left over first, then urgency, then the nearest deadline."""
        orders = self.env["aftersales.order"]
        for _index in range(4):
            orders |= self._registered()
        plain, urgent, left, soon = orders
        urgent.priority = "2"
        left.sudo().carried_over = True
        soon.sudo().next_deadline = fields.Datetime.now() - HOUR
        ids = [job["id"] for job in self._board()["waiting"] if job["id"] in orders.ids]
        self.assertEqual(ids, [left.id, urgent.id, soon.id, plain.id])

    def test_s3_card_is_dropped_on_an_engineer_and_handed_back(self):
        order = self._registered()
        self.assertEqual(self._move(order, self.engineer, MONDAY, MONDAY + HOUR)["done"], True)
        self.assertEqual(
            (order.state, order.engineer_id, order.planned_start), ("assessment", self.engineer, MONDAY)
        )
        self._move(order, self.other_engineer, MONDAY + HOUR, MONDAY + 2 * HOUR)
        self.assertEqual(order.engineer_id, self.other_engineer)
        self._move(order, False, False)
        self.assertEqual((order.state, order.engineer_id.id), ("registered", False))

    def test_s3_card_dropped_on_a_day_gets_the_first_free_time(self):
        """8–10 taken; two hours before lunch fit at 10, three only after it."""
        self._plan(self._registered(), self.engineer, MONDAY, 2)
        order = self._registered(planned_minutes=120)
        self._move(order, self.engineer, MIDNIGHT)
        self.assertEqual((order.planned_start, order.planned_end), (MONDAY + 2 * HOUR, MONDAY + 4 * HOUR))
        longer = self._registered(planned_minutes=180)
        self._move(longer, self.engineer, MIDNIGHT)
        self.assertEqual(longer.planned_start, MONDAY + 5 * HOUR)
        with self._refused(UserError, "no free time left"):
            self._move(self._registered(planned_minutes=180), self.engineer, MIDNIGHT)

    def test_s3_conflict_is_asked_warned_or_refused(self):
        self._plan(self._registered(), self.engineer, MONDAY, 7)
        order = self._registered()
        answer = self._move(order, self.engineer, MONDAY, MONDAY + HOUR)
        self.assertEqual(answer["done"], False)
        self.assertRegex(answer["question"], "another job at that time")
        self.assertEqual(order.state, "registered", "nothing has moved")
        self.assertTrue(self._move(order, self.engineer, MONDAY, MONDAY + HOUR, confirmed=True)["done"])
        full = self._registered()
        answer = self._move(full, self.engineer, MONDAY + 8 * HOUR, MONDAY + 10 * HOUR)
        self.assertEqual(answer["done"], True)
        self.assertRegex(answer["warnings"][0], "too full")
        self.policy.overlap_rule = "refuse"
        for confirmed in (False, True):
            with self._refused(UserError, "another job"):
                self._move(self._registered(), self.engineer, MONDAY, MONDAY + HOUR, confirmed=confirmed)

    def test_s3_board_that_is_out_of_date(self):
        order = self._registered()
        self._plan(order, self.other_engineer, MONDAY)
        with self._refused(UserError, "in the meantime"):
            order.with_user(self.dispatcher).move_on_board(
                self.engineer.id, text(MONDAY), text(MONDAY + HOUR), expected_id=False
            )
        with self._refused(UserError, "in the meantime"):
            order.with_user(self.dispatcher).move_on_board(False, False, False, expected_id=self.engineer.id)

    def test_s3_started_job_is_not_handed_back(self):
        order = self._play_until("assessment", self.unit_free)
        order.with_user(self.engineer_user).action_start()
        with self._refused(UserError, "is in step"):
            self._move(order, False, False)

    def test_s3_board_is_the_dispatchers(self):
        order = self._registered()
        for user in (self.clerk, self.engineer_user, self.accountant):
            with self.subTest(user=user.name), self._refused(AccessError, "Your role"):
                self._board(user)
            with self.subTest(user=user.name), self._refused(AccessError, "Your role"):
                self._move(order, self.engineer, MONDAY, MONDAY + HOUR, user=user)

    def test_s3_hostile_calls(self):
        orders = self.env["aftersales.order"].with_user(self.dispatcher)
        for span in (("x", "y"), (False, False), (None, 5), (text(MONDAY), text(MONDAY)), ([], {})):
            with self.subTest(span), self.assertRaises(UserError):
                orders.get_board(*span)
        with self._refused(UserError, "at most a month"):
            orders.get_board("2020-01-01", "2030-01-01")
        order = self._registered().with_user(self.dispatcher)
        office = self.env["hr.employee"].create({"name": "Office"})
        for engineer, expected in (
            ("1", False),
            ([1], False),
            (office.id, False),
            (0, "x"),
            (2**31 - 1, False),
        ):
            with self.subTest(engineer=engineer), self.assertRaises(UserError):
                order.move_on_board(engineer, text(MONDAY), text(MONDAY + HOUR), expected)
        with self.assertRaises(UserError):
            order.move_on_board(self.engineer.id, text(MONDAY + HOUR), text(MONDAY))
        with self.assertRaises(UserError):
            order.move_on_board(self.engineer.id, "tomorrow", False)
        self.assertEqual(order.state, "registered")

    def test_s3_board_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": other.id, "aftersales_engineer": True}
        )
        self.assertNotIn(stranger.id, [row["id"] for row in self._board()["engineers"]])
        with self._refused(UserError, "compan"):
            self._move(self._registered(), stranger, MONDAY, MONDAY + HOUR)

    def test_s3_board_takes_as_many_queries_for_many_as_for_few(self):
        def fill(prefix, count):
            people = self.env["hr.employee"].create(
                [{"name": f"{prefix}{index}", "aftersales_engineer": True} for index in range(count)]
            )
            self.north.employee_ids = [Command.link(each) for each in people.ids]
            self.env["aftersales.skill"].create(
                [{"employee_id": each.id, "product_categ_id": self.category.id} for each in people]
            )
            customers = self.env["res.partner"].create(
                [
                    {"name": f"{prefix}{index}", "aftersales_territory_id": self.north.id}
                    for index in range(count)
                ]
            )
            orders = self.env["aftersales.order"].create(
                [
                    {"partner_id": each.id, "product_id": self.appliance.id, "fault": "Noise"}
                    for each in customers
                    for _job in range(3)
                ]
            )
            orders.with_user(self.clerk).action_register()
            for index, order in enumerate(orders[: 2 * count]):
                order.write(
                    {
                        "state": "assessment",
                        "engineer_id": people[index % count].id,
                        "worker_ids": [Command.set(people[-1].ids)],
                        "planned_start": MONDAY + (index // count) * HOUR,
                        "planned_end": MONDAY + (index // count + 1) * HOUR,
                    }
                )

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._board()
            return self.cr.sql_log_count - before

        fill("A", 3)
        few = count()
        fill("B", 12)
        self.assertLessEqual(count(), few, "flat")


@tagged("post_install", "-at_install")
class TestBoardInTheBrowser(DispatchCase, HttpCase):
    """S3: dragged with the pointer, in the real browser."""

    def test_s3_drag_and_drop(self):
        self.dispatcher.with_context(no_reset_password=True).write(
            {"tz": "UTC", "lang": "en_US", "password": self.dispatcher.login}
        )
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        order, busy = self._registered(fault="Drag me"), self._registered(fault="In the way")
        self._plan(busy, self.other_engineer, today + 9 * HOUR, 8)
        self.browser_size = "1500x900"
        self.start_tour(
            "/odoo/action-aftersales_service.aftersales_order_action_board",
            "aftersales_board",
            login=self.dispatcher.login,
            timeout=120,
        )
        order.invalidate_recordset()
        self.assertEqual(order.state, "registered", "dragged to Li, to Wang with a question, and back")
        tracked = order.message_ids.sudo().tracking_value_ids.filtered(
            lambda v: v.field_id.name == "engineer_id"
        )
        self.assertEqual(
            set(tracked.mapped("new_value_char")) - {False, ""},
            {self.engineer.name, self.other_engineer.name},
        )
