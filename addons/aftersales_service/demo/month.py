"""The demo month: the life of a centre with two outside branches, at another present each time.

The same draw of a seeded generator every time. Each step goes through the method behind its button,
for all jobs of that moment at once; `present` dates what it writes.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from random import Random

from odoo import fields
from odoo.fields import Command

from .evidence import confirm_reports
from .month_cases import (
    APPLIANCES,
    CANCELS,
    CHANNELS,
    DECLINE,
    DISTRICTS,
    ENGINEERS,
    FAULT_TEXTS,
    FOLLOW_UPS,
    GIVEN_NAMES,
    MONTH_FAULTS,
    OPINIONS,
    ORGANISATIONS,
    OWN_UNITS,
    PRODUCTS,
    SKILLS,
    STATIONS,
    SURNAMES,
)
from .play import ZONE, Play
from .simulated_time import present
from .story import draw_signature

SEED, DAYS, REQUESTS, CUSTOMERS, UNITS = 20, 30, 380, 320, 390
#: How many requests repeat an earlier one of the month, and how many days later they come.
REPEATS, REPEAT_DAYS = 0.05, (4, 16)
#: Local times at which the office works through what has come, and the engineers' visits begin.
DESK, VISITS = (
    (time(9, 30), time(11, 30), time(14, 30), time(17, 0)),
    (time(9), time(11), time(13, 30), time(16)),
)
#: The part that is out of stock.
SCARCE = "compressor"
#: The engineer needs the hours of the fault, and this many minutes more.
WORK_MORE = (0, 0, 30)


@dataclass
class Job:
    """One request of the month and what is drawn for it."""

    number: int
    unit: object
    fault: str
    requested: datetime
    channel: str
    station: object = None
    order: object = None
    text: str = ""
    fate: float = 0.0  # decides whether the customer cancels, declines, or has to be visited twice
    delay: timedelta = timedelta()
    work: timedelta = timedelta()
    visits: int = 0
    lines: bool = False
    delivered: bool = False  # the part that was out of stock


class Month(Play):
    """Plays the requests of the last `DAYS` days.

    :param now: naive UTC, the last moment of the month
    :param requests: how many people call; fewer for a test
    """

    def __init__(self, env, now=None, requests=REQUESTS):
        super().__init__(env, now)
        context = {"mail_notify_force_send": False, "no_reset_password": True}
        self.env = self.env(context={**self.env.context, **context})
        self.random = Random(SEED)
        self.requests = requests
        self.queue = []

    def play(self):
        """Play the month, once per database."""
        if self.env.ref("aftersales_service.month_demo", raise_if_not_found=False):
            return
        with present(self.now - timedelta(days=DAYS)):
            self.set_up()
        for job in self.draw_jobs(self.units):
            self.plan(self.get_desk(job.requested), "take", job)
        while self.queue:
            moment, step = self.queue[0][:2]
            jobs = []
            while self.queue and self.queue[0][:2] == (moment, step):
                jobs.append(heapq.heappop(self.queue)[3])
            with present(moment):
                self.moment = moment
                getattr(self, f"do_{step}")(jobs)
                self.env.flush_all()
                self.env.cr.flush()  # the chatter's notes on changed fields are written here
        with present(self.now):
            confirm_reports(self)
        self.give_xml_id("month_demo", self.engineers[:1])

    def set_up(self):
        """Create people, appliances, customers with their units, and stock."""
        self.engineers = self.create_engineers()
        self.stations = {district: self.ref(name) for name, district in STATIONS.items()}
        products = self.create_products()
        self.units = self.create_units(products, self.create_customers())
        self.fill_stock()

    # Time ---------------------------------------------------------------------------

    def get_next(self, after, hours, days=0):
        """Return the first of `hours` of a working day at least `days` days after `after`."""
        local = after.replace(tzinfo=timezone.utc).astimezone(ZONE)
        day = local.date() + timedelta(days=days)
        while True:
            if day.weekday() < 5:
                for hour in hours:
                    moment = self.get_time(day, hour)
                    if moment > after:
                        return moment
            day += timedelta(days=1)

    def get_desk(self, after):
        return self.get_next(after, DESK)

    def get_slot(self, engineers, after):
        """Return who has the next free hour after `after`, and that hour, and keep it."""
        while True:
            after = self.get_next(after, VISITS)
            free = [engineer for engineer in engineers if (engineer, after) not in self.busy]
            if free:
                engineer = self.random.choice(free)
                self.busy.add((engineer, after))
                return engineer, after

    def plan(self, moment, step, job):
        """Let `step` happen at `moment`; what lies ahead of the present does not happen."""
        if moment <= self.now:
            heapq.heappush(self.queue, (moment, step, job.number, job))

    # People and things --------------------------------------------------------------

    def pick(self, table):
        """Return a key of `table`, as often as its weight says."""
        return self.random.choices(list(table), list(table.values()))[0]

    def create_engineers(self):
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": f"engineer{number}",
                    "email": f"engineer{number}@huaxin.example.com",
                    "tz": "Asia/Shanghai",
                    "lang": self.env.context["lang"],
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [Command.set(self.ref("group_engineer").ids)],
                }
                for number, name in enumerate(ENGINEERS, 3)
            ]
        )
        engineers = self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "job_title": "维修人员",
                    "department_id": self.ref("department_workshop").id,
                    "tz": "Asia/Shanghai",
                    "aftersales_engineer": True,
                }
                for user in users
            ]
        )
        levels = list(SKILLS.values())
        self.env["aftersales.skill"].create(
            [
                {
                    "employee_id": engineer.id,
                    "product_categ_id": self.ref(f"category_{kind}").id,
                    "level": levels[(number + index) % len(levels)],
                }
                for number, engineer in enumerate(engineers)
                for index, kind in enumerate(SKILLS)
            ]
        )
        for number, name in enumerate(("center", "pudong", "south", "north")):
            at_home = [Command.link(engineer.id) for engineer in engineers[number::4]]
            self.ref(f"territory_{name}").employee_ids = at_home
        return engineers

    def create_customers(self):
        state, country = self.env.ref("base.state_cn_SH"), self.env.ref("base.cn")
        vals_list = []
        for number in range(CUSTOMERS):
            city, territory, streets = self.random.choice(DISTRICTS)
            name = self.random.choice(SURNAMES) + self.random.choice(GIVEN_NAMES)
            house = f"{self.random.randint(1, 999)} 弄 {self.random.randint(1, 40)} 号"
            room = f"{self.random.randint(1, 18)}0{self.random.randint(1, 4)} 室"
            is_company = number < len(ORGANISATIONS)
            vals_list.append(
                {
                    "name": ORGANISATIONS[number] if is_company else name,
                    "is_company": is_company,
                    "phone": f"+86 199 0001 {number:04d}",
                    "street": f"{self.random.choice(streets)} {house} {room}",
                    "city": city,
                    "state_id": state.id,
                    "country_id": country.id,
                    "lang": self.env.context["lang"],
                    "aftersales_area": self.ref(f"territory_{territory}").area,
                    "aftersales_territory_id": self.ref(f"territory_{territory}").id,
                }
            )
        customers = self.env["res.partner"].create(vals_list)
        contracts = self.env["aftersales.contract"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "user_id": self.ref("user_clerk").id,
                    "kind": "full",
                    "price": 6000 + 2400 * index,
                    "billing_period": "once",
                    "date_start": self.now.date() - timedelta(days=200 + 30 * index),
                    "date_end": self.now.date() + timedelta(days=20 + 60 * index),
                }
                for index, customer in enumerate(customers[: len(ORGANISATIONS)])
            ]
        )
        contracts.action_run()
        if self.has_accounting:
            self.as_user("accountant", contracts).action_invoice()
            self.as_user("accountant", contracts.period_ids.move_id).action_post()
        return customers

    def create_products(self):
        """Return name → appliance, those of the story included."""
        created = self.env["product.product"].create(
            [
                {
                    "name": label,
                    "default_code": code,
                    "is_storable": True,
                    "tracking": "serial",
                    "categ_id": self.ref(category).id,
                    "list_price": price,
                    "standard_price": cost,
                }
                for _name, label, code, category, price, cost in PRODUCTS
            ]
        )
        products = {name: product for (name, *_rest), product in zip(PRODUCTS, created, strict=True)}
        return {name: products.get(name) or self.ref(f"product_{name}") for name, *_rest in APPLIANCES}

    def create_units(self, products, customers):
        """Return the units with their kinds; organisations have several."""
        table = {row[0]: row for row in APPLIANCES}
        kinds = [self.pick({row[0]: row[1] for row in APPLIANCES}) for _index in range(UNITS)]
        owners = [*customers, *(self.random.choice(customers[:8]) for _index in range(UNITS - CUSTOMERS))]
        owners[-OWN_UNITS:] = [self.company.partner_id] * OWN_UNITS
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"{table[kind][2]}{self.random.randint(0, 99999999):08d}",
                    "product_id": products[kind].id,
                    "company_id": self.company.id,
                    "aftersales_partner_id": owner.id,
                    "aftersales_sale_date": self.now.date()
                    - timedelta(days=self.random.randint(DAYS + 5, 1300)),
                }
                for kind, owner in zip(kinds, owners, strict=True)
            ]
        )
        return list(zip(lots, kinds, strict=True))

    def fill_stock(self):
        """Count the parts in: enough for the month, but of one."""
        parts = {part for fault in MONTH_FAULTS.values() for part, _quantity in fault.parts} - {SCARCE}
        self.count_in(
            self.env["product.product"].concat(*(self.ref(f"product_{part}") for part in sorted(parts))), 120
        )

    def count_in(self, products, quantity):
        """Find `quantity` more of each of these parts in the store."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        location = warehouse.lot_stock_id
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": product.with_context(location=location.id).qty_available + quantity,
                }
                for product in products
            ]
        ).action_apply_inventory()

    def draw_jobs(self, units):
        """Return the requests of the month in the order in which they came."""
        table = {row[0]: row[3] for row in APPLIANCES}
        units, jobs = self.random.sample(units, len(units)), []
        for number in range(self.requests):
            unit, kind = units[number % len(units)]
            fault, requested = self.pick(table[kind]), self.draw_moment()
            if jobs and self.random.random() < REPEATS:
                first = self.random.choice(jobs)
                again = first.requested + timedelta(days=self.random.randint(*REPEAT_DAYS))
                if again <= self.now:
                    unit, fault, requested = first.unit, first.fault, again
            job = Job(
                number=number,
                unit=unit,
                fault=fault,
                text=self.random.choice((MONTH_FAULTS[fault].text, *FAULT_TEXTS[fault])),
                requested=requested,
                channel=self.pick(CHANNELS),
                fate=self.random.random(),
                delay=timedelta(minutes=self.pick({0: 88, 30: 7, 90: 5})),
                work=timedelta(hours=MONTH_FAULTS[fault].hours, minutes=self.random.choice(WORK_MORE)),
            )
            if self.random.random() < 0.6:
                job.station = self.stations.get(unit.aftersales_partner_id.city)
            if requested <= self.now:
                jobs.append(job)
        return sorted(jobs, key=lambda job: (job.requested, job.number))

    def draw_moment(self):
        """Return when somebody calls: fewer people do on weekends."""
        today = self.now.replace(tzinfo=timezone.utc).astimezone(ZONE).date()
        day = today - timedelta(days=self.random.randint(0, DAYS))
        if day.weekday() > 4 and self.random.random() < 0.6:
            day -= timedelta(days=2)
        return self.get_time(day, time(self.random.randint(8, 18), self.random.randint(0, 59)))

    # Steps: each takes the jobs of one moment -----------------------------------------

    def get_orders(self, jobs):
        return self.env["aftersales.order"].concat(*(job.order for job in jobs))

    def do_take(self, jobs):
        """The clerk writes the requests down and registers them (S2)."""
        numbered = {"ir_sequence_date": fields.Date.to_string(self.moment.date())}
        orders = self.as_user("clerk", self.env["aftersales.order"]).with_context(**numbered)
        orders = orders.create(
            [
                {
                    "lot_id": job.unit.id,
                    "fault": job.text,
                    "fault_id": self.ref(f"fault_{job.fault}").id,
                    "channel": job.channel,
                    "request_date": job.requested,
                }
                for job in jobs
            ]
        )
        self.as_user("clerk", orders.with_env(self.env)).action_register()
        for job, order in zip(jobs, orders.with_env(self.env), strict=True):
            job.order = order
            if job.fate < 0.03:
                self.plan(self.get_desk(self.moment), "call_off", job)
            elif job.fate < 0.13:  # left over: the dispatcher comes to it the next morning
                self.plan(self.get_next(self.moment, DESK[:1], days=1), "assign", job)
            else:
                self.plan(self.moment + timedelta(minutes=20), "assign", job)

    def do_call_off(self, jobs):
        self.as_user("clerk", self.get_orders(jobs))._cancel(self.random.choice(CANCELS))

    def do_assign(self, jobs):
        """The dispatcher sends somebody; paid work waits for the customer's word (S3, S12)."""
        for job in jobs:
            order = self.as_user("dispatcher", job.order)
            engineer, start = self.get_slot(job.station or self.engineers, self.moment)
            end = start + timedelta(minutes=90)
            if job.station:
                order._assign_station(job.station, start, end, (order.engineer_id, order.station_id))
            else:
                order._assign(engineer, start, end, order.engineer_id)
        self.add_lines([job for job in jobs if not job.lines])
        for job in jobs:
            job.visits += 1
            if job.order.has_unquoted:
                self.plan(self.moment + timedelta(minutes=20), "quote", job)
            else:
                self.plan(job.order.planned_start + job.delay, "start", job)

    def add_lines(self, jobs):
        vals_list = []
        for job in jobs:
            job.lines, fault = True, MONTH_FAULTS[job.fault]
            kinds = [] if job.channel == "counter" else [{"kind": "callout"}]
            kinds.append({"kind": "labour", "quantity": fault.hours})
            kinds += [
                {"kind": "part", "product_id": self.ref(f"product_{part}").id, "quantity": quantity}
                for part, quantity in fault.parts
            ]
            vals_list += [{"order_id": job.order.id, **vals} for vals in kinds]
        self.as_user("dispatcher", self.env["aftersales.order.line"]).create(vals_list)

    def do_quote(self, jobs):
        for job in jobs:
            order = self.as_user("dispatcher", job.order).with_context(tracking_disable=True)
            order.action_prepare_quotation()
            if 0.13 <= job.fate < 0.17:
                self.plan(self.get_desk(self.moment), "decline", job)
            elif job.fate > 0.4 or job.order.planned_start > self.moment + timedelta(hours=2):
                self.plan(self.moment + timedelta(minutes=40), "accept", job)
            else:
                self.plan(self.get_desk(self.moment), "accept", job)

    def do_decline(self, jobs):
        self.as_user("clerk", self.get_orders(jobs))._cancel(DECLINE)

    def do_accept(self, jobs):
        orders = self.as_user("clerk", self.get_orders(jobs)).with_context(tracking_disable=True)
        orders.action_accept_quotation()
        for job in jobs:
            start = max(job.order.planned_start, self.moment + timedelta(minutes=10))
            self.plan(start + job.delay, "start", job)

    def do_start(self, jobs):
        """The engineers begin; who finds on site that he lacks a part says so (S7)."""
        scarce = [job for job in jobs if self.lacks_part(job)]
        working = [job for job in jobs if job not in scarce]
        if scarce:
            orders = self.as_user("dispatcher", self.get_orders(scarce))
            orders.action_arrive()
            orders.action_need_parts()
        for job in scarce:
            self.plan(self.get_next(self.moment, DESK[:1], days=7), "deliver", job)
        if working:
            orders = self.as_user("dispatcher", self.get_orders(working))
            self.tick(orders, "safety")
            orders.action_start()
        for job in working:
            self.plan(self.moment + job.work, "finish", job)

    def lacks_part(self, job):
        return not job.delivered and (SCARCE, 1) in MONTH_FAULTS[job.fault].parts

    def do_deliver(self, jobs):
        """The part has come: a new time is agreed on."""
        self.count_in(self.ref(f"product_{SCARCE}"), len(jobs))
        for job in jobs:
            job.delivered = True
        self.do_assign(jobs)

    def do_finish(self, jobs):
        orders = self.as_user("dispatcher", self.get_orders(jobs))
        self.tick(orders, "work")
        for job, order in zip(jobs, orders, strict=True):
            fault = MONTH_FAULTS[job.fault]
            order.write(
                {
                    "handling": fault.handling,
                    "result": fault.result,
                    "time_spent": fault.hours,
                    "no_parts": not fault.parts,
                }
            )
        orders.action_finish()
        for job in jobs:
            if job.order.state == "acceptance":
                late = job.fate > 0.95  # signed on paper, which takes some days
                self.plan(self.moment + timedelta(days=3 if late else 0, minutes=10), "sign", job)

    def do_sign(self, jobs):
        for job in jobs:
            self.as_user("dispatcher", job.order)._sign(
                job.order.partner_id.name, draw_signature(job.order.id)
            )
            self.plan_after_signature(job)

    def plan_after_signature(self, job):
        if job.order.state == "settlement" and self.has_accounting:
            # what a second visit did not add to is paid already
            step = "invoice" if job.order.invoice_state == "to_invoice" else "pay"
            self.plan(self.get_next(self.moment, DESK[:1], days=1), step, job)
        elif job.order.state == "follow_up":
            self.plan(self.get_next(self.moment, DESK[1:2], days=self.random.randint(1, 3)), "call_back", job)

    def do_invoice(self, jobs):
        """The accountant invoices what came back the day before, and posts it (S13)."""
        orders = self.as_user("accountant", self.get_orders(jobs))
        orders.with_context(tracking_disable=True).action_invoice()
        invoices = self.as_user("accountant", orders.invoice_ids)
        invoices.filtered(lambda move: move.state == "draft").with_context(
            tracking_disable=True
        ).action_post()
        for job in jobs:
            days = self.pick({0: 80, 4: 14, 60: 6})
            self.plan(self.get_next(self.moment, DESK[2:3], days=days), "pay", job)

    def do_pay(self, jobs):
        invoices = self.get_orders(jobs).invoice_ids.filtered(lambda move: move.payment_state == "not_paid")
        if invoices:
            register = self.as_user("accountant", self.env["account.payment.register"])
            register.with_context(
                active_model="account.move", active_ids=invoices.ids, tracking_disable=True
            ).create({})._create_payments()
        orders = self.as_user("accountant", self.get_orders(jobs))
        orders.action_settled()
        for job in jobs:
            self.plan(self.get_next(self.moment, DESK[1:2], days=self.random.randint(1, 3)), "call_back", job)

    def answer(self, job, solved, note):
        """What the customer says on the telephone; our own jobs have nobody to call."""
        order = self.as_user("clerk", job.order)
        call = order.callback_id
        if not call:
            order.write({"solved": solved, "follow_up_note": note})
            return
        happy = solved == "yes" and not job.delay
        call.write(
            {
                "solved": solved,
                "attitude": "satisfied" if happy else "fair" if solved == "yes" else "unsatisfied",
                "charged": "yes" if call.fee_paid else "no",
                "score": 9 if happy else 6 if solved == "yes" else 2,
                "suggestion": note,
            }
        )

    def do_opinion(self, jobs):
        """Customers answer the opinion card (S17); our own jobs have none."""
        for job in jobs:
            if job.order.opinion_id:
                self.give_opinion(job.order, *self.random.choice(OPINIONS["late" if job.delay else "good"]))

    def do_call_back(self, jobs):
        """The clerk calls: solved, or somebody has to come again."""
        unsolved = [job for job in jobs if 0.17 <= job.fate < 0.23 and job.visits == 1]
        solved = [job for job in jobs if job not in unsolved]
        if solved:
            for job in solved:
                self.answer(job, "yes", self.random.choice(FOLLOW_UPS))
            self.as_user("clerk", self.get_orders(solved).callback_id).action_done()
            own = self.get_orders(solved).filtered(lambda order: order.state == "follow_up")
            self.as_user("clerk", own).action_close()
            for job in solved:
                if self.random.random() < 0.35:
                    self.plan(self.get_next(self.moment, DESK[2:3], days=1), "opinion", job)
        if unsolved:
            for job in unsolved:
                self.answer(job, "no", "问题再次出现，客户要求再次上门。")
            self.as_user("clerk", self.get_orders(unsolved).callback_id).action_done()
            self.as_user("clerk", self.get_orders(unsolved)).action_reopen()
            for job in unsolved:
                self.plan(self.moment + timedelta(minutes=30), "assign", job)
