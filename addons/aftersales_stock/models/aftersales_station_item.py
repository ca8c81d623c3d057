from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import ITEM_KINDS

#: In which state of the station each list is ticked.
OPEN_IN = {"tool": ("applying",), "check": ("applying",), "handover": ("closing",)}


class AftersalesStationItem(models.Model):
    """One point ticked for a station: a tool, the check on site, what is handed over (N1, N2)."""

    _name = "aftersales.station.item"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Point Ticked for a Station"
    _order = "station_id, kind desc, id"

    station_id = fields.Many2one(
        "aftersales.station", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True)
    kind = fields.Selection(ITEM_KINDS, required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    required = fields.Boolean(string="Obligatory", readonly=True)
    done = fields.Boolean()
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStationItem, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            late = self.filtered(lambda item: item.station_id.state not in OPEN_IN[item.kind])[:1]
            if late:
                raise UserError(
                    self.env._(
                        "“%(item)s” of %(station)s was decided on: it can no longer change.",
                        item=late.name,
                        station=late.station_id.name,
                    )
                )
        return super().write(vals)

    def action_tick(self):
        """Tick these points, or take the tick back."""
        for item in self:
            item.done = not item.done
