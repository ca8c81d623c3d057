from odoo import api, models
from odoo.exceptions import ValidationError


class StockLocation(models.Model):
    _inherit = "stock.location"

    @api.constrains("location_id", "usage", "active", "company_id")
    def _check_aftersales_station(self):
        """A station's location stays where it is, and has none below it: its parts are counted there (N6)."""
        stations = self.env["aftersales.station"]._get_of_locations(self | self.location_id)
        for station in stations:
            own = station.location_id
            parent = station.company_id.sudo().aftersales_station_location_id
            if (
                own.usage != "internal"
                or own.location_id != parent
                or own in self.location_id
                or not own.active
            ):
                raise ValidationError(
                    self.env._(
                        "Location %(name)s is that of station %(station)s: it stays as it is, with none "
                        "below it.",
                        name=own.display_name,
                        station=station.name,
                    )
                )
