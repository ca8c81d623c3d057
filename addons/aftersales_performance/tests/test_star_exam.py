from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MONTH
from .common_star import StarCase


@tagged("post_install", "-at_install")
class TestStarExam(StarCase):
    """S28: the exam's part comes from the exams that people sit in training, where it is installed."""

    def setUp(self):
        super().setUp()
        if "aftersales.training.result" not in self.env:
            self.skipTest("training is not installed")
        self.course = self.env["aftersales.training.course"].search([], limit=1)
        self.survey = self.env["survey.survey"].create(
            {
                "title": "Exam (test)",
                "survey_type": "aftersales_training",
                "scoring_type": "scoring_with_answers",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "Right", "is_correct": True, "answer_score": 10}),
                                Command.create({"value": "Wrong"}),
                            ],
                        }
                    )
                    for title in ("First", "Second")
                ],
            }
        )

    def _prepare_exam(self, date, people):
        return self.env["aftersales.training.evaluation"].create(
            {
                "kind": "exam",
                "department_id": self.department.id,
                "course_id": self.course.id,
                "survey_id": self.survey.id,
                "date": date,
                "result_ids": [Command.create({"employee_id": person.id}) for person in people],
            }
        )

    def _sit(self, evaluation, person, rights):
        """`person` sits the exam on the website's own records."""
        result = evaluation.result_ids.filtered(lambda row: row.employee_id == person)
        result.with_user(person.user_id).action_start_exam()
        attempt = self.env["survey.user_input"].search([("invite_token", "=", result.exam_token)])
        attempt._mark_in_progress()
        for question, right in zip(self.survey.question_ids, rights, strict=True):
            answer = question.suggested_answer_ids.filtered(lambda one, right=right: one.is_correct == right)
            attempt._save_lines(question, str(answer.id))
        attempt._mark_done()
        self.env.invalidate_all()

    def _read(self, rating):
        rating._measure()
        part = self._part(rating, "exam")
        return part.is_given, part.value, part.points

    def test_s28_the_exam_is_read_when_it_is_closed(self):
        rating = self._rate()
        exam = self._prepare_exam("2026-02-28", self.agent | self.other_agent)
        exam.action_open()
        self._sit(exam, self.agent, (True, False))
        self._sit(exam, self.other_agent, (True, True))
        self.assertEqual(self._read(rating), (False, 0, 0), "it still runs")
        exam.action_close()
        self.assertEqual(self._read(rating), (True, 50, 15))
        self.assertEqual(self._read(self._rate(agent=self.other_agent)), (True, 100, 30))
        with self._refused(UserError, "read from the records"):
            self._part(rating, "exam").with_user(self.leader.user_id).value = 100

    def test_s28_two_exams_of_the_month_are_averaged_and_others_do_not_count(self):
        rating = self._rate()
        for date, rights in (
            ("2026-02-01", (True, True)),
            ("2026-02-28", (True, False)),
            ("2026-01-31", (False, False)),
            ("2026-03-01", (False, False)),
        ):
            exam = self._prepare_exam(date, self.agent)
            exam.action_open()
            self._sit(exam, self.agent, rights)
            exam.action_close()
        self.assertEqual(self._read(rating), (True, 75, 22.5))
        self.assertEqual(
            self._read(self._rate(MONTH.replace(month=1))), (True, 0, 0), "a failed exam is known"
        )
