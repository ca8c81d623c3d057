from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Parts reach a station, whatever the way, only while it is active and within its limit (N2, N6)."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        stations = self.env["aftersales.station"]._get_of_locations(
            self.location_dest_id | self.move_line_ids.location_dest_id
        )
        if not stations:
            return super()._action_done(cancel_backorder=cancel_backorder)
        stations._hold()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        lines = done.move_line_ids.filtered(lambda line: line.quantity)
        arrived = lines.filtered(
            lambda line: (
                line.location_dest_id in stations.location_id and line.location_id != line.location_dest_id
            )
        )
        reached = stations.filtered(lambda station: station.location_id in arrived.location_dest_id)
        reached._ensure_gets_parts()
        foreign = arrived.filtered("owner_id")[:1]
        if foreign:
            raise UserError(
                self.env._(
                    "%(part)s belongs to %(owner)s: only goods of ours go to a station.",
                    part=foreign.product_id.display_name,
                    owner=foreign.owner_id.display_name,
                )
            )
        # What is found by a count is there already: the count is no release.
        released = reached.filtered(
            lambda station: any(
                line.location_dest_id == station.location_id and not line.move_id.is_inventory
                for line in arrived
            )
        )
        released._ensure_within_limit(self.env._("This release"))
        return done
