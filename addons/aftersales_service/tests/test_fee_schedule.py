from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ServiceCase

#: A Wednesday evening in Shanghai, 22:00, and the same day at noon; naive UTC.
NIGHT = datetime(2026, 3, 11, 14)
NOON = datetime(2026, 3, 11, 4)


@tagged("post_install", "-at_install")
class TestFeeSchedule(ServiceCase):
    """S12: dated price tables by service kind, category, area, time band, station or own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.station = cls.env["aftersales.station"].create(
            {"partner_id": cls.env["res.partner"].create({"name": "Station", "is_company": True}).id}
        )

    def _add_fee(self, kind="labour", price=80, schedule=None, **vals):
        product = self.labour if kind == "labour" else self.callout
        return self.env["aftersales.fee.line"].create(
            {
                "schedule_id": (schedule or self.schedule).id,
                "kind": kind,
                "product_id": product.id,
                "price_unit": price,
                **vals,
            }
        )

    def _labour(self, hours, order=None, **vals):
        order = order or self._create_order(**vals)
        return self._add_line(order, "labour", hours, self.dispatcher)

    def test_s12_per_started_half_hour_and_a_minimum(self):
        """S12: 1.00 h is charged as it is, 1.01 h as 1.5 h, 0.2 h as the minimum of one hour."""
        self.schedule.line_ids.filtered(lambda fee: fee.kind == "labour").write(
            {"unit_minutes": 30, "minimum_hours": 1}
        )
        for hours, charged in ((0.2, 1), (1.0, 1), (1.01, 1.5), (1.5, 1.5), (1.51, 2)):
            line = self._labour(hours)
            with self.subTest(hours=hours):
                self.assertEqual((line.charged_quantity, line.value), (charged, charged * 80))
        line.with_user(self.dispatcher).quantity = 0.4
        self.assertEqual((line.charged_quantity, line.customer_amount), (1, 80))

    def test_s12_what_is_charged_stands_on_the_quotation(self):
        self.schedule.line_ids.filtered(lambda fee: fee.kind == "labour").unit_minutes = 30
        order = self._create_order()
        line = self._labour(1.2, order)
        order.with_user(self.clerk).action_register()
        order.with_user(self.clerk).action_prepare_quotation()
        self.assertEqual((line.sale_line_id.product_uom_qty, line.sale_line_id.price_subtotal), (1.5, 120))

    def test_s12_by_area_and_by_who_does_the_work(self):
        suburban = self._add_fee("callout", 50, area="suburban")
        station = self._add_fee("callout", 25, provider="station")
        order = self._create_order()
        self.assertEqual(self._add_line(order, "callout", user=self.dispatcher).price_unit, 30)
        order.sudo().area = "suburban"
        line = self._add_line(order, "callout", user=self.dispatcher)
        self.assertEqual((line.price_unit, line.fee_id), (50, suburban))
        order.sudo().write({"area": "urban", "station_id": self.station.id})
        line = self._add_line(order, "callout", user=self.dispatcher)
        self.assertEqual((line.price_unit, line.fee_id), (25, station))

    def test_s12_two_fees_for_one_case_are_refused(self):
        self._add_fee(area="suburban")
        with self._refused(ValidationError, "two fees of the same kind"):
            self.schedule.line_ids = [
                Command.create(
                    {"kind": "labour", "product_id": self.labour.id, "price_unit": 1, "area": "suburban"}
                )
            ]

    def test_s12_night_costs_more(self):
        """S12: from 22:00 half as much again; at 21:59 and at noon nothing on top."""
        self.env["aftersales.fee.surcharge"].create(
            {
                "schedule_id": self.schedule.id,
                "name": "Night",
                "hour_from": 22,
                "hour_to": 6,
                "percent": 50,
            }
        )
        for moment, price in ((NOON, 80), (NIGHT - timedelta(minutes=1), 80), (NIGHT, 120)):
            line = self._labour(1, request_date=moment)
            with self.subTest(moment=moment):
                self.assertEqual((line.price_unit, bool(line.surcharge_id)), (price, price == 120))

    def test_s12_the_database_refuses_wrong_figures(self):
        fee = self.schedule.line_ids[0]
        for vals in ({"unit_minutes": -1}, {"minimum_hours": -0.5}):
            with self._refused_by_database("units_positive"):
                fee.write(vals)

    def _draft(self, **vals):
        """A table that is not in force yet: labour at 100 instead of 80."""
        return self.env["aftersales.fee.schedule"].create(
            {
                "name": "New",
                "company_id": self.company.id,
                "date_from": "2026-06-01",
                "active": False,
                "line_ids": [
                    Command.create({"kind": "labour", "product_id": self.labour.id, "price_unit": 100})
                ],
                **vals,
            }
        )

    def test_s12_a_dry_run_changes_nothing(self):
        """S12: the difference of a new table over a past period, free lines at no difference."""
        draft = self._draft()
        paid = self._labour(2, request_date=NOON)
        free = self._labour(2, self._create_order(self.unit_free))
        draft.with_user(self.manager)
        trial = (
            self.env["aftersales.fee.trial"]
            .with_user(self.manager)
            .create({"schedule_id": draft.id, "date_from": "2026-03-01", "date_to": self.today})
        )
        trial.action_try()
        rows = {row.line_id: row for row in trial.line_ids.with_env(self.env)}
        row = rows[paid]
        self.assertEqual((row.customer_before, row.customer_after, row.difference), (160, 200, 40))
        self.assertEqual(row.customer_kind, "person")
        self.assertEqual((rows[free].value_after, rows[free].difference), (200, 0))
        self.assertEqual((paid.price_unit, paid.value), (80, 160))
        with self.assertRaises(AccessError):
            trial.with_user(self.dispatcher).action_try()

    def test_s12_publishing_ends_the_table_before(self):
        """S12: the old table holds on the day before, the new one from its first day."""
        draft = self._draft(date_from="2026-06-01")
        with self.assertRaises(AccessError):
            draft.with_user(self.clerk).action_publish()
        draft.with_user(self.manager).action_publish()
        self.assertEqual(str(self.schedule.date_to), "2026-05-31")
        schedules = self.env["aftersales.fee.schedule"]
        for day, schedule in (("2026-05-31", self.schedule), ("2026-06-01", draft)):
            self.assertEqual(
                schedules._get_in_force(datetime.fromisoformat(day).date(), self.company), schedule
            )
