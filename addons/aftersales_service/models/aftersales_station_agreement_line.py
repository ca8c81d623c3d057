from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import AREAS, SERVICE_TYPES
from ..tools import fee


class AftersalesStationAgreementLine(models.Model):
    """What a station gets for a kind of job (N3). A row that a fee was reckoned by stays as it is."""

    _name = "aftersales.station.agreement.line"
    _description = "Agreed Fee"
    _order = "agreement_id, service_type, product_categ_id, area, id"

    agreement_id = fields.Many2one(
        "aftersales.station.agreement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    service_type = fields.Selection(SERVICE_TYPES, help="Empty: every kind of job.")
    product_categ_id = fields.Many2one(
        "product.category", string="Product Category", help="Empty: for every product."
    )
    area = fields.Selection(AREAS, help="Empty: everywhere.")
    amount = fields.Float(string="Per Job", digits="Product Price", required=True)
    hourly = fields.Float(
        string="Per Hour", digits="Product Price", help="On top of it, by the hours on the voucher."
    )
    unit_minutes = fields.Integer(
        string="Per Started (Minutes)", help="Hours count in started units of this length; 0: as they are."
    )
    fee_ids = fields.One2many("aftersales.station.fee", "agreement_line_id", string="Fees")

    _figures_positive = models.Constraint(
        "CHECK (amount >= 0 AND COALESCE(hourly, 0) >= 0 AND COALESCE(unit_minutes, 0) >= 0)",
        "An agreed fee cannot be negative: check amount, hours and units.",
    )

    @api.depends("service_type", "product_categ_id", "amount")
    def _compute_display_name(self):
        types = dict(self._fields["service_type"]._description_selection(self.env))
        for row in self:
            names = (types.get(row.service_type), row.product_categ_id.name, f"{row.amount:g}")
            row.display_name = " ".join(filter(None, names))

    def write(self, vals):
        used = self.sudo().filtered("fee_ids")[:1]  # sudo: that it is used, no content
        if used:
            raise UserError(
                self.env._(
                    "Fees were reckoned by row “%(row)s” already: end the agreement and write a new one.",
                    row=used.display_name,
                )
            )
        return super().write(vals)

    def _to_engine(self, product):
        """Return these rows as the engine takes them, for a unit of `product`."""
        return [
            fee.Fee(
                row,
                row.service_type or "",
                row.product_categ_id._get_aftersales_rank(product),
                row.area or "",
            )
            for row in self.sorted("id")
        ]

    def _get_fee(self, order):
        """Return what this row gives for `order`, in the currency of its company."""
        self.ensure_one()
        return float(
            fee.job_fee(
                Decimal(str(self.amount)),
                Decimal(str(self.hourly)),
                Decimal(str(order.time_spent)),
                self.unit_minutes,
                Decimal(str(order.company_id.currency_id.rounding)),
            )
        )
