"""Stations of the demo, each at another point of its life, with deposits, requests and parts.

Played through the methods behind the buttons by the people of each role; only the clock is set back.
"""

from datetime import time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from odoo.addons.aftersales_service.demo.evidence import draw_photo

from .play import Play

#: Where the life of a station has come, in the order of its steps; the last ones reach the last step.
OPENING = {"station4": "checked", "station5": "active", "station6": "active"}


class Network(Play):
    """Six stations: two at work, the others applying, checked, behind with the deposit, being closed."""

    def play(self):
        """Play it once per database; without a chart of accounts there is no deposit, and so no part."""
        self.first, self.second = self.ref("station1"), self.ref("station2")
        if not self.has_accounting or self.first.sudo().deposit_entry_ids:
            return
        self.fill_warehouse()
        self.open_stations()
        self.pay_deposits()
        self.ask_monthly()
        self.ask_urgently()
        self.ask_for_presale()
        self.move_between()
        self.close_one()

    def fill_warehouse(self):
        """Parts are bought before the month begins."""
        opening = self.env["stock.move"].search([("is_inventory", "=", True), ("state", "=", "done")])
        # the quantities that the demo begins with lay there before its story
        began = self.get_time(self.today - timedelta(days=110), time(9))
        opening.date = began
        opening.move_line_ids.date = began
        with self.at(105):
            receipt = self.buy(
                [("fan_motor", 60), ("capacitor", 120), ("ac_board", 40), ("gas_valve", 20), ("igniter", 30)]
            )
            self.done(receipt, self.ref("user_keeper"))

    # Opening and deposit (N1, N5) ------------------------------------------------------

    def open_stations(self):
        """Papers of the stations that work already, then each application as far as it has come."""
        for station in self.first | self.second:
            self.hand_in_papers(station, agreed_days=345 if station == self.second else 200)
        applying = self.ref("station3")
        self.as_user("dispatcher", applying.sudo().tool_ids[:2]).action_tick()
        for name, state in OPENING.items():
            station = self.ref(name)
            days = 12 if name == "station5" else 60
            with self.at(days):
                self.hand_in_papers(station, agreed_days=0)
                self.as_user("dispatcher", station.sudo().tool_ids | station.sudo().check_ids).action_tick()
                self.as_user("dispatcher", station).action_check()
                if state == "checked":
                    continue
                self.as_user("manager", station).action_approve()
                self.as_user("manager", station).action_activate()
        self.ref("station5")._remind_deposit()

    def hand_in_papers(self, station, agreed_days):
        """Licence, tax registration and agreement with their files."""
        day = self.company._get_aftersales_today()
        agreed_on = day - timedelta(days=agreed_days)
        numbers = {"licence": "91310114MA1G", "tax": "310114MA1G", "agreement": "SQ-2026-"}
        papers = self.env["aftersales.station.document"]
        papers.create(
            [
                {
                    "station_id": station.id,
                    "kind": kind,
                    "name": f"{number}{station.code}",
                    "date_from": agreed_on if kind == "agreement" else agreed_on - timedelta(days=900),
                    "date_to": agreed_on + timedelta(days=365) if kind == "agreement" else False,
                    "file": draw_photo(station.code, (60, 90, 140)),
                    "file_name": f"{station.code}.png",
                }
                for kind, number in numbers.items()
            ]
        )

    def pay_deposits(self):
        """Two pay, one tops up, one loses something of it."""
        bank = self.company._get_aftersales_journal("bank")
        for station in self.first | self.second:
            station._set_deposit_due(self.today - timedelta(days=105))
        for station, days, amount in (
            (self.first, 99, 1500),
            (self.second, 98, 2000),
            (self.ref("station6"), 52, 1000),
            (self.second, 34, 500),
        ):
            with self.at(days, 10):
                self.as_user("accountant", station)._move_deposit("receive", amount, bank)
        with self.at(20, 15):
            self.as_user("accountant", self.first)._move_deposit("deduction", 80, reason="遗失工牌两枚")

    # Requests, shipments, receipts (N7, N8, N9) ----------------------------------------

    def ask(self, station, kind, rows, login="manager", **vals):
        """Submit a request of `station`."""
        requests = self.as_user(login, self.env["aftersales.part.request"])
        day = str(self.company._get_aftersales_today())
        request = requests.with_context(ir_sequence_date=day).create(
            {
                "station_id": station.id,
                "kind": kind,
                "line_ids": [
                    Command.create({"product_id": self.ref(f"product_{part}").id, "quantity": quantity})
                    for part, quantity in rows
                ],
                **vals,
            }
        )
        request.action_submit()
        return request.with_env(self.env)

    def approve(self, request):
        """Head office approves what was asked for."""
        self.as_user("manager", request).action_approve()
        return request

    def ship(self, request):
        """The keeper ships everything; return the shipment."""
        self.done(request.picking_ids, self.ref("user_keeper"))
        return request.shipment_ids

    def receive(self, login, shipment, received=None, claim=""):
        """The station confirms in its portal."""
        shipments = self.env["aftersales.part.shipment"].with_user(self.ref(f"user_{login}"))
        shipments._find_for_station(shipment.id)._receive(received or {}, claim)

    def ask_monthly(self):
        """Both got parts two months ago; of last month's window one has them, the other's are on the way."""
        before = self.today.replace(day=1) - relativedelta(months=2)
        with self.at((before - timedelta(days=1)).replace(day=27), 10):
            early = self.approve(
                self.ask(self.first, "monthly", [("fan_motor", 4), ("capacitor", 8), ("ac_board", 1)])
                | self.ask(self.second, "monthly", [("fan_motor", 3), ("igniter", 4)])
            )
        with self.at(before, 10):
            shipments = self.ship(early)
        with self.at(before + timedelta(days=1), 10):
            for shipment in shipments:
                shipment.action_receive()
        asked_on = (self.today.replace(day=1) - timedelta(days=1)).replace(day=27)
        with self.at(asked_on, 10):
            mine = self.ask(self.first, "monthly", [("fan_motor", 8), ("capacitor", 20), ("ac_board", 4)])
            other = self.ask(self.second, "monthly", [("fan_motor", 12), ("ac_board", 8), ("igniter", 6)])
        with self.at(asked_on + timedelta(days=1), 14):
            cut = other.line_ids[1]
            self.as_user("manager", cut).write({"quantity_approved": 6, "reason": "近三个月用量不足 6 片"})
            self.approve(mine | other)
        with self.at(asked_on + timedelta(days=3), 16):
            shipment = self.ship(mine)
        with self.at(asked_on + timedelta(days=5), 11):
            self.receive("station1", shipment)
        with self.at(2, 15):
            self.give_xml_id("part_shipment_demo_1", shipment)
            self.give_xml_id("part_shipment_demo_2", self.ship(other))
        self.give_xml_id("part_request_demo_monthly", mine)

    def ask_urgently(self):
        """An urgent request arrives damaged; a second one is refused."""
        with self.at(6, 9):
            urgent = self.ask(
                self.first, "urgent", [("gas_valve", 2)], note="客户燃气阀漏气，本站无货", no_loan_unit=True
            )
            self.approve(urgent)
        with self.at(5, 10):
            shipment = self.ship(urgent)
        with self.at(3, 9):
            self.receive("station1", shipment, {shipment.line_ids.id: 1}, "其中一只阀体开裂，无法使用。")
        self.give_xml_id("part_shipment_demo_claim", shipment)
        with self.at(2, 9):
            refused = self.ask(
                self.second,
                "urgent",
                [("ac_remote", 5)],
                note="遥控器可由客户自购，不走急件",
                no_loan_unit=True,
            )
            self.as_user("manager", refused).action_refuse()

    def ask_for_presale(self):
        """One waits for the signature, one was signed and is being reviewed."""
        with self.at(3, 11):
            signed = self.ask(
                self.second, "presale", [("igniter", 4), ("capacitor", 10)], note="新品上市铺货备件"
            )
        with self.at(1, 10):
            self.as_user("manager", signed).action_sign()
            waiting = self.ask(self.first, "presale", [("ac_board", 3)], note="重点客户机房备件")
        self.give_xml_id("part_request_demo_review", signed)
        self.give_xml_id("part_request_demo_sign", waiting)

    def move_between(self):
        """Parts go from one station to another by order of their regional manager."""
        with self.at(1, 14):
            order = self.ask(
                self.second, "transfer", [("capacitor", 5)], source_station_id=self.first.id, note="调剂电容"
            )
            self.approve(order)
        self.give_xml_id("part_request_demo_transfer", order)

    # Closing (N2) -----------------------------------------------------------------------

    def close_one(self):
        """A station gives up: asked for by its regional manager, approved, to be counted."""
        station = self.ref("station6")
        with self.at(30):
            request = self.ask(station, "presale", [("fan_motor", 3), ("capacitor", 6)], note="开站备件")
            self.as_user("dispatcher", request).action_sign()
            self.approve(request)
            shipment = self.ship(request)
            shipment.action_receive()
        with self.at(4):
            closing = self.as_user("dispatcher", self.env["aftersales.station.closing"]).create(
                {"station_id": station.id, "reason": "负责人退休，门店不再续租。"}
            )
            closing.action_request()
        with self.at(2):
            self.as_user("manager", closing).action_approve()
        self.as_user(
            "keeper",
            station.sudo()
            .env["aftersales.station.item"]
            .search([("station_id", "=", station.id), ("kind", "=", "handover")], limit=1),
        ).action_tick()
        self.give_xml_id("station_closing_demo", closing)
