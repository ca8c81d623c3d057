from odoo.fields import Command

from .common_session import SessionCase


class EvaluationCase(SessionCase):
    """Evaluations of the north; an exam paper of two questions, ten points each; a form of two criteria."""

    def setUp(self):
        super().setUp()
        self.form = self.env["aftersales.training.form"].create(
            {
                "name": "Visit (test)",
                "kind": "site",
                "line_ids": [
                    Command.create({"name": "Diagnosis", "points": 60}),
                    Command.create({"name": "Tidiness", "points": 40}),
                ],
            }
        )
        self.survey = self.env["survey.survey"].create(
            {
                "title": "Exam (test)",
                "survey_type": "aftersales_training",
                "scoring_type": "scoring_with_answers",
                "is_attempts_limited": True,
                "attempts_limit": 2,
                "is_time_limited": True,
                "time_limit": 30,
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

    def _create_evaluation(self, kind="site", date="2026-07-20", people=None, **vals):
        extra = {"form_id": self.form.id} if kind == "site" else {}
        if kind == "exam":
            extra = {"survey_id": self.survey.id}
        if kind == "essay":
            extra = {"marker_id": self.officer.user_id.id, "second_marker_id": self.manager.user_id.id}
        evaluation = (
            self.env["aftersales.training.evaluation"]
            .with_user(self.head.user_id)
            .create(
                {
                    "kind": kind,
                    "department_id": self.north.id,
                    "course_id": self.course.id,
                    "date": date,
                    **extra,
                    **vals,
                }
            )
        )
        for person in people or self.engineer:
            self.env["aftersales.training.result"].with_user(self.head.user_id).create(
                {"evaluation_id": evaluation.id, "employee_id": person.id}
            )
        evaluation.action_open()
        return evaluation

    def _score(self, evaluation, points, person=None):
        """Give points of a form, the first criterion up to 60."""
        result = evaluation.result_ids.filtered(lambda row: row.employee_id == (person or self.engineer))
        first, second = result.line_ids
        first.with_user(self.head.user_id).points = min(points, 60)
        second.with_user(self.head.user_id).points = max(points - 60, 0)
        return result.with_env(self.env)

    def _fail(self, date, points=0, people=None):
        """Evaluate people on `date` with `points`, and close."""
        evaluation = self._create_evaluation(date=date, people=people)
        for person in people or self.engineer:
            self._score(evaluation, points, person)
        evaluation.action_close()
        return evaluation

    def _sit(self, result, rights):
        """Sit the exam: `rights` says which answers are right."""
        result.with_user(result.employee_id.user_id).action_start_exam()
        attempt = self.env["survey.user_input"].search(
            [("invite_token", "=", result.exam_token), ("state", "!=", "done")], order="id desc", limit=1
        )
        attempt._mark_in_progress()
        for question, right in zip(self.survey.question_ids, rights, strict=True):
            answer = question.suggested_answer_ids.filtered(lambda one, right=right: one.is_correct == right)
            attempt._save_lines(question, str(answer.id))
        attempt._mark_done()
        self.env.invalidate_all()
        return attempt

    def _proposals(self, cause, person=None):
        return self.env["aftersales.training.proposal"].search(
            [("employee_id", "=", (person or self.engineer).id), ("cause", "=", cause)]
        )
