from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_training.tests.common_evaluation import EvaluationCase


@tagged("post_install", "-at_install")
class TestTrainingInAppraisals(EvaluationCase):
    """A4, T6: exams and hours of training are values of appraisal sheets, with a way to their records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.user_id.group_ids += cls.env.ref("aftersales_hr_discipline.group_manager")
        (cls.engineer | cls.colleague).parent_id = cls.head
        for person in cls.engineer | cls.colleague:
            person.version_id.write({"contract_date_start": "2020-01-01", "date_version": "2020-01-01"})

    def _start(self, source, period="half_year", day="2026-07-01"):
        """Return the sheets of the north, with one indicator of `source`."""
        template = self.env["aftersales.appraisal.template"].create(
            {
                "name": f"{source} ({period})",
                "company_id": self.company.id,
                "period": period,
                "department_ids": [Command.set(self.north.ids)],
                "with_conduct": False,
                "line_ids": [Command.create({"name": "Training", "weight": 100, "source": source})],
            }
        )
        template.with_user(self.manager.user_id).action_publish()
        cycle = self.env["aftersales.appraisal.cycle"].create(
            {"template_id": template.id, "company_id": self.company.id, "date_from": day}
        )
        cycle.with_user(self.manager.user_id).action_start()
        return cycle.sheet_ids

    def _of(self, sheets, person):
        return sheets.filtered(lambda sheet: sheet.employee_id == person).indicator_ids

    def _examine(self, date, mark, people=None):
        """Close an exam on paper, with the same mark for everybody; None: nobody came."""
        exam = self._create_evaluation("exam", date, people)
        if mark is not None:
            exam.result_ids.with_user(self.head.user_id).write({"paper_mark": mark})
        return exam

    def _list(self, indicator):
        action = indicator.with_user(self.manager.user_id).action_view_source()
        return self.env[action["res_model"]].search(action["domain"])

    def test_a4_the_mean_of_the_exams_of_the_period(self):
        exams = [
            self._examine(day, mark)
            for day, mark in (("2026-06-30", 10), ("2026-07-01", 90), ("2026-12-31", 71), ("2027-01-01", 20))
        ]
        for exam in exams:
            exam.action_close()
        indicator = self._of(self._start("training_exam"), self.engineer)
        indicator._measure()
        self.assertEqual((indicator.known, indicator.actual, indicator.score), (True, 80.5, 80.5))
        self.assertEqual((indicator.unit, indicator.line_id.better), ("points", "more"))
        self.assertEqual(sorted(self._list(indicator).mapped("score")), [71, 90])

    def test_a4_t6_a_missed_exam_is_nothing_an_excused_one_does_not_count(self):
        self._examine("2026-07-10", 80).action_close()
        self._examine("2026-08-10", None).action_close()
        excused = self._examine("2026-09-10", None)
        excused.result_ids.with_user(self.head.user_id)._excuse("Ill")
        excused.action_close()
        indicator = self._of(self._start("training_exam"), self.engineer)
        indicator._measure()
        self.assertEqual(indicator.actual, 40)

    def test_a4_a_running_exam_is_waited_for(self):
        exam = self._examine("2026-07-10", 80)
        indicator = self._of(self._start("training_exam"), self.engineer)
        indicator._measure()
        self.assertFalse(indicator.known)
        with self._refused(UserError, "is measured"):
            indicator.with_user(self.manager.user_id).write({"actual": 100, "evidence": "I say so"})
        exam.action_close()
        indicator._measure()
        self.assertEqual((indicator.known, indicator.actual), (True, 80))

    def test_a4_without_an_exam_the_value_is_given_with_evidence(self):
        indicator = self._of(self._start("training_exam"), self.engineer)
        indicator._measure()
        self.assertFalse(indicator.known)
        given = indicator.with_user(self.manager.user_id)
        with self._refused(UserError, "what the value rests on"):
            given.write({"actual": 75})
        given.write({"actual": 75, "evidence": "Licence of the trade"})
        indicator._measure()
        self.assertEqual((indicator.known, indicator.score), (True, 75))
        self._examine("2026-07-10", 90).action_close()
        indicator._measure()
        self.assertEqual((indicator.actual, indicator.evidence), (90, False), "what was measured counts")

    def test_a4_hours_of_sessions_that_took_place(self):
        indicator = self._of(self._start("training_hours", "month"), self.engineer)
        self._invite()
        self._sign(self.engineer)
        indicator._measure()
        self.assertEqual((indicator.known, indicator.actual), (True, 0), "not closed as held yet")
        self._hold()
        row = self._row(self.engineer)
        self.assertTrue(row.class_hours)
        indicator._measure()
        self.assertEqual((indicator.actual, indicator.unit), (row.class_hours, "class hours"))
        self.assertIn(row, self._list(indicator))
        later = self._of(self._start("training_hours", "month", "2026-08-01"), self.engineer)
        later._measure()
        self.assertEqual(later.actual, 0)

    def test_a4_values_of_many_cost_as_much_as_of_one(self):
        people = self.engineer | self.colleague
        self._examine("2026-07-10", 80, people).action_close()
        for source, period in (("training_exam", "half_year"), ("training_hours", "month")):
            sheets = self._start(source, period)
            one = self._of(sheets, self.engineer)
            counts = []
            for some in (one, one | self._of(sheets, self.colleague)):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                getattr(some, f"_measure_{source}")()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(*counts)

    def test_a1_the_technical_exam_of_the_half_year(self):
        template = self.env.ref("aftersales_training_hr_discipline.appraisal_template_exam")
        self.assertEqual((template.period, template.weight, template.state), ("half_year", 100, "published"))
        self._examine("2026-07-10", 90).action_close()
        with freeze_time("2027-01-05 02:00:00"):
            cycle = self.env["aftersales.appraisal.cycle"].create(
                {"template_id": template.id, "company_id": self.company.id, "date_from": "2026-07-01"}
            )
            cycle.with_user(self.manager.user_id).action_start()
            sheet = cycle.sheet_ids.filtered(lambda sheet: sheet.employee_id == self.engineer)
            sheet.with_user(self.manager.user_id).action_evaluate()
        self.assertEqual((sheet.state, sheet.score, sheet.grade_id.name), ("superior", 90, "Excellent"))
