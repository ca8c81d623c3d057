from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestPrint(SessionCase):
    """T1, T3, T8: plan, sign-in sheet, implementation table, feedback form and letter, to sign."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self._invite()
        self._sign(self.engineer)
        self._hold()

    def _render(self, name, record, person=None):
        report = self.env["ir.actions.report"].with_user((person or self.head).user_id)
        html, _kind = report._render_qweb_html(f"aftersales_training.report_training_{name}", record.ids)
        return html.decode()

    def _ensure_words(self, text, *words):
        for word in words:
            self.assertIn(word, text)

    def test_t1_the_plan(self):
        self._ensure_words(
            self._render("plan", self.plan),
            self.plan.name,
            self.course.name,
            "2026-07",
            "Approved by",
            "Officer",
        )

    def test_t3_the_implementation_table(self):
        report = self.env["aftersales.training.report"].create(
            {"department_id": self.north.id, "month": "2026-07-01", "explanation": "All well."}
        )
        self.env.flush_all()
        self._ensure_words(
            self._render("table", report),
            report.name,
            "100.0",
            self.training.name,
            "All well.",
            "Held as Planned",
        )

    def test_t8_the_sign_in_sheet_has_everybody_and_a_place_to_sign(self):
        text = self._render("sheet", self.training)
        self._ensure_words(text, self.training.name, "Signature", "08:55", "Absent")
        for person in self.training.attendance_ids.employee_id:
            self.assertIn(person.name, text)

    def test_t6_the_feedback_form_shows_the_grade(self):
        form = self.env["aftersales.training.feedback"].search([("employee_id", "=", self.engineer.id)])
        form.write({"lecturer_score": "4", "better": "More practice."})
        text = self._render("form", form, self.engineer)
        self._ensure_words(text, "More practice.", self.engineer.name)
        self.assertEqual(text.count("☑"), 1)

    def test_t7_only_who_is_appointed_has_a_letter(self):
        contest = self.env["aftersales.training.contest"].create(
            {"title": "Lecturers (test)", "department_id": self.office.id}
        )
        lecturer = self.env["aftersales.training.lecturer"].create(
            {"contest_id": contest.id, "employee_id": self.engineer.id, "company_id": self.company.id}
        )
        self.assertNotIn("Lecturers (test)", self._render("letter", lecturer, self.officer))
        lecturer.write({"state": "appointed", "appointed_on": "2026-07-20"})
        self._ensure_words(self._render("letter", lecturer, self.officer), "Lecturers (test)", "Engineer")

    def test_g1_nobody_prints_what_he_does_not_see(self):
        with self._refused(AccessError, "."):
            self._render("sheet", self.training, self.other_head)
        form = self.env["aftersales.training.feedback"].search([("employee_id", "=", self.engineer.id)])
        with self._refused(AccessError, "."):
            self._render("form", form, self.colleague)

    def test_g1_in_the_companys_language(self):
        self.company.partner_id.lang = "zh_CN"
        self.assertIn(
            "2026年1月5日", self._render("letter", self._appoint_lecturer(self.engineer), self.officer)
        )
