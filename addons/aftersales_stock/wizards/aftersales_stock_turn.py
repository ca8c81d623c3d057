from datetime import timedelta

from odoo import api, fields, models

from ..tools import turns


class AftersalesStockTurn(models.TransientModel):
    """How often the stock of a product turned over in a period, wherever the company keeps it."""

    _name = "aftersales.stock.turn"
    _description = "Turns of the Stock"
    _order = "turns desc, product_id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="cascade")
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    opening = fields.Float(string="At the Beginning", digits="Product Unit", readonly=True)
    closing = fields.Float(string="At the End", digits="Product Unit", readonly=True)
    out = fields.Float(string="Used and Sold", digits="Product Unit", readonly=True)
    value = fields.Monetary(string="Mean Stock", readonly=True, help="At today's cost.")
    turns = fields.Float(
        string="Turns a Year",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="What left the stock ÷ the mean of its beginning and its end, for a year.",
    )
    days = fields.Float(string="Lasts (Days)", digits=(16, 0), readonly=True, aggregator="avg")

    def action_view_moves(self):
        """Open what moved of this product, as the host keeps it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.stock_move_line_action")
        domain = [("product_id", "=", self.product_id.id), ("state", "=", "done")]
        return {**action, "domain": domain, "context": {}}

    @api.model
    def _reckon(self, company, first, last):
        """Return one row a product that lay in stock, or left it, from `first` to `last`."""
        begin = self._get_stock(company, first)
        end = self._get_stock(company, last + timedelta(days=1))
        out = self._get_out(company, first, last)
        days = (last - first).days + 1
        vals_list = []
        for product in sorted(begin.keys() | end.keys() | out.keys(), key=lambda each: each.id):
            opening, closing = begin.get(product, 0.0), end.get(product, 0.0)
            if not (opening or closing or out.get(product)):
                continue
            found = turns.measure(opening, closing, out.get(product, 0.0), days)
            vals_list.append(
                {
                    "product_id": product.id,
                    "categ_id": product.categ_id.id,
                    "company_id": company.id,
                    "opening": opening,
                    "closing": closing,
                    "out": out.get(product, 0.0),
                    "value": found.mean * product.with_company(company).standard_price,
                    "turns": found.turns or 0.0,
                    "days": found.days or 0.0,
                }
            )
        return self.create(vals_list)

    @api.model
    def _sum(self, company, domain):
        """Return product → quantity of done move lines; goods of other owners are not the company's."""
        lines = self.env["stock.move.line"].sudo()  # sudo: sums for whoever may read reports on parts
        groups = lines._read_group(
            [
                ("state", "=", "done"),
                ("company_id", "=", company.id),
                ("owner_id", "=", False),
                ("product_id.is_storable", "=", True),
                *domain,
            ],
            ["product_id"],
            ["quantity_product_uom:sum"],
        )
        return {product.with_env(self.env): quantity for product, quantity in groups}

    @api.model
    def _get_stock(self, company, day):
        """Return product → quantity in stock when `day` began."""
        before = ("date", "<", company._get_aftersales_span(day, day)[0])
        into = self._sum(
            company,
            [before, ("location_dest_id.usage", "=", "internal"), ("location_id.usage", "!=", "internal")],
        )
        out = self._sum(
            company,
            [before, ("location_id.usage", "=", "internal"), ("location_dest_id.usage", "!=", "internal")],
        )
        return {
            product: into.get(product, 0.0) - out.get(product, 0.0) for product in into.keys() | out.keys()
        }

    @api.model
    def _get_out(self, company, first, last):
        """Return product → quantity used on jobs or sold, less what came back; counts do not use anything."""
        start, end = company._get_aftersales_span(first, last)
        period = [("date", ">=", start), ("date", "<", end)]
        used = ("customer", "production")
        out = self._sum(
            company,
            [*period, ("location_id.usage", "=", "internal"), ("location_dest_id.usage", "in", used)],
        )
        back = self._sum(
            company,
            [*period, ("location_id.usage", "in", used), ("location_dest_id.usage", "=", "internal")],
        )
        return {
            product: max(out.get(product, 0.0) - back.get(product, 0.0), 0.0)
            for product in out.keys() | back.keys()
        }
