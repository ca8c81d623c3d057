from collections import Counter
from datetime import datetime, timedelta

from odoo.modules.module import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

from ..const import OPINION_ORDER_STATES
from ..demo.cases import CASES
from ..demo.month import Month

#: A Wednesday evening in Shanghai; the same month is played every day.
NOW = datetime(2026, 9, 30, 10)


@tagged("post_install", "-at_install")
class TestDemoMonth(TransactionCase):
    """The month of `make month` is played by the buttons: a step that breaks shows here.

    A few requests of it are played; of the whole month only what is drawn is looked at.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for path in get_manifest("aftersales_service")["demo"]:
            if path.split("/")[1].split("_")[0] not in (
                "story",
                "contract",
                "workshop",
                "complaint",
                "cash",
                "care",
            ):  # played, not loaded
                convert_file(cls.env, "aftersales_service", path, {}, mode="init", noupdate=True)
        before = cls.env["aftersales.order"].search([])
        cls.month = Month(cls.env, now=NOW, requests=30)
        cls.month.play()
        cls.orders = cls.env["aftersales.order"].search([]) - before

    def test_the_buttons_are_pressed(self):
        """From the request to the paid invoice and the call-back, at the centre and at a branch."""
        states = Counter(self.orders.mapped("state"))
        self.assertGreater(states["closed"], len(self.orders) / 2)
        self.assertLessEqual({"A", "C"}, set(self.orders.mapped("service_type")))
        self.assertTrue(self.orders.station_id)
        self.assertIn("paid", self.orders.mapped("invoice_state"))
        self.assertTrue(self.orders.clock_ids.filtered(lambda each: each.state == "met_late"))
        opinions = self.orders.opinion_ids
        self.assertEqual(
            opinions.order_id,
            self.orders.filtered(
                lambda each: each.state in OPINION_ORDER_STATES and each.service_type != "D"
            ),
        )
        self.assertGreater(len(opinions.filtered("score")), 2)
        self.assertFalse(opinions.complaint_id)
        called = self.orders.callback_ids.filtered(lambda each: each.state == "done")
        self.assertGreater(len(called), states["closed"] / 2)
        self.assertFalse(called.filtered("finding"), "nobody was charged otherwise")

    def test_nothing_happens_in_the_future_or_backwards(self):
        for order in self.orders:
            moments = [order.request_date, order.repair_start, order.repair_end, order.closed_on, NOW]
            moments = [moment for moment in moments if moment]
            self.assertEqual(moments, sorted(moments), order.name)
        self.assertLessEqual(max(self.orders.message_ids.mapped("date")), NOW)
        lines = self.env["aftersales.worklog"].search([("order_id", "in", self.orders.ids)])
        self.assertTrue(lines)
        self.assertTrue(all(0 < line.minutes <= 240 for line in lines))

    def test_played_once(self):
        count = self.env["aftersales.order"].search_count([])
        Month(self.env, now=NOW, requests=30).play()
        self.assertEqual(self.env["aftersales.order"].search_count([]), count)

    def test_the_whole_month_is_a_believable_one(self):
        """Drawn, not played: enough orders, of every kind, and nothing too often."""
        month = Month(self.env, now=NOW)
        month.stations = self.month.stations
        jobs = month.draw_jobs(self.month.units)
        owners = Counter(job.unit.aftersales_partner_id for job in jobs)
        self.assertGreaterEqual(len(jobs) + len(CASES), 400)
        self.assertLess(max(job.requested for job in jobs), NOW)
        self.assertGreater(NOW - min(job.requested for job in jobs), timedelta(days=28))
        self.assertGreater(owners[self.env.company.partner_id], 5, "internal jobs (D)")
        contracts = self.env["aftersales.contract"].search([("state", "=", "running")])
        self.assertGreater(sum(owners[partner] for partner in contracts.partner_id), 10, "contract jobs (B)")
        again = [count for count in Counter((job.unit, job.fault) for job in jobs).values() if count > 1]
        self.assertIn(len(again), range(8, 40), "repeat repairs")
        self.assertEqual(len({job.station for job in jobs}), 3, "the centre and two branches")
        self.assertIn(sum(bool(job.delay) for job in jobs), range(20, 80), "late visits")
        self.assertGreater(sum(job.fate < 0.03 for job in jobs), 5, "cancelled")
        self.assertGreater(len({job.text for job in jobs}), 40)
