from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestCheck(SessionCase):
    """T9: spot checks by head office; who lacks what (T2)."""

    def _create_check(self, **vals):
        return (
            self.env["aftersales.training.check"]
            .with_user(self.officer.user_id)
            .create(
                {
                    "department_id": self.office.id,
                    "date_from": "2026-07-01",
                    "date_to": "2026-07-31",
                    "count": 2,
                    "seed": 7,
                    **vals,
                }
            )
        )

    def _held(self, count):
        sessions = self.training.browse()
        for _index in range(count):
            sessions |= self.training.sudo().copy()
        sessions.write({"state": "held", "summary": "Good"})
        return sessions

    def test_t9_the_same_seed_draws_the_same_sample(self):
        self._held(6)
        first, second = self._create_check(), self._create_check()
        (first | second).action_draw()
        self.assertEqual(len(first.line_ids), 2)
        self.assertEqual((first.population, first.line_ids.session_id), (6, second.line_ids.session_id))
        third = self._create_check(count=99)
        third.action_draw()
        self.assertEqual(len(third.line_ids), 6)

    def test_t9_nobody_chooses_the_sample(self):
        self._held(3)
        check = self._create_check()
        check.action_draw()
        with self._refused(UserError, "Drawn"):
            check.seed = 8
        with self._refused(UserError, "Drawn"):
            check.action_draw()
        with self._refused(UserError, "kept by the system"):
            check.line_ids[0].session_id = self.training
        with self._refused(AccessError, "."):
            check.line_ids[0].unlink()
        for person in (self.head, self.engineer):
            with self._refused(AccessError, "."):
                check.with_user(person.user_id).conclusion = "Fine"

    def test_t9_every_session_is_checked_before_it_is_closed(self):
        self._held(2)
        check = self._create_check()
        check.action_draw()
        check.conclusion = "One list was made up."
        check.line_ids[0].write({"result": "right", "found": 5})
        with self._refused(UserError, "every session"):
            check.action_close()
        check.line_ids[1].write({"result": "wrong", "finding": "Nobody was there."})
        check.action_close()
        self.assertEqual((check.state, check.wrong_count), ("closed", 1))
        self.assertTrue(check.line_ids[0].checked_on)
        with self._refused(UserError, "Checked"):
            check.line_ids[0].result = "wrong"

    def test_t9_without_sessions_there_is_nothing_to_draw(self):
        with self._refused(UserError, "no session"):
            self._create_check().action_draw()

    # Who lacks what -----------------------------------------------------------------

    def _lacking(self, course=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["aftersales.training.need"].search(
            [("course_id", "=", (course or self.course).id), ("company_id", "=", self.company.id)]
        )
        return rows.filtered("lacks").employee_id

    def test_t2_who_signed_in_to_a_held_session_lacks_nothing(self):
        self.course.repeat_months = 600
        people = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        self.assertEqual(self._lacking(), people)
        self._invite()
        self._sign(self.engineer)
        self.assertEqual(self._lacking(), people)
        self._hold()
        self.assertEqual(self._lacking(), people - self.engineer)
        self.course.repeat_months = 0
        self.assertFalse(self._lacking())

    def test_t2_after_its_months_it_is_lacking_again(self):
        self.course.repeat_months = 6
        self._invite()
        self._sign(self.engineer)
        self._hold()
        row = self._row(self.engineer)
        for days, lacks in ((150, False), (200, True)):
            row.sudo().start = self.env.cr.now() - timedelta(days=days)
            self.assertEqual((days, self.engineer in self._lacking()), (days, lacks))

    def test_t2_a_course_for_some_jobs_is_lacking_with_them_only(self):
        job = self.env["hr.job"].create({"name": "Repairer (test)", "company_id": self.company.id})
        self.engineer.job_id = job
        self.course.write({"repeat_months": 12, "job_ids": job.ids})
        self.assertEqual(self._lacking(), self.engineer)

    def test_t2_the_matrix_is_one_query_whatever_its_size(self):
        self.course.repeat_months = 12
        counts = []
        for count in (2, 20):
            for index in range(count):
                self._create_person(f"lack{count}-{index}", None, self.north)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["aftersales.training.need"]._read_group(
                [("company_id", "=", self.company.id)], ["department_id", "course_id"], ["lacks:sum"]
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
