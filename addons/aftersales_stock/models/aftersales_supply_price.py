from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AftersalesSupplyPrice(models.Model):
    """What a part counts to a station (供价): from its day on, until the product's next row (N6)."""

    _name = "aftersales.supply.price"
    _description = "Supply Price"
    _order = "product_id, date_from desc"
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("type", "=", "consu")],
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From", required=True, index=True, default=lambda s: s.env.company._get_aftersales_today()
    )
    price = fields.Monetary(required=True, string="Supply Price")

    _price_positive = models.Constraint("CHECK (price > 0)", "A supply price is more than zero.")
    _once_a_day = models.UniqueIndex(
        "(company_id, product_id, date_from)", "This part has a supply price from this day on already."
    )

    @api.depends("product_id", "date_from")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.product_id.display_name} {row.date_from or ''}"

    def write(self, vals):
        self._ensure_future()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        self._ensure_future()

    def _ensure_future(self):
        """A price that held already stays: what was counted with it can be counted again."""
        past = self.filtered(lambda row: row.date_from < row.company_id._get_aftersales_today())[:1]
        if past:
            raise UserError(
                self.env._(
                    "The supply price of %(part)s holds since %(day)s: enter a new one from today on.",
                    part=past.product_id.display_name,
                    day=past.date_from,
                )
            )

    @api.model
    def _get_prices(self, products, company, day=None):
        """Return product ID → supply price on `day` (today); parts without a price are left out.

        One query, as superuser: what a part counts is no secret to who may ask for it.
        """
        if not products:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (product_id) product_id, price FROM aftersales_supply_price
                 WHERE company_id = %s AND product_id IN %s AND date_from <= %s
                 ORDER BY product_id, date_from DESC
                """,
                company.id,
                tuple(products.ids),
                day or company._get_aftersales_today(),
            )
        )
        return {product: float(price) for product, price in rows}
