from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_evaluation import EvaluationCase


@tagged("post_install", "-at_install")
class TestWalk(EvaluationCase):
    """Through the screens, as each person fills them in: what a form offers is what its reader may do."""

    def _form(self, record, person):
        self.env.invalidate_all()
        return Form(record.with_user(person.user_id))

    def _ensure_fixed(self, form, *names):
        """These fields cannot be written in this form."""
        for name in names:
            self.assertTrue(form._get_modifier(name, "readonly"), name)

    def test_t5_leave_by_two_levels(self):
        self._invite()
        with self._on("2026-07-05"):
            with self._form(self.env["aftersales.training.leave"], self.engineer) as form:
                self.assertEqual(form.employee_id, self.engineer)
                form.session_id = self.training
                form.reason = "A customer waits."
            leave = form.record
            for decider in (self.head, self.boss):
                with self.subTest(decider=decider.name):
                    self.assertTrue(leave.with_user(decider.user_id).is_decidable)
                    self.assertFalse(leave.with_user(self.engineer.user_id).is_decidable)
                    leave.with_user(decider.user_id).action_approve()
                    self.assertFalse(leave.with_user(decider.user_id).is_decidable)
        self.assertEqual(self._row(self.engineer).state, "excused")

    def test_t7_from_the_application_to_the_jurys_points(self):
        contest = self.env["aftersales.training.contest"].create(
            {
                "title": "Lecturers (test)",
                "department_id": self.office.id,
                "juror_ids": [Command.set((self.officer | self.head).user_id.ids)],
            }
        )
        action = contest.with_user(self.engineer.user_id).action_apply()
        lecturer = self.env["aftersales.training.lecturer"].browse(action["res_id"])
        with self._form(lecturer, self.engineer) as form:
            form.topic = "products"
            form.application = "Six years of repairs."
        contest.with_user(self.officer.user_id).action_open()
        told = self.env["mail.message"].search([("model", "=", contest._name), ("res_id", "=", contest.id)])
        self.assertEqual(told.notified_partner_ids, contest.juror_ids.partner_id)

        form = self._form(lecturer, self.head)
        self._ensure_fixed(form, "topic", "application")
        self.assertEqual(len(form.trial_ids), 1, "a juror sees the own sheet only")
        with form.trial_ids.edit(0) as line:
            line.score = 90
        form.save()
        form = self._form(lecturer, self.officer)
        for index, trial in enumerate(lecturer.with_user(self.officer.user_id).trial_ids):
            with form.trial_ids.edit(index) as line:
                if trial.juror_id == self.officer.user_id:
                    line.score = 80
                else:
                    self._ensure_fixed(line, "score")
        form.save()
        self.assertEqual(lecturer.trial_score, 85)
        lecturer.with_user(self.manager.user_id).action_appoint()
        self.assertEqual(lecturer.state, "appointed")

    def test_t6_an_essay_and_its_two_markers(self):
        result = self._create_evaluation("essay").result_ids
        with self._form(result, self.engineer) as form:
            self._ensure_fixed(form, "mark", "second_mark")
            form.essay = "What I learnt."
        with self._form(result, self.officer) as form:
            self._ensure_fixed(form, "second_mark")
            form.mark = 70
        with self._form(result, self.manager) as form:
            self._ensure_fixed(form, "mark")
            form.second_mark = 80
        self._ensure_fixed(self._form(result, self.engineer), "essay")
        self.assertEqual((result.score, result.outcome), (75, "passed"))
        result.evaluation_id.with_user(self.head.user_id).action_close()
        self._ensure_fixed(self._form(result, self.officer), "mark", "second_mark")

    def test_t6_points_of_a_check(self):
        result = self._create_evaluation().result_ids
        with self._form(result, self.head) as form:
            for index, points in enumerate((60, 30)):
                with form.line_ids.edit(index) as line:
                    line.points = points
        self.assertEqual((result.score, result.outcome), (90, "passed"))
        self._ensure_fixed(self._form(result, self.engineer), "line_ids")

    def test_t3_added_with_a_reason_and_cancelled_with_another(self):
        session = self._create_added()
        with self._on("2026-07-01"):
            session.action_fill()
            self._answer(session.action_ask_addition(), self.head, "A new product.")
            session.with_user(self.manager.user_id).action_approve()
            self.assertEqual(session.state, "scheduled")
            self._answer(session.action_ask_cancellation(), self.head, "The product is late.")
            session.with_user(self.manager.user_id).action_approve()
        self.assertEqual((session.state, session.cancel_reason), ("cancelled", "The product is late."))

    def test_t8_minutes_photos_and_sheets_of_a_held_session(self):
        self._invite()
        self._sign(self.engineer)
        with freeze_time(self.END), self._form(self.training, self.head) as form:
            form.minutes_text = "Lecture and drill."
            form.summary = "Learnt."
        self._hold()
        names = ("material_ids", "photo_ids", "sheet_ids")
        head = self.head.user_id
        files = self.env["ir.attachment"].with_user(head).create(
            [
                {"name": name, "raw": b"x", "res_model": self.training._name, "res_id": self.training.id}
                for name in names
            ]
        )  # fmt: skip
        with self._form(self.training, self.head) as form:
            for name, file in zip(names, files, strict=True):
                form[name].add(file)
        self.assertFalse(self.training.archive_missing)
        self.assertEqual(self.training.with_user(self.engineer.user_id).photo_ids.raw, b"x")
        self.assertFalse(self.training.with_user(self.engineer.user_id).has_access("write"))
