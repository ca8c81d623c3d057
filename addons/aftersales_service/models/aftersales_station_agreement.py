from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import fee


class AftersalesStationAgreement(models.Model):
    """A dated table of the fees agreed with all stations, or with some of them (N3)."""

    _name = "aftersales.station.agreement"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Fees Agreed with Stations"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    station_ids = fields.Many2many(
        "aftersales.station",
        "aftersales_station_agreement_rel",
        "agreement_id",
        "station_id",
        string="Stations",
        check_company=True,
        help="Empty: for every station without an agreement of its own.",
    )
    line_ids = fields.One2many(
        "aftersales.station.agreement.line", "agreement_id", string="Agreed Fees", copy=True
    )

    def _get_twin_domain(self):
        """Two tables are twins where they share a station, or where both are for every station."""
        stations = self.station_ids
        shared = ("station_ids", "in", stations.ids) if stations else ("station_ids", "=", False)
        return super()._get_twin_domain() & Domain(*shared)

    @api.constrains("station_ids")
    def _check_stations(self):
        self._check_overlap()

    @api.constrains("line_ids")
    def _check_line_ids(self):
        for agreement in self:
            keys = [(row.service_type, row.product_categ_id, row.area) for row in agreement.line_ids]
            if len(keys) != len(set(keys)):
                raise ValidationError(
                    self.env._(
                        "Agreement %(name)s has two fees for the same case: remove one of them.",
                        name=agreement.name,
                    )
                )

    def _get_row(self, order):
        """Return the row of these agreements for a job of a station, or none (N3).

        The station's own table goes before the general one; in it the service type before the product
        category, the category before the area.
        """
        station = order.station_id
        tables = self.filtered(lambda table: not table.station_ids or station in table.station_ids)
        table = tables._pick(
            order._get_request_day(), order.company_id, lambda table: bool(table.station_ids)
        )
        rows = table.line_ids._to_engine(order.product_id)
        area = order.area or ""
        row = fee.pick(rows, order.service_type or "", area) or fee.pick(rows, "", area)
        return row or table.line_ids.browse()
