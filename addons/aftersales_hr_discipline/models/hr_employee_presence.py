from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models


class HrEmployee(models.Model):
    """When a person was employed and on leave: nothing is due from who was not there."""

    _inherit = "hr.employee"

    def _get_conduct_employment(self):
        """Return first and last day of the employment, `None` where the contract names none."""
        self.ensure_one()
        versions = self.version_ids
        starts = list(filter(None, versions.mapped("contract_date_start")))
        ends = [version.contract_date_end for version in versions if version.contract_date_start]
        left = [day for day in (ends and all(ends) and max(ends), self.departure_date) if day]
        return min(starts, default=None), min(left, default=None)

    def _get_conduct_gaps(self):
        """Return the days between one contract and the next: who comes back was away."""
        self.ensure_one()
        versions = self.version_ids.filtered("contract_date_start")
        contracts = sorted({(row.contract_date_start, row.contract_date_end or date.max) for row in versions})
        gaps, until = set(), None
        for start, end in contracts:
            if until and until < start:
                gaps |= {until + timedelta(days=number) for number in range(1, (start - until).days)}
            until = max(until or end, end)
        return gaps

    def _get_conduct_leave(self, first, last):
        """Return the stretches of leave of each person around `first` to `last`, in his time; one query.

        :return: dict of employee → list of pairs of moments
        """
        stretches = defaultdict(list)
        rows = (
            self.env["resource.calendar.leaves"]
            .search_fetch(
                [
                    ("resource_id", "in", self.resource_id.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", fields.Date.add(last, days=2)),
                    ("date_to", ">", fields.Date.subtract(first, days=1)),
                ],
                ["resource_id", "date_from", "date_to"],
            )
            .grouped("resource_id")
        )
        for employee in self:
            calendar = employee.company_id.resource_calendar_id
            zone = ZoneInfo(employee.resource_id.tz or calendar.tz or "UTC")
            for row in rows.get(employee.resource_id, ()):
                stretches[employee].append(
                    tuple(
                        moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
                        for moment in (row.date_from, row.date_to)
                    )
                )
        return stretches
