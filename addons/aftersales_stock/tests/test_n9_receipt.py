from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_n7_request import RequestCase


@tagged("post_install", "-at_install")
class TestReceipt(RequestCase):
    """N9: the station confirms what it got, or claims a difference; silence confirms after 15 days."""

    def _receive(self, shipment, quantity=None, claim=""):
        received = {} if quantity is None else {shipment.line_ids.id: quantity}
        shipment._receive(received, claim)

    def test_n9_received_in_full(self):
        request = self._approve(5)
        shipment = self._ship(request)
        self.assertEqual(shipment.answer_by, self.today + timedelta(days=15))
        self.assertEqual((self.north.parts_transit, self.north.parts_held), (500, 0))
        self._receive(shipment)
        self.env.invalidate_all()
        self.assertEqual((shipment.state, shipment.consent, request.state), ("received", "station", "done"))
        self.assertEqual((self.north.parts_transit, self.north.parts_held), (0, 500))
        with self._refused(UserError, "cannot go to"):
            self._receive(shipment)

    def test_n9_silence_counts_as_received_from_the_sixteenth_day(self):
        request = self._approve(5)
        shipment = self._ship(request)
        shipment.answer_by = self.today
        self._run_cron("confirm_receipts")
        self.assertEqual(shipment.state, "transit", "The last day is still the station's")
        shipment.answer_by = self.today - timedelta(days=1)
        with self._refused(UserError, "could be claimed until"):
            self._receive(shipment, 4, "One missing")
        for _run in range(2):
            self._run_cron("confirm_receipts")
        self.env.invalidate_all()
        self.assertEqual((shipment.state, shipment.consent, request.state), ("received", "silence", "done"))
        self.assertEqual(shipment.line_ids.received, 5)

    def test_n9_a_difference_is_claimed_on_the_last_day(self):
        """N9: on the 14th and 15th day after shipping it can be claimed, on the 16th not any more."""
        for days, claimed in ((14, True), (15, True), (16, False)):
            shipment = self._ship(self._approve(5))
            with self.subTest(days=days), freeze_time(self.now + timedelta(days=days)):
                if claimed:
                    self._receive(shipment, 4, "One missing")
                    self.assertEqual(shipment.state, "claimed")
                else:
                    with self._refused(UserError, "could be claimed until"):
                        self._receive(shipment, 4, "One missing")

    def test_n9_a_difference_is_claimed_and_settled(self):
        """N9: 2 of 5 missing: back to stock, lost, or the claim refused; the limit follows."""
        stock = self.part.with_context(location=self.warehouse.lot_stock_id.id)
        for how, user, held, back in (
            ("return", self.keeper, 300, 2),
            ("lost", self.manager, 300, 0),
            ("refuse", self.manager, 500, 0),
        ):
            with self.subTest(how=how):
                request = self._approve(5)
                shipment = self._ship(request)
                for quantity, claim in ((6, "x"), (-1, "x"), (float("nan"), "x"), ("3", "x"), (3, " ")):
                    with self._refused(UserError, "were received|Say what is missing"):
                        self._receive(shipment, quantity, claim)
                before, total = stock.qty_available, self.north.parts_total
                self._receive(shipment, 3, "Box was open")
                self.assertEqual(shipment.activity_ids.user_id, self.dispatcher)
                self.env.invalidate_all()
                self.assertEqual((self.north.parts_transit, request.state), (200, "approved"))
                for wrong in (self.accountant, self.clerk, self.dispatcher):
                    with self.assertRaises(AccessError):
                        getattr(shipment.with_user(wrong), f"action_settle_{how}")()
                getattr(shipment.with_user(user), f"action_settle_{how}")()
                self.env.invalidate_all()
                self.assertEqual((shipment.state, request.state), ("settled", "done"))
                self.assertEqual(self.north.parts_total, total - 500 + held)
                self.assertEqual(stock.qty_available - before, back)

    def test_n9_serial_numbers_go_back_as_they_came(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"SN-{index}", "product_id": self.appliance.id} for index in range(2)]
        )
        for lot in lots:
            self._stock(1, self.appliance, lot_id=lot)
        self._set_price(500, self.appliance)
        shipment = self._ship(self._approve(2, product=self.appliance))
        self._receive(shipment, 1, "One box only")
        shipment.with_user(self.keeper).action_settle_return()
        quants = self.env["stock.quant"].search([("lot_id", "in", lots.ids), ("quantity", ">", 0)])
        self.assertEqual(quants.location_id, self.north.location_id | self.warehouse.lot_stock_id)

    def test_n9_nobody_writes_receipts_by_hand(self):
        shipment = self._ship(self._approve(5))
        for user in (self.manager, self.keeper, self.dispatcher):
            for vals in ({"state": "received"}, {"answer_by": "2001-01-01"}):
                with self.subTest(user=user.name), self.assertRaises(UserError):
                    shipment.with_user(user).write(vals)
            with self.assertRaises(UserError):
                shipment.line_ids.with_user(user).write({"received": 1})
        with self._refused_by_database("quantities_sound"):
            shipment.line_ids.sudo().received = 6
