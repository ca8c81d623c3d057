from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ServiceCase

#: A Monday, eight o'clock by the clock of the calendar, which is UTC here.
MONDAY = datetime(2031, 3, 3, 8)
HOUR = timedelta(hours=1)


class DispatchCase(ServiceCase):
    """Two engineers who work 8–12 and 13–17, territories, skills, and the policy of rule S3."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.company.resource_calendar_id
        calendar.tz = "UTC"
        calendar.attendance_ids = [Command.clear()] + [
            Command.create(
                {
                    "name": "Work",
                    "dayofweek": str(day),
                    "hour_from": low,
                    "hour_to": high,
                    "day_period": period,
                }
            )
            for day in range(5)
            for low, high, period in ((8, 12, "morning"), (13, 17, "afternoon"))
        ]
        (cls.engineer | cls.other_engineer).write({"resource_calendar_id": calendar.id, "tz": "UTC"})
        cls.policy = cls.env.ref("aftersales_service.dispatch_policy_general")
        cls.north, cls.south = cls.env["aftersales.territory"].create(
            [
                {
                    "code": "TN",
                    "name": "North (test)",
                    "area": "urban",
                    "inside_minutes": 10,
                    "employee_ids": cls.engineer.ids,
                },
                {
                    "code": "TS",
                    "name": "South (test)",
                    "area": "suburban",
                    "employee_ids": cls.other_engineer.ids,
                },
            ]
        )
        cls.env["aftersales.territory.travel"].create(
            {"territory_id": cls.north.id, "other_id": cls.south.id, "minutes": 45}
        )
        cls.env["aftersales.skill"].create(
            [
                {"employee_id": cls.engineer.id, "product_categ_id": cls.category.id, "level": "3"},
                {"employee_id": cls.other_engineer.id, "product_categ_id": cls.category.id, "level": "1"},
            ]
        )
        cls.customer.aftersales_territory_id = cls.north

    def _registered(self, **vals):
        return self._play_until("registered", **vals)

    def _plan(self, order, engineer, start, hours=1, user=None, **kwargs):
        return order.with_user(user or self.dispatcher)._assign(
            engineer, start, start + hours * HOUR, order.engineer_id, order.station_id, **kwargs
        )

    def _rank(self, order, start=MONDAY, hours=1):
        rows = (
            self.env["aftersales.dispatch"]
            .with_user(self.dispatcher)
            ._rank(order, start, start + hours * HOUR)
        )
        mine = {self.engineer.id: "Li", self.other_engineer.id: "Wang"}
        return {mine[row["id"]]: row for row in rows if row["kind"] == "engineer" and row["id"] in mine}

    def _points(self, row):
        return [term["points"] for term in row["terms"]]


@tagged("post_install", "-at_install")
class TestRanking(DispatchCase):
    """S3: the proposal of the best engineer, with every term of the score."""

    def test_s3_every_term_is_shown_and_adds_up(self):
        """Skill 30, territory 10, free day 20, way 15 × (1 − 10/90), wish 15, repeat 0."""
        self.customer.aftersales_engineer_id = self.engineer
        rows = self._rank(self._registered())
        self.assertEqual(self._points(rows["Li"]), [30.0, 10.0, 20.0, 13.3, 15.0, 0.0])
        self.assertEqual(self._points(rows["Wang"]), [10.0, 0.0, 20.0, 7.5, 0.0, 0.0])
        for row in rows.values():
            self.assertAlmostEqual(row["total"], sum(self._points(row)))
            self.assertTrue(all(term["words"] and term["label"] for term in row["terms"]))
        self.assertEqual(list(rows), ["Li", "Wang"], "the best first")

    def test_s3_load_of_the_day_counts_fellow_workers_too(self):
        """4 of 8 hours: half of 20 points; another day does not count."""
        self._plan(self._registered(), self.engineer, MONDAY, 4, workers=self.other_engineer)
        order = self._registered()
        at = MONDAY + 6 * HOUR
        self.assertEqual([self._points(row)[2] for row in self._rank(order, at).values()], [10.0, 10.0])
        tuesday = MONDAY + timedelta(days=1)
        self.assertEqual([self._points(row)[2] for row in self._rank(order, tuesday).values()], [20.0, 20.0])

    def test_s3_the_way_begins_at_the_job_before(self):
        """From a job in the south it is 45 minutes, whatever the home territory."""
        self._plan(self._registered(territory_id=self.south.id), self.engineer, MONDAY)
        words = self._rank(self._registered(), MONDAY + 2 * HOUR)["Li"]["terms"][3]["words"]
        self.assertIn("45", words)

    def test_s3_nearest_skill_counts(self):
        """Expert of all air conditioners, learning the split ones: a split one is the latter."""
        below = self.env["product.category"].create({"name": "Split", "parent_id": self.category.id})
        self.env["aftersales.skill"].create(
            {"employee_id": self.engineer.id, "product_categ_id": below.id, "level": "1"}
        )
        self.assertEqual(self._points(self._rank(self._registered())["Li"])[0], 30.0)
        self.appliance.categ_id = below
        self.assertEqual(self._points(self._rank(self._registered())["Li"])[0], 10.0)

    def test_s3_repeat_job_goes_to_the_same_person_or_explicitly_not(self):
        first = self._play_until("signed", self.unit_free)
        self.assertEqual(first.engineer_id, self.engineer)
        order = self._registered(unit=self.unit_free)
        cases = {"same": [10.0, 0.0], "other": [0.0, 10.0], "any": [0.0, 0.0]}
        for mode, points in cases.items():
            self.policy.repeat_mode = mode
            rows = self._rank(order)
            self.assertEqual([self._points(rows[name])[5] for name in ("Li", "Wang")], points, mode)

    def test_s3_what_is_no_repeat_asks_for_nobody(self):
        """S11: whether it is one is decided elsewhere; refused as a repeat, it is a job like any other."""
        self._play_until("signed", self.unit_free)
        order = self._registered(unit=self.unit_free)
        self.assertEqual(order._get_last_engineer(), self.engineer)
        order.repeat_refusal = "Another fault"
        self.assertFalse(order._get_last_engineer())
        self.assertFalse(self._registered()._get_last_engineer(), "another unit")

    def test_s3_absent_and_declined_are_explained_and_come_last(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.engineer.resource_id.id,
                "calendar_id": self.engineer.resource_calendar_id.id,
                "date_from": MONDAY,
                "date_to": MONDAY + 4 * HOUR,
            }
        )
        order = self._registered()
        rows = self._rank(order)
        self.assertEqual(list(rows), ["Wang", "Li"])
        self.assertRegex(rows["Li"]["objections"][0], "Li is on leave")
        self.assertEqual(self._rank(order, MONDAY + 5 * HOUR)["Li"]["objections"], [], "only that morning")
        self._plan(order, self.other_engineer, MONDAY)
        order.with_user(self.other_engineer_user)._decline("Too far")
        self.assertRegex(self._rank(order)["Wang"]["objections"][0], "declined")

    def test_s3_skill_needed(self):
        self.policy.skill_required = True
        self.env["aftersales.skill"].search([("employee_id", "=", self.engineer.id)]).unlink()
        self.assertRegex(self._rank(self._registered())["Li"]["objections"][0], "no skill")

    def test_s3_stations_are_ranked_with_the_engineers(self):
        """N1: a station serves products and territories; its hours are its own business."""
        partner = self.env["res.partner"].create({"name": "Station (test)", "is_company": True})
        station = self.env["aftersales.station"].create(
            {"partner_id": partner.id, "product_categ_ids": self.category.ids}
        )
        self.north.station_ids = station
        rows = self.env["aftersales.dispatch"]._rank(self._registered(), MONDAY, MONDAY + 20 * HOUR)
        row = next(row for row in rows if (row["kind"], row["id"]) == ("station", station.id))
        self.assertEqual(self._points(row)[:2], [20.0, 10.0])
        self.assertFalse(row["objections"])

    def test_g2_dialog_proposes_working_time(self):
        """Asked on Sunday evening, the dialog does not propose nine o'clock at night."""
        for asked, proposed in ((MONDAY - 10 * HOUR, MONDAY), (MONDAY + HOUR / 2, MONDAY + HOUR)):
            with freeze_time(asked):
                self.assertEqual(self.env["aftersales.assign"].new().planned_start, proposed)

    def test_s3_dialog_ranks_and_warns(self):
        """The clerk's words on a screen: choose a time, read the ranking, confirm the overlap."""
        self._plan(self._registered(), self.engineer, MONDAY, 2)
        order = self._registered()
        context = order.with_user(self.dispatcher).action_open_assign()["context"]
        form = Form(self.env["aftersales.assign"].with_user(self.dispatcher).with_context(**context))
        form.planned_start = MONDAY + HOUR
        self.assertEqual(form.planned_end, MONDAY + 2 * HOUR, "the usual hour of the policy")
        self.assertEqual(form.ranking[0]["name"], "Wang", "Li is taken")
        form.engineer_id = self.engineer
        self.assertRegex(form.conflicts, "another job at that time")
        self.assertEqual(form.conflict_state, "confirm")
        wizard = form.save()
        with self._refused(UserError, "another job at that time"):
            wizard.action_assign()
        wizard.confirmed = True
        wizard.action_assign()
        self.assertEqual(order.engineer_id, self.engineer)

    def test_s3_ranking_takes_as_many_queries_for_many_engineers(self):
        order = self._registered()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["aftersales.dispatch"].with_user(self.dispatcher)._rank(order, MONDAY, MONDAY + HOUR)
            return self.cr.sql_log_count - before

        few = count()
        people = self.env["hr.employee"].create(
            [{"name": f"Engineer {index}", "aftersales_engineer": True} for index in range(20)]
        )
        self.north.employee_ids = [Command.link(each) for each in people.ids]
        self.env["aftersales.skill"].create(
            [{"employee_id": each.id, "product_categ_id": self.category.id} for each in people]
        )
        self.assertLessEqual(count(), few, "flat")


@tagged("post_install", "-at_install")
class TestConflicts(DispatchCase):
    """S3: overlap and overload, refused, confirmed or warned as the policy says."""

    def test_s3_overlap_just_before_at_and_just_after(self):
        """10 to 11 is taken: a job that ends at 10, or begins at 11, is none of its business."""
        self._plan(self._registered(), self.engineer, MONDAY + 2 * HOUR)
        minute = timedelta(minutes=1)
        for start, free in (
            (MONDAY + HOUR, True),
            (MONDAY + HOUR + minute, False),
            (MONDAY + 3 * HOUR - minute, False),
            (MONDAY + 3 * HOUR, True),
        ):
            order = self._registered()
            with self.subTest(start=start):
                if free:
                    self.assertFalse(self._plan(order, self.engineer, start, confirmed=False))
                    order.with_user(self.dispatcher).action_hand_back()
                else:
                    with self._refused(UserError, "another job at that time"):
                        self._plan(order, self.engineer, start, confirmed=False)

    def test_s3_overlap_of_a_fellow_worker(self):
        first = self._registered()
        self._plan(first, self.engineer, MONDAY, workers=self.other_engineer)
        self.assertEqual(first.worker_ids, self.other_engineer)
        with self._refused(UserError, "Wang has another job"):
            self._plan(self._registered(), self.other_engineer, MONDAY, confirmed=False)
        with self._refused(UserError, "Li has another job"):
            third = self._registered()
            self._plan(third, self.other_engineer, MONDAY + 30 * HOUR)
            self._plan(third, self.other_engineer, MONDAY, workers=self.engineer, confirmed=False)

    def test_s3_finished_job_takes_no_time(self):
        done = self._play_until("signed", self.unit_free)
        start, end = done.planned_start, done.planned_end
        order = self._registered()
        order.with_user(self.dispatcher)._assign(
            self.engineer, start, end, order.engineer_id, confirmed=False
        )
        self.assertEqual(order.state, "assessment")

    def test_s3_overload_is_warned_confirmed_or_refused(self):
        """Eight hours: exactly full is fine, one minute more is not; it is only warned by default."""
        self._plan(self._registered(), self.engineer, MONDAY, 7)
        order = self._registered()
        at = MONDAY + 7 * HOUR
        self.assertEqual(self._plan(order, self.engineer, at, 1, confirmed=False), [])
        warnings = self._plan(order, self.engineer, at, 61 / 60, confirmed=False)
        self.assertRegex(warnings[0], "too full: 8:01 planned, 8:00 possible")
        self.policy.max_load = 90
        self.policy.overload_rule = "confirm"
        with self._refused(UserError, "7:12 possible"):
            self._plan(order, self.engineer, at, 1, confirmed=False)
        self._plan(order, self.engineer, at, 1, confirmed=True)
        self.policy.overload_rule = "refuse"
        with self._refused(UserError, "7:12 possible"):
            self._plan(order, self.engineer, at, 1, confirmed=True)

    def test_s3_policy_of_the_past_is_not_asked(self):
        """A dated policy: the one in force today counts."""
        self.policy.date_to = "2020-12-31"
        self.policy.copy({"date_from": "2021-01-01", "date_to": False, "overlap_rule": "refuse"})
        self._plan(self._registered(), self.engineer, MONDAY)
        with self._refused(UserError, "another job"):
            self._plan(self._registered(), self.engineer, MONDAY, confirmed=True)

    def test_s3_several_orders_at_one_address(self):
        """A round of three orders at one time is one visit: they are in nobody's way."""
        orders = self._registered() | self._registered() | self._registered()
        orders.with_user(self.dispatcher)._assign(
            self.engineer, MONDAY, MONDAY + HOUR, self.env["hr.employee"], confirmed=False
        )
        self.assertEqual(orders.engineer_id, self.engineer)

    def test_s3_calendar_goes_through_the_same_guards(self):
        """Dragging in the calendar writes the planned time."""
        self._plan(self._registered(), self.engineer, MONDAY)
        order = self._registered()
        self._plan(order, self.engineer, MONDAY + 2 * HOUR)
        dragged = {"planned_start": MONDAY, "planned_end": MONDAY + HOUR}
        with self._refused(UserError, "another job at that time"):
            order.with_user(self.dispatcher).write(dragged)
        order.with_user(self.dispatcher).write(
            {"planned_start": MONDAY + HOUR, "planned_end": MONDAY + 2 * HOUR}
        )
        self.assertEqual(order.planned_start, MONDAY + HOUR)
        order.sudo().state = "settlement"
        with self._refused(UserError, "not open to dispatch"):
            order.with_user(self.dispatcher).write(dragged)

    def test_s3_figures_of_the_policy(self):
        for vals in ({"weight_skill": -1}, {"travel_limit": 0}, {"max_load": 0}, {"default_minutes": 0}):
            with self.subTest(vals), self._refused_by_database("figures_positive"):
                self.policy.write(vals)
        with self._refused(ValidationError, "already in force"):
            self.policy.copy({"date_from": "2020-01-01"})

    def test_s3_territory_proposes_the_area(self):
        self.customer.aftersales_territory_id = self.south
        self.assertEqual(self.customer.aftersales_area, "suburban")
        order = self._create_order()
        self.assertEqual((order.territory_id, order.area), (self.south, "suburban"))
        order.with_user(self.clerk).territory_id = self.north
        self.assertEqual(order.area, "urban")

    def test_s3_configuration_is_the_managers(self):
        records = (
            self.policy,
            self.north,
            self.north.travel_ids,
            self.env["aftersales.skill"].search([], limit=1),
        )
        for record in records:
            for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
                self.assertTrue(record.with_user(user).read(["display_name"]))
                with self.subTest(record=record, user=user.name), self.assertRaises(AccessError):
                    record.with_user(user).write({"company_id": self.company.id})
            record.with_user(self.manager).write({"write_date": record.write_date})

    def test_s3_territory_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["aftersales.territory"].create(
            {"code": "TN", "name": "Elsewhere", "company_id": other.id}
        )
        self.assertNotIn(foreign, foreign.with_user(self.dispatcher).search([]))
        with self._refused(UserError, "company"):
            self._create_order().territory_id = foreign
        with self._refused_by_database("pair_unique"):
            self.north.travel_ids.copy()
        with self._refused_by_database("two_territories"):
            self.north.travel_ids.other_id = self.north


@tagged("post_install", "-at_install")
class TestAmongEngineers(DispatchCase):
    """S3, G4: decline, hand over, take from the pool."""

    def test_g4_decline_goes_back_to_the_pool_and_the_owner_is_told(self):
        order = self._play_until("assessment")
        order.with_user(self.engineer_user)._decline(" No ladder ")
        self.assertEqual(
            (order.state, order.engineer_id.id, order.planned_start), ("registered", False, False)
        )
        decline = order.decline_ids
        self.assertEqual((decline.employee_id, decline.reason), (self.engineer, "No ladder"))
        self.assertFalse(decline.successor_id)
        activity = order.activity_ids.filtered(lambda each: each.user_id == order.user_id)
        self.assertRegex(" ".join(activity.mapped("summary")), "No ladder")

    def test_g4_decline_needs_a_reason_and_comes_before_the_repair(self):
        order = self._play_until("assessment", self.unit_free)
        for reason in ("", "  ", False, None, 5):
            with self._refused(UserError, "Say why"):
                order.with_user(self.engineer_user)._decline(reason)
        for user in (self.clerk, self.accountant):
            with self._refused(AccessError, "Your role"):
                order.with_user(user)._decline("No")
        with self.assertRaises(AccessError):
            order.with_user(self.other_engineer_user)._decline("Not mine")
        order.with_user(self.engineer_user).action_start()
        with self._refused(UserError, "is in step"):
            order.with_user(self.engineer_user)._decline("Too late")

    def test_g4_fellow_worker_does_not_give_the_job_away(self):
        order = self._registered()
        self._plan(order, self.engineer, MONDAY, workers=self.other_engineer)
        for give_away in (
            lambda mate: mate._decline("No time"),
            lambda mate: mate._hand_over(self.other_engineer, "Mine"),
        ):
            with self._refused(UserError, "job of Li"):
                give_away(order.with_user(self.other_engineer_user))

    def test_g4_dispatcher_takes_back_without_a_reason_the_engineer_does_not(self):
        order = self._play_until("assessment")
        with self._refused(AccessError, "Your role"):
            order.with_user(self.engineer_user).action_hand_back()
        order.with_user(self.dispatcher).action_hand_back()
        self.assertEqual(order.state, "registered")

    def test_g4_hand_over_to_a_colleague(self):
        order = self._registered()
        self._plan(order, self.engineer, MONDAY)
        nobody = self.env["hr.employee"]
        office = self.env["hr.employee"].create({"name": "Office"})
        mine = order.with_user(self.engineer_user)
        for colleague, sentence in (
            (nobody, "Choose"),
            (office, "not a service"),
            (self.engineer, "nothing to"),
        ):
            with self.subTest(sentence), self._refused(UserError, sentence):
                mine._hand_over(colleague, "Ill")
        taken = self._registered()
        self._plan(taken, self.other_engineer, MONDAY)
        with self._refused(UserError, "Wang has another job"):
            mine._hand_over(self.other_engineer, "Ill")
        taken.with_user(self.dispatcher).action_hand_back()
        mine._hand_over(self.other_engineer, "Ill")
        self.assertEqual((order.engineer_id, order.planned_start), (self.other_engineer, MONDAY))
        self.assertEqual(order.decline_ids.successor_id, self.other_engineer)
        with self.assertRaises(AccessError):
            mine.read(["name"])

    def test_s3_pool_shows_what_fits_and_nothing_of_the_customer(self):
        pool = self.env["aftersales.pool"]
        north, south = self._registered(), self._registered(territory_id=self.south.id)
        jobs = pool.with_user(self.engineer_user).search([])
        self.assertIn(north.id, jobs.ids)
        self.assertNotIn(south.id, jobs.ids, "not the territory")
        self.assertEqual(jobs.filtered(lambda job: job.id == north.id).fault, north.fault)
        self.assertFalse({"partner_id", "phone", "address", "contact_name"} & set(pool._fields))
        with self.assertRaises(AccessError):
            north.with_user(self.engineer_user).read(["name"])
        other = self.env["product.category"].create({"name": "Washers (test)"})
        self.env["aftersales.skill"].search([("employee_id", "=", self.engineer.id)]).product_categ_id = other
        self.assertNotIn(north.id, pool.with_user(self.engineer_user).search([]).ids, "not the product")

    def test_s3_pool_is_for_engineers(self):
        order = self._registered()
        pool = self.env["aftersales.pool"]
        for user in (self.clerk, self.accountant, self.dispatcher):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                pool.with_user(user).search([])
        self.engineer.aftersales_engineer = False
        self.assertFalse(pool.with_user(self.engineer_user).search([]))
        with self.assertRaises(AccessError):
            pool.with_user(self.engineer_user).browse(order.id)._ensure_mine()

    def _take(self, order, user, start=MONDAY):
        wizards = self.env["aftersales.take"].with_user(user)
        wizard = wizards.create({"pool_id": order.id, "planned_start": start, "planned_end": start + HOUR})
        return wizard.action_take()

    def test_s3_take_from_the_pool(self):
        order = self._registered()
        self._take(order, self.engineer_user)
        self.assertEqual((order.state, order.engineer_id), ("assessment", self.engineer))
        self.assertEqual(order.planned_start, MONDAY)
        self.assertTrue(order.with_user(self.engineer_user).customer_total is not None, "now he sees it")
        with self._refused(UserError, "somebody else was quicker"):
            self._take(order, self.engineer_user)

    def test_s3_take_what_does_not_fit_or_overlaps(self):
        south = self._registered(territory_id=self.south.id)
        with self.assertRaises(UserError):
            self._take(south, self.engineer_user)
        self._take(self._registered(), self.engineer_user)
        order = self._registered()
        with self._refused(UserError, "another job at that time"):
            self._take(order, self.engineer_user)
        with self._refused(UserError, "after the planned start"):
            self.env["aftersales.take"].with_user(self.engineer_user).create(
                {"pool_id": order.id, "planned_start": MONDAY, "planned_end": MONDAY}
            ).action_take()

    def test_s3_declined_job_does_not_come_back_to_the_same_engineer(self):
        order = self._registered()
        self._take(order, self.engineer_user)
        order.with_user(self.engineer_user)._decline("No ladder")
        self.assertNotIn(order.id, self.env["aftersales.pool"].with_user(self.engineer_user).search([]).ids)

    def test_s3_take_proposes_the_first_free_time(self):
        """Monday 7:30: work begins at 8, taken until 10; an hour fits at 10."""
        busy = self._registered()
        self._plan(busy, self.engineer, MONDAY, 2)
        order = self._registered()
        with patch.object(fields.Datetime, "now", lambda *_args: MONDAY - HOUR / 2):
            wizard = self.env["aftersales.take"].with_user(self.engineer_user).create({"pool_id": order.id})
        self.assertEqual((wizard.planned_start, wizard.planned_end), (MONDAY + 2 * HOUR, MONDAY + 3 * HOUR))

    def test_s3_declines_are_written_by_the_system(self):
        order = self._play_until("assessment")
        order.with_user(self.engineer_user)._decline("No ladder")
        decline = order.decline_ids
        for user in (self.engineer_user, self.clerk, self.manager):
            self.assertEqual(decline.with_user(user).reason, "No ladder")
            with self.assertRaises(AccessError):
                decline.with_user(user).write({"reason": "Other"})
        self.assertFalse(decline.with_user(self.other_engineer_user).search([("id", "=", decline.id)]))


@tagged("post_install", "-at_install")
class TestOwner(ServiceCase):
    """G4: an order without an owner who is there cannot exist."""

    def test_g4_owner_of_open_orders_is_not_archived(self):
        order = self._play_until("registered")
        self.assertEqual(order.user_id, self.clerk)
        for vals in ({"active": False}, {"group_ids": [Command.set([self.env.ref("base.group_user").id])]}):
            with self._refused(ValidationError, f"Chen still owns 1 open.*{order.name}"):
                self.clerk.write(vals)
        order.with_user(self.dispatcher)._hand_over_ownership(self.dispatcher, "Chen leaves")
        self.clerk.active = False
        self.assertEqual(order.user_id, self.dispatcher)

    def test_g4_owner_of_ended_orders_may_leave(self):
        order = self._play_until("registered")
        order.with_user(self.clerk)._cancel("Wrong number")
        self.clerk.active = False

    def test_g4_owner_stays_in_the_company_of_his_orders(self):
        self._play_until("registered")
        other = self.env["res.company"].create({"name": "Other"})
        with self._refused(ValidationError, "still owns"):
            self.clerk.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})

    def test_g4_ownership_is_handed_over_in_bulk_with_a_reason(self):
        orders = self._play_until("registered") | self._play_until("registered")
        with self._refused(UserError, "Say why"):
            orders.with_user(self.clerk)._hand_over_ownership(self.dispatcher, " ")
        with self._refused(UserError, "new owner"):
            orders.with_user(self.clerk)._hand_over_ownership(self.env["res.users"], "Holiday")
        for user in (self.engineer_user, self.accountant):
            with self._refused(AccessError, "Your role"):
                orders.with_user(user)._hand_over_ownership(self.dispatcher, "Holiday")
        orders.with_user(self.clerk)._hand_over_ownership(self.dispatcher, "Holiday")
        self.assertEqual(orders.user_id, self.dispatcher)

    def test_g4_nobody_who_left_and_no_outsider_becomes_owner(self):
        order = self._play_until("registered")
        self.manager.active = False
        outsider = self.env["res.users"].create(
            {
                "name": "Outsider",
                "login": "outsider",
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        for user in (self.manager, outsider):
            with self._refused(ValidationError, "cannot own"):
                order.with_user(self.dispatcher).user_id = user
