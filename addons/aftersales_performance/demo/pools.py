"""The demo's bonus pools: a quarter that was paid, and the last one, shown and objected to."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date, Datetime

#: Engineer → tickets of a quarter, signed on paper before the service desk came.
TICKETS = {"engineer": 17, "engineer2": 11}

#: Net profit by hand: kind, amount, evidence.
PROFITS = [
    ("parts_own", 48_620.35, "配件明细账 4–6 月"),
    ("parts_other", 9_480.5, "非本公司配件台账"),
    ("contract_own", 21_000, "值守合同台账"),
]


class Pools:
    """Plays as the accountant, who makes the pools, and the general manager, who approves them."""

    def __init__(self, env):
        self.env = env(context={**env.context, "lang": "zh_CN", "mail_create_nosubscribe": True})
        self.company = self.env.company
        today = self.company._get_aftersales_today()
        self.first = Date.start_of(today, "quarter") - relativedelta(months=3)

    def play(self):
        """Make both pools; the last one waits for a decision on an objection."""
        for months in (3, 0):
            self.take_over(self.first - relativedelta(months=months), 4 if months else 0)
        paid = self.make(self.first - relativedelta(months=3))
        paid.review_until = self.first - timedelta(days=1)
        paid.with_user(self.user("hr_discipline.user_gm")).action_approve()
        paid.with_user(self.user("service.user_accountant")).action_pay()
        self.name("bonus_pool_demo_paid", paid)
        job = self.take_over_job("engineer", self.first + timedelta(days=40), signed=False)
        pool = self.make(self.first)
        self.name("bonus_pool_demo", pool)
        engineer = self.user("service.user_engineer")
        appeal = self.env["aftersales.bonus.appeal"].with_user(engineer)
        appeal = appeal.create(
            {
                "pool_id": pool.id,
                "employee_id": self.person("engineer").id,
                "order_ids": [Command.set(job.ids)],
                "text": "客户在纸质凭证上签了字，凭证已交给前台。",
            }
        )
        self.name("bonus_appeal_demo", appeal)
        self.take_over_until(Date.start_of(self.company._get_aftersales_today(), "month"))

    def user(self, name):
        return self.env.ref(f"aftersales_{name}")

    def person(self, login):
        return self.env.ref(f"aftersales_service.employee_{login}")

    def name(self, name, record):
        self.env["ir.model.data"].create(
            {
                "module": "aftersales_performance",
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )

    def take_over(self, first, more):
        """Jobs of a quarter from the paper register, done and signed."""
        for login, count in TICKETS.items():
            for number in range(count + more):
                self.take_over_job(login, first + timedelta(days=4 * number + 2))

    def take_over_until(self, end):
        """Jobs of the months since that quarter, so that every month has one before it to compare with."""
        day, number = self.first + relativedelta(months=3, days=1), 0
        while day < end - timedelta(days=1):
            order = self.take_over_job(list(TICKETS)[number % 2], day)
            self.judge(order, number)
            day, number = day + timedelta(days=2), number + 1

    def judge(self, order, number):
        """Every fifth job came late, every seventh was reopened; the customers' opinions differ."""
        for clock in order.clock_ids:
            late = number % 5 == 0 and clock.kind == "arrival"
            clock.write({"state": "met_late" if late else "met_in_time", "ended_on": order.repair_start})
        order.reopen_count = number % 7 == 0
        card = order.opinion_ids[:1] or self.env["aftersales.opinion"].create(
            {
                "order_id": order.id,
                "policy_id": self.env["aftersales.opinion.policy"].search([], limit=1).id,
                "closed_on": order.closed_on,
            }
        )
        card.write({"state": "answered", "score": 100 - number % 4 * 15, "answered_on": order.closed_on})

    def take_over_job(self, login, day, signed=True):
        model = self.env["aftersales.order"].search([("product_id", "!=", False)], order="id", limit=1)
        start = Datetime.to_datetime(day) + timedelta(hours=2)
        order = self.env["aftersales.order"].create(
            {
                "partner_id": model.partner_id.id,
                "product_id": model.product_id.id,
                "taken_by_id": self.user("service.user_clerk").id,
                "company_id": self.company.id,
                "request_date": start - timedelta(hours=4),
                "fault": "纸质登记簿转入",
            }
        )
        end = start + timedelta(hours=2)
        done = {"state": "closed", "closed_on": end, "signed_on": end, "signed_by": "客户", "solved": "yes"}
        order.write(
            {
                "engineer_id": self.person(login).id,
                "repair_start": start,
                **(done if signed else {"state": "acceptance"}),
            }
        )
        return order

    def make(self, first):
        keeper = self.user("service.user_accountant")
        pool = self.env["aftersales.bonus.pool"].with_user(keeper)
        pool = pool.create(
            {
                "quarter": first,
                "manager_id": self.person("manager").id,
                "deputy_ids": [Command.set(self.person("dispatcher").ids)],
            }
        )
        self.env["aftersales.bonus.base"].with_user(keeper).create(
            [
                {"pool_id": pool.id, "kind": kind, "profit": profit, "note": note}
                for kind, profit, note in PROFITS
            ]
        )
        pool.action_publish()
        return pool.with_env(self.env)
