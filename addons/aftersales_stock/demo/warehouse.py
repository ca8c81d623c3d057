"""Two weeks of the demo's warehouse under its rules: slips, shipments, exchanges, days, counts, vans.

Played through the methods behind the buttons by the people of each role; only the clock is set back.
"""

from odoo.fields import Command

from .play import Play

#: Parts below their safety stock are ordered from the supplier: (part, least, up to).
SAFETY = [("compressor", 4, 10), ("washer_board", 5, 15), ("fan_motor", 30, 60), ("ac_remote", 10, 40)]


class Warehouse(Play):
    """The main warehouse, its two keepers and its leader."""

    def play(self):
        """Play it once per database."""
        if self.company.aftersales_warehouse_rules:
            return
        self.company.write(
            {
                "aftersales_warehouse_rules": True,
                "aftersales_warehouse_user_id": self.ref("user_manager").id,
            }
        )
        self.ref("product_compressor").aftersales_special = True
        self.receive()
        self.deliver()
        self.exchange()
        self.carry_along()
        self.count_stock()
        self.watch_safety_stock()
        self.close_days()

    # Slips (N14, N15) -------------------------------------------------------------------

    def receive(self):
        """One receipt is done, one differs from the supplier's slip, one waits for its second person."""
        with self.at(9, 10):
            done = self.buy([("compressor", 6), ("ac_remote", 20), ("leak_kit", 10)])
            self.count_by_two(done, 0, 0)
            self.done(done, self.keeper)
        with self.at(1, 10):
            late = self.buy([("drain_pump", 30)])
            short = self.count_by_two(late, -1, -1)
        with self.at(0, 9):
            waiting = self.count_by_two(self.buy([("inlet_valve", 20), ("door_seal", 15)]), 0)
            self.buy([("igniter", 10)])
        self.give_xml_id("slip_demo_different", short)
        self.give_xml_id("slip_demo_counted", waiting)

    def sell(self, partner, rows):
        """Sell goods to a customer; return the delivery."""
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.ref(f"partner_{partner}").id,
                "company_id": self.company.id,
                "user_id": self.ref("user_manager").id,
                "order_line": [
                    Command.create(
                        {"product_id": self.ref(f"product_{part}").id, "product_uom_qty": quantity}
                    )
                    for part, quantity in rows
                ],
            }
        )
        sale.action_confirm()
        return sale.picking_ids

    def deliver(self):
        """Shipments of every state, a compressor that needs approval, goods somebody collects."""
        with self.at(8, 9):
            asked = self.sell("hotel", [("ac_remote", 12)])
            delivered = self.sell("estate", [("drain_pump", 4), ("door_seal", 2)])
            late = self.sell("school", [("heating_tube", 3)])
        damaged = self.ship(asked, 8, "SF1380042268814")
        arrived = self.ship(delivered, 6, "SF1380042270019")
        on_the_way = self.ship(late, 4, "SF1380042275540")
        with self.at(5, 11):
            self.as_user("clerk", damaged).action_deliver()
        with self.at(4, 10):
            self.as_user("clerk", damaged)._record_answer("一只遥控器外壳破裂，其余完好。", damaged=True)
        with self.at(1, 16):
            self.as_user("clerk", arrived).action_deliver()
            on_the_way._chase(self.company._get_aftersales_today())
        with self.at(0, 8):
            special = self.count_by_two(self.sell("hotel", [("compressor", 1)]), 0, 0)
            special.with_user(self.keeper).write({"way": "collected", "sales_slip": "GX-20318"})
            kit = self.env["aftersales.slip"].with_user(self.keeper)
            kit = kit._open_for(self.sell("estate", [("leak_kit", 2)]))
        self.asked = asked
        for name, record in (
            ("slip_demo_special", special),
            ("slip_demo_open", kit),
            ("shipment_demo_late", on_the_way),
            ("shipment_demo_delivered", arrived),
            ("shipment_demo_asked", damaged),
        ):
            self.give_xml_id(name, record.with_env(self.env))

    def exchange(self):
        """The broken remote control is swapped for another; a second piece waits for its inspection (N16)."""
        exchanges = self.as_user("clerk", self.env["aftersales.exchange"])
        with self.at(3, 10):
            broken, other = exchanges.create(
                [{"picking_id": self.asked.id, "move_id": self.asked.move_ids.id} for _each in range(2)]
            )
            broken.with_user(self.keeper)._inspect("faulty", "外壳破裂，电池仓变形。")
            broken.with_user(self.keeper).action_release()
        with self.at(1, 11):
            self.count_by_two(broken.return_id, 0, 0)
            self.done(broken.return_id, self.keeper)
        self.give_xml_id("exchange_demo_done", broken)
        self.give_xml_id("exchange_demo_open", other)

    # Vans -------------------------------------------------------------------------------

    def carry_along(self):
        """The engineer's van: one request arrived, one waits, one is refused."""
        engineer = self.ref("employee_engineer")
        engineer.aftersales_van_limit = 1500
        with self.at(7, 8):
            arrived = self.ask_for_van([("fan_motor", 2), ("capacitor", 6), ("ac_remote", 3)])
            arrived.with_user(self.keeper).action_approve()
            self.done(arrived.picking_id, self.keeper)
        with self.at(2, 8):
            refused = self.ask_for_van([("ac_board", 8)])
            refused.with_user(self.keeper)._refuse("主控板按单领用，不随车备货。")
        with self.at(0, 8):
            waiting = self.ask_for_van([("igniter", 2), ("inlet_valve", 2)])
            jobs = self.env["aftersales.order"].search(
                [("engineer_id", "=", engineer.id), ("state", "in", ("parts", "repair", "assessment"))],
                limit=1,
            )
            job = self.ask_for_van([("compressor", 1)], order_id=jobs.id)
        self.give_xml_id("van_request_demo_sent", arrived)
        self.give_xml_id("van_request_demo_asked", waiting)
        self.give_xml_id("van_request_demo_job", job)

    def ask_for_van(self, rows, **vals):
        """The engineer asks for parts."""
        request = self.as_user("engineer", self.env["aftersales.van.request"]).create(
            {
                "line_ids": [
                    Command.create({"product_id": self.ref(f"product_{part}").id, "quantity": quantity})
                    for part, quantity in rows
                ],
                **vals,
            }
        )
        request.action_ask()
        return request.with_env(self.env)

    # Counts, safety stock, days (N18) ---------------------------------------------------

    def count_stock(self):
        """A count that was posted, one to approve with its reason, the engineer's van being counted."""
        shelf = self.warehouse.lot_stock_id
        with self.at(7, 16):
            posted = self.count_location(
                shelf, {"capacitor": (0, ""), "gas_valve": (-1, "货架积水，一只锈蚀报废")}
            )
            self.as_user("manager", posted).action_approve()
        with self.at(0, 8):
            waiting = self.count_location(
                shelf, {"fan_motor": (-2, "两只错放至返修区，待找回"), "anode": (0, "")}
            )
            van = self.as_user("engineer", self.env["aftersales.inventory"]).create(
                {"location_id": self.ref("location_van_engineer").id, "kind": "van"}
            )
            van.action_fill()
        for name, record in (("posted", posted), ("waiting", waiting), ("van", van)):
            self.give_xml_id(f"inventory_demo_{name}", record)

    def count_location(self, location, rows):
        """The keeper counts these parts, so many more or fewer than the books say."""
        count = self.env["aftersales.inventory"].with_user(self.keeper).create({"location_id": location.id})
        books = count._get_books()
        lots = self.env["stock.lot"]
        parts = {self.ref(f"product_{part}"): row for part, row in rows.items()}
        count.line_ids = [
            Command.create(
                {"product_id": part.id, "counted": books.get((part, lots), 0) + more, "reason": reason}
            )
            for part, (more, reason) in parts.items()
        ]
        count.action_sign()
        return count.with_env(self.env)

    def watch_safety_stock(self):
        """Parts that have run low get their proposed purchase order."""
        points = self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": self.ref(f"product_{part}").id,
                    "warehouse_id": self.warehouse.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "product_min_qty": least,
                    "product_max_qty": most,
                    "trigger": "manual",
                }
                for part, least, most in SAFETY
            ]
        )
        points._propose_orders()

    def close_days(self):
        """The last two days are closed, one with what does not match; today stands open."""
        closes = self.env["aftersales.day.close"].with_user(self.keeper)
        for days in (2, 1):
            with self.at(days, 18, 5):
                close = closes.create({"warehouse_id": self.warehouse.id})
                close.action_close()
        self.give_xml_id("day_close_demo_closed", close)
        self.give_xml_id("day_close_demo_open", closes.create({"warehouse_id": self.warehouse.id}))
