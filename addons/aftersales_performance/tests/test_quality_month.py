from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common import MONTH, PerformanceCase


@tagged("post_install", "-at_install")
class TestQualityMonth(KilledMixin, PerformanceCase):
    """S27: the sample of a month, and what it pays."""

    def _lines(self, month):
        return self.env["aftersales.adjustment"].search(
            [("source_key", "=", f"aftersales.quality.month,{month.id},approved")]
        )

    def _approve(self, month, on="2026-03-09 02:00:00"):
        with freeze_time(on):
            month.with_user(self.leader.user_id).action_approve()

    def _praise(self, channel="phone", day="2026-02-20", person=None, confirm=True):
        praise = (
            self.env["aftersales.quality.praise"]
            .with_user((person or self.checker).user_id)
            .create({"employee_id": self.agent.id, "day": day, "channel": channel, "text": "So kind"})
        )
        if confirm:
            praise.with_user(self.leader.user_id).action_confirm()
        return praise.with_env(self.env)

    # Sample -------------------------------------------------------------------------

    def test_s27_ten_of_every_kind(self):
        self._call(15)
        self._call(2, self.other_agent)
        self.env["aftersales.complaint"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "description": "Too loud",
                "taken_by_id": self.agent.user_id.id,
                "opened_on": "2026-02-11 02:00:00",
            }
        )
        checks = self._draw()
        self.assertEqual(len(checks), 10)
        self.assertEqual(sorted(set(checks.mapped("kind"))), ["complaint", "request"])
        self.assertEqual(checks.month_id.contacts, 16)
        months = self.months.search([("company_id", "=", self.company.id)])
        self.assertEqual(months.mapped("check_count"), [10, 2])
        self.assertFalse(self._draw_all(), "run twice, drawn once")

    def test_s27_only_recorded_contacts_of_the_month_by_the_companys_clock(self):
        inside = self._call(1, on="2026-01-31 16:00:00") | self._call(1, on="2026-02-28 15:59:59")
        self._call(1, on="2026-01-31 15:59:59")
        self._call(1, on="2026-02-28 16:00:00")
        self._call(1, channel="counter")
        self.assertEqual(set(self._draw().mapped("res_id")), set(inside.ids))

    def test_s27_the_month_is_drawn_when_it_is_over(self):
        self._call(1)
        cron = self.env.ref("aftersales_performance.ir_cron_draw_quality_checks")
        self.policy.draw_day = 2
        for moment, drawn in (("2026-03-01 15:59:59", 0), ("2026-03-01 16:00:00", 2)):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            found = self.months.search([("company_id", "=", self.company.id)])
            self.assertEqual(len(found), drawn, moment)

    def test_s27_queries_do_not_grow_with_contacts(self):
        def measure(count):
            self._call(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._draw_all()
            self.env.flush_all()
            after = self.env.cr.sql_log_count - before
            self.months.search([("company_id", "=", self.company.id)]).unlink()
            return after

        measure(2)
        self.assertEqual(measure(10), measure(40))

    def test_s27_queries_do_not_grow_with_agents(self):
        def measure(count):
            agents = self.env["hr.employee"].union(
                *(self._create_person(f"agent {number} of {count}") for number in range(count))
            )
            agents.aftersales_agent = True
            for agent in agents:
                self._call(3, agent)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            drawn = self.months._draw(agents, MONTH)
            self.env.flush_all()
            after = self.env.cr.sql_log_count - before
            self.assertEqual(drawn.mapped("check_count"), [3] * count)
            return after

        measure(1)
        self.assertEqual(measure(2), measure(12))

    def test_s27_a_draw_that_is_killed_goes_on_and_draws_nobody_twice(self):
        third = self._create_person("third agent")
        third.aftersales_agent = True
        for agent in (self.agent, self.other_agent, third):
            self._call(12, agent)
        # of this company alone: the days of the others have come, too
        self.env["hr.employee"].search([("company_id", "!=", self.company.id)]).aftersales_agent = False
        wanted = self._predict()
        months = [("company_id", "=", self.company.id), ("month", "=", MONTH)]
        self._check_killed(
            "aftersales.quality.month", "_cron_draw", "_draw", lambda: self.months.search_count(months)
        )
        found = self.months.search(months)
        self.assertEqual(found.mapped("check_count"), [10, 10, 10])
        self.assertEqual(set(found.check_ids.mapped("res_id")), wanted, "the lot does not depend on slices")

    def _predict(self):
        """Return the contacts that a draw of all at once would give."""
        savepoint = self.cr.savepoint()
        wanted = set(self._draw_all().check_ids.mapped("res_id"))
        self.env.invalidate_all()
        savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return wanted

    # Pay ----------------------------------------------------------------------------

    def test_s27_the_month_is_a_line_of_the_sheet(self):
        self._call(3)
        checks = self._draw()
        for check, missed in zip(checks, [(), ["greeting"], ["answer", "words"]], strict=True):
            self._score(check, missed)
        self._praise()
        self._praise("written")
        month = checks.month_id
        self.assertEqual((month.check_pay, month.praise_pay, month.total_pay), (70, 60, 130))
        self._approve(month)
        line = self._lines(month)
        self.assertEqual((line.employee_id, line.kind, line.amount), (self.agent, "reward", 130))
        self.assertEqual(str(line.month), "2026-02-01")
        with self._refused(UserError, "in step"):
            self._approve(month)

    def test_s27_one_bad_cancels_the_month(self):
        self._call(2)
        checks = self._draw()
        self._score(checks[0])
        for scorer in (self.checker, self.second):
            self._score(checks[1], ["chat"], scorer)
        self._praise("media")
        month = checks.month_id
        self.assertEqual((month.is_cancelled, month.check_pay, month.total_pay), (True, 50, 0))
        self._approve(month)
        self.assertFalse(self._lines(month), "of nothing there is no line")

    def test_s27_no_bad_pays_two_bad_pay_no_less_than_one(self):
        self._call(3)
        checks = self._draw()
        month = checks.month_id
        self._score(checks[0])
        self.assertEqual((month.is_cancelled, month.total_pay), (False, 50))
        for number, check in enumerate(checks[1:], 1):
            for scorer in (self.checker, self.second):
                self._score(check, ["rude"], scorer)
            self.assertEqual((month.is_cancelled, month.total_pay), (True, 0), f"{number} bad")

    def test_s27_a_bad_that_a_dispute_lifts_gives_the_month_back(self):
        self._call(2)
        checks = self._draw()
        self._score(checks[0])
        for scorer in (self.checker, self.second):
            self._score(checks[1], ["chat"], scorer)
        month = checks.month_id
        self.assertEqual(month.total_pay, 0)
        checks[1].with_user(self.agent.user_id)._dispute("It was the customer's television")
        with self._refused(UserError, "not finished yet"):
            self._approve(month)
        checks[1].with_user(self.leader.user_id)._decide("poor", "The recording says so")
        self.assertEqual((month.is_cancelled, month.total_pay), (False, 40))
        self._approve(month)
        self.assertEqual(self._lines(month).amount, 40)

    def test_s27_what_is_deducted_is_a_fine(self):
        self._call(1)
        check = self._draw()
        self._score(check, ["answer", "words"])
        self._approve(check.month_id)
        line = self._lines(check.month_id)
        self.assertEqual((line.kind, line.amount), ("fine", -10))

    def test_s27_nothing_is_approved_before_its_time(self):
        self._call(1)
        check = self._draw(twice=True)
        month = check.month_id
        self._score(check)
        with self._refused(UserError, "not finished yet"):
            self._approve(month)
        self._score(check, (), self.second)
        with self._refused(UserError, "can dispute"):
            self._approve(month, "2026-03-08 15:59:59")
        self._approve(month, "2026-03-08 16:00:00")
        self.assertEqual(month.state, "approved")

    def test_s27_who_scored_does_not_approve(self):
        self._call(1)
        check = self._draw()
        self.checker.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        self._score(check)
        with freeze_time("2026-03-20 02:00:00"):
            with self._refused(UserError, "who scored one of its contacts"):
                check.month_id.with_user(self.checker.user_id).action_approve()
            check.month_id.with_user(self.leader.user_id).action_approve()
        self.assertEqual(check.month_id.state, "approved")

    def test_s27_nobody_approves_the_own_month(self):
        self._draw()
        month = self.months.search([("employee_id", "=", self.agent.id)])
        self.agent.user_id.group_ids = [Command.link(self.env.ref("aftersales_performance.group_manager").id)]
        with self._refused(UserError, "own month"):
            month.with_user(self.agent.user_id).action_approve()
        with self._refused(AccessError, "Performance Manager"):
            month.with_user(self.checker.user_id).action_approve()

    # Praise -------------------------------------------------------------------------

    def test_s27_praise_by_channel(self):
        praises = [self._praise(channel) for channel in ("phone", "written", "media")]
        self.assertEqual([praise.amount for praise in praises], [10, 50, 100])
        self.assertFalse(praises[0].month_id, "the month is not drawn yet")
        self._draw()
        month = self.months.search([("employee_id", "=", self.agent.id)])
        self.assertEqual((month.praise_pay, month.total_pay), (160, 160))

    def test_s27_late_praise_is_paid_with_the_next_month(self):
        self._draw()
        month = self.months.search([("employee_id", "=", self.agent.id)])
        self._approve(month)
        praise = self._praise()
        self.assertFalse(praise.month_id)
        following = self._draw_all(MONTH.replace(month=3))
        self.assertEqual(praise.month_id.month, MONTH.replace(month=3))
        self.assertIn(praise.month_id, following)
        self.assertEqual(month.praise_pay, 0)

    def test_s27_praise_is_confirmed_by_a_colleague_and_stays(self):
        praise = self._praise(confirm=False)
        with self._refused(AccessError, "Performance Manager"):
            praise.with_user(self.checker.user_id).action_confirm()
        praise.with_user(self.leader.user_id).action_confirm()
        for change in (lambda each: each.write({"text": "More"}), lambda each: each.unlink()):
            with self._refused(UserError, "in step"):
                change(praise.with_user(self.leader.user_id))
        self.agent.user_id.group_ids = [Command.link(self.env.ref("aftersales_performance.group_scorer").id)]
        with self._refused(UserError, "own praise"):
            self._praise(person=self.agent)

    def test_s27_refused_praise_pays_nothing(self):
        praise = self._praise(confirm=False)
        praise.with_user(self.leader.user_id).action_refuse()
        self._draw()
        self.assertEqual((praise.state, praise.amount, praise.month_id.id), ("refused", 0, False))
