from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestUse(KilledMixin, OldPartCase):
    """N4, N10: what a station uses leaves its stock, owes its old part, and is reported by the 10th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.north)

    def _at_station(self, product=None):
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.north.location_id.id), ("product_id", "=", (product or self.part).id)]
        )
        return sum(quants.mapped("quantity"))

    def test_n10_a_part_leaves_the_stations_stock_and_owes_the_old_one(self):
        """N10, N11: one record a piece, due on the 15th and last on the end of the next month."""
        central = self.part.with_context(location=self.warehouse.lot_stock_id.id).qty_available
        uses = self._use(2)
        self.assertEqual(uses.order_id.line_ids.filtered(lambda line: line.kind == "part").source, "own")
        self.assertEqual(self._at_station(), 18)
        self.env.invalidate_all()
        self.assertEqual(
            self.part.with_context(location=self.warehouse.lot_stock_id.id).qty_available, central
        )
        self.assertEqual(uses.mapped("quantity"), [1, 1])
        self.assertEqual(uses.mapped("value"), [100, 100])
        self.assertEqual(set(uses.mapped("state")), {"owed"})
        self.assertEqual(set(uses.mapped("due_on")), {self.next_month.replace(day=15)})
        self.assertEqual(set(uses.mapped("last_on")), {self._close_of(self.next_month)})
        self.assertTrue(all(uses.mapped("from_station")))

    def test_n6_using_a_part_does_not_change_what_is_out(self):
        """N6, N10: the part goes from held to used; only the write-off takes it off the limit."""
        before = self.north._get_exposures()[self.north.id]
        self._use(3)
        self.env.invalidate_all()
        after = self.north._get_exposures()[self.north.id]
        self.assertEqual((before.held, before.owed), (2000, 0))
        self.assertEqual((after.held, after.owed, after.total), (1700, 300, before.total))
        self.assertEqual(self.north.parts_owed, 300)
        self.assertIn("used and not written off", self.north.parts_explanation)

    def test_n10_only_warranty_jobs_count(self):
        """N10: a part that the customer pays is recorded, and owes nothing."""
        uses = self._use(1, unit=self.unit_paid)
        self.assertEqual((uses.payer, uses.state, uses.due_on), ("customer", "none", False))
        self.env.invalidate_all()
        self.assertEqual(self.north._get_exposures()[self.north.id].total, 1900)

    def test_n10_without_stock_the_part_comes_from_the_warehouse(self):
        """N6: never released to the station, it does not count; its old part is owed all the same."""
        self.south._ensure_locations()
        uses = self._use(1, station=self.south)
        self.assertEqual((uses.state, uses.from_station), ("owed", False))
        self.assertEqual(self.south._get_exposures()[self.south.id].total, 0)

    def test_n10_what_is_measured_is_one_record(self):
        self.part.uom_id = self.env.ref("uom.product_uom_meter")
        uses = self._use(2.5)
        self.assertEqual((uses.mapped("quantity"), uses.mapped("value")), ([2.5], [250]))

    def test_n10_recorded_once(self):
        """N10: the end of the work records each line once, whoever runs it again."""
        uses = self._use(2)
        uses.order_id.line_ids._store_costs()
        self.assertEqual(self.north.part_use_ids, uses)

    def test_n10_without_a_supply_price_nothing_counts(self):
        product = self.env["product.product"].create({"name": "Screw", "is_storable": True})
        self._supply(self.north, 1, product)
        self.assertEqual(self._use(product=product).value, 0)

    def test_n10_queries_of_recording_do_not_grow(self):
        """N10: the parts of eight lines are recorded with the queries of two."""
        counts = []
        for size in (2, 8):
            order = self._job()
            line = order.line_ids.filtered(lambda each: each.kind == "part")
            with patch.object(self.registry[line._name], "_ensure_open", lambda _lines: None):
                lines = line.union(*(line.copy({"move_id": line.move_id.id}) for _each in range(size))) - line
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            uses = self.env["aftersales.part.use"]._record(lines)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(uses), size)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # Report -----------------------------------------------------------------------------------

    def test_n10_report_on_the_tenth_is_in_time_on_the_eleventh_late(self):
        """N10: filled in from the jobs; the 10th is in time, the 11th is late."""
        uses = self._use(2) | self._use(1, unit=self.unit_paid)
        for day, late in ((9, False), (10, False), (11, True)):
            with self.subTest(day=day):
                report = self._report(day=self.next_month.replace(day=day))
                self.assertEqual((report.state, report.late), ("submitted", late))
                self.assertEqual(report.use_ids, uses)
                self.assertEqual((report.use_count, report.owed_count, report.value), (3, 2, 200))
                report.sudo().write({"state": "draft"})
        self.assertEqual(report.due_on, self.next_month.replace(day=10))

    def test_n10_reports_are_made_once_and_late_ones_told_once(self):
        """N10: killed or run twice, there is one report a month and one reminder, after the 10th."""
        self._use(1)
        self._run_cron("open_usage_reports")
        reports = self.env["aftersales.usage.report"].search([("station_id", "=", self.north.id)])
        self.assertFalse(reports, "The month is not over")
        for day, told in ((1, 0), (10, 0), (11, 1), (12, 1)):
            with self._on(self.next_month.replace(day=day)):
                self._run_cron("open_usage_reports")
            reports = self.env["aftersales.usage.report"].search([("station_id", "=", self.north.id)])
            self.assertEqual(len(reports), 1)
            self.assertEqual(len(reports.activity_ids), told, f"on the {day}th")
        self.assertEqual(reports.activity_ids.user_id, self.dispatcher)
        reports.with_user(self.keeper).action_submit()
        self.assertFalse(reports.activity_ids)

    def test_n10_killed_while_reports_are_made_and_reminded(self):
        """N10: each station has one report and each late one is told once, whenever the run dies."""
        stations = self.north | self.south | self._create_station("Station East")
        for station in stations:
            self._supply(station, 3)
            self._use(1, station)
        reports = self.env["aftersales.usage.report"]
        mine = [("station_id", "in", stations.ids)]
        with self._on(self.next_month):
            self._check_killed(
                reports._name,
                "_cron_open",
                "aftersales.station._open_usage_reports",
                lambda: reports.search_count(mine),
            )
        with self._on(self.next_month.replace(day=11)):
            self._check_killed(
                reports._name, "_cron_open", "_remind", lambda: len(reports.search(mine).activity_ids)
            )
        self.assertEqual([len(report.activity_ids) for report in reports.search(mine)], [1, 1, 1])

    # Rights -----------------------------------------------------------------------------------

    def test_n10_nobody_writes_usage_by_hand(self):
        uses = self._use(1)
        report = self._report()
        for user in (self.manager, self.keeper, self.dispatcher, self.accountant):
            with self.subTest(user=user.name):
                self.assertEqual(uses.with_user(user).value, 100)
                for record, vals in ((uses, {"state": "done"}), (report, {"state": "draft"})):
                    with self.assertRaises(UserError):
                        record.with_user(user).write(vals)
                with self.assertRaises(UserError):
                    uses.with_user(user).unlink()
        for user in (self.engineer_user, self.clerk):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                uses.with_user(user).read(["value"])
            with self.assertRaises(AccessError):
                report.with_user(user).action_submit()
        with self._refused(UserError, "evidence"):
            report.sudo().unlink()

    def test_n10_of_the_own_company(self):
        self._use(1)
        report = self._report()
        other = self.env["res.company"].create({"name": "Other (test)"})
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "test-stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [Command.link(self.env.ref("aftersales_stock.group_keeper").id)],
            }
        )
        self.assertFalse(self.env["aftersales.part.use"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            report.with_user(stranger).action_submit()
