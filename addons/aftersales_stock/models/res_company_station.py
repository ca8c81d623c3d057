from odoo import fields, models


class ResCompany(models.Model):
    """Where the parts of stations are kept in the books: outside every warehouse's stock (N6)."""

    _inherit = "res.company"

    aftersales_station_location_id = fields.Many2one(
        "stock.location", string="Stations' Locations", check_company=True, domain=[("usage", "=", "view")]
    )

    def _get_aftersales_station_location(self):
        """Return the location above those of the stations, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up when a station gets its first parts
        if not company.aftersales_station_location_id:
            company.lock_for_update()
            locations = self.env["stock.location"].sudo()  # sudo: set-up, no user input
            company.aftersales_station_location_id = locations.create(
                {"name": self.env._("Service Stations"), "usage": "view", "company_id": company.id}
            )
        return company.aftersales_station_location_id
