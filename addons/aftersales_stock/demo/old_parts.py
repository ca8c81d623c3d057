"""Three months of used parts at the demo's stations: reports, old parts, inspection, write-offs, a statement.

Played through the methods behind the buttons by the people of each role; only the clock is set back.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from odoo.addons.aftersales_service.demo.cases import FAULTS
from odoo.addons.aftersales_service.demo.story import draw_signature

from .play import Play

#: What is wrong with the part that was taken out.
OLD_FAULTS = {
    "capacitor": "容量衰减，压缩机无法启动",
    "fan_motor": "轴承磨损，运转异响",
    "ac_board": "电源模块烧毁",
    "igniter": "点火电极断裂",
}


@dataclass(frozen=True)
class Repair:
    """A warranty job of a station: months and day of its visit, customer, fault, number of the old part."""

    station: str
    back: int
    day: int
    customer: str
    fault: str
    serial: str = ""


REPAIRS = (
    Repair("station1", 2, 5, "zhang", "ac_start"),
    Repair("station1", 2, 11, "liu", "ac_noise", "FM24051187"),
    Repair("station1", 2, 17, "chen", "ac_board", "ZB24030462"),
    Repair("station1", 2, 24, "yang", "ac_noise", "FM24070935"),
    Repair("station2", 2, 8, "wang", "ac_noise", "FM24060218"),
    Repair("station2", 2, 15, "li", "ac_noise", "FM24060377"),
    Repair("station2", 2, 22, "zhao", "heater_ignite"),
    Repair("station1", 1, 4, "huang", "ac_start"),
    Repair("station1", 1, 9, "wang", "ac_noise", "FM24080114"),
    Repair("station1", 1, 13, "zhao", "ac_start"),
    Repair("station1", 1, 18, "li", "ac_noise", "FM24080276"),
    Repair("station1", 1, 22, "chen", "ac_start"),
    Repair("station1", 1, 25, "liu", "ac_start"),
    Repair("station2", 1, 7, "yang", "heater_ignite"),
    Repair("station2", 1, 14, "huang", "ac_noise", "FM24080341"),
    Repair("station2", 1, 21, "zhang", "heater_ignite"),
)


class OldParts(Play):
    """Two months of warranty jobs at two stations, and what became of the parts that were taken out."""

    def play(self):
        """Play it once per database; without a chart of accounts there are no parts at the stations."""
        done = self.env.ref("aftersales_stock.writeoff_demo_posted", raise_if_not_found=False)
        if not self.has_accounting or done:
            return
        self.first, self.second = self.ref("station1"), self.ref("station2")
        self.value_story()
        self.uses = {repair: self.repair(repair) for repair in REPAIRS}
        self.settle_first()
        self.dispute_second()
        self.put_before_station()
        self.bill()
        self.claim()

    def get_day(self, back, day):
        """Return that day of the month so many months ago."""
        return self.today.replace(day=1) - relativedelta(months=back) + timedelta(days=day - 1)

    def value_story(self):
        """The story of the service desk was played before its parts had supply prices."""
        prices = self.env["aftersales.supply.price"]
        # sudo: what was there before, no user's action
        for use in self.env["aftersales.part.use"].sudo().search([("price", "=", 0)]):
            price = prices._get_prices(use.product_id, use.company_id, use.used_on).get(use.product_id.id, 0)
            use.write({"price": price, "value": use.quantity * price})

    # Jobs (N10) -------------------------------------------------------------------------

    def repair(self, repair):
        """A station repairs under warranty with a part of its own stock; return what it has used."""
        fault, product = FAULTS[repair.fault], "heater_gas" if "heater" in repair.fault else "ac_wall"
        day = self.get_day(repair.back, repair.day)
        with self.at(day, 9):
            order = self.take(repair, fault, product)
            self.as_user("dispatcher", order)._assign_station(
                self.ref(repair.station),
                *(self.get_time(day, time(hour)) for hour in (14, 15)),
                expected=(order.engineer_id, order.station_id),
            )
            job = self.as_user(
                repair.station, order
            ).sudo()  # sudo: as the portal, which looks whose job it is
            job._station_accept()
            part = fault.parts[0][0]
            lines = [
                {"kind": "callout"},
                {"kind": "labour", "quantity": fault.hours},
                {
                    "kind": "part",
                    "product_id": self.ref(f"product_{part}").id,
                    "old_serial": repair.serial,
                    "old_fault": OLD_FAULTS[part],
                },
            ]
            job.env["aftersales.order.line"].create([{"order_id": order.id, **vals} for vals in lines])
        with self.at(day, 14):
            self.tick(job, "safety")
            job.action_start()
        with self.at(day, 15):
            self.tick(job, "work")
            job.write({"handling": fault.handling, "result": fault.result, "time_spent": fault.hours})
            job.action_finish()
            job._sign(order.partner_id.name, draw_signature(order.id))
        with self.at(day + timedelta(days=2), 10):
            call = self.as_user("clerk", order.callback_id)
            call.write({"solved": "yes", "attitude": "satisfied", "charged": "no", "score": 9})
            call.action_done()
        return self.env["aftersales.part.use"].search([("order_id", "=", order.id)])

    def take(self, repair, fault, product):
        """The clerk writes the request down and registers it; the unit is under warranty."""
        unit = self.env["stock.lot"].create(
            {
                "name": f"BX{repair.back}{repair.day:02}{repair.station[-1]}0{len(repair.customer)}",
                "product_id": self.ref(f"product_{product}").id,
                "company_id": self.company.id,
                "aftersales_partner_id": self.ref(f"partner_{repair.customer}").id,
                "aftersales_sale_date": self.get_day(repair.back + 4, repair.day),
            }
        )
        day = str(self.get_day(repair.back, repair.day))
        orders = self.as_user("clerk", self.env["aftersales.order"]).with_context(ir_sequence_date=day)
        order = orders.create(
            {
                "lot_id": unit.id,
                "fault": fault.text,
                "fault_id": self.ref(f"fault_{repair.fault}").id,
                "request_date": self.get_time(self.get_day(repair.back, repair.day), time(8, 30)),
            }
        )
        order.action_register()
        return order.with_env(self.env)

    def get_uses(self, station, back, *days):
        """Return what the station has used on these days of that month."""
        found = [
            use
            for repair, use in self.uses.items()
            if (repair.station, repair.back) == (station, back) and (not days or repair.day in days)
        ]
        return self.env["aftersales.part.use"].concat(*found)

    # Reports, parcels, inspection (N10–N12) ---------------------------------------------

    def report(self, station, back, day, note=""):
        """The station submits its usage of that month on that day of the next one."""
        with self.at(self.get_day(back - 1, 1), 6):
            self.ref(station)._open_usage_reports()
        report = self.get_uses(station, back).report_id
        if day:
            with self.at(self.get_day(back - 1, day), 10):
                # sudo: as the portal, which looks first whose report it is
                self.as_user(station, report).sudo()._submit(note)
        return report

    def send(self, station, uses, day, tracking):
        """The station sends these old parts."""
        with self.at(day, 16):
            # sudo: as the portal, which looks first whose parts they are
            mine = self.as_user(station, self.ref(station)).sudo().with_context(ir_sequence_date=str(day))
            pieces = [
                (str(use.id), use.order_line_id.old_serial or "", use.order_line_id.old_fault) for use in uses
            ]
            returns = mine.env["aftersales.part.return"]
            parcel = returns._send_for_station(mine, pieces, carrier="顺丰", tracking=tracking)
        return parcel.with_env(self.env)

    def count(self, parcel, day, surplus=""):
        """The keeper counts what has come."""
        with self.at(day, 9):
            if surplus:
                self.as_user("keeper", parcel).line_ids = [
                    Command.create(
                        {
                            "product_id": self.ref(f"product_{surplus}").id,
                            "fault_card": "随箱多出，无对应工单",
                        }
                    )
                ]
            self.as_user("keeper", parcel).action_receive()

    def inspect(self, parcel, day, results=None, freight=0):
        """The keeper inspects: these pieces (use → result and finding), all others are confirmed."""
        with self.at(day, 14):
            parcel = self.as_user("keeper", parcel)
            for use, (result, note) in (results or {}).items():
                parcel.line_ids.filtered(lambda line, use=use: line.use_id == use).write(
                    {"result": result, "note": note}
                )
            parcel.action_confirm_faults()
            parcel.freight = freight
            parcel.action_inspect()

    def write_off(self, station, back):
        """Make the write-off of that month of the station, and let the keeper send it."""
        day = str(self.company._get_aftersales_today())
        station = self.ref(station).with_context(ir_sequence_date=day)
        record = station._make_writeoffs(self.get_day(back, 1)).with_env(self.env)
        self.as_user("keeper", record).action_send()
        return record

    # What became of it (N13) ------------------------------------------------------------

    def settle_first(self):
        """The first station's month before last: a piece late, one without a fault; agreed to and posted."""
        report = self.report("station1", 2, 6, "本月全部用件，旧件分两批寄回。")
        early, late = self.get_uses("station1", 2, 5, 11), self.get_uses("station1", 2, 17, 24)
        in_time = self.send("station1", early, self.get_day(1, 9), "SF1380042261107")
        too_late = self.send("station1", late, self.get_day(1, 17), "SF1380042263350")
        self.count(in_time, self.get_day(1, 12))
        self.inspect(in_time, self.get_day(1, 12))
        self.count(too_late, self.get_day(1, 19))
        no_fault = {self.get_uses("station1", 2, 24): ("no_fault", "上台试机 30 分钟运转正常，无异响")}
        self.inspect(too_late, self.get_day(1, 20), no_fault, freight=15)
        with self.at(self.get_day(1, 21), 10):
            record = self.write_off("station1", 2)
        with self.at(self.get_day(1, 22), 9):
            # sudo: as the portal, which looks first whose write-off it is
            self.as_user("station1", record).sudo()._station_accept()
        with self.at(self.get_day(1, 22), 15):
            self.as_user("accountant", record).action_post()
        self.give_xml_id("usage_report_demo_submitted", report)
        self.give_xml_id("part_return_demo_inspected", too_late)
        self.give_xml_id("writeoff_demo_posted", record)

    def dispute_second(self):
        """Its last month: a difference is objected to; one parcel waits for the keeper, one is on its way."""
        self.report("station1", 1, 3)
        judged = self.send(
            "station1", self.get_uses("station1", 1, 4, 9), self.get_day(0, 4), "SF1380042280016"
        )
        self.count(judged, self.get_day(0, 7), surplus="capacitor")
        disputed = self.get_uses("station1", 1, 9)
        self.inspect(
            judged, self.get_day(0, 8), {disputed: ("no_fault", "通电运转正常，未见故障")}, freight=12
        )
        with self.at(self.get_day(0, 9), 10):
            record = self.write_off("station1", 1)
        with self.at(self.get_day(0, 9), 15):
            line = record.difference_ids.filtered(lambda each: each.use_id == disputed)
            # sudo: as the portal, which looks first whose write-off it is
            self.as_user("station1", record).sudo()._station_object(
                str(line.id), "热机一小时后才出现异响，冷机测不出，请复检。"
            )
        waiting = self.send(
            "station1", self.get_uses("station1", 1, 13, 18), self.get_day(0, 10), "SF1380042284471"
        )
        self.count(waiting, self.get_day(0, 13))
        self.send("station1", self.get_uses("station1", 1, 22), self.get_day(0, 14), "SF1380042286902")
        self.give_xml_id("part_return_demo_received", waiting)
        self.give_xml_id("writeoff_demo_disputed", record)

    def put_before_station(self):
        """The second station: a part passed off, one that never came; its usage is to be submitted."""
        self.report("station2", 2, 8)
        sent = self.get_uses("station2", 2, 8, 22)
        parcel = self.send("station2", sent, self.get_day(1, 11), "SF1380042261882")
        self.count(parcel, self.get_day(1, 14))
        passed_off = {self.get_uses("station2", 2, 22): ("passed_off", "编码与本机型不符，系外购旧件")}
        self.inspect(parcel, self.get_day(1, 14), passed_off)
        with self.at(0, 8):
            record = self.write_off("station2", 2)
        self.give_xml_id("usage_report_demo_draft", self.report("station2", 1, 0))
        self.give_xml_id("writeoff_demo_sent", record)

    def bill(self):
        """Both months are on the stations' statements, the last with what was written off; billed (N3)."""
        for back in (2, 1):
            with self.at(self.get_day(back - 1, 1), 9):
                statements = (self.first | self.second)._make_statements(self.get_day(back, 1))
                statements = statements.with_env(self.env)
                self.as_user("accountant", statements).action_send()
            with self.at(self.get_day(back - 1, 2), 9):
                for statement in statements:
                    login = "station1" if statement.station_id == self.first else "station2"
                    # sudo: as the portal, which looks first whose statement it is
                    self.as_user(login, statement).sudo()._station_confirm()
            with self.at(self.get_day(back - 1, 3), 9):
                self.as_user("accountant", statements).action_bill()
                self.as_user("accountant", statements.sudo().move_id).action_post()
        self.give_xml_id(
            "statement_demo_parts", statements.filtered(lambda each: each.station_id == self.first)
        )

    def claim(self):
        """The motors went back to their maker, who grants one; another claim is being written (N12)."""
        motors = self.get_uses("station1", 2, 11) | self.get_uses("station2", 2, 8)
        others = self.get_uses("station1", 2, 5, 17)
        with self.at(self.get_day(1, 25), 9):
            sent = self.collect("常州恒达微特电机有限公司", "0519-8517 0226", motors, 60)
            sent.action_send()
            self.done(sent.sudo().picking_id, self.keeper)
        with self.at(2, 10):
            first = self.as_user("accountant", sent).line_ids[0]
            first.write({"answer": "granted", "recovered": 55, "note": "同意按九成赔付"})
        with self.at(1, 9):
            self.collect("深圳智控电子有限公司", "0755-2695 0318", others, 40)
        self.give_xml_id("supplier_claim_demo_sent", sent)

    def collect(self, supplier, phone, uses, price):
        """The keeper writes a claim on this supplier for the old parts of these uses."""
        claims = self.as_user("keeper", self.env["aftersales.supplier.claim"])
        vals = {"name": supplier, "phone": phone, "is_company": True, "city": supplier[:2]}
        return claims.create(
            {
                "partner_id": self.env["res.partner"].create(vals).id,
                "line_ids": [
                    Command.create({"return_line_id": piece.id, "expected": price})
                    for piece in self.env["aftersales.part.return.line"].search([("use_id", "in", uses.ids)])
                ],
            }
        )
