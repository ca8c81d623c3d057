from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StockCase


@tagged("post_install", "-at_install")
class TestForecast(StockCase):
    """N8: parts of next month from the faults of the months before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.first = cls.today.replace(day=1)
        cls.fault = cls.env["aftersales.fault"].create({"name": "Fan stands still", "code": "TEST-F1"})
        for month, count in enumerate((2, 4, 3, 3), -4):
            cls._repair(cls.north, month, count)

    @classmethod
    def _repair(cls, station, month, count, state="closed", **vals):
        """So many repairs of the fault in that month, with a part each."""
        day = datetime.combine(cls.first + relativedelta(months=month, days=9), datetime.min.time())
        orders = cls.env["aftersales.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "fault": "No air",
                    "fault_id": cls.fault.id,
                    "station_id": station.id,
                    "request_date": day,
                    "state": "repair",
                    "line_ids": [Command.create({"product_id": cls.part.id, "quantity": 1.0})],
                    **vals,
                }
                for _each in range(count)
            ]
        )
        orders.state = state

    def _forecast(self, user=None):
        action = self.env["aftersales.part.forecast"].with_user(user or self.dispatcher).action_open()
        return (
            self.env["aftersales.part.forecast"].with_user(user or self.dispatcher).browse(action["res_id"])
        )

    def _line(self, report, station):
        return report.line_ids.filtered(
            lambda line: line.station_id == station and line.product_id == self.part
        )

    def test_n8_the_mean_of_the_months_with_its_reasons(self):
        self.policy.forecast_weight = 100
        report = self._forecast()
        line = self._line(report, self.north)
        self.assertEqual((report.month, report.month_count), (self.first + relativedelta(months=1), 4))
        self.assertAlmostEqual(line.quantity, 3.0)
        self.assertEqual((line.last_quantity, line.at_station, line.to_ask), (3, 0, 3))
        self.assertIn("TEST-F1", line.explanation)
        self.assertIn("3.0 repairs × 1.00", line.explanation)
        self.assertIn("4 complete months", report.how_text)

    def test_n8_compared_with_repeating_the_month_before(self):
        """Off by |4-2| + |3-3| + |3-3| = 2.0 against |4-2| + |3-4| + |3-3| = 3.0."""
        self.policy.forecast_weight = 100
        report = self._forecast()
        self.assertEqual((report.test_months, report.own_error, report.last_error), (3, 2.0, 3.0))
        self.assertIn("off by 2.0 pieces in all", report.test_text)
        self.policy.forecast_test_months = 0
        report.action_refresh()
        self.assertIn("too few months", report.test_text)

    def test_n8_what_is_at_the_station_is_not_asked_for(self):
        self._set_price(10)
        self._pay(self.north)
        for quantity, to_ask in ((2, 1), (1, 0), (1, 0)):
            self._stock(quantity)
            self._move_by_hand(self.north, quantity)
            self.assertEqual(self._line(self._forecast(), self.north).to_ask, to_ask)

    def test_n8_months_at_and_beyond_the_window(self):
        """Twelve months count, the thirteenth does not, nor does the month that is not over."""
        self._repair(self.south, -12, 1)
        self._repair(self.south, 0, 5)
        self.assertEqual(self._forecast().month_count, 12)
        self._repair(self.south, -13, 7)
        report = self._forecast()
        self.assertEqual(report.month_count, 12)
        self.assertAlmostEqual(self._line(report, self.south).last_quantity, 0)
        self.assertLess(self._line(report, self.south).quantity, 0.1)

    def test_n8_open_jobs_and_jobs_of_the_house_do_not_count(self):
        self._repair(self.south, -1, 3, state="repair")
        self._repair(self.env["aftersales.station"], -1, 3)
        self.assertFalse(self._line(self._forecast(), self.south))

    def test_n8_for_regional_managers_and_keepers(self):
        self._forecast(self.keeper)
        for user in (self.engineer_user, self.accountant):
            with self._refused(AccessError, "."):
                self._forecast(user)

    def test_n8_queries_do_not_grow(self):
        self._forecast()
        parts = self.env["product.product"].create([{"name": f"Part {index}"} for index in range(30)])
        report = self.env["aftersales.part.forecast"].create({})
        report.action_refresh()
        self.env.flush_all()
        counts = []
        for station, products in ((self.south, parts[:3]), (self.south, parts[3:])):
            for product in products:
                lines = [Command.create({"product_id": product.id})]
                self._repair(station, -1, 1, line_ids=lines)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            report.action_refresh()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
