from datetime import timezone

from odoo import fields, models
from odoo.fields import Domain

from ..tools.working_time import Calendar, disjoint


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "aftersales.working.time.mixin"]

    aftersales_makeup_ids = fields.One2many(
        "aftersales.makeup.day", "calendar_id", string="Make-Up Working Days"
    )

    def _get_working_time_fields(self):
        return {"tz", "two_weeks_calendar"}

    def _get_aftersales_companies(self):
        """Return the companies that work by these calendars, or one of whose stations does."""
        host = self.sudo().env  # whose calendar it is, no content
        companies = host["res.company"].search([("resource_calendar_id", "in", self.ids)])
        stations = host["aftersales.station"].search([("calendar_id", "in", self.ids)])
        return companies | stations.company_id

    def _get_aftersales_calendars(self):
        """Return the working time of each calendar as the engine takes it (G2).

        Hours of the week without breaks, the company's public holidays, make-up working days; three
        queries however many calendars there are.

        :return: dict of calendar → `working_time.Calendar`
        """
        calendars = self.sudo()  # sudo: working hours of the company, no secret
        leaves = calendars.env["resource.calendar.leaves"].search(
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("calendar_id", "in", [*calendars.ids, False])
            & Domain("company_id", "in", [*calendars.company_id.ids, False])
        )
        return {
            calendar.with_env(self.env): Calendar(
                zone=calendar.tz or "UTC",
                week=calendar._get_aftersales_week(),
                closed=tuple(
                    (leave.date_from.replace(tzinfo=timezone.utc), leave.date_to.replace(tzinfo=timezone.utc))
                    for leave in leaves
                    if leave.calendar_id in (calendar, calendars.browse())
                    and leave.company_id in (calendar.company_id, calendar.company_id.browse())
                ),
                makeup={day.date: int(day.dayofweek) for day in calendar.aftersales_makeup_ids},
            )
            for calendar in calendars
        }

    def _get_aftersales_week(self):
        """Return the working hours of seven or fourteen days in minutes, breaks left out."""
        self.ensure_one()
        rows = self.attendance_ids.filtered(lambda row: not row.display_type and row.day_period != "lunch")
        return tuple(
            tuple(
                disjoint(
                    (round(row.hour_from * 60), round(row.hour_to * 60))
                    for row in rows
                    if int(row.dayofweek) == index % 7
                    and (not self.two_weeks_calendar or int(row.week_type or 0) == index // 7)
                )
            )
            for index in range(14 if self.two_weeks_calendar else 7)
        )
