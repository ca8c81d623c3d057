from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestAppraisalPlan(AppraisalCase):
    """A3: the work plan is agreed before the period, changed in versions, filed, and feeds the sheet."""

    def _create_plan(self, day="2026-05-01", goals=((60, "Repairs"), (40, "Training")), person=None, **vals):
        person = person or self.engineer
        return (
            self.env["aftersales.appraisal.plan"]
            .with_user(person.user_id)
            .create(
                {
                    "date_from": day,
                    "goal_ids": [Command.create({"name": name, "weight": weight}) for weight, name in goals],
                    **vals,
                }
            )
        )

    def _agree(self, plan, reason="Begun"):
        if plan.state == "draft":
            plan.reason = reason
            plan.action_submit()
        plan.with_user(self.head.user_id).action_approve()
        return plan

    def test_a3_goals_are_agreed_before_the_period_and_filed(self):
        plan = self._create_plan()
        self.assertEqual((plan.employee_id, plan.superior_id), (self.engineer, self.head))
        self.assertEqual((plan.date_from.isoformat(), plan.date_to.isoformat()), ("2026-04-01", "2026-06-30"))
        plan = self._create_plan("2026-07-15")
        self.assertEqual(plan.date_from.isoformat(), "2026-07-01")
        plan.action_submit()
        self.assertEqual((plan.state, plan.late), ("submitted", False))
        self.assertEqual(plan.sudo().activity_ids.user_id, self.head.user_id)
        for person in (self.engineer, self.colleague, self.officer, self.manager):
            with self.assertRaises(AccessError):
                plan.with_user(person.user_id).action_approve()
        plan.with_user(self.head.user_id).action_approve()
        self.assertFalse(plan.sudo().activity_ids)
        with self.assertRaises(AccessError):
            plan.with_user(self.head.user_id).action_file()
        plan.with_user(self.officer.user_id).action_file()
        self.assertEqual((plan.state, plan.filer_id), ("filed", self.officer.user_id))

    def test_a3_weights_are_100(self):
        for weights in ((60, 39.99), (60, 40.01)):
            plan = self._create_plan("2026-07-01", [(weight, "x") for weight in weights])
            with self._refused(UserError, "make them 100"):
                plan.action_submit()
            with self.assertRaises(AccessError):
                plan.unlink()
            plan.with_user(self.officer.user_id).unlink()

    def test_a3_a_late_plan_says_why(self):
        """The quarter began yesterday."""
        plan = self._create_plan("2026-04-01")
        with self._refused(UserError, "give a reason"):
            plan.action_submit()
        plan.reason = "Joined in March"
        plan.action_submit()
        self.assertTrue(plan.late)
        plan.with_user(self.head.user_id).action_return()
        self.assertEqual(plan.state, "draft")

    def test_a3_a_change_is_a_version_with_reason_and_the_old_one_stays(self):
        first = self._agree(self._create_plan())
        with self._refused(UserError, "new version"):
            first.goal_ids[0].name = "Else"
        with self._refused(UserError, "new version"):
            first.goal_ids[0].action_remove()
        with self._refused(UserError, "new version"):
            first.write({"reason": "Else"})
        second = first.browse(first.action_change()["res_id"])
        self.assertEqual((second.version, second.replaces_id, first.state), (2, first, "approved"))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            first.action_change()
        extra = second.goal_ids.create({"plan_id": second.id, "name": "Extra", "weight": 1})
        extra.action_remove()
        second.goal_ids[0].weight = 50
        second.goal_ids[1].weight = 50
        second.reason = " "
        with self._refused(UserError, "give a reason"):
            second.action_submit()
        self._agree(second, "The branch closed")
        self.assertEqual((first.state, second.state), ("replaced", "approved"))
        self.assertEqual(first.goal_ids.mapped("weight"), [60, 40])
        self.assertEqual(
            (second.submitter_id, second.approver_id), (self.engineer.user_id, self.head.user_id)
        )
        self.assertTrue(second.approved_on)

    def test_a3_how_far_a_goal_was_reached_is_for_the_superior(self):
        plan = self._create_plan()
        goal = plan.goal_ids[0]
        with self._refused(UserError, "does not hold"):
            goal.reached = 100
        with self._refused(UserError, "agreed first"):
            plan.goal_ids.create({"plan_id": plan.id, "name": "x", "weight": 1, "reached": 100})
        self._agree(plan)
        goal.report = "All done"
        for person in (self.engineer, self.colleague):
            with self.assertRaises(AccessError):
                goal.with_user(person.user_id).reached = 100
        with self._refused(UserError, "kept by the system"):
            goal.known = True
        goal.with_user(self.head.user_id).reached = 90
        self.assertEqual((plan.known, plan.result), (False, 90))
        plan.goal_ids[1].with_user(self.head.user_id).reached = 50
        self.assertEqual((plan.known, plan.result), (True, 74))

    def test_d47_a_plan_is_the_persons_the_superiors_and_hrs(self):
        plan = self._create_plan()
        for person in (self.colleague, self.stranger):
            self.env.invalidate_all()
            seen = plan.with_user(person.user_id)
            self.assertFalse(seen.search([("id", "=", plan.id)]))
            with self.assertRaises(AccessError):
                seen.goal_ids.mapped("name")
            with self.assertRaises(AccessError):
                self._create_plan("2027-01-01", person=person, employee_id=self.engineer.id)
        for person in (self.head, self.boss, self.officer, self.auditor):
            self.assertTrue(plan.with_user(person.user_id).search([("id", "=", plan.id)]), person.name)
        with self.assertRaises(AccessError):
            plan.with_user(self.auditor.user_id).write({"reason": "x"})

    def test_a3_goals_feed_the_sheet_and_lead_to_the_plan(self):
        template = self.template.copy({"name": "Goals"})
        template.line_ids[0].source = "goals"
        template.with_user(self.manager.user_id).action_publish()
        cycle = self._start(template)
        sheet = self._sheet(cycle)
        plan = self._agree(self._create_plan("2026-01-01"))
        plan.goal_ids[0].with_user(self.head.user_id).reached = 90
        sheet.sudo().indicator_ids._measure()
        self.assertFalse(sheet.indicator_ids[0].known)
        plan.goal_ids[1].with_user(self.head.user_id).reached = 50
        sheet.sudo().indicator_ids._measure()
        indicator = sheet.indicator_ids[0]
        self.assertEqual((indicator.known, indicator.actual, indicator.score), (True, 74, 74))
        action = indicator.with_user(self.head.user_id).action_view_source()
        found = self.env[action["res_model"]].with_user(self.head.user_id).search(action["domain"])
        self.assertEqual(found.sudo(), plan.sudo())
        self.assertFalse(self._sheet(cycle, self.colleague).indicator_ids[0].known)

    def test_a3_months_of_a_quarter_are_averaged(self):
        template = self.template.copy({"name": "Goals"})
        template.line_ids[0].source = "goals"
        template.with_user(self.manager.user_id).action_publish()
        sheet = self._sheet(self._start(template))
        for month, reached in ((1, 80), (2, 100), (4, 0)):
            plan = self._create_plan(f"2026-0{month}-01", [(100, "x")], period="month")
            self._agree(plan).goal_ids.with_user(self.head.user_id).reached = reached
        sheet.sudo().indicator_ids._measure()
        self.assertEqual(sheet.indicator_ids[0].actual, 90)
