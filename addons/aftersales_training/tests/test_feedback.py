from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestFeedback(SessionCase):
    """T6: the feedback form (培训反馈表), from every participant and nobody else."""

    def setUp(self):
        super().setUp()
        self._invite()
        self._sign(self.engineer, self.colleague)
        self._hold()
        self.forms = self.env["aftersales.training.feedback"].search([("session_id", "=", self.training.id)])

    def _form(self, person):
        form = self.forms.filtered(lambda row: row.employee_id == person)
        return form.with_user(person.user_id) if person.user_id else form

    def _give(self, person, grade="5"):
        form = self._form(person)
        form.write({"content_score": grade, "lecturer_score": grade, "organisation_score": grade})
        form.action_give()
        return form

    def test_t6_who_was_there_gets_one_form(self):
        self.assertEqual(self.forms.employee_id, self.engineer | self.colleague)
        self.assertEqual(set(self.forms.mapped("state")), {"open"})
        self.assertEqual(str(self.forms[0].due_on), "2026-07-13")
        self.assertIn("2026-07-13", self._find_messages().mapped("body")[0])

    def test_t6_every_question_is_answered(self):
        form = self._form(self.engineer)
        form.content_score = "4"
        with self._refused(UserError, "every question"):
            form.action_give()
        self.assertEqual(self._give(self.engineer).state, "given")
        with self._refused(UserError, "cannot go to"):
            form.content_score = "1"

    def test_t6_nobody_gives_it_for_another_with_a_login(self):
        for person in (self.colleague, self.head, self.officer):
            with self._refused(AccessError, "."):
                self.forms.filtered(lambda row: row.employee_id == self.engineer).with_user(
                    person.user_id
                ).write({"lecturer_score": "1"})
        with self._refused(UserError, "kept by the system"):
            self._form(self.engineer).write({"state": "given"})

    def test_t6_the_lecturer_sees_no_form(self):
        self.training.sudo().lecturer_id = self.colleague
        self.assertFalse(self._form(self.engineer).with_user(self.colleague.user_id).has_access("read"))

    def test_t6_from_paper_for_people_without_a_login(self):
        self.engineer.user_id = False
        form = self.forms.filtered(lambda row: row.employee_id == self.engineer).with_user(self.head.user_id)
        form.write({"content_score": "3", "lecturer_score": "3", "organisation_score": "3"})
        form.action_give()
        self.assertEqual((form.state, form.on_paper), ("given", True))

    def test_t6_the_mean_stands_when_all_are_given(self):
        self._give(self.engineer, "4")
        self.assertFalse(self.training.is_settled)
        self._give(self.colleague, "3")
        self.assertEqual((self.training.is_settled, self.training.satisfaction), (True, 70.0))

    def test_t6_after_three_days_who_said_nothing_is_not_waited_for(self):
        self._give(self.engineer, "4")
        self._trigger("settle_training_feedback", "2026-07-13")
        self.assertFalse(self.training.is_settled)
        self._trigger("settle_training_feedback", "2026-07-14")
        self.assertEqual((self.training.is_settled, self.training.satisfaction), (True, 80.0))
        self.assertEqual(self._form(self.colleague).state, "missed")
        with self._refused(UserError, "cannot go to"):
            self._give(self.colleague)

    def test_t5_each_breach_is_proposed_once(self):
        """T5: what was noted and what the sign-in says, when the session is closed."""
        proposals = self.env["aftersales.training.proposal"].search([("cause", "=", "breach")])
        absent = self.training.attendance_ids.filtered(lambda row: row.state == "absent").employee_id
        ours = proposals.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(ours.employee_id, absent)
        self.assertEqual(len(ours), len(absent))
        self.training.breach_ids._propose()
        self.assertEqual(proposals.search_count([("cause", "=", "breach")]), len(proposals))
