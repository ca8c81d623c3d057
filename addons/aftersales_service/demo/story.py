"""The demo story: three weeks of a service centre, played through the methods behind the buttons.

Every order is taken, assigned, repaired, signed and paid by the people of `hr_demo.xml`, so that
rights, stock, money and chatter are what they would be in life; only the clock is set back. The
cases stand in `cases.py`.
"""

import base64
import io
from datetime import time, timedelta, timezone
from random import Random

from PIL import Image, ImageDraw

from odoo import fields

from .cases import CASES, FAULTS, OPINIONS
from .evidence import Evidence, hand_in_reports
from .play import ZONE, Play

#: Hours of the day (local) at which an engineer can be with a customer.
SLOTS = (9, 11, 14, 16)
#: Which steps a job takes, in order; a case ends after the step it names.
STEPS = (
    "enquiry", "registered", "assessment", "quoted", "accepted", "repair", "acceptance", "signed",
    "invoiced", "posted", "paid", "follow_up", "closed",
)  # fmt: skip


class Story(Play):
    """Plays `CASES` on the main company, in the order of their requests."""

    def play(self):
        """Play every case, once per database."""
        if self.env.ref("aftersales_service.order_demo_1", raise_if_not_found=False):
            return
        cases = sorted(CASES, key=self.get_request_time)
        for case in cases:
            if case.plan:
                self.busy.add((case.station or case.engineer, self.get_moment(*case.plan)))
        for case in cases:
            Job(self, case).play()
        hand_in_reports(self)

    # Time: days count back from today, hours are those of Shanghai ------------------

    def get_moment(self, days_ago, hour, minute=0):
        """Return that hour of that day as naive UTC."""
        today = self.now.replace(tzinfo=timezone.utc).astimezone(ZONE).date()
        return self.get_time(today - timedelta(days=days_ago), time(hour, minute))

    def get_request_time(self, case):
        """When the customer called; calls of today have come already, however early it is."""
        if case.days:
            return self.get_moment(case.days, case.hour, case.minute)
        return self.now - timedelta(hours=3) + timedelta(minutes=case.minute)

    def get_slot(self, engineer, after):
        """Return the engineer's next free hour after `after` and keep it for the caller."""
        days_ago = (self.get_moment(0, 0) - after).days + 1
        while True:
            for hour in SLOTS:
                moment = self.get_moment(days_ago, hour)
                if moment > after and (engineer, moment) not in self.busy:
                    self.busy.add((engineer, moment))
                    return moment
            days_ago -= 1


class Job:
    """One order of the story."""

    def __init__(self, story, case):
        self.story, self.case, self.env = story, case, story.env
        self.fault = FAULTS[case.fault]
        self.clock = story.get_request_time(case)
        self.order = None
        events = self.env["aftersales.clock.event"].sudo()  # sudo: the clock of the demo, no user's action
        self.last_event = events.search([], order="id desc", limit=1).id or 0

    def as_user(self, login, records=None):
        """Return `records`, by default the order, as the person with that log-in sees them."""
        return self.story.as_user(login, self.order if records is None else records)

    def play(self):
        """Take the steps up to the one the case names."""
        target = {"parts": "accepted", "cancelled": self.case.cancel_at}.get(self.case.until, self.case.until)
        for step in STEPS[: STEPS.index(target) + 1]:
            if step in ("invoiced", "posted", "paid", "follow_up") and not self.needs_money():
                continue
            if step == "invoiced" and not self.story.has_accounting:
                return
            self.take(step)
            if self.order.state == "closed":
                return
        if self.case.until in ("parts", "cancelled"):
            self.take(self.case.until)

    def take(self, step):
        """Take one step and date what it wrote, chatter included, by the story's clock."""
        messages = self.env["mail.message"].sudo()  # sudo: the clock of the demo, no user's action
        last = messages.search([], order="id desc", limit=1).id
        getattr(self, f"do_{step}")()
        self.env.flush_all()
        self.env.cr.flush()  # the chatter's notes on changed fields are written here
        messages.search([("id", ">", last)]).date = self.clock
        self.date_clock_events()

    def date_clock_events(self):
        """Let the clocks of the order see this step at the story's time; a start keeps its own."""
        self.env.cr.execute(
            """UPDATE aftersales_clock_event e SET occurred_on = %s
                 FROM aftersales_clock c
                WHERE c.id = e.clock_id AND e.order_id = %s AND e.id > %s
                  AND (e.kind != 'start' OR c.kind IN ('promise', 'turnaround', 'voucher'))""",
            (self.clock.replace(microsecond=0), self.order.id, self.last_event),
        )
        dated = self.env.cr.rowcount
        events = self.env["aftersales.clock.event"].sudo()  # sudo: the clock of the demo, no user's action
        self.last_event = events.search([], order="id desc", limit=1).id or 0
        if dated:
            events.invalidate_model(["occurred_on"], flush=False)
            self.order.clock_ids.invalidate_recordset(["event_ids"], flush=False)
            self.order.clock_ids._replay()
            self.env.flush_all()

    def needs_money(self):
        return self.order.state == "settlement"

    def pass_time(self, **duration):
        """Move the clock on, never beyond the present."""
        self.clock = min(self.clock + timedelta(**duration), self.story.now)

    def pass_to_morning(self, days, hour):
        """Move the clock on to an office hour some days later."""
        local = self.clock.replace(tzinfo=timezone.utc).astimezone(ZONE)
        days_ago = (self.story.now.replace(tzinfo=timezone.utc).astimezone(ZONE).date() - local.date()).days
        self.clock = min(self.story.get_moment(days_ago - days, hour, self.case.minute), self.story.now)

    # Steps, in the order of STEPS ---------------------------------------------------

    def do_enquiry(self):
        case, story = self.case, self.story
        vals = {
            "fault": self.fault.text,
            "fault_id": story.ref(f"fault_{case.fault}").id,
            "channel": case.channel,
            "priority": case.priority,
            "request_date": self.clock,
            "contact_name": case.contact,
        }
        if case.unit:
            vals["lot_id"] = story.ref(f"unit_{case.unit}").id
        if case.partner:
            vals["partner_id"] = story.ref(f"partner_{case.partner}").id
        if case.product:
            vals["product_id"] = story.ref(f"product_{case.product}").id
        orders = self.as_user("clerk", self.env["aftersales.order"])
        self.order = orders.with_context(ir_sequence_date=fields.Date.to_string(self.clock)).create(vals)
        self.order = self.order.with_env(self.env)
        self.story.give_xml_id(f"order_demo_{case.key}", self.order)

    def do_registered(self):
        self.pass_time(minutes=6)
        self.as_user("clerk").action_register()
        if self.case.no_repeat:
            self.as_user("dispatcher")._unlink_repeat(self.case.no_repeat)
        if self.case.override:
            self.as_user("dispatcher")._override_type(*self.case.override)
        if self.case.taken_in:
            receipts = self.as_user("clerk", self.env["aftersales.goods.receipt"])
            self.receipt = receipts.create(
                {"order_id": self.order.id, "received_on": self.clock, **self.case.taken_in}
            )
            self.story.give_xml_id(f"receipt_demo_{self.case.key}", self.receipt)

    def as_worker(self, records=None):
        """Return `records`, by default the order, as whoever does the job: engineer or station."""
        if self.case.station:
            # sudo: as the station's portal, which looks first whose job it is
            return self.as_user(self.case.station, records).sudo()
        return self.as_user(self.case.engineer, records)

    def give_to_station(self):
        """Give the job to a station, which accepts it and plans the visit."""
        self.as_user("dispatcher")._assign_station(self.story.ref(self.case.station))
        if not self.case.plan:
            return
        self.pass_time(minutes=20)
        self.as_worker()._station_accept()
        start = self.story.get_moment(*self.case.plan)
        self.as_worker().write(
            {
                "station_accepted_on": self.clock,
                "planned_start": start,
                "planned_end": start + timedelta(hours=1),
            }
        )

    def do_assessment(self):
        case = self.case
        self.pass_time(minutes=35)
        if case.station:
            self.give_to_station()
        else:
            self.give_to_engineer()
        if case.until != "assessment" or case.looked_at:
            self.add_lines()

    def give_to_engineer(self):
        case = self.case
        if case.plan:
            start = self.story.get_moment(*case.plan)
        else:
            start = self.story.get_slot(case.engineer, self.clock)
        end = start + timedelta(hours=1, minutes=30)
        engineer = self.story.ref(f"employee_{case.engineer}")
        self.as_user("dispatcher")._assign(engineer, start, end, self.order.engineer_id)

    def add_lines(self):
        lines = self.as_worker(self.env["aftersales.order.line"])
        vals_list = [] if self.case.taken_in else [{"kind": "callout"}]
        vals_list.append({"kind": "labour", "quantity": self.fault.hours})
        vals_list += [
            {"kind": "part", "product_id": self.story.ref(f"product_{part}").id, "quantity": quantity}
            for part, quantity in self.fault.parts
        ]
        if self.case.extra:
            item = self.story.ref(f"product_{self.case.extra}")
            vals_list.append({"kind": "labour", "product_id": item.id, "extra_service": True})
        lines.create([{"order_id": self.order.id, **vals} for vals in vals_list])

    def do_quoted(self):
        if self.order.has_unquoted:
            self.pass_time(minutes=15)
            self.as_worker().action_prepare_quotation()

    def do_accepted(self):
        if self.order.quotation_state == "open":
            self.pass_time(minutes=20)
            self.as_user("clerk").action_accept_quotation()
            self.order.sale_order_ids.sudo().date_order = self.clock

    def do_parts(self):
        self.pass_time(minutes=30)
        self.as_worker().action_need_parts()

    def do_repair(self):
        self.clock = max(self.clock, min(self.order.planned_start, self.story.now - timedelta(minutes=20)))
        Evidence(self).begin(self.clock)
        self.order.sudo().repair_start = self.clock

    def do_acceptance(self):
        self.pass_time(hours=self.fault.hours)
        self.as_worker().write(
            {
                "handling": self.fault.handling,
                "result": self.fault.result,
                "time_spent": self.fault.hours,
                "no_parts": not self.fault.parts,
            }
        )
        Evidence(self).finish(self.as_worker().action_finish)
        self.order.sudo().repair_end = self.clock
        units = self.as_user("dispatcher", self.order.unit_ids)
        if units:
            units.action_pass()
            vals = dict.fromkeys(("finished_on", "inspected_on", "ready_on"), self.clock)
            units.sudo().write(vals)  # sudo: the clock of the demo, no user's action
        if self.order.state == "closed":
            self.order.sudo().closed_on = self.clock

    def do_signed(self):
        self.pass_time(minutes=10)
        name = self.case.contact or self.order.partner_id.name
        self.as_worker()._sign(name, draw_signature(self.order.id))
        self.order.sudo().signed_on = self.clock
        self.collect()

    def collect(self):
        """The customer collects what he brought once he owes nothing for it (S8, S12)."""
        if not self.case.taken_in or self.receipt.state != "open" or self.order._get_hand_back_gap():
            return
        units = self.as_user("clerk", self.receipt.unit_ids)
        name = self.case.contact or self.order.partner_id.name
        handed_back = units._hand_back(name, draw_signature(self.order.id))
        for records in (handed_back, units, self.receipt):
            records.sudo().returned_on = self.clock

    def do_invoiced(self):
        self.pass_to_morning(1, 9)
        self.as_user("accountant").with_context(tracking_disable=True).action_invoice()
        invoices = self.as_user("accountant", self.order.invoice_ids)
        invoices.invoice_date = fields.Date.to_date(self.clock)

    def do_posted(self):
        self.pass_time(minutes=10)
        invoices = self.as_user("accountant", self.order.invoice_ids)
        invoices.with_context(tracking_disable=True).action_post()

    def do_paid(self):
        if self.case.on_credit:
            return
        self.pass_time(hours=2)
        invoices = self.order.invoice_ids
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids, tracking_disable=True
        )
        register = self.as_user("accountant", register)
        register.create({"payment_date": fields.Date.to_date(self.clock)})._create_payments()
        self.collect()

    def do_follow_up(self):
        self.pass_time(minutes=20)
        self.as_user("clerk").action_settled()

    def do_closed(self):
        self.pass_to_morning(2, 10)
        call = self.as_user("clerk", self.order.callback_id)
        if call:
            call.write(
                {
                    "solved": "yes",
                    "attitude": "satisfied",
                    "charged": "yes" if call.fee_paid else "no",
                    "score": 8 + len(self.order.name) % 3,
                    "suggestion": self.case.follow_up,
                }
            )
            call.action_done()
            day = fields.Date.to_date(self.clock)
            # sudo: the clock of the demo, no user's action
            call.sudo().write({"done_on": self.clock, "due_on": day + timedelta(1), "next_on": day})
        else:
            self.as_user("clerk").write({"solved": "yes", "follow_up_note": self.case.follow_up})
            self.as_user("clerk").action_close()
        self.order.sudo().closed_on = self.clock
        if self.case.key in OPINIONS:
            self.story.give_opinion(self.order, *OPINIONS[self.case.key])
            answered = self.clock + timedelta(hours=3)
            # sudo: the clock of the demo, no user's action
            self.order.sudo().opinion_id.write(
                {"answered_on": answered, "answered_day": answered.date(), "invited_on": self.clock}
            )

    def do_cancelled(self):
        self.pass_time(hours=1)
        self.as_user("clerk")._cancel(self.case.cancel)
        self.order.sudo().closed_on = self.clock


def draw_signature(seed):
    """Return a scribble as the signature pad sends it: PNG, base64; the same one for one seed."""
    random = Random(seed)
    picture = Image.new("RGBA", (320, 96), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    x, y = 20, 55
    points = [(x, y)]
    while x < 290:
        x += random.randint(6, 22)
        y = min(max(y + random.randint(-34, 34), 14), 82)
        points.append((x, y))
    pen.line(points, fill=(25, 35, 90, 255), width=3, joint="curve")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
