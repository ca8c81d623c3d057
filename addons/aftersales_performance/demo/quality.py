"""Three months of quality checks, praise and stars: two approved, the last one in work (S27, S28)."""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.aftersales_service.demo.simulated_time import present

#: Items missed in one contact after the other, again and again.
MISSED = [(), ("closing",), ("greeting",), (), ("record", "closing"), ("answer", "words")]

#: Person → marks, of a colleague (peers) and of a manager; the exam and satisfaction stand in for what a new
#: database lacks.
MARKS = {
    "clerk": {"exam": 96, "satisfaction": 98, "manners": 95, "ability": 95, "peers": 90},
    "agent": {"exam": 72, "satisfaction": 80, "manners": 75, "ability": 70, "peers": 80},
}

#: Calls of a month, and what was asked.
CALLS = 26
QUESTIONS = [
    "咨询保修期限和收费标准，已当场答复。",
    "询问滤网清洗方法，已电话指导。",
    "询问预约上门需要准备什么，已当场答复。",
    "遥控器按键无反应，电话指导更换电池后恢复。",
]

PRAISE = [
    ("phone", "客户来电表扬：态度热情，讲解耐心。"),
    ("written", "客户来信感谢：雨天协调师傅上门，问题当天解决。"),
]


class Quality:
    """Plays on the people of the two demos the addon stands on, through the buttons."""

    def __init__(self, env):
        language = env["res.lang"]._get_code("zh_CN") and "zh_CN"
        self.env = env(context={**env.context, "lang": language or env.lang, "mail_notrack": True})
        self.company = self.env.company
        self.clerk = self.env.ref("aftersales_service.employee_clerk")
        self.agent = self.env.ref("aftersales_hr_discipline.employee_agent")
        self.scorer = self.env.ref("aftersales_service.user_dispatcher")
        self.second = self.env.ref("base.user_admin")
        self.leader = self.env.ref("aftersales_service.user_manager")
        self.months = self.env["aftersales.quality.month"]

    def play(self):
        """Three months, once per database."""
        if self.months.search_count([], limit=1):
            return
        self._set_roles()
        this = fields.Date.start_of(self.company._get_aftersales_today(), "month")
        for back in (3, 2, 1):
            month = fields.Date.subtract(this, months=back)
            self._take_calls(month)
            self._play_month(month, approve=back > 1)

    def _set_roles(self):
        self.scorer.group_ids = [Command.link(self.env.ref("aftersales_performance.group_scorer").id)]
        self.leader.group_ids = [Command.link(self.env.ref("aftersales_performance.group_manager").id)]
        self.agent.user_id.group_ids = [Command.link(self.env.ref("aftersales_service.group_clerk").id)]
        (self.clerk | self.agent).aftersales_agent = True

    def _take_calls(self, month):
        """Questions that the two agents answered at once, by turns, as the old register has them."""
        customers = self.env["aftersales.order"].search([], order="id", limit=20).partner_id
        for number in range(CALLS):
            agent = (self.clerk, self.agent)[number % 2].user_id
            moment = datetime.combine(month, time(1)) + timedelta(days=number, hours=number % 8)
            order = self.env["aftersales.order"].create(
                {
                    "partner_id": customers[number % len(customers)].id,
                    "company_id": self.company.id,
                    "channel": "phone",
                    "fault": QUESTIONS[number % len(QUESTIONS)],
                    "request_date": moment,
                    "user_id": agent.id,
                    "taken_by_id": agent.id,
                }
            )
            # sudo: nothing to repair; the demo's own history
            order.sudo().write({"state": "cancelled", "cancel_reason": "电话中已解决"})

    def _play_month(self, month, approve):
        following = datetime.combine(fields.Date.add(month, months=1), time(2))
        with present(following + timedelta(days=1)):
            agents = self.env["hr.employee"].search(self.months._get_agents_domain(self.company, month))
            months = self.months._draw(agents, month)
            self._praise(month)
            checks = months.check_ids.sorted(lambda check: (check.contact_on, check.id))
            # of the month in work the last contact still waits for its score
            for number, check in enumerate(checks if approve else checks[:-1]):
                missed = MISSED[number % len(MISSED)]
                self._score(check, self.scorer, missed)
                if check.needs_second:
                    # somewhat stricter: calibration shows it
                    self._score(check, self.second, {*missed, "closing"})
            if not approve:
                self._dispute(checks)
        if approve:
            with present(following + timedelta(days=12)):
                months.with_user(self.leader).action_approve()
        with present(following + timedelta(days=13)):
            if approve:
                self._mark_colleagues(month)
            ratings = self.env["aftersales.star.rating"]._rate(self.company, month)
            for rating in ratings:
                self._mark(rating, approve)
            if approve:
                ratings.with_user(self.leader).action_approve()

    def _praise(self, month):
        channel, text = PRAISE[month.month % len(PRAISE)]
        row = self.env["aftersales.quality.praise"].with_user(self.scorer)
        row = row.create(
            {
                "employee_id": self.clerk.id,
                "day": fields.Date.add(month, days=20),
                "channel": channel,
                "text": text,
            }
        )
        row.with_user(self.leader).action_confirm()

    def _score(self, check, scorer, missed):
        check.with_user(scorer).action_score()
        score = check.score_ids.filtered(lambda each: each.scorer_id == scorer).with_user(scorer)
        items = self.env["aftersales.quality.item"]
        for name in missed:
            items |= self.env.ref(f"aftersales_performance.quality_item_{name}")
        score.answer_ids.filtered(lambda answer: answer.item_id in items).missed = True
        score.action_done()

    def _dispute(self, checks):
        poor = checks.filtered(
            lambda check: check.state == "published" and check.employee_id == self.agent
        ).sorted("points")[:1]
        if poor:
            poor.with_user(self.agent.user_id)._dispute("当时线路杂音很大，客户自己要求先挂断，请复听录音。")

    def _mark_colleagues(self, month):
        """The two agents mark each other; of the month in work they have not yet."""
        for rater, person, name in ((self.agent, self.clerk, "clerk"), (self.clerk, self.agent, "agent")):
            marks = self.env["aftersales.star.mark"].with_user(rater.user_id)
            marks.create({"employee_id": person.id, "month": month, "value": MARKS[name]["peers"]})

    def _mark(self, rating, whole):
        marks = MARKS["clerk" if rating.employee_id == self.clerk else "agent"]
        parts = {part.part: part.with_user(self.leader) for part in rating.part_ids}
        parts["volume"].target = max(
            1, int(rating.part_ids.filtered(lambda part: part.part == "volume").value)
        )
        for name, value in marks.items():
            if not parts[name].is_recorded and name != "peers":
                parts[name].value = value
        if whole and not parts["checks"].is_given:
            # sudo: a month without a contact has no check to be read
            parts["checks"].sudo().write({"value": 80, "is_given": True})
            parts["checks"].sudo()._reckon()
