from decimal import Decimal

from odoo import api, fields, models

from ..const import AREAS, FEE_PROVIDERS, LINE_KINDS
from ..tools import fee


class AftersalesFeeLine(models.Model):
    """One fee of a schedule: a price per call-out or per hour of labour (S12)."""

    _name = "aftersales.fee.line"
    _description = "Fee"
    _order = "schedule_id, kind, product_categ_id, id"
    _check_company_auto = True

    schedule_id = fields.Many2one(
        "aftersales.fee.schedule", string="Fee Schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    kind = fields.Selection([kind for kind in LINE_KINDS if kind[0] != "part"], required=True)
    product_categ_id = fields.Many2one(
        "product.category", string="Product Category", help="Empty: for every product."
    )
    area = fields.Selection(AREAS, help="Empty: everywhere.")
    provider = fields.Selection(FEE_PROVIDERS, string="Done By", help="Empty: whoever does the work.")
    unit_minutes = fields.Integer(
        string="Per Started (Minutes)",
        help="Labour is charged in started units of this length; 0: the time as it is.",
    )
    minimum_hours = fields.Float(string="At Least (Hours)", help="Labour below it is charged as this time.")
    product_id = fields.Many2one(
        "product.product",
        string="Invoiced As",
        required=True,
        check_company=True,
        domain=[("type", "=", "service")],
        help="The service product that stands on the quotation and the invoice.",
    )
    price_unit = fields.Float(
        string="Price", digits="Product Price", required=True, help="Per call-out or per hour."
    )

    _price_positive = models.Constraint(
        "CHECK (price_unit >= 0)", "A fee cannot be negative: check the price."
    )
    _units_positive = models.Constraint(
        "CHECK (COALESCE(unit_minutes, 0) >= 0 AND COALESCE(minimum_hours, 0) >= 0)",
        "Units and minimum of a fee cannot be negative.",
    )

    @api.depends("kind", "price_unit", "product_categ_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            category = line.product_categ_id.name
            line.display_name = " ".join(
                filter(None, (kinds.get(line.kind), category, f"{line.price_unit:g}"))
            )

    def _to_engine(self, product):
        """Return these rows as the engine takes them, for a unit of `product`."""
        return [
            fee.Fee(
                line,
                line.kind,
                line.product_categ_id._get_aftersales_rank(product),
                line.area or "",
                line.provider or "",
            )
            for line in self
        ]

    def _get_price(self, surcharge):
        """Return the price of this row with a surcharge, in the currency of the company (S12)."""
        currency = (self.company_id or self.env.company).currency_id
        cent = Decimal(str(currency.rounding))
        return float(fee.surcharged(Decimal(str(self.price_unit)), Decimal(str(surcharge.percent)), cent))

    def _get_value(self, line, schedule):
        """Return what this row of `schedule` makes of a line of an order, before tax (S12)."""
        price = self._get_price(line._get_surcharge(schedule))
        return line.currency_id.round(self._get_charged(line.quantity) * price)

    def _get_charged(self, quantity):
        """Return the hours charged for `quantity` hours of work; a call-out as it is (S12)."""
        if self.kind != "labour":
            return quantity
        return float(
            fee.charged_hours(Decimal(str(quantity)), self.unit_minutes, Decimal(str(self.minimum_hours)))
        )
