from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesStation(models.Model):
    """A station is closed by its closing; what is open blocks it, in one list (N2)."""

    _inherit = "aftersales.station"

    closing_ids = fields.One2many("aftersales.station.closing", "station_id", string="Closings")

    def action_close(self):
        """Open the closing; only who never left a deposit, got parts or applied is closed at once (N2)."""
        for station in self:
            if station._has_history():
                return station.action_open_closing()
        return super().action_close()

    def _has_history(self):
        station = self.sudo()  # sudo: that there is something, no content
        return bool(
            station.opened_on
            or station.location_id
            or station.deposit_entry_ids
            or station.document_ids
            or station.closing_ids
        )

    def action_open_closing(self):
        """Open the closing under way, or a new one."""
        self.ensure_one()
        closings = self.env["aftersales.station.closing"]
        found = closings.search([("station_id", "=", self.id), *closings._get_open_domain()], limit=1)
        if found:
            return open_record(found)
        action = {**open_record(closings), "name": self.env._("Close the Station")}
        return {**action, "res_id": False, "context": {"default_station_id": self.id}}

    def _get_open(self, deposit=True):
        """Return what is still open with this station, in words (N2)."""
        self.ensure_one()
        env, station = self.env, self.sudo()  # sudo: counts and sums for whoever closes the station
        fees = station.fee_ids.filtered(lambda line: not line.statement_id and line.amount)
        statements = station.statement_ids.filtered(
            lambda each: each.amount_total and each.bill_state not in ("posted", "paid")
        )
        parts = sum(amounts[0] + amounts[1] for amounts in station._get_quantities().values())
        coming = sum(amounts[2] for amounts in station._get_quantities().values())
        found = []
        if station.order_count:
            found.append(env._("open jobs: %(count)s", count=station.order_count))
        if parts > 0:
            found.append(env._("parts held: %(count)s", count=f"{parts:g}"))
        if coming > 0:
            found.append(env._("parts to be shipped: %(count)s", count=f"{coming:g}"))
        if fees:
            found.append(env._("fees on no statement: %(count)s", count=len(fees)))
        if statements:
            found.append(
                env._("statements not billed: %(names)s", names=", ".join(statements.mapped("name")))
            )
        if deposit and station.deposit_balance:
            found.append(
                env._("deposit: %(balance)s", balance=station.currency_id.format(station.deposit_balance))
            )
        return found

    def _check_refund(self):
        """A station being closed gets everything back (N2); an open one keeps its parts covered (N6)."""
        if self.state == "closing":
            return
        super()._check_refund()
        self._ensure_within_limit(self.env._("This refund"))

    def _check_taken(self, amount):
        """The deposit of a station that is being closed waits for the count (N2)."""
        if self.state == "closing" and not self.env.su:
            raise UserError(
                self.env._(
                    "Station %(name)s is being closed: its deposit is settled by the closing.", name=self.name
                )
            )
        return super()._check_taken(amount)
