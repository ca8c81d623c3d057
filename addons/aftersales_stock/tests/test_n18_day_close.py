from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestDayClose(KilledMixin, WarehouseCase):
    """N18: the day is closed with what went in and out, and nothing is posted into it afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.day = cls.company._get_aftersales_today()

    def _close(self, **vals):
        close = self.env["aftersales.day.close"].with_user(self.keeper)
        close = close.create({"warehouse_id": self.warehouse.id, "date": self.day, **vals})
        close.action_close()
        return close.with_env(self.env)

    def _post(self, kind, quantity, origin="P1"):
        picking = self._transfer(kind, quantity)
        picking.origin = origin
        self._count_both(picking, quantity)
        self._validate(picking)
        return picking

    def _kinds(self, close):
        return sorted(close.issue_ids.mapped("kind"))

    def test_n18_in_and_out_by_product(self):
        self._post("in", 7)
        self._post("out", 2)
        self._post("out", 1)
        close = self._close()
        line = close.line_ids.filtered(lambda line: line.product_id == self.part)
        self.assertEqual((line.incoming, line.outgoing, line.documents, line.unposted), (7, 3, 3, 0))
        self.assertEqual((close.state, close.closed_by_id, close.issue_count), ("closed", self.keeper, 0))

    def test_n18_what_does_not_match_is_listed(self):
        unposted = self._transfer("in", 4)
        self._count_both(unposted, 4)
        undecided = self._transfer("in", 4)
        self._count_both(undecided, 3)
        late = self._transfer("in", 4)
        bare = self._post("in", 1, origin=False)
        close = self._close()
        by_kind = {issue.kind: issue.picking_id for issue in close.issue_ids}
        self.assertEqual(by_kind["unposted"], unposted)
        self.assertEqual(by_kind["undecided"], undecided)
        self.assertEqual(by_kind["late"], late)
        self.assertEqual(by_kind["no_order"], bare)
        self.assertEqual(close.line_ids.filtered("unposted").unposted, 7)

    def test_n18_a_transfer_of_tomorrow_is_not_late(self):
        picking = self._transfer("in", 4)
        picking.scheduled_date = fields.Datetime.now() + timedelta(days=2)
        self.assertFalse(self._close().issue_ids)

    def test_n18_goods_not_taken_first_in_first_out(self):
        self.part.categ_id = self.category
        self.category.removal_strategy_id = self.env.ref("stock.removal_lifo")
        self._post("out", 1)
        self.assertEqual(self._kinds(self._close()), ["not_fifo"])

    def test_n18_nothing_is_posted_into_a_closed_day(self):
        close = self._close()
        picking = self._transfer("in", 3)
        self._count_both(picking, 3)
        with self._refused(UserError, "is closed: nothing is posted"), self.cr.savepoint():
            self._validate(picking)
        for days, refused in ((0, True), (1, False)):
            day = fields.Datetime.now() + timedelta(days=days)
            with freeze_time(day):
                if refused:
                    with self._refused(UserError, "is closed"), self.cr.savepoint():
                        self._validate(picking)
                else:
                    self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(close.state, "closed")

    def test_n18_nothing_is_dated_back_into_a_closed_day(self):
        """Posted tomorrow, then dated today or yesterday: by the transfer, the move or its line."""
        self._close()
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(days=1)):
            picking = self._post("in", 3)
            for moment in (now, now - timedelta(days=1)):
                for way in (
                    lambda moment=moment: picking.write({"date_done": moment}),
                    lambda moment=moment: picking.move_ids.write({"date": moment}),
                    lambda moment=moment: picking.move_line_ids.write({"date": moment}),
                ):
                    with self._refused(UserError, "is closed"), self.cr.savepoint():
                        way()
            picking.move_ids.write({"date": now + timedelta(days=1)})

    def test_n18_what_was_posted_is_not_dated_away(self):
        picking = self._post("in", 3)
        self._close()
        with self._refused(UserError, "is closed"), self.cr.savepoint():
            picking.move_ids.write({"date": fields.Datetime.now() + timedelta(days=1)})

    def test_n18_reopened_only_by_a_leader_with_a_reason(self):
        close = self._close()
        with self._refused(AccessError, "A leader reopens"):
            close.with_user(self.keeper)._reopen("Late receipt")
        with self._refused(UserError, "Give the reason"):
            close.with_user(self.manager)._reopen(" ")
        dialog = close.with_user(self.manager).action_reopen()
        wizard = self.env["aftersales.reason"].with_user(self.manager).with_context(**dialog["context"])
        wizard.create({"reason": "Late receipt"}).action_apply()
        self.assertEqual((close.state, close.reopen_reason), ("open", "Late receipt"))
        self._post("in", 3)
        close.with_user(self.keeper).action_close()
        self.assertEqual(close.line_ids.incoming, 3)

    def test_n18_only_the_last_day_is_reopened(self):
        first = self._close(date=self.day - timedelta(days=1))
        self._close()
        with self._refused(UserError, "reopen that day first"):
            first.with_user(self.manager)._reopen("Forgotten")

    def test_n18_the_day_is_the_companys_day(self):
        """23:30 in Shanghai is 15:30 UTC of the same day; half an hour later it is the next one."""
        for hour, minute, counted in ((15, 30, True), (16, 0, False)):
            moment = fields.Datetime.to_datetime(self.day).replace(hour=hour, minute=minute)
            with self.subTest(moment), freeze_time(moment):
                self._post("in", 1)
                domain = (
                    self.env["aftersales.day.close"]
                    .new({"warehouse_id": self.warehouse.id, "date": self.day})
                    ._get_crossing_domain(True)
                )
                lines = self.env["stock.move.line"].search(domain)
                self.assertEqual(moment in lines.mapped("date"), counted)

    def test_n18_not_a_day_to_come_and_not_twice(self):
        with self._refused(UserError, "has not come yet"):
            self._close(date=self.day + timedelta(days=1))
        self._close()
        with self._refused_by_database("day_unique"):
            self.env["aftersales.day.close"].create({"warehouse_id": self.warehouse.id, "date": self.day})

    def test_n18_prepared_at_the_hour_of_the_policy(self):
        """18:00 in Shanghai is 10:00 UTC: nothing a minute before, once afterwards."""
        closes = self.env["aftersales.day.close"]
        start = fields.Datetime.to_datetime(self.day).replace(hour=9, minute=59)
        own = [("warehouse_id", "=", self.warehouse.id)]
        for minutes, expected in ((0, 0), (1, 1), (16, 1)):
            with freeze_time(start + timedelta(minutes=minutes)), self.enter_registry_test_mode():
                self.env.ref("aftersales_stock.ir_cron_prepare_day_closes").method_direct_trigger()
            self.assertEqual(closes.search_count(own), expected, minutes)
        self.assertEqual(closes.search(own).activity_ids.user_id, self.manager)

    def test_n18_figures_are_the_systems(self):
        close = self._close()
        for vals in ({"state": "open"}, {"date": self.day - timedelta(days=1)}, {"line_ids": [(5,)]}):
            with self.subTest(vals), self._refused(UserError, "kept by the system"):
                close.with_user(self.keeper).write(vals)
        with self._refused(AccessError, "."):
            self.env["aftersales.day.close"].with_user(self.engineer_user).search([])

    def test_n18_days_are_kept_three_years(self):
        close = self._close()
        expired = fields.Datetime.now().replace(year=self.day.year + 3)
        with freeze_time(expired - timedelta(days=1)), self._refused(UserError, "is kept until"):
            close.with_user(self.manager).unlink()
        with freeze_time(expired):
            close.with_user(self.manager).unlink()

    def test_n18_queries_do_not_grow_with_the_transfers(self):
        def count(many):
            for _index in range(many):
                self._post("in", 1)
            close = self.env["aftersales.day.close"].search([("warehouse_id", "=", self.warehouse.id)])
            close = close or self.env["aftersales.day.close"].create(
                {"warehouse_id": self.warehouse.id, "date": self.day}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            close._refresh()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        count(1)
        small = count(1)
        self.assertLessEqual(count(4), small + 1)

    def test_n18_the_day_is_printed(self):
        self._post("in", 3)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_stock.report_aftersales_day_close", self._close().ids
        )[0]
        self.assertIn("Fan motor M7", html.decode())

    def test_n18_killed_while_it_prepares_the_days(self):
        """N18: each warehouse has one close a day, told once, whenever the run dies."""
        self.env["stock.warehouse"].create([{"name": f"Branch {n}", "code": f"BR{n}"} for n in range(2)])
        mine = [("company_id", "=", self.company.id)]
        self.env["stock.warehouse"].search(mine)[3:].active = False
        closes = self.env["aftersales.day.close"]
        with freeze_time("2031-03-10 10:30:00"):
            today = self.company._get_aftersales_today()
            domain = [*mine, ("date", "=", today)]
            self._check_killed(
                closes._name, "_cron_prepare", "_prepare", lambda: len(closes.search(domain).activity_ids)
            )
        self.assertEqual(len(closes.search(domain).warehouse_id), 3)
        self.assertEqual(len(closes.search(domain)), 3)
