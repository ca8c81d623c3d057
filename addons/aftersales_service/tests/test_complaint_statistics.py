from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintStatistics(ComplaintCase):
    """The statistics of a month, issued by the 10th of the next (S25)."""

    def _prepare(self, at=datetime(2026, 4, 1, 2)):
        with freeze_time(at):
            self.env["aftersales.complaint.statistics"]._cron_prepare()
        return self.env["aftersales.complaint.statistics"].search(
            [("company_id", "=", self.company.id), ("month", "=", date(2026, 3, 1))]
        )

    def test_s25_the_month_is_counted(self):
        self._open(major="quality")
        late = self._open(kind="service")
        with freeze_time(datetime(2026, 3, 4, 1)):
            late.with_user(self.clerk).action_answer()
        self._open().with_user(self.clerk)._withdraw("Twice")
        self._open(datetime(2026, 3, 31, 15, 59))
        self._open(datetime(2026, 3, 31, 16))
        figures = self._prepare()._reckon()
        self.assertEqual((figures["total"]["count"], figures["total"]["major"]), (3, 1))
        self.assertEqual(figures["kinds"]["service"]["answer_late"], 1)
        self.assertEqual(figures["kinds"]["quality"]["answer_late"], 0)

    def test_s25_issued_by_the_10th(self):
        for day, late in ((10, False), (11, True)):
            statistics = self._prepare()
            self.assertEqual(statistics.due_on, date(2026, 4, 10))
            self.assertEqual(statistics.activity_ids.user_id, self.manager)
            with freeze_time(datetime(2026, 4, day, 4)):
                statistics.with_user(self.manager).action_issue()
            self.assertEqual(statistics.late, late)
            statistics.unlink()

    def test_s25_issued_figures_stand(self):
        self._open()
        statistics = self._prepare()
        statistics.with_user(self.manager).action_issue()
        self._open()
        self.assertEqual(statistics.figures["total"]["count"], 1)
        self.assertIn(">1<", str(statistics.summary))
        with self._refused(UserError, "are issued"):
            statistics.with_user(self.manager).action_issue()
        with self._refused(UserError, "kept by the system"):
            statistics.with_user(self.manager).figures = {}

    def test_s25_file_and_statistics_are_printed(self):
        complaint = self._play_to_decision(self._open())
        for report, record in (
            ("aftersales_complaint_report", complaint),
            ("aftersales_complaint_statistics_report", self._prepare()),
        ):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                f"aftersales_service.{report}", record.ids
            )
            self.assertIn(record.display_name, html.decode())

    def test_s25_prepared_once_and_issued_by_the_manager_when_it_is_over(self):
        self.assertFalse(self._prepare(datetime(2026, 3, 31, 15, 59)), "still March at the company")
        statistics = self._prepare(datetime(2026, 3, 31, 16)) | self._prepare()
        self.assertEqual(len(statistics), 1)
        with self._refused(AccessError, "."):
            statistics.with_user(self.accountant).action_issue()
        with freeze_time(datetime(2026, 3, 31, 4)), self._refused(UserError, "is not over yet"):
            statistics.with_user(self.manager).action_issue()
