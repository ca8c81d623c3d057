from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_indicator import FIRST, LAST, IndicatorCase


class FiguresCase(IndicatorCase):
    """February and January as the night of 5 March wrote them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in ("2026-01-10", "2026-02-10", "2026-02-11"):
            cls._job(f"{day} 02:00:00", hours=6, opinion=80 if day < "2026-02" else 90)
        cls._job("2026-02-12 02:00:00", hours=2, engineer_id=cls.stranger.id)
        cls.indicators.search([]).minimum_sample = 1

    def _data(self, person=None, **choice):
        screen = self.env["aftersales.performance.dashboard"].with_user((person or self.leader).user_id)
        screen = screen.with_context(lang="en_US", allowed_company_ids=self.company.ids)
        return screen.get_data(**{"month": "2026-02-20", **choice})

    def _tile(self, code, **choice):
        indicator = self._indicator(code)
        return next(tile for tile in self._data(**choice)["tiles"] if tile["id"] == indicator.id)


@tagged("post_install", "-at_install")
class TestPerformanceDashboard(FiguresCase):
    """S20: the manager's month in figures."""

    def test_s20_figures_are_those_of_the_indicators(self):
        """S20: of every indicator, for the company and each team, and as many records as its list."""
        self._run_night()
        for tile in self._data()["tiles"]:
            indicator = self.indicators.browse(tile["id"])
            found = indicator._measure(self.company, "company", FIRST, LAST).get(False, {})
            total, records = found.get(indicator, (0.0, 0))
            with self.subTest(indicator.code):
                self.assertEqual(tile["records"].partition(" ")[0], str(records))
                figure = indicator._get_value(total, records) if records else 0
                value = indicator._format_value(figure, self.company.currency_id) if records else "–"
                self.assertEqual(tile["value"], value)
                if records:
                    value = self.values.browse(tile["value_id"]).with_user(self.leader.user_id)
                    action = value.action_view_records()
                    listed = self.env[action["res_model"]].with_user(self.leader.user_id)
                    self.assertEqual(listed.search_count(action["domain"]), records)
        rows = self._data(indicator_id=self._indicator("closed").id)["rows"]
        self.assertEqual(
            [(row["name"], row["text"], row["records"]) for row in rows],
            [(self.department.name, "2", 2), (self.other_department.name, "1", 1)],
        )

    def test_s20_month_beside_the_month_before(self):
        """S20: better is green by the direction of the indicator; too few records are not judged."""
        self._run_night()
        tile = self._tile("satisfaction_rate")
        self.assertEqual(
            (tile["value"], tile["before"], tile["tone"]), ("90.0 %", "month before: 80.0 %", "success")
        )
        tile = self._tile("close_hours")
        self.assertEqual(
            (tile["value"], tile["before"], tile["tone"]), ("4.7 h", "month before: 6.0 h", "success")
        )
        self.assertEqual(self._tile("closed")["tone"], "none", "neither is better")
        self._indicator("satisfaction_rate").minimum_sample = 2
        self._run_night()
        self.assertEqual(self._tile("satisfaction_rate")["tone"], "none")

    def test_s20_trend_and_comparison_of_what_is_chosen(self):
        self._run_night()
        hours = self._indicator("close_hours")
        data = self._data(indicator_id=hours.id, kind="engineer")
        self.assertEqual((data["indicator_id"], len(data["trend"]["values"])), (hours.id, 12))
        self.assertEqual(data["trend"]["values"][-2:], [6.0, 4.67])
        self.assertEqual(
            [row["name"] for row in data["rows"]],
            [self.stranger.name, self.engineer.name],
            "fewer hours are better",
        )
        self.assertEqual(self._data(kind="x' OR 1=1")["kind"], "team")
        calls = self._data(
            indicator_id=self.env.ref("aftersales_performance.indicator_call_rate").id, kind="engineer"
        )
        self.assertEqual((calls["kind"], [kind for kind, _label in calls["kinds"]]), ("agent", ["agent"]))
        self.assertEqual((data["before"], data["after"]), ("2026-01-01", "2026-03-01"))

    def test_s20_opens_on_the_last_month_with_figures(self):
        """S20: the present month once the night has measured it, as far as it is."""
        self.assertEqual(self._data(month=False)["month"], "2026-02-01")
        self._job("2026-03-02 02:00:00", hours=2)
        self._run_night()
        data = self._data(month=False)
        self.assertEqual((data["month"], data["after"]), ("2026-03-01", False))
        self.assertEqual(data["status"], "so far, as of last night")

    def test_s20_a_month_that_runs_is_judged_by_means_only(self):
        """S20: two tickets until today are not worse than five of the whole month before."""
        for month, number in ((2, 5), (3, 2)):
            for each in range(number):
                clocks = {"answer": "met_in_time" if month == 2 else "met_late"}
                self._job(f"2026-0{month}-02 01:00:00", clocks, hours=1 + each)
        self.env["aftersales.indicator"].search([("active", "=", True)]).minimum_sample = 1
        self._run_night()
        tones = {tile["id"]: tile["tone"] for tile in self._data(month="2026-03-01")["tiles"]}
        self.assertEqual(tones[self._indicator("tickets").id], "none")
        self.assertEqual(tones[self._indicator("answer_rate").id], "danger")

    def test_s20_says_how_far_a_month_is_settled(self):
        """S20: with two months that move, the one before still does and the one before that does not."""
        self.company.aftersales_indicator_refresh = 2
        for month, status in (("2026-02-28", "measured anew every night"), ("2026-01-31", "final")):
            self.assertEqual(self._data(month=month)["status"], status)

    def test_s28_stars_are_counted_by_class(self):
        self.assertIsNone(self._data()["stars"], "nobody is rated yet")
        ratings = self.env["aftersales.star.rating"]._rate(self.company, FIRST)
        data = self._data()
        self.assertEqual(sum(row["count"] for row in data["stars"]), len(ratings))
        for row in data["stars"]:
            found = self.env["aftersales.star.rating"].with_user(self.leader.user_id)
            self.assertEqual(found.search_count(row["action"]["domain"]), row["count"])

    def test_g1_for_managers_pools_for_those_who_see_them(self):
        self.assertIsNone(self._data()["pools"])
        for person in (self.engineer, self.head, self.agent):
            with self._refused(AccessError, "for managers"):
                self._data(person)
        self.leader.user_id.group_ids = [Command.link(self.env.ref("aftersales_performance.group_bonus").id)]
        pool = self.env["aftersales.bonus.pool"].create(
            {"company_id": self.company.id, "quarter": fields.Date.to_date("2025-10-01")}
        )
        (row,) = self._data()["pools"]
        self.assertEqual((row["name"], row["is_open"]), (pool.display_name, True))

    def test_queries_do_not_grow(self):
        """S20: as many queries for three people as for thirty."""
        counts = []
        for size in (3, 3, 30):  # the first call fills the caches of rights
            for number in range(size):
                self._job(hours=2, engineer_id=self._create_person(f"hand {len(counts)}-{number}").id)
            self._run_night()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data(kind="engineer")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], max(counts[:2]), counts)


@tagged("post_install", "-at_install")
class TestPerformanceDashboardTour(FiguresCase, HttpCase):
    def test_s20_a_manager_goes_from_the_month_to_the_records(self):
        """S20: a tile chooses trend and comparison, and opens its records."""
        for kind in ("company", "team", "engineer"):
            self.values._write_values(self.company, kind, fields.Date.to_date("2026-01-01"), LAST)
        user = self.leader.user_id
        user.with_context(no_reset_password=True).write({"password": user.login, "lang": "en_US"})
        self.start_tour("/odoo/month-in-figures", "aftersales_performance_dashboard", login=user.login)
