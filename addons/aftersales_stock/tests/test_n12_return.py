from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestReturn(OldPartCase):
    """N11, N12: old parts are sent with fault cards, counted and inspected; they have no value."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.north)

    def test_n12_sent_counted_inspected(self):
        uses = self._use(3)
        self._report()
        shipment = self._send(uses)
        self.assertEqual(set(uses.mapped("state")), {"shipped"})
        self.assertEqual((shipment.state, shipment.line_count), ("shipped", 3))
        self.assertEqual(shipment.shipped_on, self.next_month + timedelta(days=9))
        self._inspect(shipment, "confirmed", "no_fault")
        self.assertEqual(shipment.state, "inspected")
        self.assertEqual(shipment.line_ids.mapped("result"), ["confirmed", "no_fault", "confirmed"])
        self.assertEqual(set(uses.mapped("state")), {"inspected"})
        self.assertEqual(uses.return_line_id, shipment.line_ids)

    def test_n12_what_is_missing_or_wrong_stays_owed(self):
        """N12: a piece that is not in the parcel, or not the part that was used, can be sent again."""
        uses = self._use(2)
        self._report()
        shipment = self._send(uses)
        shipment.with_user(self.keeper).line_ids[0].arrived = False
        self._inspect(shipment, "missing", "wrong")
        self.assertEqual(set(uses.mapped("state")), {"owed"})
        self.assertEqual((shipment.arrived_count, shipment.line_count), (1, 2))
        again = self._send(uses)
        self._inspect(again)
        self.assertEqual(set(uses.mapped("state")), {"inspected"})

    def test_n12_above_the_report_is_kept(self):
        uses = self._use(1)
        self._report()
        shipment = self._send(uses)
        lines = self.env["aftersales.part.return.line"].with_user(self.keeper)
        extra = lines.create({"return_id": shipment.id, "product_id": self.part.id})
        self.assertEqual((extra.added, extra.arrived, extra.price), (True, True, 100))
        with self._refused(UserError, "only what is above the report"):
            lines.create({"return_id": shipment.id, "use_id": uses.id})
        self._inspect(shipment)
        self.assertEqual((extra.result, shipment.line_count, shipment.arrived_count), ("surplus", 1, 2))

    def test_n12_what_a_piece_needs(self):
        uses = self._use(2)
        returns, station = self.env["aftersales.part.return"], self.north.sudo()
        with self._refused(UserError, "not to be sent"):
            returns._send_for_station(station, [(str(uses[0].id), "", "Broken")])
        self._report()
        for pieces, sentence in (
            ([], "Tick the old parts"),
            ([("999999", "", "Broken")], "not to be sent"),
            ([("x", "", "Broken")], "not to be sent"),
            ([(str(uses[0].id), "", "Broken")] * 2, "not to be sent"),
        ):
            with self.subTest(sentence=sentence), self._refused(UserError, sentence), self.cr.savepoint():
                returns._send_for_station(station, pieces)
        with self._refused(UserError, "not to be sent"):
            returns._send_for_station(self.south.sudo(), [(str(uses[0].id), "", "Broken")])
        uses.order_line_id.old_fault = False
        with self._refused(UserError, "no fault card"), self.cr.savepoint():
            returns._send_for_station(station, [(str(uses[0].id), "", " ")])
        self._send(uses[0])
        with self._refused(UserError, "not to be sent"):
            self._send(uses[0])

    def test_n12_a_tracked_part_needs_its_serial_number(self):
        product = self.env["product.product"].create(
            {"name": "Board", "is_storable": True, "tracking": "serial"}
        )
        self._set_price(80, product)
        lot = self.env["stock.lot"].create({"name": "B-NEW", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(product, self.north.location_id, 1, lot_id=lot)
        uses = self._use(product=product)
        self._report()
        with self._refused(UserError, "has a serial number"), self.cr.savepoint():
            self._send(uses)
        with self._on(self.next_month):
            shipment = self.env["aftersales.part.return"]._send_for_station(
                self.north.sudo(), [(str(uses.id), "B-OLD", "Dead")]
            )
        self._inspect(shipment)
        old = self.env["stock.lot"].search([("name", "=", "B-OLD")])
        self.assertEqual(old.quant_ids.filtered(lambda q: q.quantity > 0).location_id.name, "Old Parts")

    def test_n12_the_office_enters_what_came_without_the_portal(self):
        """N11: the day on the waybill counts; it lies not in the future."""
        uses = self._use(1)
        self._report()
        returns = self.env["aftersales.part.return"].with_user(self.keeper)
        vals = {
            "station_id": self.north.id,
            "line_ids": [Command.create({"use_id": uses.id})],
        }
        with self._on(self.next_month + timedelta(days=17)):
            shipment = returns.create({**vals, "shipped_on": self.next_month + timedelta(days=14)})
            self.assertEqual(shipment.line_ids.fault_card, "Does not turn", "As the job says")
            shipment.action_ship()
            with self._refused(UserError, "cannot go to"):
                shipment.shipped_on = self.next_month
            late = returns.create(
                {
                    "station_id": self.north.id,
                    "shipped_on": self.next_month + timedelta(days=18),
                    "line_ids": [Command.create({"product_id": self.part.id, "fault_card": "x"})],
                }
            )
            with self._refused(UserError, "not sent in the future"):
                late.action_ship()
            empty = returns.create({"station_id": self.north.id})
            with self._refused(UserError, "is empty"):
                empty.action_ship()
        self.assertEqual(shipment.state, "shipped")

    def test_n12_results_fit_the_piece(self):
        uses = self._use(1)
        self._report()
        shipment = self._send(uses).with_user(self.keeper)
        extra = shipment.line_ids.create({"return_id": shipment.id, "product_id": self.part.id})
        shipment.action_receive()
        with self._refused(UserError, "has no result yet"):
            shipment.action_inspect()
        shipment.line_ids[0].result = "surplus"
        with self._refused(UserError, "Above the report"):
            shipment.action_inspect()
        shipment.line_ids[0].result = "confirmed"
        extra.result = "no_fault"
        with self._refused(UserError, "Above the report"):
            shipment.action_inspect()
        extra.result = "passed_off"
        shipment.action_inspect()
        with self._refused(UserError, "cannot be changed in this step"):
            extra.result = "surplus"

    # Fault cards ----------------------------------------------------------------------------------

    def test_n12_a_fault_card_for_each_piece(self):
        """N12: the card says where the part comes from; its number is found by a scan."""
        uses = self._use(2, old_serial="OLD-7")
        self._report()
        first, second = uses.with_user(self.keeper)._get_fault_cards()
        self.assertNotEqual(first["number"], second["number"])
        self.assertEqual(uses.search([("card", "=", first["number"])]), uses[0])
        self.assertEqual(
            (first["station"], first["order"], first["date"], first["product"]),
            (self.north, uses.order_id, self.today, self.part),
        )
        self.assertEqual((first["serial"], first["fault"]), ("OLD-7", "Does not turn"))
        self.assertEqual(first["order"].lot_id, self.unit_free)
        shipment = self._send(uses)
        lines = shipment.line_ids.with_user(self.keeper)
        lines.create({"return_id": shipment.id, "product_id": self.part.id})
        cards = shipment.with_user(self.keeper)._get_fault_cards()
        self.assertEqual([card["number"] for card in cards], uses.mapped("card"), "None for the surplus")
        reports = self.env["ir.actions.report"]
        for records, report in ((uses, "part_use"), (shipment, "part_return")):
            html, _kind = reports._render_qweb_html(
                f"aftersales_stock.report_aftersales_{report}_fault_card", records.ids
            )
            text = html.decode()
            for word in (first["number"], uses.order_id.name, "Does not turn", self.unit_free.name):
                self.assertIn(word, text)
            self.assertEqual(text.count("data:image/svg+xml;base64,"), 2)
        for user in (self.clerk, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                uses.with_user(user)._get_fault_cards()

    @tagged("pdf")
    def test_n12_fault_cards_are_printed(self):
        uses = self._use(3)
        report = self.env.ref("aftersales_stock.aftersales_part_use_report_fault_card")
        pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            report.report_name, uses.ids
        )
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))

    # Trap: removed parts and the valuation --------------------------------------------------------

    def test_n12_removed_parts_never_inflate_the_valuation(self):
        """N12: whatever the costing, the value of the stock is what it was before the old parts came."""
        for method in ("standard", "average", "fifo"):
            with self.subTest(method=method):
                category = self.env["product.category"].create(
                    {"name": method, "property_cost_method": method}
                )
                product = self.env["product.product"].create(
                    {
                        "name": f"Part {method}",
                        "is_storable": True,
                        "categ_id": category.id,
                        "standard_price": 40,
                    }
                )
                self._set_price(100, product)
                self._supply(self.north, 5, product)
                uses = self._use(2, product=product)
                self._report().sudo().write({"state": "draft"})
                self._report()
                self.env.invalidate_all()
                value, quantity = product.total_value, product.qty_available
                price = product.standard_price
                self._inspect(self._send(uses))
                self.env.invalidate_all()
                location = self.company.aftersales_old_part_location_id
                old = product.with_context(location=location.id)
                self.assertEqual(old.qty_available, 2)
                moves = uses.return_line_id.move_id
                self.assertEqual(moves.mapped("state"), ["done", "done"])
                self.assertEqual((sum(moves.mapped("value")), any(moves.mapped("is_in"))), (0, False))
                self.assertEqual((product.total_value, product.standard_price), (value, price))
                quants = self.env["stock.quant"].search(
                    [("product_id", "=", product.id), ("location_id", "=", location.id)]
                )
                self.assertEqual(sum(quants.mapped("value")), 0)
                self.assertNotIn(location.warehouse_id, self.warehouse, "Nothing is reserved from there")
                self.assertEqual(product.qty_available, quantity)

    # Rights -----------------------------------------------------------------------------------------

    def test_n12_who_receives_and_inspects(self):
        uses = self._use(1)
        self._report()
        shipment = self._send(uses)
        for user in (self.clerk, self.engineer_user, self.dispatcher, self.accountant):
            for step in ("action_receive", "action_confirm_faults", "action_inspect", "action_ship"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(shipment.with_user(user), step)()
        for vals in ({"state": "inspected"}, {"month": "2001-01-01"}, {"station_id": self.south.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                shipment.with_user(self.keeper).write(vals)
        for vals in (
            {"price": 1},
            {"use_id": False},
            {"result": "confirmed"},
            {"product_id": self.callout.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                shipment.line_ids.with_user(self.keeper).write(vals)
        with self._refused(UserError, "stays on the list"):
            shipment.line_ids.with_user(self.keeper).unlink()
        with self._refused(UserError, "cannot go to"):
            shipment.with_user(self.keeper).unlink()
        shipment.with_user(self.manager).action_receive()
