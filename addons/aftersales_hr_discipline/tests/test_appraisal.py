from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestAppraisal(AppraisalCase):
    """Templates, cycles, who is appraised, and the way of a sheet (A1–A5, A8)."""

    # Templates ------------------------------------------------------------------------

    def test_a3_weights_of_a_template_are_100(self):
        draft = self.template.copy({"name": "Other"})
        draft.line_ids[0].weight = 39.99
        with self._refused(UserError, "99.99"):
            draft.with_user(self.manager.user_id).action_publish()
        draft.line_ids[0].weight = 40
        draft.with_user(self.manager.user_id).action_publish()
        self.assertEqual(draft.state, "published")

    def test_a3_a_template_with_sheets_does_not_change(self):
        line, question = self.template.line_ids[0], self.template.question_ids[0]
        manager = self.manager.user_id
        attempts = (
            lambda: line.with_user(manager).write({"weight": 50}),
            lambda: line.with_user(manager).unlink(),
            lambda: question.with_user(manager).write({"name": "Else"}),
            lambda: self.template.with_user(manager).write({"period": "year"}),
            lambda: self.template.with_user(manager).write(
                {"line_ids": [Command.create({"name": "More", "weight": 1})]}
            ),
            lambda: self.template.with_user(manager).unlink(),
        )
        for attempt in attempts:
            with self._refused(UserError, "is published"):
                attempt()
        version = self.template.browse(self.template.with_user(manager).action_new_version()["res_id"])
        version.line_ids[0].write({"weight": 40, "name": "Better"})
        version.with_user(manager).action_publish()
        self.assertEqual(self.template.state, "replaced")

    def test_a3_steps_need_points_and_raters_a_form(self):
        draft = self.template.copy({"name": "Other"})
        draft.line_ids[0].rule = "steps"
        with self._refused(UserError, "needs the points"):
            draft.with_user(self.manager.user_id).action_publish()
        draft.line_ids[0].rule = "direct"
        draft.question_ids.unlink()
        with self._refused(UserError, "ability form"):
            draft.with_user(self.manager.user_id).action_publish()

    def test_a4_scoring_goes_the_way_that_the_source_is_better(self):
        template = self.template.copy({"name": "Hours"})
        line = template.line_ids[0]
        line.write({"source": "hours", "target": 100, "rule": "less"})
        self.assertEqual((line.unit, line.better), ("%", "more"))
        for rule, points in (("less", ()), ("linear", (100, 0)), ("steps", (60, 50))):
            line.write({"rule": rule, "point_ids": [Command.clear()]})
            line.point_ids = [Command.create({"value": 10 * n, "points": p}) for n, p in enumerate(points)]
            with self._refused(UserError, "More is better"):
                template.with_user(self.manager.user_id).action_publish()
        line.point_ids[1].points = 60
        template.with_user(self.manager.user_id).action_publish()

    def test_a7_the_sheet_of_appliance_service_judges_four_dimensions(self):
        template = self.env.ref("aftersales_hr_discipline.appraisal_template_service")
        self.assertEqual((template.state, template.weight), ("published", 100))
        dimensions = set(template.line_ids.mapped("dimension"))
        self.assertLessEqual({"attitude", "skill", "efficiency", "satisfaction"}, dimensions)
        month = self.env.ref("aftersales_hr_discipline.appraisal_template_month")
        self.assertEqual((month.state, month.period, month.weight), ("published", "month", 100))
        self.assertEqual(
            month.line_ids.mapped("dimension"), ["attitude", "skill", "efficiency", "satisfaction"]
        )

    def test_a1_managers_have_a_template_of_the_year(self):
        """A2: rated by superior and subordinates, goals from the work plan (A4)."""
        year = self.env.ref("aftersales_hr_discipline.appraisal_template_year")
        self.assertEqual((year.state, year.period, year.weight), ("published", "year", 100))
        self.assertEqual(set(year.line_ids.mapped("source")), {"goals", "hand", "raters"})
        own = year.copy({"company_id": self.company.id, "department_ids": [Command.set(self.department.ids)]})
        own.with_user(self.manager.user_id).action_publish()
        sheet = self._sheet(self._start(own, day="2025-06-01"), self.head)
        self.assertEqual((sheet.date_from.year, sheet.date_to.month), (2025, 12))
        self.assertLessEqual({"superior", "subordinate", "self"}, set(self._ratings(sheet).mapped("kind")))

    # Who is appraised -----------------------------------------------------------------

    def test_a1_everybody_of_the_department_once(self):
        cycle = self._start()
        people = self.env["hr.employee"].search([("department_id", "=", self.department.id)])
        self.assertEqual(cycle.sheet_ids.employee_id, people)
        self.assertEqual(
            (cycle.date_from.isoformat(), cycle.date_to.isoformat()), ("2026-01-01", "2026-03-31")
        )
        self.assertEqual(cycle.rating_until.isoformat(), "2026-04-10")
        before = cycle.sheet_ids
        self._work()
        self.assertEqual(cycle.sheet_ids, before)
        sheet = self._sheet(cycle)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            cycle.sudo()._create_sheets(sheet.employee_id)
            self.env.flush_all()

    def test_a1_months_half_years_and_years(self):
        """Each kind of cycle has its days, its name, its last day of answers, and a final result."""
        for period, day, first, last, until, name in (
            ("month", "2026-02-14", "2026-02-01", "2026-02-28", "2026-03-10", "2026-02"),
            ("half_year", "2025-12-31", "2025-07-01", "2025-12-31", "2026-01-10", "2025 H2"),
            ("year", "2025-03-01", "2025-01-01", "2025-12-31", "2026-01-10", "2025"),
        ):
            with self.subTest(period):
                cycle = self._start(self._create_template(name=period, period=period), day)
                dates = (cycle.date_from, cycle.date_to, cycle.rating_until)
                self.assertEqual([date.isoformat() for date in dates], [first, last, until])
                self.assertEqual(cycle.name, f"{period} {name}")
                sheet = self._sheet(cycle)
                sheet.sudo().cycle_id.template_id.line_ids.source = "hand"
                sheet.invalidate_recordset()
                self._ratings(sheet).sudo().write({"state": "cancelled"})
                self._fill(sheet, 80, 90, 100)
                sheet.with_user(self.officer.user_id).action_evaluate()
                self._sign(sheet)
                sheet.with_user(self.officer.user_id).action_publish()
                sheet.sudo()._finish()
                year = self.env["aftersales.appraisal.year"].search(
                    [("employee_id", "=", self.engineer.id), ("period", "=", period)]
                )
                # Of twelve months one is not half of them, of two half-years it is (A1).
                self.assertEqual((sheet.score, year.known, year.found), (88, period != "month", 1))

    def test_a1_one_cycle_a_period_and_one_sheet_a_person_and_period(self):
        self._start()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._start(day="2026-03-31")
        other = self._create_template(name="Twin")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._start(other)

    def test_a1_joiners_leavers_and_movers(self):
        """Half of the 90 days are needed: hired on 14 February 46 days, on 16 February 44."""
        for person, day in ((self.engineer, "2026-02-14"), (self.colleague, "2026-02-16")):
            person.version_ids.write({"date_version": day, "contract_date_start": day})
        self.third.departure_date = "2026-03-30"
        self.stranger.version_ids.date_version = "2026-01-01"
        self.stranger.create_version({"date_version": "2026-03-20", "department_id": self.department.id})
        people = self._start().sheet_ids.employee_id
        self.assertIn(self.engineer, people)
        self.assertNotIn(self.colleague, people)
        self.assertNotIn(self.third, people)
        self.assertIn(self.stranger, people)

    def test_a1_a_mover_belongs_where_he_was_on_the_first_day_if_the_policy_says_so(self):
        self.policy.position_day = "first"
        self.stranger.version_ids.date_version = "2026-01-01"
        self.stranger.create_version({"date_version": "2026-03-20", "department_id": self.department.id})
        self.assertNotIn(self.stranger, self._start().sheet_ids.employee_id)

    def test_a1_position_is_frozen(self):
        """A later transfer rewrites nothing (traps: versions, related fields)."""
        sheet = self._sheet(self._start())
        self.engineer.write({"department_id": self.other_department.id, "parent_id": self.boss.id})
        self.env.flush_all()
        self.assertEqual((sheet.department_id, sheet.superior_id), (self.department, self.head))

    def test_a1_a_late_joiner_gets_a_sheet_by_the_scheduled_action(self):
        cycle = self._start()
        late = self._create_person("late", parent=self.head)
        self._work()
        self.assertTrue(self._sheet(cycle, late))

    # Way of a sheet -------------------------------------------------------------------

    def test_a3_from_the_values_to_the_final_result(self):
        sheet = self._sheet(self._start())
        self._complete(sheet)
        self.assertEqual((sheet.state, sheet.rater_score), ("superior", 84))
        self.assertEqual((sheet.indicator_score, sheet.score, sheet.grade_id.name), (84.8, 84.8, "Good"))
        self._sign(sheet)
        signers = sheet.superior_signer_id, sheet.head_signer_id, sheet.hr_signer_id, sheet.general_signer_id
        self.assertEqual(signers, tuple(p.user_id for p in (self.head, self.boss, self.manager, self.boss)))
        sheet.with_user(self.officer.user_id).action_publish()
        self.assertEqual(sheet.appeal_until.isoformat(), "2026-04-09")
        sheet.with_user(self.engineer.user_id).action_acknowledge()
        self.assertEqual(sheet.state, "acknowledged")

    def test_a3_each_step_by_its_own_person_and_never_by_oneself(self):
        cycle = self._start()
        sheet = self._sheet(cycle)
        self._complete(sheet)
        for signer in (self.colleague, self.officer, self.manager):
            with self.assertRaises(AccessError):
                sheet.with_user(signer.user_id).action_sign()
        self._sign(sheet, "hr")
        with self.assertRaises(AccessError):
            sheet.with_user(self.boss.user_id).action_sign()
        own = self._sheet(cycle, self.head)
        with self.assertRaises(UserError):
            own.with_user(self.head.user_id).action_evaluate()

    def test_a3_conduct_points_of_the_quarter_are_added(self):
        sheet = self._sheet(self._start())
        self.env["aftersales.conduct.ledger"]._refresh({(self.engineer.id, self.company.id, 2026)})
        ledger = self.env["aftersales.conduct.ledger"].search([("employee_id", "=", self.engineer.id)])
        record = self.env["aftersales.conduct.record"].create(
            {
                "employee_id": self.engineer.id,
                "article_id": self._article("D25").id,
                "event_date": self.today,
                "facts": "x",
            }
        )
        for month, points in (("2025-12-01", -9), ("2026-01-01", -3), ("2026-03-01", 1), ("2026-04-01", 9)):
            self.env["aftersales.conduct.points"].create(
                {"ledger_id": ledger.id, "record_id": record.id, "month": month, "points": points}
            )
        self._complete(sheet)
        self.assertEqual((sheet.conduct_points, sheet.score), (-2, 82.8))

    def test_a3_values_are_the_superiors_until_he_has_signed(self):
        sheet = self._sheet(self._start())
        value = sheet.indicator_ids[0]
        for person in (self.engineer, self.colleague, self.boss):
            allowed = person == self.boss
            try:
                value.with_user(person.user_id).write({"actual": 50, "evidence": "List"})
                self.assertTrue(allowed, person.name)
            except AccessError:
                self.assertFalse(allowed, person.name)
        with self._refused(UserError, "is measured"):
            sheet.indicator_ids[2].with_user(self.head.user_id).write({"actual": 50})
        for evidence in (False, " "):
            with self._refused(UserError, "what the value rests on"):
                value.with_user(self.head.user_id).write({"actual": 60, "evidence": evidence})
        with self._refused(UserError, "kept by the system"):
            value.with_user(self.head.user_id).write({"score": 100})
        self._complete(sheet)
        value.with_user(self.head.user_id).write({"actual": 100})
        self.assertEqual(sheet.score, 92.8)
        self._sign(sheet, "head")
        with self._refused(UserError, "is signed"):
            value.with_user(self.head.user_id).write({"actual": 50})

    def test_a3_values_are_saved_with_the_sheet_and_nothing_else(self):
        """The form of the sheet saves its lines: who enters values may write it while it is open."""
        sheet = self._sheet(self._start())
        value = sheet.indicator_ids[0]
        filled = [Command.update(value.id, {"actual": 70, "evidence": "List"})]
        for person in (self.engineer, self.colleague, self.auditor):
            with self._refused(AccessError, "."):
                sheet.with_user(person.user_id).write({"indicator_ids": filled})
        own = sheet.with_user(self.head.user_id)
        own.web_save({"indicator_ids": filled}, {"score": {}})
        self.assertEqual((value.actual, value.score), (70, 70))
        for vals in ({"score": 100}, {"message_follower_ids": [Command.clear()]}, {"appeal_ids": []}):
            with self._refused(UserError, "use the buttons"):
                own.write(vals)
        with self._refused(UserError, "kept by the system"):
            own.write({"indicator_ids": [Command.create({"line_id": value.line_id.id})]})
        notice = own.action_evaluate()
        self.assertIn("Attitude", notice["params"]["message"])
        self.assertNotIn("360", notice["params"]["message"])
        self._complete(sheet)
        self._sign(sheet, "head")
        with self._refused(AccessError, "."):
            own.write({"indicator_ids": filled})

    def test_a4_targets_are_measured_and_lead_to_their_records(self):
        template = self.template.copy({"name": "Hours"})
        template.line_ids[0].write({"source": "hours", "rule": "more", "target": 100, "cap": 120})
        template.with_user(self.manager.user_id).action_publish()
        cycle = self._start(template)
        sheet = self._sheet(cycle)
        for month, achieved in ((1, 150), (2, 180), (3, 135), (4, 10)):
            self.env["aftersales.target"].create(
                {
                    "employee_id": self.engineer.id,
                    "metric": "hours",
                    "date_from": f"2026-{month:02d}-01",
                    "amount": 150,
                    "achieved": achieved,
                }
            )
        sheet.sudo().indicator_ids._measure()
        indicator = sheet.indicator_ids[0]
        self.assertEqual((indicator.known, round(indicator.actual, 2)), (True, 103.33))
        self.assertEqual(indicator.score, 103.33)
        action = indicator.with_user(self.head.user_id).action_view_source()
        found = self.env[action["res_model"]].with_user(self.head.user_id).search(action["domain"])
        self.assertEqual(sum(found.mapped("achieved")), 465)
        self.assertFalse(self._sheet(cycle, self.colleague).indicator_ids[0].known)

    def test_a5_grade_of_the_shown_score_at_its_limits(self):
        cycle = self._start()
        for person, value, grade in (
            (self.engineer, 59.99, "Poor"),
            (self.colleague, 60, "Below Standard"),
            (self.third, 90, "Excellent"),
        ):
            sheet = self._sheet(cycle, person)
            self._fill(sheet, value, value)
            for indicator in sheet.sudo().indicator_ids:
                indicator.write({"actual": value, "known": True})
            sheet.sudo()._sum_up()
            self.assertEqual((sheet.score, sheet.grade_id.name), (value, grade))

    def test_a3_adjustment_with_reason_and_return(self):
        sheet = self._sheet(self._start())
        self._complete(sheet)
        self._sign(sheet, "hr")
        manager = sheet.with_user(self.manager.user_id)
        with self._refused(UserError, "Give a reason"):
            manager._adjust(3, " ")
        with self.assertRaises(AccessError):
            sheet.with_user(self.head.user_id)._adjust(3, "Because")
        manager._adjust(5.2, "Calibrated")
        self.assertEqual((sheet.score, sheet.grade_id.name), (90, "Excellent"))
        self.assertIn("84.80 to 90.00", str(sheet.message_ids[0].body))
        manager._return("Values are missing")
        self.assertEqual(
            (sheet.state, sheet.superior_signer_id, sheet.change), ("superior", self.env["res.users"], 5.2)
        )

    def test_a8_the_result_stands_when_the_time_is_over(self):
        sheet = self._sheet(self._start())
        self._complete(sheet)
        self._sign(sheet)
        sheet.with_user(self.officer.user_id).action_publish()
        self._work()
        self.assertEqual(sheet.state, "published")
        sheet.sudo().appeal_until = "2026-04-01"
        self._work()
        self.assertEqual(sheet.state, "final")

    def test_a1_a_cycle_is_closed_once_all_is_final_and_uses_up_the_points(self):
        cycle = self._start()
        manager = cycle.with_user(self.manager.user_id)
        with self._refused(UserError, "not final yet"):
            manager.action_close()
        for sheet in cycle.sheet_ids.sudo():
            sheet.state = "final"
        manager.action_close()
        self.assertEqual(self.company.aftersales_conduct_closed_until, cycle.date_to)

    def test_a1_a_cycle_is_cancelled_with_its_sheets(self):
        cycle = self._start()
        cycle.with_user(self.manager.user_id).action_cancel()
        self.assertEqual(set(cycle.sheet_ids.mapped("state")), {"cancelled"})
        self.assertEqual(set(self._ratings(self._sheet(cycle)).mapped("state")), {"cancelled"})
        self.env.flush_all()
        self._start()

    # Many -----------------------------------------------------------------------------

    def test_a1_queries_do_not_grow_with_the_people(self):
        """Made, evaluated, published: as many queries for 24 people as for 8."""
        counts = []
        for number, size in enumerate((8, 24)):
            department = self.env["hr.department"].create(
                {"name": f"D{number}", "company_id": self.company.id}
            )
            boss = self._create_person(f"boss{number}", department=department)
            people = self.env["hr.employee"].create(
                [
                    {
                        "name": f"P{number}-{place}",
                        "company_id": self.company.id,
                        "department_id": department.id,
                        "parent_id": boss.id,
                    }
                    for place in range(size)
                ]
            )
            template = self._create_template(name=f"T{number}", department_ids=[Command.set(department.ids)])
            cycle = self._start(template)
            self.assertEqual(len(cycle.sheet_ids), size + 1)
            cycle.sheet_ids.sudo().unlink()
            found = []
            for work in (
                lambda cycle=cycle, people=people: cycle.sudo()._create_sheets(people),
                lambda cycle=cycle: cycle.sheet_ids.sudo()._evaluate(),
            ):
                found.append(self._count_queries(work))
            counts.append(found)
        for few, many in zip(*counts, strict=True):
            self.assertLessEqual(many, few)

    def test_a1_queries_do_not_grow_from_slice_to_slice(self):
        """Slices of twelve, a superior for every three; the last twelve have one: the same each time."""
        bosses = self._create_people("Boss", self.other_department, [self.env["hr.employee"]] * 13)
        people = self._create_people("P", self.department, [boss for boss in bosses[:12] for _ in range(3)])
        people += self._create_people("Q", self.department, [bosses[12]] * 12)
        cycle = self._start()
        cycle.sheet_ids.sudo().unlink()
        made, graded = [], []
        for first in range(0, 48, 12):
            chosen = people[first : first + 12]
            made.append(self._count_queries(lambda chosen=chosen: cycle.sudo()._create_sheets(chosen)))
            sheets = cycle.sheet_ids.sudo().filtered(lambda sheet: sheet.state == "open")
            self.assertEqual(len(sheets), 12)
            sheets.indicator_ids.write({"actual": 80, "known": True})
            self.env["aftersales.appraisal.rating"].search([("sheet_id", "in", sheets.ids)]).write(
                {"state": "done", "score": 80}
            )
            graded.append(self._count_queries(sheets._evaluate))
            self.assertEqual(set(sheets.mapped("state")), {"superior"})
        for counts in (made, graded):
            self.assertEqual(counts[2:], counts[1:2] * 2)

    def _count_queries(self, work):
        """Return the number of queries of `work`, from a cold cache until everything is written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _create_people(self, prefix, department, superiors):
        """Return an employee with a login for each of `superiors`."""
        users = self.env["res.users"].create(
            [
                {
                    "name": f"{prefix}{number}",
                    "login": f"conduct-slice-{prefix}{number}",
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                }
                for number, _superior in enumerate(superiors)
            ]
        )
        return self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.company.id,
                    "department_id": department.id,
                    "parent_id": superior.id,
                }
                for user, superior in zip(users, superiors, strict=True)
            ]
        )
