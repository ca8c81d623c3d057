from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .common_session import SessionCase


class PrintCase(SessionCase):
    """A session of the north is held: there is something to print."""

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

    def _certify(self):
        """A certificate of the engineer with 90 points, until a year later."""
        self.course.certificate_months = 12
        evaluation = self.env["aftersales.training.evaluation"].create(
            {
                "kind": "exam",
                "department_id": self.north.id,
                "course_id": self.course.id,
                "date": "2026-07-20",
            }
        )
        result = self.env["aftersales.training.result"].create(
            {"evaluation_id": evaluation.id, "employee_id": self.engineer.id}
        )
        result.paper_mark = 90
        return self.env["aftersales.training.certificate"]._certify(result)


@tagged("post_install", "-at_install")
class TestPrint(PrintCase):
    """T1, T3, T6, T7, T8: plan, sheet, table, form, letter and certificate, to sign or hang up."""

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

    def test_t6_the_certificate_to_hang_up(self):
        certificate = self._certify()
        self.assertEqual(certificate.name, f"{certificate.result_id.evaluation_id.name}-{certificate.id}")
        self._ensure_words(
            self._render("certificate", certificate, self.engineer),
            certificate.name,
            "Engineer",
            self.course.name,
            "90 points",
            "July 20, 2026",
            "July 19, 2027",
            self.company.name,
            "(seal)",
        )
        self.engineer.user_id.lang = "zh_CN"
        self._ensure_words(self._render("certificate", certificate, self.engineer), "on July 20, 2026")
        self.company.partner_id.lang = "zh_CN"
        self._ensure_words(
            self._render("certificate", certificate, self.engineer), "2027年7月19日", "2026年7月20日"
        )
        with self._refused(AccessError, "."):
            self._render("certificate", certificate, self.colleague)

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


@tagged("post_install", "-at_install", "pdf")
class TestPrintPdf(PrintCase):
    """T6: a certificate is one page across, whatever the name of the course."""

    def test_t6_the_certificate_is_one_page(self):
        certificate = self._certify()
        self.course.name = "安全用电、高空作业与制冷剂回收综合实操培训（第二期，含现场考核）"
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        self.env["ir.config_parameter"].set_param("report.print_delay", "0")
        content, _kind = reports._render_qweb_pdf(
            "aftersales_training.report_training_certificate", certificate.ids
        )
        [page] = PdfFileReader(BytesIO(content), strict=False).pages
        self.assertGreater(page.mediabox.width, page.mediabox.height)
