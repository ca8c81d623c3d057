from datetime import date, datetime, time, timedelta, timezone
from importlib import import_module
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import groupby

from ..tools.working_time import naive


class AftersalesHolidayFill(models.TransientModel):
    """Fills the public holidays and make-up working days of a year in China (G2).

    The days come from the Python library `chinesecalendar`, which is optional. Days that are there
    already are left alone. Other countries' days are imported into the same two lists.
    """

    _name = "aftersales.holiday.fill"
    _description = "Fill Public Holidays"

    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        default=lambda self: self.env.company.resource_calendar_id,
    )
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)

    def action_fill(self):
        """Write the year's holidays and make-up days into the calendar."""
        self.ensure_one()
        if not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(self.env._("Only a service-centre manager keeps the public holidays."))
        self.calendar_id.check_access("read")
        holidays, workdays = self._get_days(self._get_library())
        holidays = self._fill_holidays(holidays)
        workdays = self._fill_makeup_days(workdays)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(holidays)s public holidays and %(workdays)s make-up working days were added.",
                    holidays=holidays,
                    workdays=workdays,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_library(self):
        """Return the optional library, or say what is missing."""
        try:
            return import_module("chinese_calendar")
        except ImportError as error:
            raise UserError(
                self.env._(
                    "The Python library “chinesecalendar” is not installed. Ask your administrator to "
                    "install it, or import the days of the year from a file."
                )
            ) from error

    def _get_days(self, library):
        """Return the year's holidays and make-up days: two dicts of day → name of the occasion."""
        first = date(self.year, 1, 1)
        days = [first + timedelta(days=number) for number in range((date(self.year + 1, 1, 1) - first).days)]
        try:
            details = {day: library.get_holiday_detail(day) for day in days}
        except NotImplementedError as error:
            raise UserError(
                self.env._(
                    "The public holidays of %(year)s are not in the library yet: they are published in "
                    "autumn of the year before. Update “chinesecalendar”, or import the days from a file.",
                    year=str(self.year),
                )
            ) from error
        holidays = {day: name for day, (off, name) in details.items() if off and name}
        workdays = {day: name for day, (off, name) in details.items() if not off and name}
        return holidays, workdays

    def _fill_holidays(self, holidays):
        """Add one leave for each run of days of one holiday; return how many days were added."""
        zone = ZoneInfo(self.calendar_id.tz or "UTC")
        domain = [("calendar_id", "=", self.calendar_id.id), ("resource_id", "=", False)]
        # sudo: role checked by the caller; public holidays are the host's records
        leaves = self.env["resource.calendar.leaves"].sudo().search(domain)
        known = {
            start.date() + timedelta(days=number)
            for leave in leaves
            for start in [_local(leave.date_from, zone)]
            for number in range((_local(leave.date_to, zone).date() - start.date()).days + 1)
        }
        fresh = sorted(holidays.keys() - known)
        runs = groupby(
            enumerate(fresh), key=lambda pair: (pair[1] - timedelta(days=pair[0]), holidays[pair[1]])
        )
        vals_list = []
        for (_first, name), run in runs:
            days = [day for _number, day in run]
            vals_list.append(
                {
                    "name": name,
                    "calendar_id": self.calendar_id.id,
                    "date_from": naive(datetime.combine(days[0], time.min, zone)),
                    "date_to": naive(datetime.combine(days[-1], time(23, 59, 59), zone)),
                }
            )
        leaves.create(vals_list)
        return len(fresh)

    def _fill_makeup_days(self, workdays):
        days = self.env["aftersales.makeup.day"]
        known = set(days.search([("calendar_id", "=", self.calendar_id.id)]).mapped("date"))
        vals_list = [
            {"date": day, "name": name, "calendar_id": self.calendar_id.id}
            for day, name in sorted(workdays.items())
            if day not in known
        ]
        days.create(vals_list)
        return len(vals_list)


def _local(moment, zone):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone)
