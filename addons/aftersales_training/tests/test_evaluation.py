from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_evaluation import EvaluationCase


@tagged("post_install", "-at_install")
class TestEvaluation(EvaluationCase):
    """T6: exam, check, practice, essay, customer; who fails is proposed for accountability."""

    def test_t6_the_pass_mark_is_enough(self):
        for points, outcome in ((59.99, "failed"), (60, "passed"), (60.01, "passed")):
            evaluation = self._create_evaluation()
            result = self._score(evaluation, points)
            self.assertEqual((result.outcome, round(result.score, 2)), (outcome, points))

    def test_t6_the_pass_mark_is_the_policys_of_the_day_it_opened(self):
        evaluation = self._create_evaluation()
        self.env.ref("aftersales_training.training_policy_general").copy(
            {"company_id": self.company.id, "date_from": "2026-07-01", "pass_mark": 80}
        )
        self.assertEqual(self._score(evaluation, 70).outcome, "passed")
        self.assertEqual(self._score(self._create_evaluation(), 79.9).outcome, "failed")

    def test_t6_who_fails_is_proposed_once(self):
        evaluation = self._fail("2026-07-20", 30)
        proposal = self._proposals("fail")
        self.assertEqual((len(proposal), str(proposal.date)), (1, "2026-07-20"))
        self.assertIn("30 points", proposal.facts)
        evaluation.sudo().result_ids._follow_up()
        self.assertEqual(len(self._proposals("fail")), 1)
        self._fail("2026-07-21", 100)
        self.assertEqual(len(self._proposals("fail")), 1)

    def test_t6_three_months_in_a_row_with_an_excused_one_in_between(self):
        self._fail("2026-03-10")
        self._fail("2026-04-10")
        excused = self._create_evaluation(date="2026-05-10")
        excused.result_ids.with_user(self.head.user_id)._excuse("Ill")
        excused.action_close()
        self.assertFalse(self._proposals("streak"))
        self._fail("2026-06-10")
        streak = self._proposals("streak")
        self.assertEqual(len(streak), 1)
        self.assertIn("2026-03, 2026-04, 2026-06", streak.facts)
        self.assertEqual(len(self._proposals("fail")), 3, "the excused month is no failure")
        self._fail("2026-07-10")
        self._fail("2026-08-10")
        self.assertEqual(len(self._proposals("streak")), 1, "a month counts once")
        self._fail("2026-09-10")
        self.assertEqual(len(self._proposals("streak")), 2)

    def test_t6_a_month_that_is_closed_late_does_not_count_months_twice(self):
        for date in ("2026-03-10", "2026-04-10", "2026-05-10", "2026-02-10", "2026-06-10"):
            self._fail(date)
        self.assertEqual(len(self._proposals("streak")), 1)

    def test_t6_two_months_and_a_passed_one(self):
        for date, points in (("2026-03-10", 0), ("2026-04-10", 0), ("2026-05-10", 60), ("2026-06-10", 0)):
            self._fail(date, points)
        self.assertFalse(self._proposals("streak"))

    def test_t6_a_check_is_closed_when_everybody_is_scored(self):
        evaluation = self._create_evaluation(people=self.engineer | self.colleague)
        self._score(evaluation, 80)
        with self._refused(UserError, "Colleague is missing"):
            evaluation.action_close()
        row = evaluation.result_ids.filtered(lambda one: one.employee_id == self.colleague)
        row.line_ids[0].points = 10
        with self._refused(UserError, "Colleague is missing"):
            evaluation.action_close()
        row.line_ids[1].points = 0
        evaluation.action_close()
        self.assertEqual((row.outcome, row.score), ("failed", 10))
        with self._refused(UserError, "not running"):
            row.line_ids[0].points = 60

    def test_t6_points_stay_within_the_criterion(self):
        evaluation = self._create_evaluation()
        line = evaluation.result_ids.line_ids[0]
        with mute_logger("odoo.sql_db"), self._refused(IntegrityError, "range"):
            line.points = 60.01
            self.env.flush_all()
        for vals in ({"points_max": 900}, {"is_scored": True}, {"name": "Easy"}):
            with self._refused(UserError, "kept by the system"):
                line.write(vals)
        for command in (Command.create({"name": "Easy"}), Command.delete(line.id), Command.clear()):
            with self._refused(UserError, "only points"):
                evaluation.result_ids.write({"line_ids": [command]})
        with self._refused(UserError, "kept by the system"):
            evaluation.result_ids.write({"line_ids": [Command.update(line.id, {"points_max": 900})]})

    def test_t6_an_essay_has_two_markers(self):
        evaluation = self._create_evaluation("essay")
        result = evaluation.result_ids
        result.with_user(self.engineer.user_id).essay = "What I learnt."
        result.with_user(self.officer.user_id).mark = 62
        with self._refused(UserError, "is missing"):
            evaluation.action_close()
        for person, name in ((self.officer, "second_mark"), (self.head, "mark"), (self.engineer, "mark")):
            with self._refused(AccessError, "somebody else"):
                result.with_user(person.user_id).write({name: 90})
        with self._refused(AccessError, "somebody else"):
            result.with_user(self.engineer.user_id).essay = "Better."
        for second, score, outcome in ((72.01, 0, "pending"), (72, 67, "passed"), (57, 59.5, "failed")):
            result.with_user(self.manager.user_id).second_mark = second
            self.assertEqual((result.score, result.outcome), (score, outcome))
        evaluation.action_close()
        self.assertEqual(len(self._proposals("fail")), 1)

    def test_t6_who_hands_nothing_in_has_failed(self):
        evaluation = self._create_evaluation("essay")
        evaluation.action_close()
        self.assertEqual((evaluation.result_ids.outcome, len(self._proposals("fail"))), ("failed", 1))

    def test_t6_one_person_does_not_mark_twice(self):
        with mute_logger("odoo.sql_db"), self._refused(IntegrityError, "two_markers"):
            self._create_evaluation("essay", second_marker_id=self.officer.user_id.id)

    def test_t6_the_list_of_a_session_and_who_had_leave(self):
        self._invite()
        self._sign(self.engineer)
        self._row(self.colleague).sudo().state = "excused"
        evaluation = self.env["aftersales.training.evaluation"].with_user(self.head.user_id)
        evaluation = evaluation.create(
            {"kind": "site", "session_id": self.training.id, "department_id": self.north.id,
             "form_id": self.form.id, "date": "2026-07-10"}
        )  # fmt: skip
        self.assertEqual(evaluation.course_id, self.course)
        evaluation.action_fill()
        evaluation.action_fill()
        outcomes = {row.employee_id: row.outcome for row in evaluation.result_ids}
        self.assertEqual(outcomes[self.colleague], "excused")
        self.assertEqual(outcomes[self.engineer], "pending")
        self.assertEqual(set(outcomes), set(self.training.attendance_ids.employee_id))

    def test_t6_nobody_excuses_or_scores_himself(self):
        evaluation = self._create_evaluation(people=self.head)
        with self._refused(UserError, "about himself"):
            evaluation.result_ids.with_user(self.head.user_id).action_ask_excuse()
        with self._refused(AccessError, "nobody enters the own"):
            evaluation.result_ids.line_ids[0].with_user(self.head.user_id).points = 60

    def test_t6_a_running_evaluation_keeps_its_list(self):
        evaluation = self._create_evaluation()
        with self._refused(UserError, "has begun"):
            evaluation.result_ids.with_user(self.head.user_id).unlink()
        with self._refused(UserError, "has begun"):
            evaluation.with_user(self.head.user_id).write({"date": "2026-01-01"})
        for person in (self.other_head, self.engineer):
            with self._refused(AccessError, "."):
                evaluation.with_user(person.user_id).action_close()

    def test_t6_a_certificate_ends_is_reminded_and_renewed(self):
        self.course.certificate_months = 12
        self._fail("2026-07-20", 90)
        first = self.env["aftersales.training.certificate"].search([("employee_id", "=", self.engineer.id)])
        self.assertEqual((str(first.valid_from), str(first.valid_to)), ("2026-07-20", "2027-07-19"))
        for day, count in (("2027-06-18", 0), ("2027-06-19", 1), ("2027-06-20", 1)):
            self._trigger("remind_training_certificates", day)
            self.assertEqual((day, len(first.activity_ids)), (day, count))
        self.assertEqual(first.activity_ids.user_id, self.engineer.user_id)
        self._fail("2027-07-01", 90)
        self.assertTrue(first.renewed_by_id)
        self.assertFalse(first.activity_ids)

    def test_t6_a_certificate_of_an_earlier_day_renews_no_later_one(self):
        """Evaluations are closed in any order."""
        self.course.certificate_months = 12
        self._fail("2026-07-20", 90)
        self._fail("2026-06-20", 90)
        certificates = self.env["aftersales.training.certificate"].search(
            [("employee_id", "=", self.engineer.id)], order="valid_to"
        )
        self.assertEqual(certificates.mapped("renewed_by_id"), certificates[1])
        self.assertFalse(certificates[1].renewed_by_id)

    def test_t6_closing_costs_the_same_for_many(self):
        people = [self._create_person(f"member{index}", None, self.north) for index in range(12)]
        counts = []
        for some in (people[:3], people[3:]):
            evaluation = self._create_evaluation(people=some)
            evaluation.sudo().result_ids.line_ids.points = 1
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            evaluation.action_close()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # a record of discipline, where the bridge is there, costs some queries each
        per_person = (counts[1] - counts[0]) / 6
        self.assertLess(per_person, 2 if "aftersales.conduct.record" not in self.env else 40)


@tagged("post_install", "-at_install")
class TestExam(EvaluationCase):
    """T6: exams are the host's surveys, with attempts and time limit."""

    def test_t6_attempts_are_counted_and_the_best_one_counts(self):
        """Trap 28: without the token of the person every attempt would be the first."""
        evaluation = self._create_evaluation("exam")
        result = evaluation.result_ids
        self._sit(result, (True, False))
        self.assertEqual((result.attempts, result.score, result.outcome), (1, 50, "failed"))
        self._sit(result, (True, True))
        self.assertEqual((result.attempts, result.score, result.outcome), (2, 100, "passed"))
        with self._refused(UserError, "no attempt left"):
            result.with_user(self.engineer.user_id).action_start_exam()
        evaluation.action_close()
        self.assertFalse(self._proposals("fail"))

    def test_t6_two_people_have_attempts_of_their_own(self):
        evaluation = self._create_evaluation("exam", people=self.engineer | self.colleague)
        first, second = evaluation.result_ids
        self._sit(first, (False, False))
        self._sit(first, (False, False))
        self._sit(second, (True, True))
        self.assertEqual((first.attempts, second.attempts), (2, 1))
        self.assertEqual((first.outcome, second.outcome), ("failed", "passed"))

    def test_t6_an_attempt_that_was_begun_goes_on_until_its_time_is_over(self):
        evaluation = self._create_evaluation("exam")
        result = evaluation.result_ids.with_user(self.engineer.user_id)
        first = result.action_start_exam()
        self.assertEqual(result.action_start_exam(), first)
        attempt = self.env["survey.user_input"].search([("invite_token", "=", result.exam_token)])
        attempt._mark_in_progress()
        with freeze_time(attempt.start_datetime + timedelta(minutes=29)):
            self.env.invalidate_all()
            self.assertEqual(result.action_start_exam(), first)
        with freeze_time(attempt.start_datetime + timedelta(minutes=30)):
            self.env.invalidate_all()
            self.assertNotEqual(result.action_start_exam(), first)

    def test_t6_nobody_sits_the_exam_of_somebody_else(self):
        evaluation = self._create_evaluation("exam", people=self.engineer | self.colleague)
        row = evaluation.result_ids[0]
        with self._refused(AccessError, "."):
            row.with_user(self.colleague.user_id).action_start_exam()
        with self._refused(AccessError, "Only the person"):
            row.with_user(self.head.user_id).action_start_exam()
        for vals in ({"exam_score": 100}, {"attempts": 0}, {"outcome": "passed"}, {"exam_token": "x"}):
            with self._refused(UserError, "kept by the system"):
                row.with_user(self.engineer.user_id).write(vals)
        with self._refused(AccessError, "somebody else"):
            row.with_user(self.engineer.user_id).write({"paper_mark": 100})

    def test_t6_an_exam_on_paper(self):
        evaluation = self._create_evaluation("exam")
        evaluation.result_ids.paper_mark = 60
        self.assertEqual((evaluation.result_ids.outcome, evaluation.result_ids.on_paper), ("passed", True))

    def test_t6_a_question_without_points_is_no_exam(self):
        self.survey.question_ids[0].is_scored_question = False
        with self._refused(UserError, "without points: First"):
            self._create_evaluation("exam")

    def test_t6_the_paper_is_by_invitation_with_our_pass_mark(self):
        self.survey.access_mode = "public"
        self._create_evaluation("exam")
        self.assertEqual((self.survey.access_mode, self.survey.users_login_required), ("token", True))
        self.assertEqual(self.survey.scoring_success_min, 60)

    def test_t6_other_survey_users_read_no_answers(self):
        """Trap 28: ordinary exams are everybody's who keeps surveys."""
        evaluation = self._create_evaluation("exam")
        attempt = self._sit(evaluation.result_ids, (True, True))
        self.colleague.user_id.group_ids |= self.env.ref("survey.group_survey_user")
        self.assertFalse(attempt.with_user(self.colleague.user_id).has_access("read"))
        self.assertTrue(attempt.with_user(self.officer.user_id).has_access("read"))
        self.assertTrue(self.survey.with_user(self.officer.user_id).has_access("write"))
        self.assertFalse(self.survey.with_user(self.engineer.user_id).has_access("read"))

    def test_t6_reading_the_attempts_is_one_query(self):
        people = [self._create_person(f"sitter{index}", None, self.north) for index in range(6)]
        evaluation = self._create_evaluation("exam", people=people)
        counts = []
        for rows in (evaluation.sudo().result_ids[:2], evaluation.sudo().result_ids):
            rows.mapped("exam_token")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            rows._read_exams()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
