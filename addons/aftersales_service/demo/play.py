"""What the plays of the demo have in common: whose they are, and how they are written down."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from odoo import fields

from ..const import OPINION_QUESTIONS

ZONE = ZoneInfo("Asia/Shanghai")


class Play:
    """A play on the main company, by the people of `hr_demo.xml`, in Chinese where the database has it."""

    def __init__(self, env, now=None):
        context = {
            "lang": env["res.lang"]._get_code("zh_CN") or env.lang,
            "mail_auto_subscribe_no_notify": True,  # no mail leaves a demo
        }
        self.env = env(context={**env.context, **context})
        self.now = now or fields.Datetime.now()
        self.company = env.ref("base.main_company")
        sales_journal = [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        self.has_accounting = bool(env["account.journal"].search_count(sales_journal, limit=1))
        self.busy = set()

    def ref(self, name):
        """Return the demo record `name`, in the environment of the play."""
        return self.env.ref(f"aftersales_service.{name}")

    def as_user(self, login, records):
        """Return `records` as the person with that log-in sees them."""
        return records.with_user(self.ref(f"user_{login}"))

    @staticmethod
    def get_time(day, hour):
        """Return that time of that day in Shanghai as naive UTC."""
        return datetime.combine(day, hour, ZONE).astimezone(timezone.utc).replace(tzinfo=None)

    def give_xml_id(self, name, record):
        """Make the record known by name, for screenshots and tests."""
        vals = {"xml_id": f"aftersales_service.{name}", "record": record, "noupdate": True}
        self.env["ir.model.data"]._update_xmlids([vals])

    @staticmethod
    def give_opinion(order, levels, remark="", is_complaint=False):
        """The customer answers the opinion card: the four questions in their order."""
        answers = dict(zip(dict(OPINION_QUESTIONS), levels, strict=True))
        # sudo: the customer has no log-in
        order.sudo().opinion_id._answer({**answers, "remark": remark, "is_complaint": is_complaint})

    def tick(self, orders, kind):
        """Tick what is to be checked before work starts ("safety"), or before it ends ("work")."""
        checks = orders.current_check_ids.filtered(lambda check: check.kind == kind and not check.done)
        checks.filtered("needs_value").value = "0"
        checks.action_tick()
        return checks
