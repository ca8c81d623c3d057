from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_visit import MORNING, VisitCase

HOUR = timedelta(hours=1)


class WorklogCase(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MORNING + 9 * HOUR))

    def _log(self, start, end, user=None, **vals):
        """A line by hand, hours after nine."""
        lines = self.env["aftersales.worklog"].with_user(user or self.engineer_user)
        vals.setdefault("employee_id", self.engineer.id)
        vals.setdefault("description", "Training")
        return lines.create(
            {"start_on": MORNING + start * HOUR, "end_on": MORNING + end * HOUR, **vals}
        ).with_env(self.env)

    def _worked(self, start=0, end=60, **vals):
        """A warranty job from and to so many minutes after nine."""
        order = self._assigned(**vals)
        self._step(order, ("action_start", start), ("action_leave", end))
        return order


@tagged("post_install", "-at_install")
class TestWorklog(WorklogCase):
    """Hours by service type (S10): measured, entered, never twice, corrected by reversal."""

    def test_s10_internal_work_by_hand(self):
        """S10: work without an order is D and says what it was."""
        line = self._log(0, 1.5)
        self.assertEqual((line.service_type, line.minutes, line.date), ("D", 90, MORNING.date()))
        self.assertEqual(line.report_id.hours_d, 1.5)
        with self._refused_by_database("reason_given"):
            self._log(2, 3, description=" ")

    def test_s10_type_follows_the_order(self):
        """S10: the order's type; nobody gives another."""
        order = self._worked()
        self.assertEqual(order.visit_ids.worklog_ids.service_type, "C")
        with self._refused(UserError, "use the buttons"):
            self._log(2, 3, order_id=order.id, service_type="D")
        self.assertEqual(self._log(2, 3, order_id=order.id).service_type, "C")

    def test_s10_nobody_works_twice_at_a_time(self):
        """S10: lines may touch, not overlap by a minute; another person's time is another's."""
        self._log(1, 2)
        self._log(0, 1)
        self._log(2, 3)
        for start, end in ((0.5, 1.1), (1.2, 1.5), (-1, 5), (2.99, 4)):
            with self.subTest(start=start), self._refused(ValidationError, "has other work"):
                self._log(start, end)
        self._log(1, 2, self.other_engineer_user, employee_id=self.other_engineer.id)

    def test_s10_two_jobs_at_once_share_the_time(self):
        """S10: who lets two jobs run has worked no longer than the clock says."""
        first = self._assigned()
        second = self._assigned(unit=self._create_unit("SN-2", MORNING.date() - timedelta(days=30)))
        self._step(first, ("action_start", 0))
        self._step(second, ("action_start", 10))
        self._step(first, ("action_leave", 40))
        self._step(second, ("action_leave", 60))
        self.assertEqual(first.visit_ids.worklog_ids.minutes, 40)
        self.assertEqual(second.visit_ids.worklog_ids.minutes, 20)

    def test_s10_measured_time_leaves_out_what_is_logged(self):
        """S10: a meeting entered by hand is not counted again by the visit around it."""
        self._log(0.5, 1)
        order = self._worked(0, 90)
        self.assertEqual(order.visit_ids.worklog_ids.sorted("start_on").mapped("minutes"), [30, 30])

    def test_s10_future_and_running_time_is_not_entered(self):
        """S10: work is logged when it is done, and not while a visit measures it."""
        with self._refused(ValidationError, "future"):
            self._log(8, 9.1)
        order = self._assigned()
        self._step(order, ("action_travel", 120))
        self._log(1, 2)
        with self._refused(ValidationError, "its time is measured"):
            self._log(2, 2.1)

    def test_s10_work_ends_after_it_starts(self):
        for end in (1, 0.5):
            with self.subTest(end=end), self._refused_by_database("order_of_moments"):
                self._log(1, end)

    def test_s10_under_half_a_minute_is_nothing(self):
        """S10: a button pressed twice by mistake leaves no line."""
        for seconds, minutes in ((29, []), (30, [1])):
            order = self._assigned()
            with freeze_time(MORNING):
                order.with_user(self.engineer_user).action_start()
            with freeze_time(MORNING + timedelta(seconds=seconds)):
                order.with_user(self.engineer_user).action_leave()
            with self.subTest(seconds=seconds):
                self.assertEqual(order.visit_ids.worklog_ids.mapped("minutes"), minutes)

    def test_s10_day_is_the_companys(self):
        """S10: half past midnight in Shanghai is another day than in Greenwich."""
        line = self._log(-8.5, -8)
        self.assertEqual(line.date, MORNING.date())
        self.assertEqual(self._log(-9.5, -9.25).date, MORNING.date() - timedelta(days=1))

    def test_s10_confirmed_line_is_reversed_only(self):
        """S10: no change, no deletion; a reversal and, where times are given, the right line."""
        line = self._log(0, 2)
        report = line.report_id
        report.with_user(self.engineer_user).action_submit()
        report.with_user(self.dispatcher).action_confirm()
        for call in (
            lambda: line.with_user(self.dispatcher).write({"end_on": MORNING + HOUR}),
            lambda: line.with_user(self.dispatcher).unlink(),
        ):
            with self._refused(UserError, "reversal only"):
                call()
        with self._refused(UserError, "Say why"):
            line.with_user(self.dispatcher)._reverse(" ")
        line.with_user(self.dispatcher)._reverse("Left earlier", MORNING, MORNING + HOUR)
        self.assertEqual(sorted(report.line_ids.mapped("minutes")), [-120, 60, 120])
        self.assertEqual((report.hours_d, report.hours_total, report.state), (1.0, 1.0, "confirmed"))
        with self._refused(UserError, "reversed already"):
            line.with_user(self.dispatcher)._reverse("Again")
        with self._refused(UserError, "reversed already"):
            line.reversed_by_ids.with_user(self.dispatcher)._reverse("Again")

    def test_g1_engineer_enters_his_own_time_only(self):
        """G1, S10: no line of another, no change of what was measured, nothing on a day handed in."""
        with self.assertRaises(AccessError):
            self._log(0, 1, employee_id=self.other_engineer.id)
        measured = self._worked().visit_ids.worklog_ids.with_user(self.engineer_user)
        for call in (
            lambda: measured.write({"start_on": MORNING - HOUR}),
            lambda: measured.write({"description": "x"}),
            measured.unlink,
        ):
            with self.assertRaises(UserError):
                call()
        foreign = self._log(0, 1, self.other_engineer_user, employee_id=self.other_engineer.id)
        with self.assertRaises(AccessError):
            foreign.with_user(self.engineer_user).read(["minutes"])
        with self.assertRaises(AccessError):
            measured._reverse("Mine")
        for name, value in {"minutes": 999, "state": "confirmed", "visit_id": 1}.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                measured.with_user(self.dispatcher).write({name: value})
        measured.report_id.action_submit()
        with self._refused(UserError, "handed in"):
            self._log(3, 4)
        for user in (self.clerk,):
            with self.assertRaises(AccessError):
                measured.with_user(user).read(["minutes"])


@tagged("post_install", "-at_install")
class TestDailyReport(WorklogCase):
    """The engineer's day: hours by type, handed in, confirmed (S10)."""

    def test_s10_hours_by_type_and_travel(self):
        """S10: one day with a paid, a warranty and an internal stretch and the way there."""
        order = self._assigned()
        self._step(order, ("action_travel", 0), ("action_arrive", 30), ("action_leave", 90))
        paid = self._assigned(self.unit_paid)
        self._step(paid, ("action_travel", 90), ("action_arrive", 105), ("action_leave", 120))
        self._log(3, 4)
        report = order.visit_ids.worklog_ids.report_id
        self.assertEqual(
            (report.hours_a, report.hours_b, report.hours_c, report.hours_d, report.hours_travel),
            (0.25, 0, 1, 1, 0.75),
        )
        self.assertEqual((report.hours_total, report.order_count), (3, 2))

    def test_s10_day_is_handed_in_and_confirmed(self):
        """S10: by the engineer, by the supervisor; each button in its own state only."""
        report = self._log(0, 1).report_id
        mine, supervisor = report.with_user(self.engineer_user), report.with_user(self.dispatcher)
        for call in (supervisor.action_confirm, supervisor.action_give_back):
            with self.assertRaises(UserError):
                call()
        mine.action_submit()
        self.assertEqual((report.state, report.submitted_on), ("submitted", MORNING + 9 * HOUR))
        with self.assertRaises(UserError):
            mine.action_submit()
        supervisor.action_give_back()
        self.assertFalse(report.submitted_on)
        mine.action_submit()
        supervisor.action_confirm()
        self.assertEqual((report.state, report.confirmed_by_id), ("confirmed", self.dispatcher))
        self.assertEqual(report.line_ids.state, "confirmed")
        for call in (mine.action_submit, supervisor.action_give_back, supervisor.action_confirm):
            with self.assertRaises(UserError):
                call()
        with self._refused(UserError, "no longer change"):
            supervisor.note = "Later"

    def test_s10_work_after_the_report_opens_it_again(self):
        """S10: an emergency at night is on the day's report, which is handed in again."""
        report = self._log(0, 1).report_id
        report.with_user(self.engineer_user).action_submit()
        report.with_user(self.dispatcher).action_confirm()
        self._worked(120, 180)
        self.assertEqual((report.state, report.hours_c), ("draft", 1))
        self.assertEqual(report.line_ids.filtered(lambda line: not line.visit_id).state, "confirmed")

    def test_g1_reports_of_others(self):
        """G1, S10: an engineer hands in his own; nobody confirms his own; no hand writes the state."""
        report = self._log(0, 1).report_id
        with self.assertRaises(AccessError):
            report.with_user(self.other_engineer_user).action_submit()
        with self.assertRaises(AccessError):
            report.with_user(self.clerk).action_submit()
        report.with_user(self.engineer_user).action_submit()
        with self.assertRaises(AccessError):
            report.with_user(self.engineer_user).action_confirm()
        self.engineer.user_id = self.dispatcher
        with self._refused(UserError, "your own"):
            report.with_user(self.dispatcher).action_confirm()
        for name, value in {"state": "confirmed", "hours_a": 9, "submitted_on": MORNING}.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                report.with_user(self.dispatcher).write({name: value})
        with self.assertRaises(UserError):
            report.with_user(self.manager).create({"employee_id": self.engineer.id, "date": "2020-01-01"})

    def test_s10_who_has_not_handed_in_is_listed(self):
        """S10: every engineer has a report for each working day, also for an empty one; twice is once."""
        self.env["aftersales.daily.report"]._cron_open()
        self.env["aftersales.daily.report"]._cron_open()
        reports = self.env["aftersales.daily.report"].search(
            [("employee_id", "in", (self.engineer | self.other_engineer).ids)]
        )
        self.assertEqual(len(reports), 2)
        self.assertEqual(set(reports.mapped("date")), {MORNING.date()})
        with freeze_time(MORNING + timedelta(days=5)):  # Saturday
            self.env["aftersales.daily.report"]._cron_open()
            missing = [("state", "=", "draft"), ("date", "<", "today"), ("id", "in", reports.ids)]
            self.assertEqual(self.env["aftersales.daily.report"].search(missing), reports)
        self.assertFalse(self.env["aftersales.daily.report"].search_count([("date", ">", MORNING.date())]))

    def test_s10_team_is_that_of_the_day(self):
        """S10: who changes the team later leaves the old days with the old team."""
        old, new = self.env["hr.department"].create([{"name": "Old team"}, {"name": "New team"}])
        self.engineer.department_id = old
        report = self._log(0, 1).report_id
        self.engineer.department_id = new
        self.assertEqual((report.department_id, report.line_ids.department_id), (old, old))

    def test_s10_supervisor_adds_up_teams_and_branch(self):
        """S10: the branch is the sum of its teams, and a team of its engineers, to the minute."""
        north, south = self.env["hr.department"].create([{"name": "A north"}, {"name": "B south"}])
        self.engineer.department_id, self.other_engineer.department_id = north, south
        self._worked(0, 50)
        self._log(2, 3)
        other = self._log(0, 2, self.other_engineer_user, employee_id=self.other_engineer.id)
        other.report_id.with_user(self.other_engineer_user).action_submit()
        wizard = self.env["aftersales.daily.summary"].with_user(self.dispatcher)
        summary = wizard.create({"date": MORNING.date()})._get_summary()
        self.assertEqual([team["name"] for team in summary["teams"]], ["A north", "B south"])
        self.assertEqual([round(team["hours_total"] * 60) for team in summary["teams"]], [110, 120])
        self.assertEqual([team["submitted"] for team in summary["teams"]], [0, 1])
        self.assertEqual((round(summary["hours_total"] * 60), summary["count"]), (230, 2))
        self.assertEqual(round(summary["hours_c"] * 60), 50)


@tagged("post_install", "-at_install", "pdf")
class TestDailyReportPdf(WorklogCase):
    """技术员工作日报表 and 服务主任日报表 on paper (S10)."""

    def test_s10_both_reports_are_printed(self):
        self._worked(0, 50)
        report = self._log(2, 3).report_id
        wizard = self.env["aftersales.daily.summary"].create({"date": MORNING.date()})
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for name, record in (
            ("report_aftersales_daily_report", report),
            ("report_aftersales_daily_summary", wizard),
        ):
            html = reports._render_qweb_html(f"aftersales_service.{name}", record.ids)[0].decode()
            for text in ("Li", "00:50", "01:00", "01:50"):
                self.assertIn(text, html)
            content, kind = reports._render_qweb_pdf(f"aftersales_service.{name}", record.ids)
            self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
