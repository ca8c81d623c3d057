import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestAppraisalYear(AppraisalCase):
    """Year results (A1), promotion (A9), the last ones and calibration (A6), and what is printed (A3)."""

    def _finish(self, day, scores, raters=None):
        """Return the cycle of the quarter of `day`, in which each of `scores` became final."""
        cycle = self._start(day=day)
        for person, score in scores.items():
            sheet = self._sheet(cycle, person).sudo()
            sheet.indicator_ids.write({"actual": score, "known": True})
            sheet._sum_up()
            rated = (raters or scores)[person]
            sheet.write({"state": "published", "rater_score": rated})
            sheet._finish()
        return cycle

    def _year(self, person, year=2025):
        return self.env["aftersales.appraisal.year"].search(
            [("employee_id", "=", person.id), ("year", "=", year)]
        )

    def test_a1_a_year_is_the_mean_and_a_missing_quarter_does_not_count(self):
        """Of four quarters half are needed: with one there is no result, with two there is."""
        self._finish("2025-01-01", {self.engineer: 70})
        year = self._year(self.engineer)
        self.assertEqual((year.found, year.expected, year.known, year.grade_id.id), (1, 4, False, False))
        self._finish("2025-07-01", {self.engineer: 89.99})
        self.assertEqual((year.found, year.known, year.score), (2, True, 80))
        self.assertEqual(year.grade_id.name, "Good")
        self._finish("2025-10-01", {self.engineer: 80})
        self.assertEqual((year.found, year.score), (3, 80))
        self.assertFalse(self._year(self.engineer, 2026))
        found = self.env["aftersales.appraisal.sheet"].search(year.action_view_sheets()["domain"])
        self.assertEqual(len(found), 3)

    def test_a1_a_corrected_sheet_changes_the_year(self):
        self._finish("2025-01-01", {self.engineer: 70})
        cycle = self._finish("2025-04-01", {self.engineer: 79.99})
        self.assertEqual(
            (self._year(self.engineer).score, self._year(self.engineer).grade_id.name), (75, "Fair")
        )
        self._sheet(cycle).with_user(self.boss.user_id)._correct(10.01, "Mistake")
        self.assertEqual(
            (self._year(self.engineer).score, self._year(self.engineer).grade_id.name), (80, "Good")
        )

    def test_d47_who_sees_the_year(self):
        self._finish("2025-01-01", {self.engineer: 70})
        year = self._year(self.engineer)
        for person, sees in (
            (self.engineer, True), (self.head, True), (self.officer, True), (self.auditor, True),
            (self.colleague, False), (self.stranger, False),
        ):  # fmt: skip
            self.assertEqual(bool(year.with_user(person.user_id).search([("id", "=", year.id)])), sees)

    def test_a1_queries_of_years_do_not_grow(self):
        cycle = self._start(day="2025-01-01")
        sheets = cycle.sheet_ids.sudo()
        sheets.write({"state": "final", "score": 80})
        counts = []
        for part in (sheets[:2], sheets[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["aftersales.appraisal.year"]._refresh(part)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertGreater(len(sheets), 5)
        self.assertLessEqual(counts[1], counts[0])

    # Promotion (A9) -------------------------------------------------------------------

    def _propose(self, person=None):
        job = self.env["hr.job"].create({"name": "Foreman", "company_id": self.company.id})
        return (
            self.env["aftersales.appraisal.promotion"]
            .with_user(self.officer.user_id)
            .create(
                {
                    "employee_id": (person or self.engineer).id,
                    "company_id": self.company.id,
                    "target_job_id": job.id,
                }
            )
        )

    def _rank(self, first, second):
        """Let the engineer come in as `first` and `second` in the two last quarters of 2025."""
        others = [self.head, self.colleague, self.third, self.officer]
        for day, rank in (("2025-07-01", first), ("2025-10-01", second)):
            scores = {person: 90 - 10 * place for place, person in enumerate(others)}
            self._finish(day, {**scores, self.engineer: 95 - 10 * (rank - 1)})

    def test_a9_two_results_among_the_first_three_and_half_a_year_in_post(self):
        """183 days are asked for: 182 are too few."""
        self.engineer.version_ids.date_version = "2025-10-02"
        self._rank(3, 3)
        promotion = self._propose()
        self.assertEqual((promotion.ranks, promotion.days_in_post), ("3 · 3", 182))
        self.assertFalse(promotion.eligible)
        with self._refused(UserError, "not enough"):
            promotion.with_user(self.boss.user_id).action_approve()
        self.engineer.version_ids.date_version = "2025-10-01"
        promotion.action_check()
        self.assertTrue(promotion.eligible)
        self.assertEqual(len(promotion.sheet_ids), 2)

    def test_a9_rank_four_or_a_gap_is_not_enough(self):
        self.engineer.version_ids.date_version = "2024-01-01"
        self._rank(1, 4)
        promotion = self._propose()
        self.assertEqual((promotion.ranks, promotion.eligible), ("1 · 4", False))
        promotion.unlink()
        self._sheet(
            self.env["aftersales.appraisal.cycle"].search([("date_from", "=", "2025-10-01")])
        ).sudo().state = "cancelled"
        self._finish("2026-01-01", {self.engineer: 95, self.colleague: 50})
        self.assertEqual((self._propose().ranks, self._propose_again().eligible), ("1 · – · 1", False))

    def _propose_again(self):
        return self.env["aftersales.appraisal.promotion"].search([("employee_id", "=", self.engineer.id)])

    def test_a9_a_trial_of_three_months_up_to_six(self):
        self.engineer.version_ids.date_version = "2024-01-01"
        self._rank(1, 1)
        promotion = self._propose()
        for person in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                promotion.with_user(person.user_id).action_approve()
        director = promotion.with_user(self.boss.user_id)
        director.action_approve()
        self.assertEqual(promotion.trial_until.isoformat(), "2026-07-02")
        with self._refused(UserError, "runs until"):
            director.action_promote()
        director.action_extend()
        self.assertEqual(promotion.trial_until.isoformat(), "2026-10-02")
        with self._refused(UserError, "6 months at most"):
            director.action_extend()
        promotion.sudo().trial_until = "2026-04-02"
        director.action_promote()
        self.assertEqual(promotion.state, "promoted")

    # Last ones, calibration (A6) ------------------------------------------------------

    def test_a6_nothing_becomes_of_the_last_one_by_itself(self):
        cycle = self._finish("2025-01-01", {self.engineer: 85, self.colleague: 82, self.third: 95})
        last, other = self._sheet(cycle, self.colleague), self._sheet(cycle)
        self.assertEqual(last.proposal_ids.mapped("kind"), ["candidate"])
        with self._refused(UserError, "not the last"):
            other.with_user(self.officer.user_id).action_propose_placement()
        with self.assertRaises(AccessError):
            last.with_user(self.head.user_id).action_propose_placement()
        for _again in range(2):
            last.with_user(self.officer.user_id).action_propose_placement()
        placement = last.proposal_ids.filtered(lambda proposal: proposal.kind == "placement")
        self.assertEqual((len(placement), placement.state), (1, "proposed"))

    def test_a6_training_off_post_lasts_three_days(self):
        cycle = self._finish("2025-01-01", {self.engineer: 50})
        placement = self._sheet(cycle).proposal_ids.filtered(lambda proposal: proposal.kind == "placement")
        director = placement.with_user(self.boss.user_id)
        director.write({"placement": "train", "training_days": 2})
        with self._refused(UserError, "at least 3 days"):
            director.action_approve()
        director.training_days = 3
        director.action_approve()
        self.assertEqual(placement.state, "approved")

    def test_a6_the_person_does_not_learn_who_is_last(self):
        self._finish("2025-01-01", {self.engineer: 70, self.colleague: 82})
        mine = self.env["aftersales.appraisal.sheet"].with_user(self.engineer.user_id)
        for question in (
            lambda: mine.search([("is_last", "=", True)]),
            lambda: mine.search([]).read(["is_last"]),
        ):
            with self.assertRaises(AccessError):
                question()

    # Charts, print ---------------------------------------------------------------------

    def test_a3_charts_show_what_the_reader_may_see(self):
        self._finish("2025-07-01", {self.engineer: 70, self.colleague: 50})
        sheet = self._sheet(self._finish("2025-10-01", {self.engineer: 90, self.colleague: 60}))
        chart = sheet.with_user(self.engineer.user_id).chart
        self.assertEqual([row["score"] for row in chart["trend"]], [70, 90])
        self.assertEqual([row["label"] for row in chart["trend"]], ["2025 Q3", "2025 Q4"])
        self.assertEqual(
            {axis["key"]: axis["points"] for axis in chart["axes"]}, {"goal": 90, "attitude": 90}
        )
        sheet.sudo().state = "hr"
        self.env.invalidate_all()
        later = self._sheet(self._start()).with_user(self.engineer.user_id)
        self.assertEqual(later.chart, {"axes": [], "trend": [{"id": later.search([], order="date_from")[0].id,
            "label": "2025 Q3", "score": 70}]})  # fmt: skip

    def test_a3_the_form_has_figures_grade_and_signatures(self):
        sheet = self._sheet(self._start())
        self._complete(sheet)
        self._sign(sheet)
        sheet.with_user(self.officer.user_id).action_publish()
        report = self.env["ir.actions.report"]
        name = "aftersales_hr_discipline.report_appraisal_result"
        html = report.with_user(self.officer.user_id)._render_qweb_html(name, sheet.ids)[0].decode()
        for words in (
            "Appraisal Result Form",
            "84.80",
            self.engineer.name,
            self.manager.name,
            self.boss.name,
        ):
            self.assertIn(words, html)
        with self._refused(Exception, "Appraisal Sheet|考核表"):
            report.with_user(self.colleague.user_id)._render_qweb_html(name, sheet.ids)

    def test_d2_points_of_conduct_lead_to_their_records(self):
        action = self._sheet(self._start()).with_user(self.head.user_id).action_view_conduct()
        self.assertEqual(
            (action["res_model"], action["domain"]), ("aftersales.conduct.record", [("id", "in", [])])
        )


@tagged("post_install", "-at_install")
class TestAppraisalWorkbook(AppraisalCase, HttpCase):
    """The results of a cycle as a workbook: who sees what (A3, D47)."""

    def test_a3_d47_each_downloads_what_he_may_see(self):
        self.engineer.name = "=1+1"
        cycle = self._start()
        self._complete(self._sheet(cycle))
        cycle.sheet_ids.flush_recordset()
        for person in (self.officer, self.head, self.colleague):
            person.user_id.with_context(no_reset_password=True).password = person.user_id.login
        rows = {}
        for person in (self.officer, self.head, self.colleague):
            self.authenticate(person.user_id.login, person.user_id.login)
            answer = self.url_open(f"/aftersales/appraisal/results.xlsx?cycle={cycle.id}", timeout=60)
            pages = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
            rows[person] = [[cell.value for cell in row] for row in pages[0].iter_rows(min_row=2)]
            if person == self.officer:
                self.assertIn("=1+1", [row[0] for row in rows[person]])
                self.assertEqual(pages[0]["A2"].data_type, "s")
                spread = [cell.value for cell in pages[1][2]]
                self.assertEqual(spread, [self.department.name, 1, 1])
        self.assertEqual({row[0] for row in rows[self.head]}, {"=1+1", "Colleague", "Third", "Head"})
        self.assertEqual([row[0] for row in rows[self.colleague]], [self.colleague.name])
        answer = self.url_open("/aftersales/appraisal/results.xlsx?ids=x,%27", timeout=60)
        self.assertEqual(answer.status_code, 404)
