import sys
from datetime import date
from types import ModuleType
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_clock import ClockCase


class Library(ModuleType):
    """A stand-in for the optional library: the first days of 2026 as they were published."""

    DAYS = {
        date(2026, 1, 1): (True, "New Year's Day"),
        date(2026, 1, 2): (True, "New Year's Day"),
        date(2026, 1, 4): (False, "New Year's Day"),
    }

    def get_holiday_detail(self, day):
        if day.year > 2026:
            raise NotImplementedError
        return self.DAYS.get(day, (day.weekday() > 4, None))


@tagged("post_install", "-at_install")
class TestHolidayFill(ClockCase):
    """Public holidays and make-up days of a year (G2)."""

    def _fill(self, year=2026, library=Library("chinese_calendar")):  # noqa: B008 (a constant)
        dialog = (
            self.env["aftersales.holiday.fill"]
            .with_user(self.manager)
            .create({"calendar_id": self.calendar.id, "year": year})
        )
        with patch.dict(sys.modules, {"chinese_calendar": library}):
            return dialog.action_fill()

    def test_a_year_is_filled_once(self):
        """G2: a run of days is one holiday; the second time nothing is added."""
        for _run in range(2):
            self._fill()
            leave = self.calendar.global_leave_ids
            self.assertEqual(leave.mapped("name"), ["New Year's Day"])
            self.assertEqual(str(leave.date_from), "2025-12-31 16:00:00")
            self.assertEqual(str(leave.date_to), "2026-01-02 15:59:59")
            self.assertEqual([str(day.date) for day in self.calendar.aftersales_makeup_ids], ["2026-01-04"])

    def test_a_year_that_is_not_published_is_said(self):
        """G2: the library knows no 2027 before autumn 2026."""
        with self._refused(UserError, "2027 are not in the library yet"):
            self._fill(2027)

    def test_a_missing_library_is_said(self):
        """G2: it is optional."""
        with self._refused(UserError, "not installed"):
            self._fill(library=None)
