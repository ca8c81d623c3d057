from base64 import b64decode

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_portal import PNG, PortalCase
from .test_checks import CheckCase
from .test_visit import MINUTE, MORNING


@tagged("post_install", "-at_install")
class TestStationVisit(CheckCase, PortalCase):
    """N1: a station's job has visits, checks and measured times like an engineer's."""

    PHOTO = ("photos", ("a.png", b64decode(PNG), "image/png"))

    def _take_on(self):
        with freeze_time(MORNING):
            order = self._give_to(self.north)
            self._as_station(order)._station_accept()
        return order

    def _as_station(self, order):
        """The order as the routes of the station's portal hand it over."""
        return order.with_user(self.north_user).sudo()

    def _step_station(self, order, *steps):
        """Take steps as the station: pairs of method and minutes after nine."""
        for method, minutes in steps:
            with freeze_time(MORNING + minutes * MINUTE):
                getattr(self._as_station(order), method)()
                self.env.flush_all()

    def _post_step(self, order, step, user=None, files=None, **values):
        answer = self._post(
            f"/my/service-jobs/{order.id}/{step}", user or self.north_user, files=files, **values
        )
        self.env.invalidate_all()
        return answer

    def _check(self, order, name):
        return order.current_check_ids.filtered(lambda check: check.name == name)

    def _tick_all(self, order):
        for check in order.current_check_ids.filtered(lambda check: check.kind == "safety"):
            self._as_station(order)._station_tick(str(check.id), "0", "", [])

    def test_s29_no_work_of_a_station_before_safety(self):
        """S29: the page lists the checks; work is refused until the required ones are ticked."""
        order = self._take_on()
        self.assertEqual((order.visit_id.station_id, order.visit_id.state), (self.north, "planned"))
        page = self._visit(f"/my/service-jobs/{order.id}", self.north_user).text
        for words in ("Locked out", "Test run", "No work before the safety checks", "I have arrived"):
            self.assertIn(words, page)
        self._post_step(order, "arrive")
        self.assertEqual(order.visit_state, "on_site")
        self.assertRegex(self._post_step(order, "start").text, "Locked out.*Volts")
        self._post_step(order, "tick", check_id=self._check(order, "Locked out").id)
        volts = self._check(order, "Volts")
        self.assertIn("needs a reading", self._post_step(order, "tick", check_id=volts.id, value=" ").text)
        self.assertRegex(self._post_step(order, "start").text, "before these safety checks are ticked: Volts")
        self._post_step(order, "tick", check_id=volts.id, value="0 V", note="Meter 3")
        self.assertEqual((volts.value, volts.note, volts.done_by_id), ("0 V", "Meter 3", self.north_user))
        self._post_step(order, "start")
        self.assertEqual((order.state, order.visit_state), ("repair", "working"))
        self.assertIn("its tick stands", self._post_step(order, "untick", check_id=volts.id).text)

    def test_s7_station_does_what_is_asked_before_it_finishes(self):
        """S7: the work checklist, its photo and the old part hold a station's job as an engineer's."""
        self.company.aftersales_require_old_part = True
        order = self._take_on()
        self._tick_all(order)
        self._post_step(order, "start")
        self._post_step(order, "add", kind="part", part="TEST-M7", quantity="1")
        voucher = {"handling": "Fan replaced", "result": "Cools", "time_spent": "1"}
        self.assertRegex(self._post_step(order, "finish", **voucher).text, "Test run.*old part")
        run, line = self._check(order, "Test run"), order.line_ids
        self.assertIn("needs a photo", self._post_step(order, "tick", check_id=run.id).text)
        text = [("photos", ("a.txt", b"no photo", "image/png"))]
        self.assertIn("not a photo", self._post_step(order, "tick", files=text, check_id=run.id).text)
        self._post_step(order, "tick", files=[self.PHOTO], check_id=run.id)
        self.assertEqual((run.done, run.photo_ids.visit_id), (True, order.visit_id))
        for line_id, place in (("0", "returned"), (line.id, "sold"), (line.id, "")):
            with self.subTest(place=place):
                answer = self._post_step(order, "old_part", line_id=line_id, old_part=place)
                self.assertIn("Choose where", answer.text)
        self._post_step(order, "old_part", line_id=line.id, old_part="returned", old_serial="M7-01")
        self.assertEqual((line.old_part, line.old_serial), ("returned", "M7-01"))
        self._post_step(order, "finish", **voucher)
        self.assertEqual((order.state, order.visit_ids.state), ("acceptance", "done"))

    @mute_logger("odoo.http")
    def test_g1_only_open_checks_of_the_own_job(self):
        """Checks of another job, of a visit that is over or of finished work do not move."""
        order, foreign = self._give_to(self.north), self._give_to(self.south, self._play_until("registered"))
        own, other = self._check(order, "Locked out"), self._check(foreign, "Locked out")
        self.assertIn("Accept order", self._post_step(order, "tick", check_id=own.id).text)
        self._as_station(order)._station_accept()
        for check_id in (other.id, 0, "x", "", f"{own.id}.0"):
            with self.subTest(check_id=check_id):
                answer = self._post_step(order, "tick", check_id=check_id)
                self.assertIn("changed in the meantime", answer.text)
        self.assertEqual(self._post_step(order, "tick", self.south_user, check_id=own.id).status_code, 404)
        self.assertFalse((own | other).filtered("done"))
        self._post_step(order, "tick", check_id=own.id)
        self.assertIn("in the meantime", self._post_step(order, "tick", check_id=own.id, note="x").text)
        self._post_step(order, "untick", check_id=own.id)
        self.assertFalse(own.done)
        self._step_station(order, ("action_arrive", 0), ("action_leave", 5))
        self.assertIn("in the meantime", self._post_step(order, "tick", check_id=own.id).text)

    def test_s10_times_of_a_station_are_its_visits(self):
        """Travel, work and pause stand on the visit and are offered as hours; no employee gets them."""
        order = self._take_on()
        self._tick_all(order)
        self._step_station(order, ("action_arrive", 10))
        visit = order.visit_id
        arrival = order.clock_ids.filtered(lambda each: each.kind == "arrival")
        self.assertEqual(arrival.ended_on, MORNING + 10 * MINUTE)
        self._step_station(order, ("action_start", 20), ("action_pause", 50), ("action_resume", 60))
        self.work.item_ids.needs_photo = False
        order.check_ids.needs_photo = False
        self._as_station(order)._station_tick(str(self._check(order, "Test run").id), "", "", [])
        with freeze_time(MORNING + 70 * MINUTE):
            self._as_station(order)._station_fill_voucher("Cleaned", "Cools", "", True)
            self._as_station(order).action_finish()
        self.assertEqual((visit.state, visit.work_minutes, visit.paused_minutes), ("done", 50, 10))
        self.assertEqual(order.time_spent, 0.83)
        self.assertFalse(visit.worklog_ids)
        self.assertEqual(visit.display_name, f"{order.name}/1")
        with freeze_time(MORNING + 80 * MINUTE):
            order.with_user(self.dispatcher).action_send_back()
        self.assertEqual((order.visit_state, order.open_safety_count), ("on_site", 2))
        with self._refused(UserError, "before these safety checks"):
            self._step_station(order, ("action_resume", 85))
        self._tick_all(order)
        self._step_station(order, ("action_resume", 90))
        self.assertEqual(order.visit_id.number, 2)

    def test_s29_ticks_are_not_handed_on(self):
        """S29: who comes instead checks for himself; a planned visit without ticks is simply his."""
        order = self._take_on()
        first = order.visit_id
        self._assign_back(order)
        self.assertEqual(
            (order.visit_id, first.engineer_id, first.station_id.id), (first, self.engineer, False)
        )
        self._tick_safety(order)
        self._give_to(self.south, order)
        self.assertEqual(first.state, "cancelled")
        self.assertEqual((order.visit_id.station_id, order.visit_id.number), (self.south, 2))
        self.assertEqual(order.open_safety_count, 2)
        self.assertFalse(order.worker_ids)

    def _assign_back(self, order):
        order.with_user(self.dispatcher)._assign(
            self.engineer, MORNING, MORNING + 60 * MINUTE, order.engineer_id, order.station_id
        )

    def test_g4_declined_job_has_no_visit_left(self):
        order = self._give_to(self.north)
        self._post_step(order, "decline", reason="Too far")
        self.assertEqual((order.visit_id.id, order.visit_ids.state), (False, "cancelled"))

    def test_s20_second_visit_of_a_station_is_no_first_time_fix(self):
        self.safety.item_ids.required = self.work.item_ids.required = False
        orders = self._take_on()
        for steps in (1, 2):
            order = orders if steps == 1 else self._take_on()
            orders |= order
            self._step_station(order, *[("action_arrive", 0), ("action_leave", 5)][: 2 * (steps - 1)])
            self._step_station(order, ("action_start", 20))
            self._as_station(order)._station_fill_voucher("Cleaned", "Cools", "1", True)
            self._step_station(order, ("action_finish", 40))
            self._as_station(order)._sign("Zhang", PNG)
            order.with_user(self.clerk).write({"solved": "yes"})
            order.with_user(self.clerk).action_close()
        self.env.flush_all()
        rows = self.env["aftersales.order.analysis"].browse(orders.ids)
        self.assertEqual(rows.mapped("first_fix_rate"), [100, 0])

    def test_visit_is_of_an_engineer_or_of_a_station(self):
        order = self._take_on()
        with self._refused_by_database("one_side"):
            order.visit_id.sudo().engineer_id = self.engineer
        with self._refused_by_database("one_side"):
            order.visit_id.sudo().station_id = False
