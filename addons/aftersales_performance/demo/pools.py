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
        self.measure()

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

    def take_over_job(self, login, day, signed=True):
        start = Datetime.to_datetime(day) + timedelta(hours=2)
        order = self.env["aftersales.order"].create(
            {
                "partner_id": self.env["aftersales.order"].search([], order="id", limit=1).partner_id.id,
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

    def measure(self):
        """Write the figures of the last months, as the night would."""
        values = self.env["aftersales.indicator.value"]
        for kind, month in values._get_due(self.company):
            values._write_values(self.company, kind, month, Date.end_of(month, "month"))
