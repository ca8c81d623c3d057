from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestReport(SessionCase):
    """T1, T3: each unit's implementation table is handed in by the 5th, a project's by the 3rd."""

    def _create_report(self, unit=None, month="2026-07-01"):
        return self.env["aftersales.training.report"].create(
            {"department_id": (unit or self.north).id, "month": month}
        )

    def _hand_in(self, report, day="2026-08-05", time="04:00"):
        with self._on(day, time):
            report.with_user(self.head.user_id).action_hand_in()

    def _held(self):
        self.training.write({"state": "held", "summary": "Good"})
        self.env.flush_all()

    def test_t1_the_project_is_due_on_the_3rd_the_others_on_the_5th(self):
        for unit, day in (
            (self.project, "2026-08-03"),
            (self.north, "2026-08-05"),
            (self.office, "2026-08-05"),
        ):
            self.assertEqual(str(self._create_report(unit).due_on), day)

    def test_t1_on_the_5th_it_is_in_time_on_the_6th_late(self):
        """T1: until midnight in the company's time zone, which is 16:00 UTC."""
        self._held()
        for moment, late in ((("2026-08-05", "15:59"), False), (("2026-08-05", "16:00"), True)):
            with self.subTest(moment):
                report = self._create_report()
                self._hand_in(report, *moment)
                self.assertEqual((report.state, report.is_handed_late), ("handed", late))
                self.assertFalse(report.due_on)
                report.sudo().write({"state": "draft"})
                report.unlink()

    def test_t1_a_projects_table_on_the_3rd_is_in_time_on_the_4th_late(self):
        for moment, late in (
            (("2026-08-02", "04:00"), False),
            (("2026-08-03", "15:59"), False),
            (("2026-08-03", "16:00"), True),
        ):
            with self.subTest(moment):
                report = self._create_report(self.project)
                with self._on(*moment):
                    report.with_user(self.organiser.user_id).action_hand_in()
                self.assertEqual(report.is_handed_late, late)
                report.sudo().write({"state": "draft"})
                report.unlink()

    def test_t1_tables_are_prepared_once_for_units_that_had_a_plan(self):
        self._create_plan(self.project, items=[{}])
        for _run in range(2):
            self._trigger("prepare_training_reports", "2026-08-01")
        reports = self.env["aftersales.training.report"].search([("company_id", "=", self.company.id)])
        self.assertEqual(reports.department_id, self.north | self.project)
        self.assertEqual({str(report.month) for report in reports}, {"2026-07-01"})

    def test_t1_late_tables_remind_escalate_and_propose(self):
        report = self._create_report(self.north)
        levels = {}
        for day in ("2026-08-03", "2026-08-04", "2026-08-06", "2026-08-07", "2026-08-08", "2026-08-09"):
            self._trigger("chase_training_reports", day)
            levels[day[-1]] = report.chase
        self.assertEqual(
            levels,
            {
                "3": "none",
                "4": "reminded",
                "6": "escalated",
                "7": "escalated",
                "8": "proposed",
                "9": "proposed",
            },
        )
        proposal = self.env["aftersales.training.proposal"].search([("employee_id", "=", self.head.id)])
        self.assertEqual((len(proposal), proposal.cause, str(proposal.date)), (1, "report", "2026-08-05"))

    def test_t1_what_is_handed_in_is_left_alone(self):
        self._held()
        report = self._create_report()
        self._trigger("chase_training_reports", "2026-08-04")
        self._hand_in(report)
        self.assertEqual((report.chase, report.activity_ids.ids), ("none", []))
        self._trigger("chase_training_reports", "2026-08-20")
        self.assertEqual(report.chase, "none")

    def test_t3_a_session_neither_held_nor_cancelled_is_refused(self):
        report = self._create_report()
        with self._refused(UserError, "neither held nor cancelled"):
            self._hand_in(report)
        self.training.write({"state": "cancelled", "cancel_reason": "Typhoon"})
        with self._refused(UserError, "explain"):
            self._hand_in(report)
        report.with_user(self.head.user_id).explanation = "The typhoon."
        self._hand_in(report)
        self.assertEqual((report.planned, report.held, report.rate, report.is_below), (1, 0, 0.0, True))

    def test_t3_a_session_moved_to_the_next_month_is_explained(self):
        self.training.slot_ids.write({"start": "2026-08-20 01:00:00", "end": "2026-08-20 02:30:00"})
        report = self._create_report()
        report.explanation = "Moved: the lecturer was ill."
        self._hand_in(report)
        self.assertEqual(report.held, 0)

    def test_t3_the_figures_of_the_day_stay(self):
        self._held()
        report = self._create_report()
        self._hand_in(report)
        self.assertEqual((report.rate, report.is_below), (100.0, False))
        self.training.write({"state": "cancelled"})
        self.env.invalidate_all()
        self.assertEqual((report.held, report.rate), (1, 100.0))
        with self._refused(UserError, "handed in"):
            report.with_user(self.head.user_id).explanation = "Later"
        report.with_user(self.officer.user_id)._return("Look again")
        self.assertEqual((report.state, report.held, str(report.due_on)), ("draft", 0, "2026-08-05"))

    def test_t3_not_before_the_month_is_over(self):
        report = self._create_report()
        with self._refused(UserError, "not over"):
            self._hand_in(report, "2026-07-31", "15:59")
        self._held()
        self._hand_in(report, "2026-07-31", "16:00")

    def test_t1_only_the_unit_hands_in_and_the_centre_returns(self):
        self._held()
        report = self._create_report()
        for person in (self.other_head, self.organiser, self.engineer):
            with self._on("2026-08-05"), self._refused(AccessError, "."):
                report.with_user(person.user_id).action_hand_in()
        with self._refused(UserError, "kept by the system"):
            report.with_user(self.head.user_id).write({"state": "handed"})
        self._hand_in(report)
        with self._refused(AccessError, "."):
            report.with_user(self.head.user_id).action_return()

    def test_t3_figures_cost_the_same_for_many_tables(self):
        reports = self._create_report()
        for index in range(8):
            unit = self._create_unit(f"Unit {index}", "district", self.office)
            reports |= self._create_report(unit)
        counts = []
        for some in (reports[:2], reports):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("rate")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_t5_who_was_there_is_signed_in_afterwards_with_a_reason(self):
        """T5, T8: when sign-in failed, the organiser attests it after the end, before the closing."""
        self._invite()
        rows = self._row(self.engineer) | self._row(self.colleague)
        with freeze_time(self.END.replace(minute=29)), self._refused(UserError, "when it is over"):
            rows.with_user(self.head.user_id)._sign_after("No network")
        with freeze_time(self.END):
            self._answer(
                rows.with_user(self.head.user_id).action_ask_sign_after(), self.head, "No network in the room"
            )
        self.assertEqual(set(rows.mapped("state")), {"present"})
        self.assertEqual(set(rows.mapped("method")), {"after"})
        self.assertEqual(rows[0].presence, 90)
        self.assertIn("No network", rows[0].sign_reason)
        self.assertIn("No network", self._find_messages()[0].body)
        self._hold()
        self.assertEqual(self.training.state, "held")
        row = self._row(self.head)
        with freeze_time(self.END), self._refused(UserError, "before it is closed"):
            row.with_user(self.officer.user_id)._sign_after("Forgot")

    def test_t5_nobody_signs_himself_in_afterwards(self):
        self._invite()
        with freeze_time(self.END):
            with self._refused(UserError, "ask a colleague"):
                self._row(self.head).with_user(self.head.user_id).action_ask_sign_after()
            with self._refused(AccessError, "."):
                self._row(self.engineer).with_user(self.engineer.user_id)._sign_after("I was there")
