from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import LINE_KINDS, SETTLED_STATES

#: What a line is about: when it changes, who pays is decided anew, also on a decided order.
SUBJECT = frozenset({"kind", "product_id", "quantity", "extra_service", "unit_id"})


class AftersalesOrderLine(models.Model):
    """What is used or charged on a job: a part, hours of labour, a call-out (S7, S12).

    Goods leave the stock through `move_id` on the order's repair card; money is asked for through
    `sale_line_id` on a quotation. Lines that the customer does not pay keep their value, so that the
    cost of warranty is known.
    """

    _name = "aftersales.order.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Service Order Line"
    _order = "order_id, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one("aftersales.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(LINE_KINDS, required=True, default="part")
    product_id = fields.Many2one(
        "product.product",
        string="Item",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    name = fields.Char(
        string="Description", compute="_compute_name", store=True, readonly=False, precompute=True
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    price_unit = fields.Float(
        string="Price",
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        precompute=True,
        help="What the line is worth by the fee schedule, whoever pays, before tax.",
    )
    cost = fields.Monetary(
        readonly=True,
        copy=False,
        help="Stock value of the parts used.",
        groups="aftersales_service.group_manager,aftersales_service.group_accountant",
    )
    move_id = fields.Many2one(
        "stock.move", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    move_state = fields.Selection(
        related="move_id.state",
        string="State in the Warehouse",
        help="How far the warehouse is with this part.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Quotation Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    free_qty = fields.Float(
        string="In Stock",
        digits="Product Unit",
        compute="_compute_free_qty",
        help="Free quantity in the company's warehouses.",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity of a line must be greater than zero."
    )
    _price_positive = models.Constraint(
        "CHECK (price_unit IS NULL OR price_unit >= 0)", "The price of a line cannot be negative."
    )

    @api.depends("kind", "order_id.product_id")
    def _compute_product_id(self):
        """Labour and call-out are invoiced as the product that the fee schedule names (S12)."""
        fees = self._get_fees()
        for line in self:
            line.product_id = (line in fees and fees[line].product_id) or line.product_id

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.display_name

    @api.depends("product_id", "kind", "extra_service", "order_id.partner_id")
    def _compute_price_unit(self):
        """Fees from the schedule in force, parts at the customer's price list (S12)."""
        for line in self:
            if line.sale_line_id:  # quoted: the price stands
                line.price_unit = line.price_unit
                continue
            if line.fee_id:
                # sudo: policy, no secret
                line.price_unit = line.fee_id.sudo()._get_price(line.surcharge_id.sudo())
                continue
            # sudo: a clerk may ask for a price without the right to read price lists
            order = line.order_id.sudo()
            pricelist = order.partner_id.with_company(order.company_id).property_product_pricelist
            product = line.product_id.with_company(order.company_id)
            line.price_unit = (
                pricelist._get_product_price(product, line.quantity or 1.0, currency=line.currency_id)
                if product
                else 0.0
            )

    def _get_fees(self):
        """Return line → fee in the schedule in force on the day of the request (S12); one search.

        Parts and extra services have no fee, and a quoted line keeps its item and price.
        """
        lines = self.filtered(
            lambda line: (
                line.kind != "part"
                and line.order_id.request_date
                and not line.sale_line_id
                and not line.extra_service
            )
        )
        schedules = self.env["aftersales.fee.schedule"].sudo()  # sudo: policy, no secret
        schedules = schedules.search(schedules._get_company_domain(lines.order_id.company_id))
        fees = {}
        for line in lines:
            order = line.order_id
            day = order._get_local_date(order.request_date)
            fees[line] = schedules._pick(day, order.company_id)._get_fee(
                line.kind, order.product_id, order.area, "station" if order.station_id else "own"
            )
        return fees

    @api.depends("charged_quantity", "price_unit")
    def _compute_value(self):
        for line in self:
            line.value = line.currency_id.round(line.charged_quantity * line.price_unit)

    @api.depends("product_id", "quantity")
    def _compute_free_qty(self):
        for company, lines in self.grouped("company_id").items():
            # sudo: engineers see how much is free without a right on the stock itself
            products = lines.product_id.sudo().with_company(company)
            free = {product.id: product.free_qty for product in products}
            for line in lines:
                line.free_qty = free.get(line.product_id.id, 0.0) if line.kind == "part" else 0.0

    @api.constrains("kind", "product_id")
    def _check_product_id(self):
        for line in self:
            if (line.kind == "part") != (line.product_id.type == "consu"):
                raise ValidationError(
                    self.env._(
                        "%(product)s does not fit a line of kind “%(kind)s”: parts are goods, labour and "
                        "call-out are services.",
                        product=line.product_id.display_name,
                        kind=dict(self._fields["kind"]._description_selection(self.env))[line.kind],
                    )
                )

    @api.constrains("kind", "order_id")
    def _check_no_parts(self):
        self.order_id._check_no_parts()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super(AftersalesOrderLine, self._drop_guarded_defaults()).create(vals_list)
        lines._ensure_open()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_open()
            if "order_id" in vals and set(self.order_id.ids) != {vals["order_id"]}:
                raise UserError(self.env._("A line stays with its order: add it to the other one anew."))
            if (SUBJECT | {"price_unit"}) & vals.keys():
                self._ensure_unquoted()
                if any(self.mapped("granted_payer")):
                    self.order_id._ensure_role("dispatcher")
            if {"kind", "product_id"} & vals.keys():
                self._ensure_no_move()
        res = super().write(vals)
        if SUBJECT & vals.keys():
            self.filtered(lambda line: line.order_id._is_decided())._redecide()
        if "quantity" in vals:
            for line in self.filtered("move_id"):
                # sudo: engineers hold no right on stock moves; the line's own guard was passed
                line.move_id.sudo().product_uom_qty = line.quantity
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._ensure_open()
        self._ensure_unquoted()
        moves = self.move_id.sudo()  # sudo: as in write
        moves._action_cancel()
        moves.unlink()

    def _ensure_open(self):
        """Refuse to touch lines once the work is finished, or parts that have left the stock."""
        self.order_id._ensure_unsigned()
        for line in self:
            # sudo: only the state of the move is looked at
            if line.order_id.state in SETTLED_STATES or line.move_id.sudo().state == "done":
                raise UserError(
                    self.env._(
                        "Line “%(line)s” of order %(order)s is done and can no longer change.",
                        line=line.name,
                        order=line.order_id.name,
                    )
                )

    def _ensure_no_move(self):
        """Refuse to exchange the item of a line that a repair card asks the stock for."""
        prepared = self.filtered("move_id")[:1]
        if prepared:
            raise UserError(
                self.env._(
                    "Line “%(line)s” is on the repair card already: delete it and add another one.",
                    line=prepared.name,
                )
            )

    def _ensure_unquoted(self):
        """Refuse to touch lines that stand on a quotation (S12)."""
        for line in self:
            if line.sale_line_id:
                raise UserError(
                    self.env._(
                        "Line “%(line)s” stands on quotation %(quotation)s: withdraw the quotation "
                        "before changing the line.",
                        line=line.name,
                        quotation=line.sale_line_id.sudo().order_id.name,  # sudo: a number only
                    )
                )

    def _prepare_move_vals(self, card):
        """Values of the stock move that takes this part out of the stock; extension seam."""
        self.ensure_one()
        return {
            "repair_id": card.id,
            "repair_line_type": "add",
            "product_id": self.product_id.id,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": self.quantity,
            "company_id": self.company_id.id,
        }

    def _store_costs(self):
        """Keep what the used parts were worth in stock (company currency)."""
        for line in self.sudo():  # sudo: reads the value of the line's own stock move
            if line.move_id.state == "done":
                line.cost = abs(line.move_id.value)
