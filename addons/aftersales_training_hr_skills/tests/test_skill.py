from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_training.tests.common_evaluation import EvaluationCase

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestSkill(EvaluationCase):
    """Certificates are among the host's skills, with their days, and are renewed there (T6)."""

    def setUp(self):
        super().setUp()
        self.course.certificate_months = 12

    def _entries(self, person=None):
        return self.env["hr.employee.skill"].search(
            [("employee_id", "=", (person or self.engineer).id)], order="valid_from"
        )

    def _days(self, person=None):
        return [
            (row.skill_level_id.name, str(row.valid_from), str(row.valid_to)) for row in self._entries(person)
        ]

    def _create_skill(self, is_certification=True):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Refrigeration (test)",
                "is_certification": is_certification,
                "skill_ids": [Command.create({"name": "Vacuum (test)"})],
                "skill_level_ids": [
                    Command.create({"name": "Beginner", "level_progress": 30, "default_level": True}),
                    Command.create({"name": "Expert", "level_progress": 100}),
                ],
            }
        )
        return kind.skill_ids, *kind.skill_level_ids.sorted("level_progress")

    def test_t6_a_certificate_is_a_skill_with_its_days(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.course.with_context(lang="zh_CN").name = "新产品知识"
        self._fail("2026-07-20", 90)
        skill = self._entries().skill_id
        self.assertEqual((skill, skill.skill_type_id.is_certification), (self.course.skill_id, True))
        self.assertEqual(skill.name, self.course.name)
        self.assertEqual(skill.with_context(lang="zh_CN").name, "新产品知识")
        self.assertEqual(self._days(), [("Passed", "2026-07-20", "2027-07-19")])
        with self._on("2027-07-19"):
            self.assertEqual(self.engineer.current_employee_skill_ids, self._entries())

    def test_t6_who_fails_has_no_skill(self):
        self._fail("2026-07-20", 10)
        self.assertFalse(self._entries())

    def test_t6_courses_share_the_type_and_have_a_skill_each(self):
        other = self.course.copy({"name": "Law (test)", "certificate_months": 6})
        for course in (self.course, other, self.course):
            evaluation = self._create_evaluation(course_id=course.id)
            self._score(evaluation, 90)
            evaluation.action_close()
        self.assertEqual(len(self._entries()), 2)
        self.assertEqual(self._entries().skill_id, self.course.skill_id | other.skill_id)
        self.assertEqual(len(self._entries().skill_type_id), 1)

    def test_t6_renewal_ends_the_earlier_entry_the_day_before(self):
        self._fail("2026-07-20", 90)
        self._fail("2027-07-01", 90)
        self.assertEqual(
            self._days(), [("Passed", "2026-07-20", "2027-06-30"), ("Passed", "2027-07-01", "2028-06-30")]
        )

    def test_t6_a_certificate_that_ended_keeps_its_days(self):
        self._fail("2026-07-20", 90)
        self._fail("2027-07-20", 90)
        self.assertEqual(self._days()[0], ("Passed", "2026-07-20", "2027-07-19"))

    def test_t6_what_is_closed_late_shortens_nothing(self):
        self._fail("2026-07-20", 90)
        self._fail("2026-06-20", 90)
        self.assertEqual(self._days(), [("Passed", "2026-07-20", "2027-07-19")])

    def test_t6_passing_twice_on_a_day_is_one_entry(self):
        self._fail("2026-07-20", 90)
        self._fail("2026-07-20", 95)
        self.assertEqual(self._days(), [("Passed", "2026-07-20", "2027-07-19")])

    def test_t6_a_course_gives_the_chosen_skill_and_level(self):
        for is_certification in (True, False):
            skill, _beginner, expert = self._create_skill(is_certification)
            self.course.write({"skill_id": skill.id, "skill_level_id": expert.id})
            self._fail("2026-07-20", 90)
            self._fail("2027-07-01", 90)
            entries = self._entries().filtered(lambda row, skill=skill: row.skill_id == skill)
            self.assertEqual(
                [(row.skill_level_id, str(row.valid_to)) for row in entries],
                [(expert, "2027-06-30"), (expert, "2028-06-30")],
            )

    def test_t6_a_higher_level_stays(self):
        skill, beginner, expert = self._create_skill(is_certification=False)
        self.course.skill_id = skill
        vals = {"skill_type_id": skill.skill_type_id.id, "skill_id": skill.id, "valid_from": "2026-01-01"}
        people = self.engineer | self.colleague
        self.env["hr.employee.skill"].create(
            [
                {**vals, "employee_id": self.engineer.id, "skill_level_id": expert.id},
                {
                    **vals,
                    "employee_id": self.colleague.id,
                    "skill_level_id": beginner.id,
                    "valid_to": "2026-12-31",
                },
            ]
        )
        self._fail("2026-07-20", 90, people)
        self.assertEqual(self._days(), [("Expert", "2026-01-01", "False")])
        self.assertEqual(
            self._days(self.colleague),
            [("Beginner", "2026-01-01", "2026-07-19"), ("Beginner", "2026-07-20", "2027-07-19")],
        )

    def test_t6_a_level_of_another_skill_is_refused(self):
        skill = self._create_skill()[0]
        level = self._create_skill()[1]
        with self._refused(ValidationError, "is no level of the skill"):
            self.course.write({"skill_id": skill.id, "skill_level_id": level.id})

    def test_t6_certificates_of_before_are_entered_at_installation(self):
        self._fail("2026-07-20", 90)
        self._entries().unlink()
        post_init_hook(self.env)
        post_init_hook(self.env)
        self.assertEqual(self._days(), [("Passed", "2026-07-20", "2027-07-19")])

    def test_t6_entering_costs_the_same_for_many(self):
        people = self.env["hr.employee"].create(
            [
                {"name": f"Member {index}", "company_id": self.company.id, "department_id": self.north.id}
                for index in range(22)
            ]
        )
        self._fail("2026-06-20", 90, people)
        certificates = self.env["aftersales.training.certificate"].search([("employee_id", "in", people.ids)])
        counts = []
        for some in (certificates[:2], certificates[2:]):
            self.env["hr.employee.skill"].search([("employee_id", "in", some.employee_id.ids)]).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._write_skills()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # the host keeps the skills of each employee once more, on the employee
        self.assertLessEqual((counts[1] - counts[0]) / 18, 2)
