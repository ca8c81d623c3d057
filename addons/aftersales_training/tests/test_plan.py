from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestPlan(TrainingCase):
    """The way of a plan, and what it misses (T1, T2, T4)."""

    def _gaps(self, plan):
        return (plan.plan_gaps or "").splitlines()

    def test_t1_a_plan_goes_its_way(self):
        with self._on("2026-06-20"):
            plan = self._play(self._create_plan(items=[{}]), "issued")
        self.assertEqual((plan.state, str(plan.submitted_on)), ("issued", "2026-06-20"))
        self.assertEqual((plan.submitter_id, plan.approver_id), (self.head.user_id, self.manager.user_id))
        self.assertFalse(plan.due_on or plan.is_late or plan.is_submitted_late)
        self.assertRegex(plan.name, r"PX\d{4}-\d{5}")

    def test_t1_no_step_is_skipped(self):
        steps = ["action_submit", "action_consolidate", "action_approve", "action_issue"]
        with self._on("2026-06-20"):
            plan = self._create_plan(items=[{}])
            for done in range(4):
                for index, step in enumerate(steps):
                    if index != done:
                        with (
                            self.subTest(state=plan.state, step=step),
                            self._refused(UserError, "cannot go to"),
                        ):
                            getattr(plan, step)()
                getattr(
                    plan.with_user((self.head, self.officer, self.manager, self.officer)[done].user_id),
                    steps[done],
                )()

    def test_t1_an_empty_plan_is_not_submitted(self):
        plan = self._create_plan()
        with self._refused(UserError, "has no trainings"):
            plan.action_submit()

    def test_t1_who_submitted_does_not_approve(self):
        plan = self._create_plan(items=[{}])
        plan.with_user(self.manager.user_id).action_submit()
        plan.action_consolidate()
        with self._refused(UserError, "somebody else approves"):
            plan.with_user(self.manager.user_id).action_approve()

    def test_t1_a_returned_plan_can_be_changed_again(self):
        plan = self._play(self._create_plan(items=[{}]), "consolidated")
        action = plan.with_user(self.officer.user_id).action_return()
        defaults = {key.removeprefix("default_"): value for key, value in action["context"].items()}
        step = self.env["aftersales.training.step"].with_user(self.officer.user_id)
        with self._refused(UserError, "Give a reason"):
            step.create({**defaults, "text": " "}).action_apply()
        step.create({**defaults, "text": "One lecture more"}).action_apply()
        self.assertEqual((plan.state, plan.return_reason), ("draft", "One lecture more"))
        self.assertEqual(plan.due_on, plan.submit_due)
        plan.with_user(self.head.user_id).item_ids = [
            Command.create({"course_id": self.course.id, "date": "2026-07-12"})
        ]

    def test_t1_a_submitted_plan_is_fixed(self):
        plan = self._play(self._create_plan(items=[{}]), "submitted").with_user(self.head.user_id)
        for change in (
            lambda: plan.write({"goal": "Another"}),
            lambda: plan.item_ids.write({"class_hours": 8}),
            plan.item_ids.unlink,
            lambda: plan.item_ids.create(
                {"plan_id": plan.id, "course_id": self.course.id, "date": "2026-07-11"}
            ),
            plan.unlink,
        ):
            with self._refused(UserError, "does not change any more"):
                change()

    def test_t1_state_and_days_are_not_written_by_hand(self):
        plan = self._create_plan(items=[{}]).with_user(self.head.user_id)
        for vals in (
            {"state": "issued"},
            {"due_on": "2030-01-01"},
            {"submit_due": "2030-01-01"},
            {"chase": "none"},
        ):
            with self._refused(UserError, "kept by the system"):
                plan.write(vals)

    @mute_logger("odoo.sql_db")
    def test_t1_one_plan_a_unit_and_month(self):
        self._create_plan(month="2026-07-03")
        with self._refused(Exception, "unit_unique"):
            self._create_plan(month="2026-07-20")

    def test_t1_dates_stay_within_the_month(self):
        for day, is_fine in (
            ("2026-06-30", False),
            ("2026-07-01", True),
            ("2026-07-31", True),
            ("2026-08-01", False),
        ):
            with self.subTest(day):
                if is_fine:
                    self._create_plan(items=[{"date": day}]).unlink()
                else:
                    with self._refused(ValidationError, "is not in the month"):
                        self._create_plan(items=[{"date": day}])

    def test_t1_only_units_have_plans(self):
        team = self.env["hr.department"].create({"name": "Team", "company_id": self.company.id})
        with self._refused(ValidationError, "no training unit"):
            self._create_plan(team)

    def test_t1_the_year_plan_comes_into_the_month(self):
        with self._on("2025-12-10"):
            year = self._create_plan(
                month="2026-05-05", period="year", items=[{"date": "2026-07-15"}, {"date": "2026-08-03"}]
            )
            self.assertEqual((str(year.month), str(year.due_on)), ("2026-01-01", "2025-12-31"))
            self._play(year, "issued")
        plan = self._create_plan(items=[{}])
        plan.with_user(self.head.user_id).action_take_over()
        plan.with_user(self.head.user_id).action_take_over()
        self.assertEqual([str(day) for day in plan.item_ids.mapped("date")], ["2026-07-10", "2026-07-15"])

    def test_t2_what_a_district_plan_misses(self):
        """T2: two inductions and one on-the-job training of two class hours, all hands every two months."""
        plan = self._create_plan(items=[{"kind": "induction"}, {"kind": "induction", "class_hours": 1.9}])
        self.assertEqual(
            self._gaps(plan),
            [
                "Two inductions a month: 1 of 2 sessions, 1 too short to count",
                "On-the-job training once a month: 0 of 1 sessions",
                "All hands every two months: 0 of 1 sessions",
            ],
        )
        plan.item_ids[1].class_hours = 2
        plan.item_ids = [
            Command.create({"course_id": self.course.id, "date": "2026-07-20", "kind": kind})
            for kind in ("on_job", "all_hands")
        ]
        self.assertFalse(plan.plan_gaps)

    def test_t2_all_hands_in_the_month_before(self):
        self._create_plan(month="2026-06-01", items=[{"kind": "all_hands"}])
        self.assertNotIn("All hands", self._create_plan().plan_gaps)
        self.assertIn("All hands", self._create_plan(month="2026-08-01").plan_gaps)

    def test_t2_a_project_has_four_class_hours_in_all(self):
        plan = self._create_plan(self.project, items=[{"class_hours": 2}, {"class_hours": 1.5}])
        self.assertEqual(self._gaps(plan), ["Two trainings a month, four class hours: 3.5 of 4 class hours"])
        plan.item_ids[1].class_hours = 2
        self.assertFalse(plan.plan_gaps)

    def test_t2_new_hires_have_four_days(self):
        plan = self._create_plan(self.office, items=[{"kind": "induction", "days": 3}])
        self.assertIn("1 too short", plan.plan_gaps)
        plan.item_ids.days = 4
        self.assertFalse(plan.plan_gaps)

    def test_t2_another_figure_is_a_new_row(self):
        row = self.env.ref("aftersales_training.training_requirement_district_on_job")
        row.date_to = "2026-06-30"
        row.copy({"date_from": "2026-07-01", "date_to": False, "session_count": 2})
        self.assertIn("0 of 2 sessions", self._create_plan().plan_gaps)
        self.assertIn(
            "On-the-job training once a month: 0 of 1", self._create_plan(month="2026-06-01").plan_gaps
        )

    def test_t2_plans_are_checked_with_constant_queries(self):
        plans = self._create_plan(self.north, items=[{}])
        for count in range(12):
            unit = self._create_unit(f"District {count}", "district")
            plans |= self._create_plan(unit, items=[{}, {"kind": "induction"}])
        counts = []
        for group in (plans[:3], plans):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            group.mapped("plan_gaps")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_t4_a_training_takes_form_and_length_from_the_catalogue(self):
        course = self.env.ref("aftersales_training.training_course_safety")
        item = self._create_plan(items=[{"course_id": course.id}]).item_ids
        self.assertEqual(
            (item.form, item.topic, item.kind, item.class_hours), ("drill", "skills", "on_job", 2)
        )
        shipped = self.env["aftersales.training.course"].search([("company_id", "=", False)])
        self.assertEqual(
            set(shipped.mapped("topic")), {"company", "rules", "cases", "products", "law", "skills"}
        )

    def test_t1_roles(self):
        """G1: who may take which step; everybody else is refused."""
        everybody = [
            self.engineer,
            self.head,
            self.other_head,
            self.organiser,
            self.officer,
            self.manager,
            self.boss,
        ]
        allowed = {
            ("action_submit", "draft"): [self.head, self.officer, self.manager],
            ("action_take_over", "draft"): [self.head, self.officer, self.manager],
            ("action_consolidate", "submitted"): [self.officer, self.manager],
            ("action_return", "submitted"): [self.officer, self.manager],
            ("action_approve", "consolidated"): [self.manager],
            ("action_issue", "approved"): [self.officer, self.manager],
        }
        for index, ((method, state), people) in enumerate(allowed.items()):
            plan = self._create_plan(month=f"2027-{index + 1:02}-01", items=[{}])
            if state != "draft":
                self._play(plan, state)
            for person in everybody:
                with self.subTest(method=method, person=person.name):
                    record = plan.with_user(person.user_id)
                    if person in people:
                        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                            getattr(record, method)()
                            raise ZeroDivisionError
                    else:
                        with self._refused(AccessError, "."):
                            getattr(record, method)()
                    self.env.invalidate_all()
