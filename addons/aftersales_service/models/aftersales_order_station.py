from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """Jobs that a service station does instead of an engineer (N1)."""

    _inherit = "aftersales.order"

    station_id = fields.Many2one(
        "aftersales.station",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="The outside partner who does the job, instead of an engineer.",
    )

    def _assign_station(self, station, planned_start=None, planned_end=None, expected=(None, None)):
        """Give these orders to a station; without a time the station plans it itself (N1, G4).

        :param expected: engineer and station whom the dispatcher saw when he opened the dialog
        :raises UserError: if the order was assigned meanwhile, is not open to dispatch, or the
            station takes no jobs
        """
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_dispatchable(*expected)
        if not station:
            raise UserError(self.env._("Choose a station."))
        station._ensure_takes_jobs()
        if bool(planned_start) != bool(planned_end) or (planned_start and planned_end <= planned_start):
            raise UserError(self.env._("The planned end must come after the planned start."))
        # sudo: guarded field, role and state checked above
        self.sudo().write(
            {
                "engineer_id": False,
                "station_id": station.id,
                "planned_start": planned_start,
                "planned_end": planned_end,
            }
        )
        self.filtered(lambda order: order.state == "registered")._update_state("assessment")

    def write(self, vals):
        """Another station has other working hours: the deadlines follow them (G2)."""
        moved = self.filtered(lambda order: order.station_id.id != (vals.get("station_id") or False))
        result = super().write(vals)
        if "station_id" in vals and moved:
            moved._get_open_clocks()._replay()
        return result

    def _get_working_calendar(self):
        """Return the calendar by which deadlines are counted: the station's, or the company's (G2)."""
        self.ensure_one()
        return self.station_id.calendar_id or self.company_id.resource_calendar_id
