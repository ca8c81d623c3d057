from decimal import Decimal
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from ..models.aftersales_bonus_pool_result import AftersalesBonusPool
from .common_indicator import IndicatorCase

QUARTER = fields.Date.to_date("2026-01-01")
NEXT = fields.Date.to_date("2026-04-01")


class BonusCase(IndicatorCase):
    """The first quarter of 2026 on 10 April: `profits` are the documents, tickets are signed jobs.

    head is the service-centre manager, third the deputy; keeper makes pools, director approves them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-04-10 02:00:00"))
        cls.deputy = cls._create_person("deputy", parent=cls.head)
        cls.keeper = cls._create_person("keeper", parent=cls.boss)
        cls.director = cls._create_person("director", "general_manager")
        cls.keeper.user_id.group_ids = [Command.link(cls.env.ref("aftersales_performance.group_bonus").id)]
        cls.bonus_policy = cls.env.ref("aftersales_performance.bonus_policy_general")
        cls.pools = cls.env["aftersales.bonus.pool"]
        cls.profits = {}
        cls.startClassPatcher(patch.object(AftersalesBonusPool, "_get_profits", cls._fake_profits))

    @staticmethod
    def _fake_profits(pool, earlier):
        return {
            each: {
                place: (Decimal(str(income)), Decimal(str(cost)))
                for place, (income, cost) in BonusCase.profits.get(each.quarter, {}).items()
            }
            for each in earlier | pool
        }

    def setUp(self):
        super().setUp()
        BonusCase.profits = {}

    def _earned(self, kind, income, cost=0, seller=None, quarter=QUARTER):
        seller = seller or self.env["hr.employee"]
        BonusCase.profits.setdefault(quarter, {})[kind, seller] = income, cost

    def _tickets(self, count, employee=None, on="2026-02-10 02:00:00"):
        """`count` signed vouchers of an engineer."""
        return self.env["aftersales.order"].union(
            *(self._job(on, hours=2, engineer_id=(employee or self.engineer).id) for _each in range(count))
        )

    def _pool(self, **vals):
        return self.pools.with_user(self.keeper.user_id).create(
            {
                "company_id": self.company.id,
                "quarter": QUARTER,
                "manager_id": self.head.id,
                "deputy_ids": [Command.set(self.deputy.ids)],
                **vals,
            }
        )

    def _approve(self, pool, day="2026-04-14 02:00:00"):
        if pool.state == "draft":
            pool.with_user(self.keeper.user_id).action_publish()
        with freeze_time(day):
            pool.with_user(self.director.user_id).action_approve()
        return pool

    def _amounts(self, pool, *kinds):
        """Return person → what he gets, of these kinds or of all."""
        found = {}
        for share in pool.sudo().share_ids:
            if not kinds or share.kind in kinds:
                found[share.employee_id] = round(found.get(share.employee_id, 0) + share.amount, 2)
        return {person: amount for person, amount in found.items() if amount}

    def _object(self, pool, orders, person=None):
        person = person or self.engineer
        return (
            self.env["aftersales.bonus.appeal"]
            .with_user(person.user_id)
            .create(
                {
                    "pool_id": pool.id,
                    "employee_id": person.id,
                    "order_ids": [Command.set(orders.ids)],
                    "text": "I have the paper",
                }
            )
        )

    def _decide(self, appeal, accept=True):
        appeal = appeal.with_user(self.keeper.user_id)
        appeal.answer = "Looked at"
        return appeal.action_accept() if accept else appeal.action_refuse()
