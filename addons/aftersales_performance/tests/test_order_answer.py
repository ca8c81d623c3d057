from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..const_indicator import SUBJECT_KINDS
from .common import PerformanceCase


@tagged("post_install", "-at_install")
class TestOrderAnswer(PerformanceCase):
    """S26, D42: a call is answered within two rings, 12 seconds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.aftersales_ticket_from = "2026-03-01"

    def _ring(self, seconds, on="2026-03-04 02:00:00", **vals):
        order = self._call(1, on=on, **vals)
        order.with_user(self.checker.user_id).aftersales_answer_seconds = seconds
        return order

    def _find(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_find_breaches").method_direct_trigger()
        return self.env["aftersales.ticket.breach"].search([("cause", "=", "answer")])

    def test_s26_twelve_seconds_are_in_time_thirteen_are_not(self):
        for seconds in (0, 11, 12):
            self._ring(seconds)
        self.assertFalse(self._find())
        late = self._ring(13)
        found = self._find()
        self.assertEqual((found.order_id, found.employee_id), (late, self.agent))
        self.assertEqual((found.record_id.article_id.number, found.record_id.amount), ("D42.2", 50))
        self.assertIn("13 seconds", found.facts)
        self.assertFalse(found.bonus_lost, "no voucher of an engineer")
        self.assertEqual(self._find(), found, "once")

    def test_s26_calls_answered_in_time_of_those_timed(self):
        """S26: at, below and above the limit; the limit is that of the day, the company's own first."""
        policies = self.env["aftersales.ticket.policy"]
        policies._get_current(self.company).copy(
            {
                "company_id": self.company.id,
                "date_from": "2026-03-05",
                "answer_seconds": 20,
                "code": "Own",
            }
        )
        indicator = self.env.ref("aftersales_performance.indicator_call_rate")
        first, last = map(fields.Date.to_date, ("2026-03-01", "2026-03-31"))
        total = 0
        for seconds, on, late in (
            (11, "2026-03-04 02:00:00", 0),
            (12, "2026-03-04 02:00:00", 0),
            (13, "2026-03-04 02:00:00", 1),
            (13, "2026-03-04 15:59:59", 1),
            (20, "2026-03-04 16:00:00", 0),
            (21, "2026-03-05 02:00:00", 1),
        ):
            call = self._ring(seconds, on)
            total += 1 - late
            self.env.flush_all()
            found = indicator._measure(self.company, "agent", first, last, self.agent.ids)
            model, domain = indicator._get_rows(self.company, "agent", self.agent.id, first, last)
            rows = self.env[model].search(domain)
            self.assertIn(call.id, rows.ids)
            self.assertEqual(found[self.agent.id][indicator], (100 * total, len(rows)), (seconds, on))
        self._ring(0)
        self._ring(5, channel="counter")
        self._call(1)
        self.env.flush_all()
        found = indicator._measure(self.company, "agent", first, last, self.agent.ids)
        self.assertEqual(found[self.agent.id][indicator][1], 6, "not timed, or no call")
        whole = indicator._measure(self.company, "company", first, last)
        self.assertEqual(whole[False][indicator], found[self.agent.id][indicator])

    def test_s26_how_long_a_call_rang_is_no_figure_of_the_engineer(self):
        indicator = self.env.ref("aftersales_performance.indicator_call_rate")
        call = self._ring(13)
        call.engineer_id = self.third
        self.env.flush_all()
        day = call.request_date.date()
        for kind, _label in SUBJECT_KINDS:
            found = indicator._measure(self.company, kind, day, day)
            self.assertEqual(bool(found), kind in ("company", "agent"), kind)

    def test_d42_an_unhappy_customer_costs_more(self):
        self._ring(13).with_user(self.checker.user_id).aftersales_answer_unhappy = True
        record = self._find().record_id
        self.assertEqual((record.article_id.number, record.amount), ("D42.3", 100))

    def test_s26_only_calls_since_the_rules_hold(self):
        self._ring(60, on="2026-02-28 02:00:00")
        self._ring(60, channel="counter")
        self.assertFalse(self._find())
        self.env["aftersales.ticket.policy"]._get_current(self.company).answer_seconds = 60
        self._ring(60)
        self.assertFalse(self._find(), "the figure is the policy's")

    def test_s26_an_agent_does_not_say_how_fast_it_was(self):
        order = self._call(1)
        agent = self.agent.user_id
        self.assertTrue(order.with_user(agent).has_access("write"))
        for attack in (
            lambda: order.with_user(agent).write({"aftersales_answer_seconds": 1}),
            lambda: order.with_user(agent).create(
                {"partner_id": self.customer.id, "fault": "None", "aftersales_answer_seconds": 1}
            ),
        ):
            with self._refused(AccessError, "Quality Checker"):
                attack()
        self.agent.user_id.group_ids = [Command.link(self.env.ref("aftersales_performance.group_scorer").id)]
        with self._refused(AccessError, "own calls"):
            order.with_user(agent).write({"aftersales_answer_seconds": 1})
