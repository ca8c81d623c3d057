"""What the demo's stations repaired in the months before its story: what a forecast goes by."""

from datetime import time, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .play import Play

#: Complete months before the story.
MONTHS = 9
#: station → (fault, product repaired, repairs in a usual month).
USUAL = {
    "station1": [
        ("ac_start", "ac_wall", 3),
        ("ac_noise", "ac_wall", 2),
        ("ac_board", "ac_floor", 1),
        ("washer_drain", "washer_drum", 2),
    ],
    "station2": [
        ("ac_noise", "ac_wall", 3),
        ("ac_board", "ac_wall", 2),
        ("heater_ignite", "heater_gas", 2),
        ("washer_inlet", "washer_top", 1),
    ],
}
CUSTOMERS = ("zhang", "wang", "li", "liu", "chen", "yang", "zhao", "huang")


class History(Play):
    """Repaired orders as they stand once they are closed; the same draw of a seeded generator every time."""

    def play(self):
        """Record what was repaired, once per database."""
        if self.env.ref("aftersales_stock.order_demo_history", raise_if_not_found=False):
            return
        draw = Random(6)
        orders = self.env["aftersales.order"].with_context(tracking_disable=True, mail_create_nolog=True)
        first = self.today.replace(day=1)
        vals_list = [
            self.prepare(draw, first - relativedelta(months=back), station, *row[:2])
            for back in range(MONTHS, 0, -1)
            for station, rows in USUAL.items()
            for row in rows
            for _each in range(max(row[2] + draw.randint(-2, 2), 0))
        ]
        repaired = orders.create(vals_list)
        repaired.write({"state": "closed", "solved": "yes"})
        for order in repaired:
            order.closed_on = order.request_date + timedelta(days=2)
        self.give_xml_id("order_demo_history", repaired[:1])

    def prepare(self, draw, month, station, fault, product):
        """Values of an order of that month, with the usual parts of its fault in four cases of five."""
        day = month + timedelta(days=draw.randint(0, 27))
        fault = self.ref(f"fault_{fault}")
        parts = fault.part_ids if draw.random() < 0.8 else fault.part_ids.browse()
        return {
            "partner_id": self.ref(f"partner_{draw.choice(CUSTOMERS)}").id,
            "product_id": self.ref(f"product_{product}").id,
            "fault_id": fault.id,
            "station_id": self.ref(station).id,
            "request_date": self.get_time(day, time(9)),
            "state": "repair",
            "line_ids": [
                Command.create({"product_id": part.product_id.id, "quantity": part.quantity})
                for part in parts
            ],
        }
