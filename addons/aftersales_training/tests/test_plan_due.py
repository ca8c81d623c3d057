from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestPlanDue(TrainingCase):
    """The days of T1: 24th, 25th, 26th, 1st; what is late is followed up, each step once."""

    def setUp(self):
        super().setUp()
        self.plan = self._create_plan(items=[{}])

    def _chase(self, day):
        self._trigger("chase_training_plans", day)

    def _activities(self, plan=None):
        return (plan or self.plan).activity_ids.mapped("user_id")

    def _proposals(self):
        return self.env["aftersales.training.proposal"].search([("company_id", "=", self.company.id)])

    def test_t1_days_come_from_the_policy(self):
        days = (self.plan.submit_due, self.plan.consolidate_due, self.plan.issue_due)
        self.assertEqual([str(day) for day in days], ["2026-06-25", "2026-06-26", "2026-07-01"])
        self.plan.month = "2026-09-17"
        self.assertEqual([str(self.plan.month), str(self.plan.due_on)], ["2026-09-01", "2026-08-25"])

    def test_t1_on_the_25th_it_is_in_time_on_the_26th_late(self):
        """T1: until midnight in the company's time zone, which is 16:00 UTC."""
        for moment, late in (
            (("2026-06-24", "04:00"), False),
            (("2026-06-25", "15:59"), False),
            (("2026-06-25", "16:00"), True),
            (("2026-06-26", "04:00"), True),
        ):
            with self.subTest(moment), self._on(*moment):
                plan = self._create_plan(self.south, items=[{}])
                plan.with_user(self.other_head.user_id).action_submit()
                self.assertEqual(plan.is_submitted_late, late)
                plan.sudo().state = "draft"
                plan.unlink()

    def test_t1_reminder_on_the_24th(self):
        self._chase("2026-06-23")
        self.assertEqual((self.plan.chase, self._activities().ids), ("none", []))
        self._chase("2026-06-24")
        self._chase("2026-06-25")
        self.assertEqual((self.plan.chase, self._activities()), ("reminded", self.head.user_id))
        self.assertEqual(len(self.plan.activity_ids), 1)

    def test_t1_escalation_on_the_26th(self):
        self._chase("2026-06-24")
        self._chase("2026-06-26")
        self.assertEqual(self.plan.chase, "escalated")
        self.assertEqual(self._activities(), self.head.user_id | self.boss.user_id | self.manager.user_id)
        self.assertFalse(self._proposals())

    def test_t1_proposal_on_the_28th_once(self):
        self._chase("2026-06-28")
        self._chase("2026-06-29")
        proposal = self._proposals()
        self.assertEqual((proposal.employee_id, proposal.state, proposal.cause), (self.head, "open", "plan"))
        self.assertIn("2026-06-25", proposal.facts)

    def test_t1_a_submitted_plan_waits_for_the_next_day(self):
        """T1: consolidated on the 26th, issued on the 1st; whoever has to act is followed up anew."""
        self._chase("2026-06-24")
        with self._on("2026-06-25"):
            self._play(self.plan, "submitted")
        self.assertEqual((str(self.plan.due_on), self.plan.chase), ("2026-06-26", "none"))
        self.assertFalse(self.plan.activity_ids)
        self._chase("2026-06-26")
        self.assertEqual(self._activities(), self.officer.user_id)
        with self._on("2026-06-26"):
            self.plan.with_user(self.officer.user_id).action_consolidate()
        self._chase("2026-07-01")
        self.assertEqual((self.plan.chase, self._activities()), ("reminded", self.manager.user_id))
        self._chase("2026-07-02")
        self.assertEqual(self.plan.chase, "escalated")
        with self._on("2026-07-03"):
            self.plan.with_user(self.manager.user_id).action_approve()
            self.plan.with_user(self.officer.user_id).action_issue()
        self._chase("2026-07-10")
        self.assertFalse(self.plan.activity_ids or self._proposals())

    def test_t1_consolidation_is_late_on_the_27th_and_issue_on_the_2nd(self):
        """T1: consolidated on the 26th, issued on the 1st; the day itself is in time."""
        with self._on("2026-06-24"):
            self._play(self.plan, "submitted")
        for day, level in (("2026-06-24", "none"), ("2026-06-26", "reminded"), ("2026-06-27", "escalated")):
            self._chase(day)
            self.assertEqual((day, self.plan.chase), (day, level))
        with self._on("2026-06-27"):
            self.plan.with_user(self.officer.user_id).action_consolidate()
        for day, level in (("2026-06-29", "none"), ("2026-07-01", "reminded"), ("2026-07-02", "escalated")):
            self._chase(day)
            self.assertEqual((day, self.plan.chase), (day, level))
        self._chase("2026-07-04")
        self.assertEqual(self._proposals().employee_id, self.manager)

    def test_t1_another_day_is_a_new_policy(self):
        policy = self.env.ref("aftersales_training.training_policy_general")
        policy.copy({"company_id": self.company.id, "submit_day": 20})
        self.assertEqual(str(self._create_plan(self.south).due_on), "2026-06-20")

    def test_t1_drafts_of_next_month_are_made_once(self):
        with self._on("2026-07-05"):
            for _run in range(2):
                self.env["aftersales.training.plan"]._cron_prepare()
        plans = self.env["aftersales.training.plan"].search(
            [("company_id", "=", self.company.id), ("month", "=", "2026-08-01")]
        )
        self.assertEqual(plans.department_id, self.office | self.north | self.south | self.project)
        self.assertEqual(len(plans), 4)

    def test_t1_the_year_plan_is_made_in_december(self):
        for day, count in (("2026-11-30", 0), ("2026-12-01", 1), ("2026-12-31", 1)):
            with self._on(day):
                self.env["aftersales.training.plan"]._cron_prepare()
            plans = self.env["aftersales.training.plan"].search(
                [("company_id", "=", self.company.id), ("period", "=", "year")]
            )
            self.assertEqual(len(plans), count)
        self.assertEqual((plans.department_id, str(plans.due_on)), (self.office, "2026-12-31"))

    def test_t1_follow_up_costs_the_same_for_many(self):
        chase = self.env.ref("aftersales_training.training_policy_general")._get_chase()
        counts = []
        for count in (3, 12):
            plans = self.plan.browse()
            for index in range(count):
                unit = self._create_unit(f"Unit {count} {index}", "district")
                unit.manager_id = self.head
                plans |= self._create_plan(unit, items=[{}])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plans._chase(chase, plans[0].due_on.replace(day=28))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_t1_a_proposal_is_decided_once_and_not_about_oneself(self):
        self._chase("2026-06-28")
        proposal = self._proposals()
        for person in (self.head, self.officer, self.engineer):
            with self._refused(AccessError, "."):
                proposal.with_user(person.user_id).action_take()
        self.head.user_id.group_ids |= self.env.ref("aftersales_training.group_manager")
        with self._refused(UserError, "about himself"):
            proposal.with_user(self.head.user_id)._update_state("dropped", "Nothing")
        proposal.with_user(self.boss.user_id)._update_state("taken", "So be it")
        self.assertEqual((proposal.state, proposal.decider_id), ("taken", self.boss.user_id))
        with self._refused(UserError, "cannot go to"):
            proposal.with_user(self.manager.user_id)._update_state("dropped", "No")
