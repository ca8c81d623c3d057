from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StockCase


@tagged("post_install", "-at_install")
class TestClosing(StockCase):
    """N2: request, approval by another, handover, count, settlement, refund – and nothing left open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_price(80)
        cls.other_part = cls.env["product.product"].create({"name": "Board B2", "is_storable": True})
        cls._set_price(30, cls.other_part)
        cls.env["stock.quant"]._update_available_quantity(cls.other_part, cls.warehouse.lot_stock_id, 10)

    def _equip(self, station, deposit=1000):
        self._pay(station, deposit)
        self._move_by_hand(station, 5)
        self._move_by_hand(station, 4, self.other_part)

    def _request(self, station):
        closing = (
            self.env["aftersales.station.closing"]
            .with_user(self.dispatcher)
            .create({"station_id": station.id, "reason": "Moves away"})
        )
        closing.action_request()
        return closing.with_env(self.env)

    def _approve(self, station):
        closing = self._request(station)
        closing.with_user(self.manager).action_approve()
        return closing

    def _count(self, closing, good=None, damaged=None, tick=True):
        """The keeper counts; what is not named is all there."""
        for line in closing.line_ids:
            line.with_user(self.keeper).write(
                {
                    "good": (good or {}).get(line.product_id, line.expected),
                    "damaged": (damaged or {}).get(line.product_id, 0),
                }
            )
        if tick:
            closing.item_ids.with_user(self.keeper).action_tick()
        closing.with_user(self.keeper).action_count()

    def _close(self, closing):
        closing.with_user(self.accountant).journal_id = self.cash_box
        closing.with_user(self.accountant).action_close()

    def test_n2_from_request_to_refund(self):
        """N2: 2 of 5 missing at 80.00, 1 of 4 damaged at 30.00: 190.00 of 1,000.00 is kept."""
        self._equip(self.north)
        closing = self._approve(self.north)
        self.assertEqual(self.north.state, "closing")
        self._count(closing, good={self.part: 3, self.other_part: 3}, damaged={self.other_part: 1})
        self.assertEqual((closing.state, closing.amount_short), ("counted", 190))
        self.assertEqual(self.north.parts_total, 0)
        stock = self.part.with_context(location=self.warehouse.lot_stock_id.id).qty_available
        self.assertEqual(stock, 8, "10, less 5 shipped, 3 came back")
        self._close(closing)
        self.assertEqual((self.north.state, closing.state, self.north.deposit_balance), ("closed", "done", 0))
        entries = self.north.deposit_entry_ids.sorted("id")
        self.assertEqual(entries.mapped("kind"), ["receipt", "deduction", "refund"])
        self.assertEqual(entries.mapped("amount"), [1000, 190, 810])
        self._check_ties()
        self.assertFalse(self.north._get_open())

    def test_n2_nothing_short_is_refunded_whole(self):
        self._equip(self.north)
        closing = self._approve(self.north)
        self._count(closing)
        self._close(closing)
        self.assertEqual(self.north.deposit_entry_ids.sorted("id").mapped("amount"), [1000, 1000])

    def test_n2_short_of_more_than_the_deposit_goes_on_the_statement(self):
        """N2: 9 parts for 520.00 gone, 300.00 left of the deposit: 220.00 is docked, and has to be billed."""
        self._equip(self.north)
        self._deduct(self.north, 700)
        closing = self._approve(self.north)
        self._count(closing, good={self.part: 0, self.other_part: 0})
        self.assertEqual(closing.amount_short, 520)
        self.assertEqual(self.north.fee_ids.mapped("amount"), [-220])
        with self._refused(UserError, "fees on no statement: 1"):
            self._close(closing)

    def test_n2_what_is_open_is_named_at_once(self):
        """N2: jobs, parts, parts to be shipped, fees and deposit: one refusal names them all."""
        self._equip(self.north)
        order = self._play_until("registered", self.unit_free)
        order.with_user(self.dispatcher)._assign_station(self.north)
        self._move_by_hand(self.north, 1, done=False)
        self.env["aftersales.station.fee"]._deduct(self.north, 10, "Late voucher")
        found = "; ".join(self.north._get_open())
        for words in (
            "open jobs: 1",
            "parts held: 9",
            "parts to be shipped: 1",
            "on no statement: 1",
            "1,000.00",
        ):
            self.assertIn(words, found)
        closing = self._approve(self.north)
        self._count(closing)
        with self._refused(UserError, "open jobs: 1; parts to be shipped: 1; fees on no statement: 1"):
            self._close(closing)
        self.assertEqual(
            (closing.state, self.north.state, self.north.deposit_balance), ("counted", "closing", 1000)
        )

    def test_n2_neither_jobs_nor_parts_from_the_request_on(self):
        self._equip(self.north)
        order = self._play_until("registered", self.unit_free)
        coming = self._move_by_hand(self.north, 1, done=False)
        closing = self._request(self.north)
        with self._refused(UserError, "takes no new jobs"):
            order.with_user(self.dispatcher)._assign_station(self.north)
        coming.action_assign()
        coming.move_ids.picked = True
        with self._refused(UserError, "gets no parts"):
            coming.with_user(self.keeper)._action_done()
        closing.with_user(self.manager).action_refuse()
        self.assertEqual(self.north.state, "suspended")
        with self._refused(UserError, "gets no parts"):
            coming.with_user(self.keeper)._action_done()
        self.north.with_user(self.manager).action_resume()
        coming.with_user(self.keeper)._action_done()

    def test_n2_a_count_does_not_bring_parts_to_a_closed_station(self):
        self._equip(self.north)
        self.north.state = "closed"
        for product in (self.part, self.other_part):
            quant = self.env["stock.quant"].search(
                [("location_id", "=", self.north.location_id.id), ("product_id", "=", product.id)]
            )
            quant.inventory_quantity = 50
            with self._refused(UserError, "gets no parts"):
                quant.action_apply_inventory()

    def test_n2_who_does_which_step(self):
        self._equip(self.north)
        users = (
            self.engineer_user, self.clerk, self.dispatcher, self.manager, self.accountant, self.keeper,
        )  # fmt: skip
        allowed = {
            "action_approve": {self.manager},
            "action_count": {self.keeper},
            "action_close": {self.accountant},
        }
        closing = self._request(self.north)
        for step, some in allowed.items():
            for user in users:
                if user not in some:
                    with self.subTest(step=step, user=user.name), self.assertRaises(AccessError):
                        getattr(closing.with_user(user), step)()
        stranger = self._create_user("dispatcher", "Stranger")
        second = self.env["aftersales.station.closing"].create({"station_id": self.south.id, "reason": "x"})
        with self.assertRaises(AccessError):
            second.with_user(stranger).action_request()
        for user in (self.engineer_user, self.clerk):
            with self.assertRaises(AccessError):
                closing.with_user(user).read(["state"])

    def test_n2_who_requests_does_not_approve(self):
        closing = (
            self.env["aftersales.station.closing"]
            .with_user(self.manager)
            .create({"station_id": self.north.id, "reason": "x"})
        )
        closing.action_request()
        with self._refused(UserError, "does not approve it"):
            closing.action_approve()

    def test_n2_count_within_what_the_books_say(self):
        self._equip(self.north)
        closing = self._approve(self.north)
        line = closing.line_ids.filtered(lambda each: each.product_id == self.part)
        for good, damaged in ((6, 0), (5, 0.5), (-1, 0)):
            with self._refused_by_database("figures_sound"):
                line.write({"good": good, "damaged": damaged})
        line.write({"good": 4, "damaged": 1})
        self.assertEqual((line.missing, line.amount), (0, 80))
        with self._refused(UserError, "kept by the system"):
            line.with_user(self.keeper).write({"expected": 1})
        with self._refused(UserError, "is not handed over yet"):
            self._count(closing, tick=False)
        self.part_move = self.env["stock.move"].create(
            {
                "product_id": self.part.id,
                "product_uom_qty": 1,
                "location_id": self.north.location_id.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picked": True,
            }
        )
        self.part_move._action_confirm()
        self.part_move.quantity = 1
        self.part_move.picked = True
        self.part_move._action_done()
        with self._refused(UserError, "have changed since"):
            self._count(closing)
        with self._refused(UserError, "between the approval"):
            closing.state = "counted"
            line.with_user(self.keeper).good = 5

    def test_n2_serial_numbers_come_back_as_they_are(self):
        lot = self.env["stock.lot"].create({"name": "SN-P-1", "product_id": self.appliance.id})
        self._stock(1, self.appliance, lot_id=lot)
        self._set_price(500, self.appliance)
        self._pay(self.north)
        self._move_by_hand(self.north, 1, self.appliance)
        closing = self._approve(self.north)
        self.assertEqual(closing.line_ids.lot_id, lot)
        self._count(closing)
        quants = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("quantity", ">", 0)])
        self.assertEqual(quants.location_id, self.warehouse.lot_stock_id)

    def test_n2_the_deposit_waits_for_the_closing(self):
        self._pay(self.north)
        self._request(self.north)
        for take in (self._deduct, self._refund):
            with self._refused(UserError, "settled by the closing"):
                take(self.north, 1)
        with self._refused(UserError, "settled by the closing"):
            self.north.deposit_entry_ids.with_user(self.accountant)._reverse("x")

    def test_n2_one_closing_at_a_time(self):
        self._request(self.north)
        with self._refused_by_database("one_at_a_time"):
            self.env["aftersales.station.closing"].create({"station_id": self.north.id, "reason": "x"})

    def test_n2_the_button_does_not_go_round_the_closing(self):
        self._pay(self.north)
        action = self.north.with_user(self.manager).action_close()
        self.assertEqual((action["res_model"], self.north.state), ("aftersales.station.closing", "active"))
        self.south.with_user(self.manager).action_close()
        self.assertEqual(self.south.state, "closed", "Never left a deposit, got parts or applied")

    def test_n2_closed_station_of_another_company_is_not_seen(self):
        closing = self._request(self.north)
        other = self.env["res.company"].create({"name": "Other (test)"})
        self.manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            closing.with_user(self.manager).action_approve()
