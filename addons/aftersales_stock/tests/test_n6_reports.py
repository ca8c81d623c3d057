from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StockCase


@tagged("post_install", "-at_install")
class TestPartsReports(StockCase):
    """N4, N6: what stations had at any date, what was used, how often the stock turned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_price(100)

    def _report(self, kind, user=None, **vals):
        wizard = self.env["aftersales.parts.report"].with_user(user or self.dispatcher)
        wizard = wizard.with_context(default_kind=kind).create(vals)
        action = wizard.action_open()
        return self.env[action["res_model"]].with_user(user or self.dispatcher).search(action["domain"])

    def test_n6_parts_and_limit_at_any_date(self):
        """Yesterday 1,000.00 left and 5 parts; today 4 parts more and 200.00 taken off."""
        yesterday = self.today - timedelta(days=1)
        self._pay(self.north, 1500)
        self._stock(9)
        first = self._move_by_hand(self.north, 5)
        self.north.sudo().deposit_entry_ids.date = yesterday
        moment = first.date_done - timedelta(days=1)
        first.move_ids.date = first.move_line_ids.date = moment
        self._move_by_hand(self.north, 4)
        self._deduct(self.north, 200)
        row = self._report("exposure")
        self.assertEqual(row.station_id, self.north)
        self.assertEqual((row.value, row.deposit, row.limit, row.left), (900, 1300, 3900, 3000))
        self.assertAlmostEqual(row.share, 900 / 3900 * 100)
        row = self._report("exposure", date_to=yesterday)
        self.assertEqual((row.value, row.deposit, row.limit, row.left), (500, 1500, 4500, 4000))
        self.assertFalse(self._report("exposure", date_to=yesterday - timedelta(days=1)))
        # today it is what the station's own meter says
        self.assertEqual((self.north.parts_total, self.north.parts_left), (900, 3000))

    def test_n6_not_before_the_day_has_come(self):
        with self._refused(UserError, "has not come yet"):
            self._report("exposure", date_to=self.today + timedelta(days=1))

    def test_n6_readers(self):
        for user in (self.accountant, self.keeper, self.manager):
            self._report("exposure", user)
        with self._refused(AccessError, "."):
            self._report("exposure", self.engineer_user)

    def test_n6_queries_do_not_grow(self):
        self._pay(self.north)
        counts = []
        for more in (2, 20):
            for index in range(more):
                self._pay(self._create_station(f"Station {more} {index}"))
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self._report("exposure", self.env.user)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_n4_usage_by_part_and_fault(self):
        fault = self.env["aftersales.fault"].create({"name": "Fan stands still", "code": "TEST-F1"})
        vals = {
            "partner_id": self.customer.id,
            "fault": "No air",
            "fault_id": fault.id,
            "station_id": self.north.id,
            "line_ids": [Command.create({"product_id": self.part.id, "quantity": 2})],
        }
        done, _open = self.env["aftersales.order"].create([{**vals, "state": "repair"} for _each in range(2)])
        done.state = "closed"
        usage = self.env["aftersales.part.analysis"].with_user(self.dispatcher)
        groups = usage._read_group([], ["product_id", "fault_id", "station_id"], ["quantity:sum"])
        self.assertEqual(groups, [(self.part, fault, self.north, 2.0)])
        with self._refused(AccessError, "."):
            self.env["aftersales.part.analysis"].with_user(self.engineer_user).search([])

    def test_n18_turns_of_the_stock(self):
        """10 at the beginning, 6 at the end, 4 used in 73 days: 2.5 turns a year, 146 days."""
        first = self.today - timedelta(days=72)
        shelf, jobs = (
            self.warehouse.lot_stock_id,
            self.part.with_company(self.company).property_stock_production,
        )
        supplier = self.env.ref("stock.stock_location_suppliers")
        product = self.env["product.product"].create(
            {"name": "Turning", "is_storable": True, "standard_price": 5}
        )
        for source, target, quantity, days in (
            (supplier, shelf, 10, 80),
            (shelf, jobs, 5, 20),
            (jobs, shelf, 1, 10),
        ):
            move = self.env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                }
            )
            move._action_confirm()
            move.write({"quantity": quantity, "picked": True})
            move._action_done()
            move.date = move.move_line_ids.date = move.date - timedelta(days=days)
        rows = self._report("turns", self.keeper, date_from=first)
        row = rows.filtered(lambda each: each.product_id == product)
        self.assertEqual((row.opening, row.closing, row.out, row.value), (10, 6, 4, 40))
        self.assertAlmostEqual(row.turns, 2.5)
        self.assertAlmostEqual(row.days, 146)
