from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class AftersalesPartRequestLine(models.Model):
    """A part that a station asks for, and what is approved of it, with what the decision needs (N8)."""

    _name = "aftersales.part.request.line"
    _inherit = ["aftersales.guard.mixin", "aftersales.part.line.mixin"]
    _description = "Line of a Part Request"
    _order = "request_id, id"
    _check_company_auto = True

    request_id = fields.Many2one("aftersales.part.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    state = fields.Selection(related="request_id.state")
    price = fields.Monetary(string="Supply Price", compute="_compute_facts")
    value = fields.Monetary(compute="_compute_value", store=True)
    at_station = fields.Float(string="At the Station", compute="_compute_facts", digits="Product Unit")
    at_office = fields.Float(string="At Head Office", compute="_compute_facts", digits="Product Unit")
    used = fields.Float(
        string="Used Lately",
        compute="_compute_facts",
        digits="Product Unit",
        help="On jobs of the last months.",
    )
    move_ids = fields.One2many("stock.move", "aftersales_request_line_id", string="Moves")
    shipped = fields.Float(compute="_compute_shipped", digits="Product Unit")

    @api.depends("quantity_approved", "product_id")
    def _compute_value(self):
        """At today's supply price; frozen with the decision, because nothing changes any more."""
        for company, lines in self.grouped("company_id").items():
            prices = self.env["aftersales.supply.price"]._get_prices(lines.product_id, company)
            for line in lines:
                price = prices.get(line.product_id.id, 0.0)
                line.value = line.currency_id.round(line.quantity_approved * price)

    @api.depends("product_id", "request_id.station_id")
    def _compute_facts(self):
        """What the reviewer looks at (N8); one query each for all lines of a company's requests."""
        for company, lines in self.grouped("company_id").items():
            stations = lines.request_id.station_id.sudo()  # sudo: quantities for whoever may see the request
            prices = self.env["aftersales.supply.price"]._get_prices(lines.product_id, company)
            held = stations._get_quantities()
            office = lines._get_office_quantities(company)
            used = lines._get_usage(company, stations)
            for line in lines:
                key = (line.request_id.station_id.id, line.product_id.id)
                line.price = prices.get(line.product_id.id, 0.0)
                line.at_station = held.get(key, (0.0,))[0]
                line.at_office = office.get(line.product_id.id, 0.0)
                line.used = used.get(key, 0.0)

    def _get_office_quantities(self, company):
        """Return product ID → free quantity in the company's warehouse."""
        warehouse = self.env["stock.warehouse"].sudo()  # sudo: quantities, as above
        warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
        groups = warehouse.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.product_id.ids),
                ("location_id", "child_of", warehouse.lot_stock_id.id),
                ("owner_id", "=", False),
            ],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return {product.id: quantity - reserved for product, quantity, reserved in groups}

    def _get_usage(self, company, stations):
        """Return (station ID, product ID) → parts used on jobs of the last months of the policy (N8)."""
        months = self.env["aftersales.part.policy"]._get_current(company).usage_months
        since = company._get_aftersales_today() - relativedelta(months=months)
        lines = self.env["aftersales.order.line"].sudo()  # sudo: sums, as above
        groups = lines._read_group(
            [
                ("kind", "=", "part"),
                ("product_id", "in", self.product_id.ids),
                ("order_id.station_id", "in", stations.ids),
                ("order_id.state", "in", ("acceptance", "settlement", "follow_up", "closed")),
                ("order_id.request_date", ">=", since),
            ],
            ["order_id", "product_id"],
            ["quantity:sum"],
        )
        used = {}
        for order, product, quantity in groups:
            key = (order.station_id.id, product.id)
            used[key] = used.get(key, 0.0) + quantity
        return used

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_shipped(self):
        for line in self:
            done = line.sudo().move_ids.filtered(lambda move: move.state == "done")  # sudo: quantities
            line.shipped = sum(done.mapped("quantity"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super(AftersalesPartRequestLine, self._drop_guarded_defaults()).create(vals_list)
        if not self.env.su:
            lines.request_id._ensure_step("submitted", "draft")
        return lines

    def write(self, vals):
        """The station's part is written as a draft, the decision while it is reviewed."""
        self._refuse_guarded(vals)
        if not self.env.su:
            decision = {"quantity_approved", "reason"}
            if vals.keys() - decision:
                self.request_id._ensure_step("submitted", "draft")
            else:
                self.request_id._ensure_step("approved", "draft", "submitted")
                self.request_id._ensure_decider()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if not self.env.su:
            self.request_id._ensure_step("submitted", "draft")

    def _prepare_move_vals(self, source, target):
        """Values of the stock move for what is approved of this line; extension seam."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity_approved,
            "product_uom": self.uom_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
            "aftersales_request_line_id": self.id,
        }
