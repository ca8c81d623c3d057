"""Shifts handed over, on duty and planned; vouchers and fees that are held against people (S26, D41)."""

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.fields import Command

from odoo.addons.aftersales_service.demo.simulated_time import present

#: What the two shifts that are over leave to the next.
NOTES = [
    {
        "instructions": "三张待派工单请尽快与派工员确认上门时间，并回电客户。",
        "events": "下午 3 点左右电话系统短暂中断约 5 分钟，已恢复。",
        "contacts": "派工员周志强；配件仓库高库管。",
    },
    {
        "instructions": "王女士要求上午 9 点后再联系；另一单等配件到货通知。",
        "events": "夜间无异常。",
        "contacts": "值班主管刘敏。",
    },
]

#: Engineer → what the office found of the last vouchers; None: nothing.
REPORTS = {
    "engineer": [
        ("incomplete", "凭证上缺少更换配件的名称和数量，已电话向本人核实。"),
        None,
        ("unsigned", "凭证上没有客户签名，回访时客户称当时未被要求签字。"),
    ],
    "engineer2": [("lost", "凭证应于两日内交回，本人承认在途中遗失。")],
}


class Desk:
    """Plays on the people of the demo of quality checks, through the buttons."""

    def __init__(self, env):
        language = env["res.lang"]._get_code("zh_CN") and "zh_CN"
        self.env = env(context={**env.context, "lang": language or env.lang, "mail_notrack": True})
        self.company = self.env.company
        self.clerk = self.env.ref("aftersales_service.employee_clerk")
        self.agent = self.env.ref("aftersales_hr_discipline.employee_agent")
        self.leader = self.env.ref("aftersales_service.user_manager")
        self.shifts = self.env["aftersales.shift"].with_user(self.leader)
        self.breaches = self.env["aftersales.ticket.breach"]

    def play(self):
        """The days round today, once per database."""
        if self.shifts.search_count([], limit=1):
            return
        self.company.aftersales_ticket_from = fields.Date.subtract(
            self.company._get_aftersales_today(), days=20
        )
        # who plans the visits leads the engineers: the team wall shows them
        self.env.ref("aftersales_service.department_workshop").manager_id = self.env.ref(
            "aftersales_service.employee_dispatcher"
        )
        self._play_shifts()
        self._play_vouchers()
        self._play_fees()
        self._play_complaint()
        self._play_calls()
        self.env["aftersales.order"]._play_demo_figures()

    # Shifts -------------------------------------------------------------------------

    def _play_shifts(self):
        """From 8 to 20 and from 20 to 8: the last change is a while ago, its handover still waits."""
        turn = self._get_last_turn()
        half = timedelta(hours=12)
        first = self._plan(self.clerk, turn - 2 * half)
        self._begin(first, NOTES[0])
        items = first.with_user(self.clerk.user_id).item_ids
        items.passes = False
        passed = items.filtered(
            lambda item: (
                item.res_model == "aftersales.order"
                and self.env[item.res_model].browse(item.res_id).state == "registered"
            )
        )[:3]
        passed.write({"passes": True, "note": "确认上门时间后回电"})
        self._hand_over(first, turn - half + timedelta(minutes=5))
        with present(turn - half + timedelta(minutes=10)):
            first.with_user(self.agent.user_id).action_accept()
        second = self._plan(self.agent, turn - half)
        self._begin(second, NOTES[1])
        second.with_user(self.agent.user_id).item_ids[:1].note = "上午 9 点后联系"
        self._hand_over(second, turn + timedelta(minutes=20))
        with present(turn):
            self._plan(self.clerk, turn).with_user(self.clerk.user_id).action_start()
        for number in range(1, 7):
            self._plan((self.clerk, self.agent)[number % 2], turn + number * half)
        found = self.env["aftersales.shift"].search(
            self.env["aftersales.shift"]._get_late_domain(self.company)
        )
        found._hold_late()

    def _get_last_turn(self):
        """Return when the shifts changed last, half an hour ago at least (UTC)."""
        zone = ZoneInfo(self.company.resource_calendar_id.tz or "UTC")
        now = fields.Datetime.now().replace(tzinfo=timezone.utc).astimezone(zone) - timedelta(minutes=30)
        at = now.replace(hour=8, minute=0, second=0, microsecond=0)
        turns = (at + timedelta(hours=12), at, at - timedelta(hours=12))
        turn = next(turn for turn in turns if turn <= now)
        return turn.astimezone(timezone.utc).replace(tzinfo=None)

    def _plan(self, person, start):
        taker = self.agent if person == self.clerk else self.clerk
        return self.shifts.create({"employee_id": person.id, "taker_id": taker.id, "date_from": start})

    def _begin(self, shift, notes):
        own = shift.with_user(shift.employee_id.user_id)
        with present(shift.date_from):
            own.action_start()
            own.write(notes)
            own.action_list_matters()

    def _hand_over(self, shift, moment):
        with present(moment):
            shift.with_user(shift.employee_id.user_id).action_hand_over()

    # What is held against people ----------------------------------------------------

    def _find_closed(self, engineer):
        """Return the last closed jobs of `engineer`, whose vouchers are back."""
        return self.env["aftersales.order"].search(
            [
                ("company_id", "=", self.company.id),
                ("engineer_id", "=", engineer.id),
                ("state", "=", "closed"),
                ("signed_on", "!=", False),
            ],
            order="signed_on desc",
            limit=3,
        )

    def _play_vouchers(self):
        """The office reports three vouchers; a fourth one came back a day late."""
        late = self.env["aftersales.clock"]
        for name, reports in REPORTS.items():
            orders = self._find_closed(self.env.ref(f"aftersales_service.employee_{name}"))
            for order, report in zip(orders, reports, strict=False):
                if report:
                    order.with_user(self.clerk.user_id)._report_voucher(*report)
            late |= orders[1:2].clock_ids.filtered(lambda clock: clock.kind == "voucher")
        for clock in late[:1].sudo():  # sudo: the demo's own history
            clock.write({"state": "met_late", "deadline": clock.order_id.signed_on - timedelta(days=1)})
        self.breaches._hold_late(
            self.env["aftersales.clock"].search(self.breaches._get_late_domain(self.company))
        )

    def _play_fees(self):
        """What an engineer collected some days ago is still with him."""
        collections = self.env["aftersales.collection"].sudo()  # sudo: the demo's own history
        kept = collections.search(
            [("company_id", "=", self.company.id), ("state", "=", "with_engineer")], limit=1
        )
        day = fields.Date.subtract(self.company._get_aftersales_today(), days=4)
        kept.write({"date": day, "due_on": day})
        self.breaches._hold_fees(collections.search(self.breaches._get_fees_domain(self.company)))

    def _play_calls(self):
        """How long the calls rang, as the telephone system has it; the last one rang too long."""
        orders = self.env["aftersales.order"].sudo()  # sudo: the demo's own history
        calls = orders.search(
            [
                ("company_id", "=", self.company.id),
                ("channel", "=", "phone"),
                ("taken_by_id", "=", self.clerk.user_id.id),
            ],
            order="request_date, id",
        )
        for number, call in enumerate(calls):
            call.aftersales_answer_seconds = 4 + number % 9
        calls[-1:].aftersales_answer_seconds = 15
        orders.search(orders._get_late_answer_domain(self.company))._hold_late_answers()

    def _play_complaint(self):
        """A complaint was found justified, its loss is an engineer's."""
        complaint = self.env["aftersales.complaint"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "approved"),
                ("loss_confirmed_on", "=", False),
            ],
            limit=1,
        )
        if not complaint:
            return
        engineer = self.env.ref("aftersales_service.employee_engineer2")
        accountant = self.env.ref("aftersales_service.user_accountant")
        complaint.with_user(accountant).other_cost = 200
        complaint.with_user(accountant).share_ids = [
            Command.create({"employee_id": engineer.id, "percent": 100, "measure": "warning"})
        ]
        complaint.with_user(self.leader).action_confirm_loss()
