from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestFlowRules(ServiceCase):
    """A step is skipped only where the job's type allows it (G3): dated rules, per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["aftersales.flow.rule"]
        cls.rules.search([]).unlink()

    def _allow(self, service_type, *states, **vals):
        return self.rules.create(
            [{"code": "G3", "service_type": service_type, "state": state, **vals} for state in states]
        )

    def _order_in(self, state, service_type="A", **vals):
        order = self._create_order(**vals)
        order.sudo().write({"state": state, "override_type": service_type})
        return order

    def test_parts_step_is_taken_unless_the_type_skips_it(self):
        """G3: a rule for B does not help A."""
        self._allow("B", "parts")
        order = self._order_in("assessment", "A")
        with self._refused(UserError, "Parts preparation"):
            order._check_transition("repair")
        self._order_in("assessment", "B")._check_transition("repair")
        order._check_transition("parts")

    def test_every_skipped_step_needs_its_own_rule(self):
        """G3: one missing rule of three is named."""
        order = self._order_in("repair", "D")
        self._allow("D", "acceptance", "follow_up")
        with self._refused(UserError, "Fee settlement"):
            order._check_transition("closed")
        self._allow("D", "settlement")
        order._check_transition("closed")

    def test_rule_holds_from_its_first_to_its_last_day(self):
        """G3: in force on date_from and date_to, not the day before nor the day after."""
        self._allow("A", "parts", date_from="2026-03-10", date_to="2026-03-20")
        days = {9: False, 10: True, 20: True, 21: False}
        for day, allowed in days.items():
            order = self._order_in("assessment", request_date=datetime(2026, 3, day, 12))
            with self.subTest(day=day):
                if allowed:
                    order._check_transition("repair")
                else:
                    with self._refused(UserError, "cannot skip"):
                        order._check_transition("repair")

    def test_day_is_the_companys(self):
        """G2, G3: a request of 23:30 UTC belongs to the next day of a company in Shanghai."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self._allow("A", "parts", date_from="2026-03-11")
        self._order_in("assessment", request_date=datetime(2026, 3, 10, 16))._check_transition("repair")
        early = self._order_in("assessment", request_date=datetime(2026, 3, 10, 15, 59))
        with self._refused(UserError, "cannot skip"):
            early._check_transition("repair")

    def test_rule_of_another_company_does_not_help(self):
        """G3: each company's regulation is its own."""
        other = self.env["res.company"].create({"name": "Second centre"})
        self._allow("A", "parts", company_id=other.id)
        order = self._order_in("assessment")
        with self._refused(UserError, "cannot skip"):
            order._check_transition("repair")
        self._allow("A", "parts", company_id=self.company.id)
        order._check_transition("repair")

    def test_archived_rule_allows_nothing(self):
        """G3: a rule taken out of use no longer opens the way."""
        self._allow("A", "parts").active = False
        with self._refused(UserError, "cannot skip"):
            self._order_in("assessment")._check_transition("repair")

    def test_twins_and_reversed_dates_are_refused(self):
        """G3: two rules for one step on one day would make the answer a matter of chance."""
        first = self._allow("A", "parts", date_from="2026-01-01", date_to="2026-06-30")
        with self._refused(ValidationError, "already in force"):
            self._allow("A", "parts", date_from="2026-06-30")
        self._allow("A", "parts", date_from="2026-07-01")
        with self._refused_by_database("date_order"):
            first.date_to = date(2025, 12, 31)

    def test_own_work_is_signed_where_the_type_may_not_skip_it(self):
        """G3, S1: without rules a D job takes every step instead of being stuck."""
        order = self._create_order(self.unit_free, partner_id=self.company.partner_id.id)
        self._allow("D", "parts")
        order.with_user(self.clerk).action_register()
        self._assign(order)
        order.with_user(self.engineer_user).no_parts = True
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.state, "acceptance")
        order.with_user(self.engineer_user)._sign("Zhou", SIGNATURE)
        self.assertEqual(order.state, "settlement")
        order.with_user(self.clerk).action_settled()
        self.assertEqual(order.state, "follow_up")

    def test_own_work_ends_at_once_where_the_type_skips_the_rest(self):
        """G3, S1: D: repair → closed, parts taken from stock, no signature asked."""
        self._allow("D", "parts", "acceptance", "settlement", "follow_up")
        order = self._create_order(self.unit_free, partner_id=self.company.partner_id.id)
        order.with_user(self.clerk).action_register()
        self._assign(order)
        self._add_line(order)
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.state, "closed")
        self.assertEqual(order.sudo().cost_total, 40.0)
