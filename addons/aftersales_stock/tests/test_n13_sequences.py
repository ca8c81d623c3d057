import random
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_old_part import OldPartCase

#: What moves parts within what the station answers for, without changing how much that is.
NEUTRAL = ("receive", "claim", "use", "month", "send", "inspect")


@tagged("post_install", "-at_install")
class TestSequences(OldPartCase):
    """N5, N6, N9–N13: random sequences from the first grant to the closing tie to 0.00 after each step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = False
        cls.env["aftersales.station.agreement"].create(
            {
                "name": "Station fees (test)",
                "code": "N3",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"amount": 60})],
            }
        )
        cls.day = cls.today

    # Steps ------------------------------------------------------------------------------------

    def _step_pay(self, chance):
        self._pay(self.north, chance.choice((100, 333.33)))

    def _step_deduct(self, chance):
        self._deduct(self.north, chance.choice((50, 123.45)))

    def _step_refund(self, chance):
        self._refund(self.north, 77.77)

    def _step_grant(self, chance):
        self._approve(chance.randint(1, 12))

    def _step_ship(self, chance):
        pickings = self.env["stock.picking"].search(
            [("aftersales_request_id", "!=", False), ("state", "=", "assigned")]
        )
        if pickings:
            self._ship(chance.choice(pickings).aftersales_request_id)

    def _find(self, state):
        return self.env["aftersales.part.shipment"].search([("state", "=", state)], limit=1)

    def _step_receive(self, chance):
        for shipment in self._find("transit"):
            shipment._receive({})

    def _step_claim(self, chance):
        for shipment in self._find("transit"):
            line = shipment.line_ids
            shipment._receive({line.id: line.quantity - 1}, "Missing")

    def _step_settle(self, chance):
        self._find("claimed").with_user(self.keeper).action_settle_return()

    def _step_use(self, chance):
        self._use(chance.randint(1, 3))

    def _step_month(self, chance):
        """Days pass; what is due by then is reported."""
        type(self).day = self.day + timedelta(days=chance.randint(8, 25))
        with self._on(self.day):
            self.north._open_usage_reports()
            reports = self.north.part_use_ids.report_id.filtered(lambda report: report.state == "draft")
            reports.sudo()._submit()

    def _step_send(self, chance):
        uses = self.env["aftersales.part.use"]._get_to_send(self.north)
        if uses:
            self._send(chance.sample(uses, chance.randint(1, len(uses))), self.day)

    def _step_inspect(self, chance):
        shipment = self.env["aftersales.part.return"].search([("state", "=", "shipped")], limit=1)
        results = ("confirmed", "confirmed", "no_fault", "wrong", "passed_off")
        self._inspect(shipment, *(chance.choice(results) for _line in shipment.line_ids))

    def _step_write_off(self, chance):
        self.north.with_user(self.keeper).action_make_writeoffs()
        records = self.north.writeoff_ids.filtered(lambda record: record.state != "posted")
        records.with_user(self.keeper).action_send()
        records.filtered(lambda record: record.state == "sent").sudo()._accept("paper")
        records.with_user(self.accountant).action_post()

    # Invariants -------------------------------------------------------------------------------

    def _reckon(self):
        """What is out, reckoned anew from quants, open moves and what is not written off; price 100.00."""
        location = self.north.location_id
        quants = self.env["stock.quant"].search([("location_id", "=", location.id)])
        moves = self.env["stock.move"].search(
            [("location_dest_id", "=", location.id), ("state", "not in", ("draft", "done", "cancel"))]
        )
        uses = self.north.part_use_ids.filtered(
            lambda use: use.from_station and use.state not in ("none", "done")
        )
        pieces = sum(quants.mapped("quantity")) + sum(moves.mapped("product_qty")) + len(uses)
        return round(100 * pieces, 2)

    def _check(self, step, before):
        self.env.invalidate_all()
        found = self.north._get_exposures()[self.north.id]
        self.assertEqual(float(found.total), self._reckon(), step)
        if step in ("grant", "ship", "refund"):
            self.assertGreaterEqual(found.left, 0, step)
        if step in NEUTRAL:
            self.assertEqual(found.total, before.total, step)
        for record in self.north.writeoff_ids:
            self.assertEqual(round(record.credit + record.shortfall - record.value, 2), 0)
        charged = sum(self.north.writeoff_ids.filtered("posted_on").mapped("charge"))
        deposit = sum(self.north.writeoff_ids.mapped("from_deposit"))
        stated = -sum(self.north.fee_ids.filtered(lambda line: line.kind == "parts").mapped("amount"))
        self.assertEqual(round(charged - deposit - stated, 2), 0, step)
        with self._on(self.day):
            self.assertEqual(self.north.deposit_balance, self._get_ledger(self.north), step)
            self._check_ties()
        return found

    def _play(self, step, chance):
        with self._on(self.day):
            getattr(self, f"_step_{step}")(chance)
            self.env.flush_all()

    def test_n6_random_sequences_never_break_limit_or_ledger(self):
        """Grant, ship, use, return, write off, deduct, refund – and then the station is closed (N2)."""
        chance = random.Random(13)
        steps = (
            *("pay", "deduct", "refund", "grant", "grant", "ship", "ship", "receive", "claim", "settle"),
            *("use", "use", "use", "month", "send", "send", "inspect", "inspect", "write_off"),
        )
        first = (
            "pay",
            "refund",
            "grant",
            "ship",
            "claim",
            "settle",
            "grant",
            "ship",
            "receive",
            "use",
            "use",
            "month",
            "send",
            "inspect",
        )
        done = set()
        for step in (*first, "write_off", "deduct", *(chance.choice(steps) for _step in range(12))):
            before = self.north._get_exposures()[self.north.id]
            try:
                with self.cr.savepoint():
                    self._play(step, chance)
            except UserError:
                self.env.invalidate_all()
                continue
            done.add(step)
            self._check(step, before)
        self.assertEqual({*steps}, done)
        self._close_station()

    def _close_station(self):
        """N2: what is open is written off, billed and counted; nothing is left, to the cent."""
        type(self).day = self.day + timedelta(days=70)
        chance = random.Random(1)
        with self._on(self.day):
            for picking in self.env["stock.picking"].search(
                [("aftersales_request_id", "!=", False), ("state", "not in", ("done", "cancel"))]
            ):
                picking.action_cancel()
            while self._find("transit"):
                self._step_receive(chance)
            while self._find("claimed"):
                self._step_settle(chance)
            for shipment in self.env["aftersales.part.return"].search([("state", "=", "shipped")]):
                self._inspect(shipment)
            self.north._open_usage_reports()
            self._step_write_off(chance)
            self._check("write_off", None)
            self.env["aftersales.order"].search([("station_id", "=", self.north.id)]).sudo().state = "closed"
            month = self.day.replace(day=1)
            statement = self.north._make_statements(month).sudo()
            statement._send()
            statement._confirm("paper", "Signed")
            statement.with_user(self.accountant).action_bill()
            statement.move_id.action_post()
            self._check("bill", None)
            self.assertEqual(self._get_charges(self.north), 0)
            closings = self.env["aftersales.station.closing"]
            closing = closings.with_user(self.dispatcher).create(
                {"station_id": self.north.id, "reason": "Moves"}
            )
            closing.action_request()
            closing.with_user(self.manager).action_approve()
            for line in closing.with_user(self.keeper).line_ids:
                line.good = line.expected
            closing.with_user(self.keeper).item_ids.action_tick()
            closing.with_user(self.keeper).action_count()
            closing.with_user(self.accountant).journal_id = self.cash_box
            closing.with_user(self.accountant).action_close()
        found = self._check("close", None)
        self.assertEqual((self.north.state, self.north.deposit_balance, float(found.total)), ("closed", 0, 0))
