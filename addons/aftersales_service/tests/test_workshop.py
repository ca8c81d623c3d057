from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE
from .test_clock import MONDAY, ClockCase
from .test_intake import IntakeCase


class WorkshopCase(IntakeCase):
    """A batch of warranty units, assigned to Li; a bench of Wang's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench = cls.env["aftersales.bench"].create(
            {"name": "Bench 2", "engineer_id": cls.other_engineer.id}
        )

    def _take_in_free(self, count, prefix="SN-F"):
        """Units in warranty, taken in and assigned."""
        for serial in self._serials(count, prefix):
            self._create_unit(serial, fields.Date.today())
        units = self._take_in(self._serials(count, prefix))
        self._assign(units.order_id)
        return units

    def _start(self, units, user=None):
        units.with_user(user or self.engineer_user).action_start()

    def _finish(self, units, user=None, hours=0.5):
        units.with_user(user or self.engineer_user).write({"time_spent": hours, "handling": "Cleaned"})
        units.with_user(user or self.engineer_user).action_finish()

    def _repair(self, units):
        self._start(units)
        self._finish(units)

    def _pass(self, units, user=None):
        units.with_user(user or self.dispatcher).action_pass()

    def _collect(self, units, **options):
        options = {"signature": SIGNATURE, **options}
        return units.with_user(self.clerk)._hand_back("Zhang Wei", **options)


@tagged("post_install", "-at_install")
class TestWorkshop(WorkshopCase):
    """S8: a unit's way from the bench over the inspection back to its owner."""

    def test_s8_batch_story(self):
        """S8: partial progress, inspection, partial return; the receipt is voided with the last unit."""
        units = self._take_in_free(3)
        order, receipt = units.order_id, units.receipt_id
        line = self._add_line(order, unit_id=units[1].id)
        self._start(units[:2])
        self.assertEqual((order.state, bool(order.repair_start)), ("repair", True))
        self.assertEqual(units.mapped("state"), ["repair", "repair", "waiting"])
        self.assertEqual(units[0].engineer_id, self.engineer)
        self._finish(units[:2])
        self.assertEqual(line.move_id.state, "done")
        self.assertEqual(line.sudo().cost, 40.0)
        self.assertEqual(line.move_id.repair_id.aftersales_unit_id, units[1])
        self._pass(units[:2])
        self.assertEqual(order.unit_progress, "2 of 3 units done")

        handed_back = self._collect(units[0])
        self.assertEqual((units[0].state, units[0].collected_by), ("returned", "Zhang Wei"))
        self.assertEqual((receipt.state, order.state), ("open", "repair"))
        self.assertEqual((handed_back.unit_count, handed_back.signature), (1, SIGNATURE))
        self.assertEqual(handed_back.returned_by_id, self.clerk)

        with self._refused(UserError, "has not been begun"):
            order.with_user(self.engineer_user).write({"handling": "Cleaned", "result": "Good"})
            order.with_user(self.engineer_user).action_finish()
        units[2].with_user(self.engineer_user)._finish("not_repairable", "Compressor burnt, no spare part")
        order.with_user(self.engineer_user).write({"handling": "Cleaned", "result": "Good"})
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.state, "repair", "the last unit waits for its inspection")
        self.assertEqual(order.time_spent, 1.0, "the hours of the cards")
        self._pass(units[2])
        self.assertEqual(order.state, "acceptance")
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self._collect(units[1:])
        self.assertEqual((receipt.state, receipt.returned_by_id), ("returned", self.clerk))
        order.with_user(self.clerk).solved = "yes"
        order.with_user(self.clerk).action_close()
        self.assertEqual(order.state, "closed")

    def test_s8_one_unit_asks_for_no_more_clicks(self):
        """S8: start and finish on the order; the card follows, hours and parts included."""
        order = self._play_until("assessment", self.unit_free)
        receipt = self.env["aftersales.goods.receipt"].with_user(self.clerk).create({"order_id": order.id})
        unit = receipt.unit_ids
        self.assertEqual(
            (unit.serial, unit.fault, unit.name), ("SN-FREE-1", order.fault, f"{receipt.name}-1")
        )
        line = self._add_line(order)
        self.assertEqual(line.unit_id, unit)
        order.with_user(self.engineer_user).action_start()
        self.assertEqual(unit.state, "repair")
        self._play_finish(order)
        self.assertEqual((order.state, unit.state, unit.time_spent), ("repair", "inspect", 1.5))
        self._pass(unit)
        self.assertEqual((order.state, unit.state), ("acceptance", "ready"))
        receipt.with_user(self.clerk).storage_place = "B-07"
        self.assertEqual(unit.storage_place, "B-07")

    def test_s8_hours_of_the_voucher_are_shared_by_cards_without(self):
        """S8: 3 hours, one card has 1: the two others get 1 each."""
        units = self._take_in_free(3)
        order = units.order_id.with_user(self.engineer_user)
        order.action_start()
        self.assertEqual(set(units.mapped("state")), {"repair"})
        units[0].with_user(self.engineer_user).time_spent = 1
        order.write({"handling": "Cleaned", "result": "Good", "time_spent": 3, "no_parts": True})
        order.action_finish()
        self.assertEqual(units.mapped("time_spent"), [1.0, 1.0, 1.0])

    def test_s8_card_without_hours_is_not_finished(self):
        """S8: actual time stands on the card; on the order it comes from the voucher."""
        unit = self._take_in_free(1)
        self._start(unit)
        with self._refused(UserError, "lacks the hours"):
            unit.with_user(self.engineer_user).action_finish()

    def test_s8_somebody_else_inspects(self):
        """S8: neither who pressed the button, nor the employee behind another log-in, nor a helper."""
        units = self._take_in_free(4)
        self.dispatcher.group_ids += self.env.ref("aftersales_service.group_engineer")
        self._repair(units[0])
        self._start(units[1])
        units[1].with_user(self.dispatcher).time_spent = 1
        units[1].with_user(self.dispatcher).action_finish()
        with self._refused(UserError, "somebody else inspects"):
            self._pass(units[1])
        self._pass(units[1], self.manager)
        with self.assertRaises(AccessError):
            self._pass(units[0], self.engineer_user)
        self.engineer_user.group_ids += self.env.ref("aftersales_service.group_dispatcher")
        with self._refused(UserError, "somebody else inspects"):
            self._pass(units[0], self.engineer_user)
        self.engineer.user_id = self.manager  # the same person with another log-in
        for press in ("action_pass", "action_open_fail"):
            with self.subTest(press=press), self._refused(UserError, "somebody else inspects"):
                getattr(units[0].with_user(self.manager), press)()
        self._pass(units[0])
        self.assertEqual(units[0].inspected_by_id, self.dispatcher)

    def test_s8_failed_inspection(self):
        """S8: back to repair with the reason, counted; the order waits."""
        unit = self._take_in_free(1)
        self._repair(unit)
        for reason in ("", "  ", None):
            with self._refused(UserError, "what the inspection found"):
                unit.with_user(self.dispatcher)._fail(reason)
        unit.with_user(self.dispatcher)._fail("Still leaks")
        self.assertEqual((unit.state, unit.failed_count, unit.remark), ("repair", 1, "Still leaks"))
        self._finish(unit)
        unit.with_user(self.dispatcher)._fail("Leaks again")
        self.assertEqual(unit.failed_count, 2)
        with self._refused(UserError, "cannot go to"):
            self._pass(unit)

    def test_s8_no_acceptance_and_no_return_without_inspection(self):
        """S8: the door of the order and the return both ask for every unit."""
        units = self._take_in_free(2)
        order = units.order_id
        self._repair(units)
        self._pass(units[0])
        with self._refused(UserError, "not inspected yet"):
            self._collect(units)
        with self._refused(UserError, "cannot go to"):
            self._collect(units, unrepaired=True)
        order.write({"handling": "Cleaned", "result": "Good", "no_parts": True})
        with self._refused(UserError, "not inspected yet"):
            order.sudo()._update_state("acceptance")
        self.assertEqual(order.state, "repair")

    def test_s8_owner_takes_it_back_unrepaired(self):
        """S8: not a unit whose part is still asked for; then the order can be cancelled."""
        unit = self._take_in_free(1)
        order = unit.order_id
        line = self._add_line(order)
        with self._refused(UserError, "remove the part"):
            self._collect(unit, unrepaired=True)
        line.with_user(self.engineer_user).unlink()
        self._collect(unit, unrepaired=True)
        self.assertEqual((unit.state, unit.result), ("returned", "unrepaired"))
        order.with_user(self.clerk)._cancel("Too old")
        self.assertEqual(order.state, "cancelled")

    def test_s8_return_wants_name_and_signature(self):
        """S8: on the screen or on paper; a lost receipt is noted; nothing is handed back twice."""
        units = self._take_in_free(2)
        self._repair(units)
        self._pass(units)
        clerk = units.with_user(self.clerk)
        for name, signature in (("", SIGNATURE), ("  ", SIGNATURE), ("Zhang Wei", None), (None, None)):
            with self.subTest(name=name), self._refused(UserError, "name and the signature"):
                clerk._hand_back(name, signature)
        handed_back = self._collect(units[0], signature=None, on_paper=True, receipt_lost=True)
        self.assertTrue(handed_back.on_paper and handed_back.receipt_lost)
        with self._refused(UserError, "no longer with us"):
            self._collect(units)
        for call in ("unlink", "write"):
            with self.subTest(call=call), self.assertRaises(UserError):
                arguments = [{"signed_by": "Somebody"}] if call == "write" else []
                getattr(handed_back.with_user(self.manager), call)(*arguments)
        with self.assertRaises(UserError):
            units[0].sudo().unlink()

    def test_s8_units_of_two_customers_are_not_handed_back_together(self):
        """S8: one signature is one customer's."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        units = self._take_in(["SN-1"]) | self._take_in(["SN-2"], partner_id=stranger.id)
        with self._refused(UserError, "one customer"):
            self._collect(units, unrepaired=True)

    def test_s8_customer_does_not_accept(self):
        """S8, G3: sent back from the order or from the card, the unit is inspected once more."""
        units = self._take_in_free(2)
        order = units.order_id
        self._repair(units)
        order.with_user(self.engineer_user).write({"handling": "C", "result": "G", "no_parts": True})
        order.with_user(self.engineer_user).action_finish()
        self._pass(units)
        self.assertEqual(order.state, "acceptance")
        units[0].with_user(self.engineer_user).action_send_back()
        self.assertEqual((order.state, units.mapped("state")), ("repair", ["repair", "ready"]))
        self._finish(units[0])
        order.with_user(self.engineer_user).action_finish()
        self._pass(units[0])
        self.assertEqual(order.state, "acceptance")
        order.with_user(self.engineer_user).action_send_back()
        self.assertEqual(set(units.mapped("state")), {"repair"})

    def test_s8_customers_goods_are_not_our_stock(self):
        """S8, traps 1, 4: in, repaired and out: no quant inside, no value, the owner stays."""
        units = self._take_in_free(2)
        before = self.appliance.sudo().with_company(self.company).total_value
        self._add_line(units.order_id, unit_id=units[0].id)
        self._repair(units)
        self._pass(units)
        self._collect(units)
        quants = self.env["stock.quant"].search([("lot_id", "in", units.lot_id.ids)])
        self.assertFalse(quants.filtered(lambda quant: quant.location_id.usage == "internal"))
        self.assertEqual(self.appliance.sudo().with_company(self.company).total_value, before)
        self.assertEqual(units.lot_id.aftersales_partner_id, self.customer)

    def test_s8_parts_stay_on_their_card(self):
        """S8: a line for another order's card, or one that is out, is refused; a taken part stays."""
        units = self._take_in_free(2)
        other = self._take_in_free(1, "SN-G")
        with self._refused(ValidationError, "choose a unit"):
            self._add_line(units.order_id, unit_id=other.id)
        line = self._add_line(units.order_id, unit_id=units[0].id)
        self._start(units)
        with self._refused(UserError, "on the repair card already"):
            line.with_user(self.engineer_user).unit_id = units[1]
        self.assertEqual(units[0]._get_parts(), line)
        self.assertFalse(units[1]._get_parts())

    def test_s8_missing_part_keeps_one_card_only(self):
        """Trap 5: the card whose part is missing waits, the others go on."""
        units = self._take_in_free(2)
        self._start(units)
        self._add_line(units.order_id, unit_id=units[0].id, quantity=50)
        self._finish(units[1])
        with self._refused(UserError, "lacks"):
            self._finish(units[0])
        self.assertEqual(units.mapped("state"), ["repair", "inspect"])

    def test_trap_7_stock_user_changes_nothing_of_our_card(self):
        """Trap 7, S8: no part added, changed or removed, no card deleted from the stock side."""
        units = self._take_in_free(1)
        self._add_line(units.order_id)
        self._start(units)
        stock = self._create_user("engineer", "Stock")
        stock.group_ids += self.env.ref("stock.group_stock_user")
        card = units.repair_ids.with_user(stock)
        move = card.move_ids
        part = {"repair_line_type": "add", "product_id": self.part.id, "product_uom_qty": 1}
        attempts = {
            "add": lambda: card.write({"move_ids": [Command.create(part)]}),
            "create": lambda: move.create({**part, "repair_id": card.id}),
            "change": lambda: move.write({"product_uom_qty": 5}),
            "move away": lambda: move.write({"repair_id": False}),
            "remove": move.unlink,
            "delete": card.unlink,
            "cancel": card.action_repair_cancel,
            "tie": lambda: card.write({"aftersales_unit_id": False}),
        }
        for name, attempt in attempts.items():
            with self.subTest(attempt=name), self.assertRaises(UserError):
                attempt()
        self.assertEqual((move.product_uom_qty, card.state), (1.0, "under_repair"))

    def test_s8_thirty_cards_cost_the_queries_of_ten(self):
        """S8: starting, finishing, inspecting and handing back are batches."""
        counts = {}
        for size in (10, 30):
            units = self._take_in_free(size, f"SN-Q{size}")
            for name, play in {
                "start": lambda units=units: self._start(units),
                "finish": lambda units=units: self._finish(units),
                "pass": lambda units=units: self._pass(units),
                "collect": lambda units=units: self._collect(units),
            }.items():
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                play()
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.flush_all()
                counts[name, size] = self.env.cr.sql_log_count - before
        for name in ("start", "finish", "pass", "collect"):
            with self.subTest(step=name):
                self.assertLessEqual(counts[name, 30], counts[name, 10] + 10, counts)


@tagged("post_install", "-at_install")
class TestWorkshopRoles(WorkshopCase):
    """G1, S8: who sees and does what in the workshop."""

    def test_g1_engineer_sees_own_orders_own_bench_own_hands(self):
        """G1: another engineer's cards are invisible until they lie on his bench."""
        units = self._take_in_free(2)
        cards = self.env["aftersales.order.unit"]
        self.assertEqual(cards.with_user(self.engineer_user).search([("id", "in", units.ids)]), units)
        self.assertFalse(cards.with_user(self.other_engineer_user).search([("id", "in", units.ids)]))
        with self.assertRaises(AccessError):
            units[0].with_user(self.other_engineer_user).action_start()
        units[0].with_user(self.dispatcher).bench_id = self.bench
        self.assertEqual(
            cards.with_user(self.other_engineer_user).search([("id", "in", units.ids)]), units[0]
        )
        self._start(units[0], self.other_engineer_user)
        self._finish(units[0], self.other_engineer_user)
        self.assertEqual(units[0].engineer_id, self.other_engineer)
        data = (
            units[0]
            .with_user(self.other_engineer_user)
            .web_read(
                {"order_id": {"fields": {"display_name": {}}}, "partner_id": {"fields": {"display_name": {}}}}
            )
        )
        self.assertEqual(data[0]["order_id"]["display_name"], units.order_id.name)

    def test_g1_nobody_writes_what_the_server_keeps(self):
        """G1, S8: state, inspection, return and custody by the buttons only, for every role."""
        unit = self._take_in_free(1)
        forged = {
            "state": "ready", "result": "repaired", "inspected_by_id": self.manager.id, "failed_count": 0,
            "returned_on": self.now, "custody_stage": "abandoned", "engineer_id": False, "name": "X",
            "serial": "X", "quantity": 9, "disposal": "sold", "ready_on": self.now, "lot_id": False,
        }  # fmt: skip
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.manager):
            for name, value in forged.items():
                with self.subTest(user=user.name, field=name), self._refused(UserError, "use the buttons"):
                    unit.with_user(user).write({name: value})
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["aftersales.order.unit"].with_user(user).create({"receipt_id": unit.receipt_id.id})
        with self.assertRaises(AccessError):
            unit.with_user(self.accountant).write({"fault": "Other"})

    def test_g1_every_button_checks_role_and_state(self):
        """G1, S8: by remote call nobody jumps a step or acts without the role."""
        unit = self._take_in_free(1)
        for method in ("action_finish", "action_no_fault"):
            with self.subTest(method=method), self._refused(UserError, "cannot go to"):
                getattr(unit.with_user(self.engineer_user), method)()
        for method in ("action_pass", "action_open_fail"):
            with self.subTest(method=method), self._refused(UserError, "cannot go to"):
                getattr(unit.with_user(self.dispatcher), method)()
        with self._refused(UserError, "cannot go to"):
            unit.with_user(self.engineer_user).action_send_back()
        for method in ("action_start", "action_finish", "action_send_back", "action_open_not_repairable"):
            for user in (self.accountant, self.clerk):
                with self.subTest(method=method, user=user.name), self.assertRaises(AccessError):
                    getattr(unit.with_user(user), method)()
        with self.assertRaises(AccessError):
            unit.with_user(self.accountant)._hand_back("Me", SIGNATURE, unrepaired=True)
        with self.assertRaises(AccessError):
            unit.with_user(self.dispatcher)._dispose("sold", "Because")
        for purpose in ("fail", "dispose"):
            dialogs = self.env["aftersales.unit.decision"].with_user(self.engineer_user)
            dialog = dialogs.create({"purpose": purpose, "unit_ids": unit.ids, "reason": "x"})
            with self.subTest(purpose=purpose), self.assertRaises(AccessError):
                dialog.action_apply()
        for result in ("unrepaired", "anything", None):
            with self.subTest(result=result), self._refused(UserError, "what came of"):
                unit.with_user(self.engineer_user)._finish(result)
        with self._refused(UserError, "cannot be repaired"):
            unit.with_user(self.engineer_user)._finish("not_repairable", " ")

    def test_g1_inspected_card_stands(self):
        """S8: hours and handling of an inspected card stand; a unit that is out keeps its place."""
        unit = self._take_in_free(1)
        self._repair(unit)
        self._pass(unit)
        with self._refused(UserError, "is inspected"):
            unit.with_user(self.engineer_user).time_spent = 9
        unit.with_user(self.clerk).storage_place = "C-01"
        self._collect(unit)
        with self._refused(UserError, "no longer with us"):
            unit.with_user(self.clerk).storage_place = "C-02"

    def test_g1_companies_and_outsiders(self):
        """G1: cards, benches and returns of another company, and people without a role."""
        other = self.env["res.company"].create({"name": "Other company"})
        unit = self._take_in_free(1)
        for user in (self.clerk, self.manager):
            foreign = unit.with_user(user).with_context(allowed_company_ids=other.ids)
            user.company_ids += other
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                foreign.read(["name"])
        foreign_bench = self.env["aftersales.bench"].create({"name": "B", "company_id": other.id})
        with mute_logger("odoo.models"), self.assertRaises(UserError):
            unit.with_user(self.dispatcher).bench_id = foreign_bench
        internal = self.env["res.users"].create({"name": "Internal", "login": "test-internal-workshop"})
        for model in ("aftersales.order.unit", "aftersales.goods.return", "aftersales.bench"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(internal).search([])


@tagged("post_install", "-at_install")
class TestTurnaround(ClockCase, WorkshopCase):
    """S5: one working day per started ten units, until the last one is ready."""

    def test_s5_days_by_started_ten(self):
        """S5: 1, 10, 11, 20, 21, 30 and 31 units; taken in on a Monday, office until 18:00 (10:00 UTC)."""
        for count, days in ((1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (30, 3), (31, 4)):
            with self.subTest(count=count), freeze_time(MONDAY):
                clock = self._clock(
                    self._take_in(self._serials(count, f"SN-D{count}")).order_id, "turnaround"
                )
                self.assertEqual(clock.units, count)
                self.assertEqual(clock.deadline, datetime(2026, 6, 1 + days, 10, 0))

    def test_s5_weekend_and_holiday_do_not_count(self):
        """S5, G2: from Thursday, 11 units, Friday a holiday: due on Tuesday."""
        thursday = MONDAY + timedelta(days=3)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 6, 4, 16, 0),
                "date_to": datetime(2026, 6, 5, 15, 59, 59),
            }
        )
        with freeze_time(thursday):
            clock = self._clock(self._take_in(self._serials(11)).order_id, "turnaround")
        self.assertEqual(clock.deadline, datetime(2026, 6, 9, 10, 0))

    def test_s5_clock_ends_with_the_last_unit_that_is_ready(self):
        """S5: neither the inspection of some nor their return stops it; a failed one keeps it running."""
        with freeze_time(MONDAY):
            units = self._take_in_free(3)
            clock = self._clock(units.order_id, "turnaround")
            self._repair(units)
            self._pass(units[:2])
            self._collect(units[:2])
            self.assertEqual(clock.state, "running")
            units[2].with_user(self.dispatcher)._fail("Noise")
            self.assertEqual(clock.state, "running")
            self._finish(units[2])
            self._pass(units[2])
            self.assertEqual(clock.state, "met_in_time")


@tagged("post_install", "-at_install")
class TestQuotationByCard(WorkshopCase):
    """S8, S12: a quotation of several repair cards has a section for each."""

    def _take_in_paid(self, count):
        units = self._take_in(self._serials(count))
        self._assign(units.order_id)
        units.order_id.with_user(self.dispatcher)._override_type("A", "Test")
        return units

    def _quote(self, order):
        order.with_user(self.engineer_user).action_prepare_quotation()
        return order.sale_order_ids.filtered(lambda sale: sale.state == "draft").order_line

    def test_s12_sections_by_card(self):
        """S12: no card first, then card by card; each line keeps its own quotation line and price."""
        units = self._take_in_paid(3)
        order = units.order_id
        second = self._add_line(order, unit_id=units[1].id, price_unit=22)
        first = self._add_line(order, unit_id=units[0].id, price_unit=11)
        again = self._add_line(order, unit_id=units[1].id, price_unit=33)
        general = self._add_line(order, "callout", unit_id=False)
        rows = self._quote(order)
        self.assertEqual(
            [(row.display_type, row.price_unit) for row in rows],
            [
                (False, 30),
                ("line_section", 0),
                (False, 11),
                ("line_section", 0),
                (False, 22),
                (False, 33),
            ],
        )
        for row, unit in zip(rows.filtered("display_type"), units, strict=False):
            self.assertIn(unit.serial, row.name)
            self.assertIn(unit.name, row.name)
        for line in general | first | second | again:
            self.assertEqual(line.sale_line_id.price_unit, line.price_unit)

        order.with_user(self.clerk).action_accept_quotation()
        self._add_line(order, unit_id=units[2].id, price_unit=44)
        rows = self._quote(order)
        self.assertEqual([row.display_type for row in rows], ["line_section", False], "supplementary")
        self.assertIn(units[2].serial, rows[0].name)

    def test_s12_what_is_free_stands_under_its_card(self):
        """S1, S12: the note why a part costs nothing is not read as of another unit."""
        units = self._take_in_paid(2)
        order = units.order_id
        self._add_line(order, unit_id=units[0].id)
        self._add_line(order, unit_id=units[1].id)
        free = self._add_line(order, unit_id=units[0].id)
        free.with_user(self.dispatcher)._grant("goodwill", 100, "Regular customer")
        self.assertFalse(free.chargeable)
        rows = self._quote(order)
        self.assertEqual(
            [row.display_type for row in rows], ["line_section", False, "line_note", "line_section", False]
        )

    def test_s12_an_only_card_needs_no_section(self):
        units = self._take_in_paid(1)
        self._add_line(units.order_id)
        self.assertFalse(self._quote(units.order_id).filtered("display_type"))
