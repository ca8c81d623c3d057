from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestLecturer(SessionCase):
    """T7: chosen by competition, appointed, out after two sessions in a row below 80."""

    def setUp(self):
        super().setUp()
        self.contest = self.env["aftersales.training.contest"].create(
            {
                "title": "Lecturers (test)",
                "department_id": self.office.id,
                "date": "2026-06-01",
                "juror_ids": [Command.set((self.officer | self.head).user_id.ids)],
            }
        )

    def _apply(self, person=None):
        person = person or self.engineer
        action = self.contest.with_user(person.user_id).action_apply()
        return self.env["aftersales.training.lecturer"].browse(action["res_id"])

    def _score(self, lecturer, *points):
        for trial, score in zip(lecturer.trial_ids, points, strict=False):
            trial.with_user(trial.juror_id).score = score

    def _appoint(self, person=None):
        lecturer = self._apply(person)
        self.contest.with_user(self.officer.user_id).action_open()
        self._score(lecturer, 80, 80)
        with self._on("2026-06-02"):
            lecturer.with_user(self.manager.user_id).action_appoint()
        return lecturer

    def _rate(self, lecturer, day, satisfaction, count=1):
        """A session on `day` whose feedback has this mean."""
        session = self.training.sudo().copy(
            {
                "lecturer_id": lecturer.employee_id.id,
                "slot_ids": [
                    Command.create(
                        {"start": f"2026-07-{day:02} 01:00:00", "end": f"2026-07-{day:02} 03:00:00"}
                    )
                ],
            }
        )
        session.write({"state": "held", "summary": "Good"})
        for person in (self.colleague | self.head)[:count]:
            form = self.env["aftersales.training.feedback"].create(
                {"session_id": session.id, "employee_id": person.id, "state": "given"}
            )
            form.satisfaction = satisfaction
        self.env.flush_all()
        with self._on(f"2026-07-{day + 1:02}"):
            session._settle()
        return session

    def test_t7_eighty_points_of_the_whole_jury(self):
        lecturer = self._apply()
        self.contest.with_user(self.officer.user_id).action_open()
        decide = lecturer.with_user(self.manager.user_id)
        self._score(lecturer, 90)
        with self._refused(UserError, "every juror"):
            decide.action_appoint()
        self._score(lecturer, 90, 69.8)
        with self._refused(UserError, "79.9"):
            decide.action_appoint()
        self._score(lecturer, 90, 70)
        decide.action_appoint()
        self.assertEqual((lecturer.state, lecturer.appointer_id), ("appointed", self.manager.user_id))

    def test_t7_as_many_as_there_are_places(self):
        first, second = self._apply(), self._apply(self.colleague)
        self.contest.with_user(self.officer.user_id).action_open()
        for lecturer in (first, second):
            self._score(lecturer, 90, 90)
        first.with_user(self.manager.user_id).action_appoint()
        with self._refused(UserError, "no place left"):
            second.with_user(self.manager.user_id).action_appoint()
        with self._refused(UserError, "Decide about"):
            self.contest.with_user(self.manager.user_id).action_close()
        second.with_user(self.manager.user_id)._reject("The other one was better.")
        self.contest.with_user(self.manager.user_id).action_close()
        self.assertEqual((second.state, self.contest.state), ("rejected", "closed"))

    def test_t7_the_jury_is_not_the_applicants(self):
        self._apply(self.head)
        with self._refused(UserError, "no applicant sits"):
            self.contest.with_user(self.officer.user_id).action_open()

    def test_t7_each_juror_enters_the_own_points(self):
        lecturer = self._apply()
        self.contest.with_user(self.officer.user_id).action_open()
        trial = lecturer.trial_ids.filtered(lambda row: row.juror_id == self.head.user_id)
        for person in (self.officer, self.engineer, self.manager):
            with self._refused(AccessError, "."):
                trial.with_user(person.user_id).score = 100
        with self._refused(UserError, "kept by the system"):
            lecturer.with_user(self.engineer.user_id).write({"state": "appointed"})
        with self._refused(UserError, "Trial Lectures"):
            self._apply(self.colleague)

    def test_t7_two_in_a_row_below_eighty(self):
        lecturer = self._appoint()
        for day, satisfaction, state in (
            (11, 79.9, "appointed"),
            (12, 80, "appointed"),
            (13, 79.9, "appointed"),
            (14, 80.1, "appointed"),
            (15, 79.9, "appointed"),
            (16, 79.9, "notice"),
        ):
            self._rate(lecturer, day, satisfaction)
            self.assertEqual((day, lecturer.state), (day, state))

    def test_t7_a_session_without_feedback_is_skipped(self):
        lecturer = self._appoint()
        self._rate(lecturer, 11, 60)
        self._rate(lecturer, 12, 0, count=0)
        self.assertEqual(lecturer.state, "appointed")
        self._rate(lecturer, 13, 60)
        self.assertEqual(lecturer.state, "notice")
        self.assertIn("60.0 %", lecturer.notice)

    def test_t7_who_does_not_appeal_in_seven_days_is_out(self):
        lecturer = self._appoint()
        self._rate(lecturer, 11, 60)
        self._rate(lecturer, 12, 60)
        self.assertEqual((str(lecturer.notice_on), str(lecturer.appeal_until)), ("2026-07-13", "2026-07-20"))
        self._trigger("withdraw_training_lecturers", "2026-07-20")
        self.assertEqual(lecturer.state, "notice")
        self._trigger("withdraw_training_lecturers", "2026-07-21")
        self.assertEqual(lecturer.state, "withdrawn")
        self.training.sudo().lecturer_id = self.engineer
        self.assertIn("withdrawn", self.training.lecturer_warning)
        with self._on("2026-07-01"), self._refused(UserError, "another lecturer"):
            self.training.with_user(self.head.user_id).action_fill()
            self.training.with_user(self.head.user_id).action_schedule()

    def test_t7_an_appeal_that_is_won_begins_anew(self):
        lecturer = self._appoint()
        self._rate(lecturer, 11, 60)
        self._rate(lecturer, 12, 60)
        with self._on("2026-07-20"):
            with self._refused(AccessError, "."):
                lecturer.with_user(self.head.user_id)._appeal("He is good")
            self._answer(
                lecturer.with_user(self.engineer.user_id).action_ask_appeal(),
                self.engineer,
                "The room was cold.",
            )
        self._trigger("withdraw_training_lecturers", "2026-07-30")
        self.assertEqual((lecturer.state, lecturer.activity_ids.user_id), ("appealed", self.manager.user_id))
        with self._refused(AccessError, "."):
            lecturer.with_user(self.officer.user_id)._decide_appeal("appointed", "So be it")
        lecturer.with_user(self.manager.user_id)._decide_appeal("appointed", "It was cold.")
        self._rate(lecturer, 14, 60)
        self.assertEqual(lecturer.state, "appointed", "the two are weighed already")
        self._rate(lecturer, 15, 60)
        self.assertEqual(lecturer.state, "notice")

    def test_t7_the_time_to_appeal_ends(self):
        lecturer = self._appoint()
        self._rate(lecturer, 11, 60)
        self._rate(lecturer, 12, 60)
        with self._on("2026-07-20", "15:59"):
            lecturer.with_user(self.engineer.user_id)._ensure_may_appeal()
        with self._on("2026-07-20", "16:00"), self._refused(UserError, "ended on"):
            lecturer.with_user(self.engineer.user_id)._appeal("Too late")

    def test_t7_who_is_not_appointed_does_not_teach(self):
        """T7: lecturers are appointed; a company that does without says so in its policy."""
        session = self.training.with_user(self.head.user_id)
        with self._on("2026-07-01"):
            session.lecturer_id = self.engineer
            self.assertIn("Not appointed", session.lecturer_warning)
            session.action_fill()
            with self._refused(UserError, "who is appointed"):
                session.action_schedule()
            lecturer = self._apply()
            with self._refused(UserError, "who is appointed"):
                session.action_schedule()
            lecturer.sudo().state = "appointed"
            self.assertFalse(session.lecturer_warning)
            session.action_schedule()
            with self._refused(UserError, "who is appointed"):
                session.lecturer_id = self.colleague
            self.env["aftersales.training.policy"].create(
                {"company_id": self.company.id, "date_from": "2026-07-01", "is_appointed_only": False}
            )
            self.env.invalidate_all()
            session.lecturer_id = self.colleague
        self.assertEqual(self.training.lecturer_id, self.colleague)

    def test_t7_an_external_lecturer_is_approved_beforehand(self):
        hire = (
            self.env["aftersales.training.hire"]
            .with_user(self.head.user_id)
            .create(
                {
                    "session_id": self.training.id,
                    "partner_id": self.env["res.partner"].create({"name": "Professor Li"}).id,
                    "budget": 2000,
                    "reason": "Nobody here knows it.",
                }
            )
        )
        with self._on("2026-07-01"):
            hire.action_ask()
            with self._refused(UserError, "does not change"):
                hire.budget = 9000
            with self._refused(UserError, "approval of the external"):
                self._invite()
            with self._refused(AccessError, "."):
                hire.action_approve()
            self.assertFalse(self.training.external_lecturer)
            hire.with_user(self.boss.user_id).action_approve()
        self.assertEqual((hire.state, self.training.external_lecturer), ("approved", "Professor Li"))
        self._invite()

    def test_t7_not_after_the_session_has_begun(self):
        hire = self.env["aftersales.training.hire"].create(
            {
                "session_id": self.training.id,
                "partner_id": self.company.partner_id.id,
                "reason": "x",
                "budget": 1,
            }
        )
        at = self.START + timedelta(minutes=1)
        with self._on(f"{at:%Y-%m-%d}", f"{at:%H:%M}"), self._refused(UserError, "before"):
            hire.with_user(self.head.user_id).action_ask()
        with self._refused(UserError, "kept by the system"):
            self.training.with_user(self.head.user_id).external_lecturer = "My cousin"
