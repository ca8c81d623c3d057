from datetime import timezone

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_service.tools import working_time

from .aftersales_part_use import UNSETTLED


class AftersalesStation(models.Model):
    """What a station has used, reported, owes, and what is written off (N10–N13)."""

    _inherit = "aftersales.station"

    part_use_ids = fields.One2many("aftersales.part.use", "station_id", string="Parts Used")
    writeoff_ids = fields.One2many("aftersales.writeoff", "station_id", string="Write-offs")

    def _open_usage_reports(self):
        """Make the usage reports of past months of these stations, or add to those not submitted (N10)."""
        reports = self.env["aftersales.usage.report"].sudo()  # sudo: nobody makes them by hand
        for company, stations in self.grouped("company_id").items():
            first = company._get_aftersales_today().replace(day=1)
            uses = reports.env["aftersales.part.use"].search(
                [("station_id", "in", stations.ids), ("report_id", "=", False), ("month", "<", first)]
            )
            groups = uses.grouped(lambda use: (use.station_id, use.month))
            known = {
                (report.station_id, report.month): report
                for report in reports.search(
                    [("station_id", "in", stations.ids), ("month", "in", list(set(uses.mapped("month"))))]
                )
            }
            missing = [key for key in groups if key not in known]
            created = reports.create(
                [
                    {
                        "station_id": station.id,
                        "company_id": company.id,
                        "month": month,
                        "due_on": reports._get_due_on(month, company),
                    }
                    for station, month in missing
                ]
            )
            known |= dict(zip(missing, created, strict=True))
            for key, mine in groups.items():
                mine.report_id = known[key]

    def _get_owed(self):
        """Return station ID → value of what was used from its stock and is not written off yet (N6)."""
        groups = self.env["aftersales.part.use"]._read_group(
            Domain("station_id", "in", self.ids)
            & Domain("state", "in", UNSETTLED)
            & Domain("from_station", "=", True),
            ["station_id"],
            ["value:sum"],
        )
        return {station.id: value for station, value in groups}

    def _get_open(self, deposit=True):
        """Old parts that are not written off block the closing, too (N2)."""
        found = super()._get_open(deposit=deposit)
        # sudo: a count for whoever closes the station
        open_uses = (
            self.env["aftersales.part.use"]
            .sudo()
            .search_count([("station_id", "=", self.id), ("state", "in", UNSETTLED)])
        )
        if open_uses:
            found.append(self.env._("old parts to be written off: %(count)s", count=open_uses))
        return found

    def _get_answer_days(self, days):
        """Return station → last day of an answer within `days` of its working days (G2, N13)."""
        calendars = {
            station: station.calendar_id or station.company_id.resource_calendar_id for station in self
        }
        hours = self.env["resource.calendar"].union(*calendars.values())._get_aftersales_calendars()
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        found = {}
        for station, calendar in calendars.items():
            end = working_time.add_days(hours[calendar], now, days[station])
            found[station] = station.company_id._get_aftersales_date(working_time.naive(end))
        return found

    def action_view_uses(self):
        """Open what this station has used."""
        return self._view_own("aftersales_part_use_action")

    def action_view_owed(self):
        """Open what counts for the limit though it was used: its old part is not written off (N6)."""
        return self._view_own(
            "aftersales_part_use_action", [("state", "in", UNSETTLED), ("from_station", "=", True)]
        )

    def action_view_writeoffs(self):
        """Open the write-offs of this station."""
        return self._view_own("aftersales_writeoff_action")
