from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from odoo.addons.aftersales_hr_discipline.tests.common import ConductCase

#: The month that is checked; it is drawn in the next.
MONTH = fields.Date.to_date("2026-02-01")


class PerformanceCase(ConductCase):
    """A call centre: two agents, three checkers, a performance manager; it is 5 March in Shanghai."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-03-05 02:00:00"))
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.agent = cls._create_person("agent", parent=cls.head)
        cls.other_agent = cls._create_person("other agent", parent=cls.head)
        cls.checker, cls.second, cls.third = (
            cls._create_person(name, parent=cls.head) for name in ("checker", "second", "third")
        )
        cls.leader = cls._create_person("leader", parent=cls.boss)
        for person, group in (
            (cls.agent, "aftersales_service.group_clerk"),
            (cls.other_agent, "aftersales_service.group_clerk"),
            (cls.checker, "aftersales_performance.group_scorer"),
            (cls.second, "aftersales_performance.group_scorer"),
            (cls.third, "aftersales_performance.group_scorer"),
            (cls.leader, "aftersales_performance.group_manager"),
        ):
            person.user_id.group_ids = [Command.link(cls.env.ref(group).id)]
        (cls.agent | cls.other_agent).aftersales_agent = True
        cls.months = cls.env["aftersales.quality.month"]
        cls.policy = cls.env["aftersales.quality.policy"]._get_in_force(MONTH, cls.company)
        cls.customer = cls.env["res.partner"].create({"name": "Zhang Wei", "phone": "13800138000"})

    @classmethod
    def _call(cls, count, agent=None, on="2026-02-10 02:00:00", **vals):
        """`count` requests that an agent took by phone."""
        return cls.env["aftersales.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "company_id": cls.company.id,
                    "fault": f"Does not cool {number}",
                    "taken_by_id": (agent or cls.agent).user_id.id,
                    "request_date": on,
                    **vals,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _draw(cls, twice=False):
        """Draw the month; return the agent's checks, none or all of them to be scored twice."""
        cls.policy.second_share = 100 if twice else 0
        months = cls._draw_all()
        return months.filtered(lambda month: month.employee_id == cls.agent).check_ids

    @classmethod
    def _draw_all(cls, month=MONTH):
        """Draw the month of every agent who has none yet, as the scheduled action does."""
        agents = cls.env["hr.employee"].search(cls.months._get_agents_domain(cls.company, month))
        return cls.months._draw(agents, month)

    @classmethod
    def _score(cls, check, missed=(), scorer=None, remark=False):
        """Score a contact as a checker would; `missed` are the names of items."""
        user = (scorer or cls.checker).user_id
        check.with_user(user).action_score()
        score = check.sudo().score_ids.filtered(lambda score: score.scorer_id == user).with_user(user)
        items = cls.env["aftersales.quality.item"]
        for name in missed:
            items |= cls.env.ref(f"aftersales_performance.quality_item_{name}")
        score.answer_ids.filtered(lambda answer: answer.item_id in items).missed = True
        if remark:
            score.remark = remark
        score.action_done()
        return score.with_env(cls.env)
