from datetime import datetime, timedelta
from random import Random

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..const import STATES
from .common import ServiceCase
from .test_clock import HOUR, MONDAY, ClockCase

#: Four in the afternoon in Shanghai.
NOW = MONDAY + 7 * HOUR
#: The midnights of Shanghai that begin and end this day.
TODAY, TOMORROW = datetime(2026, 5, 31, 16, 0), datetime(2026, 6, 1, 16, 0)
SECOND = timedelta(seconds=1)


class DashboardCase(ClockCase):
    def _get_data(self, user=None, **context):
        dashboard = self.env["aftersales.dashboard"].with_user(user or self.dispatcher)
        with freeze_time(NOW):
            return dashboard.with_context(lang="en_US", **context).get_data()

    def _get_tiles(self, **kwargs):
        """Return key → tile."""
        return {tile["key"]: tile for group in self._get_data(**kwargs)["groups"] for tile in group["tiles"]}

    def _make(self, state="registered", requested=NOW - HOUR, **vals):
        """An order as the database may hold it; how it came there is told elsewhere."""
        order = self.env["aftersales.order"].create(
            {"lot_id": self.unit_paid.id, "fault": "Noise", "request_date": requested}
        )
        order.write({"state": state, **vals})
        return order


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase):
    """The screen "Today" (S20): every number is the number of records that a click on it lists."""

    def _make_random(self, random, count):
        moments = [TODAY + timedelta(minutes=random.randint(-20 * 1440, 1440)) for _index in range(4 * count)]
        for _index in range(count):
            order = self._make(
                random.choice(STATES)[0],
                moments.pop(),
                next_deadline=random.choice((False, moments.pop())),
                planned_start=random.choice((False, moments.pop())),
                closed_on=random.choice((False, moments.pop())),
                quotation_state=random.choice(("none", "open", "accepted")),
                invoice_state=random.choice(("none", "to_invoice", "open", "paid")),
                reopen_count=random.choice((0, 0, 1)),
            )
            if order.state == "closed" and not order.closed_on:
                order.closed_on = NOW
            if order.planned_start:
                order.engineer_id = random.choice((self.engineer, self.other_engineer))
        self.env.flush_all()

    def test_s20_every_number_is_the_length_of_its_list(self):
        """S20: over random orders; shares list the orders they judge, charts and rankings theirs."""
        for seed in range(3):
            self._make_random(Random(seed), 40)
            data = self._get_data()
            with freeze_time(NOW), self.subTest(seed=seed):
                for group in data["groups"]:
                    for tile in group["tiles"]:
                        records = self.env[tile["action"]["res_model"]].with_user(self.dispatcher)
                        count = records.search_count(tile["action"]["domain"])
                        if group["key"] == "rates":
                            self.assertTrue(not count or f"of {count}" in tile["hints"], tile)
                        else:
                            self.assertEqual(tile["value"], count, tile["key"])
                orders = self.env["aftersales.order"].with_user(self.dispatcher)
                for row in data["engineers"]:
                    self.assertEqual(row["done"] + row["open"], orders.search_count(row["action"]["domain"]))
                for row in (row for top in data["tops"] for row in top["rows"]):
                    self.assertEqual(row["value"], orders.search_count(row["action"]["domain"]))
                for series in data["trend"]["series"]:
                    for day, value in zip(data["trend"]["days"], series["values"], strict=True):
                        limits = [(series["field"], ">=", day["start"]), (series["field"], "<", day["end"])]
                        self.assertEqual(value, orders.search_count([*series["domain"], *limits]))

    def test_s3_left_over_begins_at_midnight_of_the_company(self):
        """S3: a second before midnight in Shanghai was yesterday; an assigned one is not left over."""
        before = self._get_tiles()["left_over"]["value"]
        self._make(requested=TODAY - SECOND)
        self._make(requested=TODAY)
        self._make("assessment", requested=TODAY - SECOND)
        tile = self._get_tiles()["left_over"]
        self.assertEqual((tile["value"] - before, tile["tone"]), (1, "danger"))
        self.assertEqual(tile["hints"], ["oldest: May 31"])

    def test_s9_missed_and_near_do_not_overlap(self):
        """S9: the deadline itself is not missed; two hours ahead is near, a second more is not."""
        before = self._get_tiles()
        for offset in (-SECOND, timedelta(), 2 * HOUR, 2 * HOUR + SECOND):
            self._make("assessment", next_deadline=NOW + offset)
        self._make("closed", next_deadline=NOW - HOUR, closed_on=NOW)
        after = self._get_tiles()
        self.assertEqual(after["breached"]["value"] - before["breached"]["value"], 1)
        self.assertEqual(after["near"]["value"] - before["near"]["value"], 2)

    def test_s20_requests_are_compared_by_the_same_time_of_the_day(self):
        """S20: until four o'clock yesterday and a week ago, not the whole of those days."""
        day = timedelta(days=1)
        for moment in (
            TODAY, NOW, TOMORROW - SECOND, TOMORROW,  # today: three of four
            NOW - day - SECOND, NOW - day, TODAY - day,  # yesterday by now: two of three
            NOW - 7 * day - SECOND,  # a week ago: one
        ):  # fmt: skip
            self._make(requested=moment)
        tile = self._get_tiles()["requested"]
        self.assertEqual(tile["value"], 3)
        self.assertEqual(tile["hints"], ["yesterday by now: 2", "a week ago by now: 1"])

    def test_s20_share_tells_its_number_and_its_target(self):
        """S20: a share says of how many, is red below the company's target and green at it."""
        self.assertEqual(self._get_tiles()["first_fix"]["value"], "–")
        for reopened in (0, 0, 0, 1):
            self._make("closed", closed_on=NOW - HOUR, reopen_count=reopened)
        for target, tone in ((74.9, "success"), (75, "success"), (75.1, "danger")):
            self.company.aftersales_target_first_fix = target
            tile = self._get_tiles()["first_fix"]
            self.assertEqual((tile["value"], tile["tone"], tile["hints"]), ("75.0 %", tone, ["of 4"]))

    def test_s20_idle_engineers_are_seen(self):
        """S20: who has nothing to do today stands in the list as well."""
        self._make("assessment", planned_start=NOW, engineer_id=self.engineer.id)
        self._make("follow_up", planned_start=NOW, engineer_id=self.engineer.id)
        self._make("cancelled", planned_start=NOW, engineer_id=self.engineer.id)
        rows = {row["name"]: (row["done"], row["open"]) for row in self._get_data()["engineers"]}
        self.assertEqual(rows[self.engineer.name], (1, 1))
        self.assertEqual(rows[self.other_engineer.name], (0, 0))

    # Rights ---------------------------------------------------------------------------

    def test_g1_who_may_see_it(self):
        """G1: dispatchers and managers; nobody else by a remote call either."""
        for user in (self.engineer_user, self.clerk, self.accountant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._get_data(user=user)
        self.assertTrue(self._get_data(user=self.manager)["groups"])

    def test_g1_only_the_chosen_companies(self):
        """G1: the company switcher decides, and another company's dispatcher sees nothing of ours."""
        self._make()
        other = self.env["res.company"].create({"name": "Other centre"})
        self.dispatcher.company_ids |= other
        mine = self._get_tiles(allowed_company_ids=self.company.ids)["unassigned"]["value"]
        self.assertGreaterEqual(mine, 1)
        self.assertEqual(self._get_tiles(allowed_company_ids=other.ids)["unassigned"]["value"], 0)
        both = self._get_tiles(allowed_company_ids=(self.company | other).ids)["unassigned"]["value"]
        self.assertEqual(both, mine)

    def test_queries_do_not_grow(self):
        """One call costs the same for three orders and for sixty."""
        counts = []
        for size in (3, 3, 60):  # the first call fills the caches of rights
            self._make_random(Random(1), size)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # As the web client does: where no company is named, it is the user's, which is read again or not,
            # as long as the garbage collector leaves the environment of the call before.
            self._get_data(allowed_company_ids=self.company.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestDashboardTour(ServiceCase, HttpCase):
    def test_dispatcher_clicks_from_number_to_list(self):
        """S20: the first screen of a dispatcher; numbers and bars open their orders."""
        visited = self._create_order()
        visited.write({"state": "assessment", "planned_start": self.now, "engineer_id": self.engineer.id})
        self._create_order().state = "parts"
        self.dispatcher.with_context(no_reset_password=True).password = self.dispatcher.login
        self.start_tour("/odoo/service-today", "aftersales_dashboard", login=self.dispatcher.login)
