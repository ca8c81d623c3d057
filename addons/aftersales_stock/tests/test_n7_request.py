from ast import literal_eval
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import StockCase


class RequestCase(StockCase):
    """A stocked warehouse, supply price 100.00, and 1,000.00 of the north: a limit of 3,000.00, 30 parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_price(100)
        cls.env["stock.quant"]._update_available_quantity(cls.part, cls.warehouse.lot_stock_id, 190)
        cls.north.with_user(cls.accountant)._move_deposit("receive", 1000, cls.cash_box)

    def _request(self, quantity=1, station=None, kind="presale", product=None, **vals):
        return (
            self.env["aftersales.part.request"]
            .with_user(self.dispatcher)
            .create(
                {
                    "station_id": (station or self.north).id,
                    "kind": kind,
                    "line_ids": [
                        Command.create({"product_id": (product or self.part).id, "quantity": quantity})
                    ],
                    **vals,
                }
            )
            .with_env(self.env)
        )

    def _submit(self, *args, **vals):
        request = self._request(*args, **vals)
        request.with_user(self.dispatcher).action_submit()
        if request.kind == "presale":
            request.with_user(self.dispatcher).action_sign()
        return request

    def _approve(self, *args, **vals):
        request = self._submit(*args, **vals)
        request.with_user(self.manager).action_approve()
        return request

    def _ship(self, request, quantity=None):
        """The keeper ships; less than was ordered leaves a back order."""
        picking = request.picking_ids.filtered(lambda each: each.state == "assigned")[:1]
        picking = picking.with_user(self.keeper)
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()
        return request.shipment_ids.sorted("id")[-1:]


@tagged("post_install", "-at_install")
class TestRequest(RequestCase):
    """N7, N8: when a station may ask, what the reviewer sees, what is approved and shipped."""

    def _today(self, day):
        return freeze_time(f"{day} 04:00:00")

    def test_n7_monthly_from_the_26th_to_the_30th(self):
        """N7: not on the 25th or 31st; in February to its last day; for the next month, due on the 20th."""
        for day, month in (
            ("2031-01-25", None),
            ("2031-01-26", date(2031, 2, 1)),
            ("2031-01-30", date(2031, 2, 1)),
            ("2031-01-31", None),
            ("2031-02-28", date(2031, 3, 1)),
            ("2031-03-01", None),
            ("2032-02-29", date(2032, 3, 1)),
            ("2031-12-30", date(2032, 1, 1)),
        ):
            with self.subTest(day=day), self._today(day):
                if month:
                    request = self._submit(kind="monthly")
                    self.assertEqual((request.month, request.due_on), (month, month.replace(day=20)))
                else:
                    with self._refused(UserError, "Monthly requests are taken from"):
                        self._submit(kind="monthly")

    def test_n7_urgent_three_times_a_month(self):
        """N7: the fourth is refused, those of last month and refused ones do not count; due in 7 days."""
        with self._today("2031-03-31"):
            self._submit(kind="urgent", no_loan_unit=True)
        with self._today("2031-04-02"):
            for _index in range(3):
                request = self._submit(kind="urgent", no_loan_unit=True)
            self.assertEqual(request.due_on, date(2031, 4, 9))
            with self._refused(UserError, "3 times this month"):
                self._submit(kind="urgent", no_loan_unit=True)
            request.note = "Not needed"
            request.with_user(self.manager).action_refuse()
            self._submit(kind="urgent", no_loan_unit=True)
            with self._refused(UserError, "3 times this month"):
                self._submit(kind="urgent", no_loan_unit=True)
            self._submit(kind="urgent", no_loan_unit=True, station=self.south)

    def test_n7_urgent_only_with_nothing_at_hand(self):
        with self._refused(UserError, "no loan unit is at hand"):
            self._submit(kind="urgent")
        unit = self.env["stock.lot"].create({"name": "SN-LOAN", "product_id": self.appliance.id})
        self._stock(1, self.appliance, lot_id=unit)
        self._set_price(500, self.appliance)
        self._move_by_hand(self.north, 1, self.appliance)
        loan = self.env["aftersales.loan"].create(
            {"lot_id": unit.id, "partner_id": self.customer.id, "due_on": self.today + timedelta(days=9)}
        )
        self._submit(kind="urgent", no_loan_unit=True)
        loan.action_return()
        with self._refused(UserError, "no loan unit is at hand"):
            self._submit(kind="urgent", no_loan_unit=True)
        loan.sudo().unlink()
        self._move_by_hand(self.north, 1)
        with self._refused(UserError, "is at the station"):
            self._submit(kind="urgent", no_loan_unit=True)

    def test_n7_presale_signed_then_fifteen_working_days(self):
        """N7: 15 working days from the signature: Thursday 2 January 2031 to Thursday the 23rd."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env["resource.calendar.leaves"].search([("resource_id", "=", False)]).unlink()
        with self._today("2031-01-02"):
            request = self._request()
            request.with_user(self.dispatcher).action_submit()
            with self._refused(UserError, "waits for the regional manager"):
                request.with_user(self.manager).action_approve()
            for user in (self.manager, self.keeper, self.clerk):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    request.with_user(user).action_sign()
            request.with_user(self.dispatcher).action_sign()
            self.assertEqual(request.due_on, date(2031, 1, 23))
            with self._refused(UserError, "does not wait for a signature"):
                request.with_user(self.dispatcher).action_sign()
            request.with_user(self.manager).action_approve()

    def test_n8_the_reviewer_sees_what_he_needs(self):
        self._move_by_hand(self.north, 2)
        self._move_by_hand(self.north, 3, done=False)
        request = self._submit(4)
        line = request.line_ids.with_user(self.manager)
        self.assertEqual((line.at_station, line.at_office), (2, 195), "200, less 2 there, less 3 reserved")
        self.assertEqual((line.price, line.value, request.amount), (100, 400, 400))
        self.assertEqual((request.deposit_balance, request.parts_left), (1000, 2500))
        self.assertIn("Deposit", request.with_user(self.manager).parts_explanation)

    def test_n8_usage_of_the_last_three_months(self):
        """N8: a job of three months ago counts, one of the day before does not."""
        order = self._play_until("settlement", self.unit_paid)
        order.sudo().station_id = self.north
        request = self._submit(4)
        line = request.line_ids.with_user(self.manager)
        since = self.today - relativedelta(months=3)
        for day, used in ((since - timedelta(days=1), 0), (since, 1), (self.today, 1)):
            with self.subTest(day=day):
                order.sudo().request_date = datetime.combine(day, time(4))
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(line.used, used)

    def test_n7_late_after_the_last_day(self):
        """N7: what is urgent is shipped within 7 days: late on the eighth, and only until it has come."""
        view = self.env.ref("aftersales_stock.aftersales_part_request_view_search")
        domain = etree.fromstring(view.arch).find(".//filter[@name='late']").get("domain")
        with self._today("2031-04-02"):
            request = self._submit(kind="urgent", no_loan_unit=True)
        for day, late in (("2031-04-08", 0), ("2031-04-09", 0), ("2031-04-10", 1)):
            with self.subTest(day=day), self._today(day):
                found = request.search([("id", "=", request.id), *literal_eval(domain)])
                self.assertEqual(len(found), late)
        request.note = "Not needed"
        request.with_user(self.manager).action_refuse()
        with self._today("2031-04-10"):
            self.assertFalse(request.search([("id", "=", request.id), *literal_eval(domain)]))

    def test_n8_another_quantity_needs_a_reason(self):
        request = self._submit(5)
        line = request.line_ids.with_user(self.manager)
        for quantity in (4, 6):
            line.quantity_approved = quantity
            with self.subTest(quantity=quantity), self._refused(UserError, "say why another quantity"):
                request.with_user(self.manager).action_approve()
        line.quantity_approved = 0
        line.reason = "Out of stock"
        with self._refused(UserError, "refuse it instead"):
            request.with_user(self.manager).action_approve()
        line.write({"quantity_approved": 4, "reason": "One at the neighbour's"})
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.picking_ids.move_ids.product_uom_qty, 4)
        self.assertIn("limit", request.decision_text)

    def test_n8_shipped_with_a_back_order_never_more_than_approved(self):
        request = self._approve(5)
        picking = request.picking_ids
        self.assertEqual(picking.location_dest_id, self.north.location_id)
        stock = self.env["stock.location"].search([("id", "child_of", self.warehouse.view_location_id.id)])
        self.assertNotIn(self.north.location_id, stock, "Outside the warehouse: nothing is reserved from it")
        self._ship(request, 2)
        self.assertEqual(
            (request.state, len(request.picking_ids), request.line_ids.shipped), ("approved", 2, 2)
        )
        self.assertEqual((self.north.parts_transit, self.north.parts_reserved), (200, 300))
        with self._refused(UserError, "no more can be shipped"):
            self._ship(request, 4)
        self._ship(request, 3)
        self.assertEqual((self.north.parts_transit, self.north.parts_reserved), (500, 0))

    def test_n8_goods_of_somebody_else_do_not_go_out(self):
        """N6: reservation mixes owners; what is not ours never counts as our parts at a station."""
        other = self.part.copy()
        other = self.env["product.product"].create({"name": "Consigned part", "is_storable": True})
        self._set_price(10, other)
        self._stock(5, other, owner_id=self.customer)
        request = self._approve(2, product=other)
        with self._refused(UserError, "belongs to Zhang Wei|only goods of ours"):
            self._ship(request)

    def test_n6_at_below_and_above_the_limit(self):
        """N6: 30 parts at 100.00 are 3 × 1,000.00; the 31st is refused at the approval and at the release."""
        self._approve(29)
        with self._refused(UserError, "beyond the limit.*100.00"):
            self._approve(2)
        last = self._approve(1)
        self.assertEqual((self.north.parts_total, self.north.parts_left), (3000, 0))
        with self._refused(UserError, "beyond the limit"):
            self._move_by_hand(self.north, 1)
        self._deduct(self.north, 0.01)
        with self._refused(UserError, "This release goes beyond"):
            self._ship(last)
        self._pay(self.north, 0.01)
        self._ship(last)

    def test_n6_a_higher_price_stops_what_was_approved(self):
        request = self._approve(30)
        self._set_price(100.01, date_from=self.today)
        with self._refused(UserError, "beyond the limit"):
            self._ship(request)
        with self._refused(UserError, "holds since"):
            self.env["aftersales.supply.price"].search([("price", "=", 100)]).price = 1

    def test_n6_refund_keeps_the_parts_covered(self):
        self._pay(self.north, 1000)
        self._approve(45)
        with self._refused(UserError, "beyond the limit"):
            self._refund(self.north, 500.01)
        self._refund(self.north, 500)

    def test_n6_no_part_before_the_overdue_deposit(self):
        """N5, N6: on the due day a small deposit still counts, from the next day on nothing goes out."""
        self._pay(self.south, 500)
        self.south._set_deposit_due(self.today - timedelta(days=10))
        self.assertEqual(self.south.parts_limit, 1500)
        self._approve(1, station=self.south)
        self.south._set_deposit_due(self.today - timedelta(days=11))
        self.env.invalidate_all()
        self.assertEqual(self.south.parts_limit, 0)
        self.assertIn("was due on", self.south.parts_explanation)
        with self._refused(UserError, "nothing goes out"):
            self._approve(1, station=self.south)
        for amount, limit in ((499.99, 0), (0.01, 3000)):
            self._pay(self.south, amount)
            self.env.invalidate_all()
            self.assertEqual(self.south.parts_limit, limit, "1,000.00 is the least, 999.99 is not")

    def test_n6_ratio_and_price_are_dated(self):
        self.policy.date_to = self.today - timedelta(days=1)
        self.policy.copy({"date_from": self.today, "date_to": False, "limit_ratio": 2})
        self.env.invalidate_all()
        self.assertEqual(self.north.parts_limit, 2000)
        without = self.env["product.product"].create({"name": "No price", "is_storable": True})
        with self._refused(UserError, "has no supply price"):
            self._submit(product=without)
        self._set_price(5, without, self.today + timedelta(days=1))
        with self._refused(UserError, "has no supply price"):
            self._submit(product=without)

    def test_n2_suspended_or_closing_station_asks_for_nothing(self):
        request, waiting, approved = self._request(), self._submit(), self._approve()
        for state in ("suspended", "closing", "closed", "applying"):
            self.north.state = state
            with self.subTest(state=state):
                with self._refused(UserError, "gets no parts"):
                    request.with_user(self.dispatcher).action_submit()
                with self._refused(UserError, "gets no parts"):
                    waiting.with_user(self.manager).action_approve()
                with self._refused(UserError, "gets no parts"):
                    self._ship(approved)
        self.assertIn("part requests: 2", "; ".join(self.north._get_open()))

    def test_n8_who_does_which_step(self):
        request = self._submit()
        users = (
            self.engineer_user, self.clerk, self.accountant, self.dispatcher, self.keeper,
        )  # fmt: skip
        for user in users:
            for step in ("action_approve", "action_refuse"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(request.with_user(user), step)()
        for user in (self.engineer_user, self.clerk):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                self._request().with_user(user).action_submit()
        for vals in ({"state": "approved"}, {"due_on": self.today}, {"signed_by_id": self.manager.id}):
            with self.subTest(vals=vals), self._refused(UserError, "kept by the system"):
                request.with_user(self.manager).write(vals)
        for vals in ({"station_id": self.south.id}, {"kind": "transfer"}):
            with self.subTest(vals=vals), self._refused(UserError, "cannot go to"):
                request.with_user(self.manager).write(vals)
        with self._refused(UserError, "cannot go to"):
            request.line_ids.with_user(self.manager).quantity = 9
        with self.assertRaises(AccessError):
            request.line_ids.with_user(self.dispatcher).quantity_approved = 9

    def test_n8_nobody_forges_the_transfer_of_a_request(self):
        request = self._approve()
        move = request.picking_ids.move_ids
        other = self._move_by_hand(self.north, 1, done=False).with_user(self.keeper)
        with self._refused(UserError, "is made there"):
            other.aftersales_request_id = request
        with self._refused(UserError, "is made there"):
            other.move_ids.aftersales_request_line_id = request.line_ids
        with self._refused(UserError, "is made there"):
            other.copy({"aftersales_request_id": request.id})
        with self._refused(UserError, "is made there"):
            self.env["stock.move"].with_user(self.keeper).create(
                {
                    "product_id": self.part.id,
                    "product_uom_qty": 1,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "aftersales_request_line_id": request.line_ids.id,
                }
            )

    def test_n6_the_location_of_a_station_stays(self):
        self.north._ensure_locations()
        location = self.north.location_id.with_user(self.env.ref("base.user_admin"))
        for vals in (
            {"location_id": self.warehouse.lot_stock_id.id},
            {"usage": "customer"},
            {"active": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                location.write(vals)
        with self._refused(UserError, "with none below it"):
            location.create({"name": "Shelf", "location_id": location.id, "usage": "internal"})

    def test_n9_parts_move_between_stations_by_order(self):
        """N9: the regional manager of both orders it; the one gives up what the other counts."""
        self._pay(self.south, 1000)
        self._move_by_hand(self.north, 5)
        with self._refused(UserError, "less of"):
            self._submit(6, station=self.south, kind="transfer", source_station_id=self.north.id)
        request = self._submit(3, station=self.south, kind="transfer", source_station_id=self.north.id)
        other = self._create_user("dispatcher", "Other")
        for user in (other, self.keeper, self.accountant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        request.with_user(self.dispatcher).action_approve()
        self._ship(request)
        self.assertEqual((self.north.parts_total, self.south.parts_total), (200, 300))
        with self._refused_by_database("source_other"):
            self._request(1, kind="transfer", source_station_id=self.north.id)

    def test_n8_lists_take_the_same_queries(self):
        def count(number):
            stations = self.stations.browse()
            for index in range(number):
                stations |= self._create_station(f"Station {number} {index}")
            stations._ensure_locations()
            requests = self.env["aftersales.part.request"].browse()
            for station in stations:
                requests |= self._request(station=station)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            stations.mapped("parts_left")
            requests.line_ids.mapped("at_office")
            return self.env.cr.sql_log_count - before

        small = count(3)
        self.assertLessEqual(count(12), small + 2)
