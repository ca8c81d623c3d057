from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AftersalesStation(models.Model):
    """Write-offs are made for a month of a station, from what can be decided (N13)."""

    _inherit = "aftersales.station"

    def action_make_writeoffs(self):
        """Write off now what can be decided, one write-off for each month; opens them (N13)."""
        self.env["aftersales.writeoff"]._ensure_office(
            "aftersales_stock.group_keeper", "aftersales_service.group_manager"
        )
        self.check_access("read")
        made = self.env["aftersales.writeoff"]
        for company, stations in self.grouped("company_id").items():
            # sudo: which months there are; role checked
            uses = self.env["aftersales.part.use"].sudo()
            ready = uses._get_ready_domain(company) & Domain("station_id", "in", stations.ids)
            extra = stations.sudo()._get_extra_lines([])  # sudo: as above
            months = {month for (month,) in uses._read_group(ready, ["month:month"])}
            for month in sorted(months | set(extra.return_id.mapped("month"))):
                made |= stations._make_writeoffs(month)
        if not made:
            raise UserError(
                self.env._("Nothing can be written off: old parts are on their way, or to be inspected.")
            )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_stock.aftersales_writeoff_action"),
            "domain": [("id", "in", made.ids)],
            "context": {},
        }

    def _make_writeoffs(self, month):
        """Make the write-offs of `month` of these stations, drafts; as many queries for one as for all (N13).

        What is decided goes on one write-off a station and is on no other.
        """
        stations = self.sudo()  # sudo: role checked by the caller, or it is the schedule
        stations._hold()
        records = stations.env["aftersales.writeoff"]
        busy = records.search(
            [("station_id", "in", stations.ids), ("month", "=", month), ("state", "!=", "posted")]
        ).station_id
        lines = records.env["aftersales.writeoff.line"]
        vals_list = []
        for company, mine in (stations - busy).grouped("company_id").items():
            policy = records.env["aftersales.old.part.policy"]._get_in_force(month, company)
            figures = policy._get_figures(company.currency_id)
            found = {station: [] for station in mine}
            uses = mine._get_ready_uses(month, company)
            for use in uses:
                found[use.station_id].append(lines._prepare_use_vals(use, figures))
            for line in mine._get_extra_lines([("return_id.month", "=", month)]):
                found[line.station_id].append(lines._prepare_extra_vals(line, figures))
            for shipment in mine._get_freight_returns(month):
                found[shipment.station_id].append(lines._prepare_freight_vals(shipment))
            due = {station: pieces for station, pieces in found.items() if pieces}
            created = records.create(
                [
                    {
                        "station_id": station.id,
                        "company_id": company.id,
                        "month": month,
                        "policy_id": policy.id,
                    }
                    for station in due
                ]
            )
            for record, pieces in zip(created, due.values(), strict=True):
                vals_list += [{**vals, "writeoff_id": record.id} for vals in pieces]
            uses._update_state("listed")
            records |= created
        lines.create(vals_list)
        return records.with_env(self.env)

    def _get_ready_uses(self, month, company):
        uses = self.env["aftersales.part.use"]
        domain = uses._get_ready_domain(company) & Domain("station_id", "in", self.ids)
        return uses.search(domain & Domain("month", "=", month), order="station_id, used_on, id")

    def _get_extra_lines(self, domain):
        """Return inspected pieces that meet no use and are on no write-off."""
        return self.env["aftersales.part.return.line"].search(
            Domain("station_id", "in", self.ids)
            & Domain("return_id.state", "=", "inspected")
            & Domain("writeoff_line_ids", "=", False)
            & (
                Domain("result", "in", ("surplus", "wrong"))
                | (Domain("result", "=", "passed_off") & Domain("use_id", "=", False))
            )
            & Domain(domain)
        )

    def _get_freight_returns(self, month):
        """Return inspected returns whose freight back is on no write-off."""
        charged = self.env["aftersales.writeoff.line"].search(
            [("station_id", "in", self.ids), ("result", "=", "freight")]
        )
        return self.env["aftersales.part.return"].search(
            [
                ("station_id", "in", self.ids),
                ("state", "=", "inspected"),
                ("month", "=", month),
                ("freight", ">", 0),
                ("id", "not in", charged.return_id.ids),
            ]
        )
