from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..const import EXCHANGE_RESULTS, EXCHANGE_STATES, EXCHANGE_TRANSITIONS


class AftersalesExchange(models.Model):
    """Goods a customer brings back for others (换货, N16): one document in and one out, after inspection.

    The same product is swapped straight; another one is sold by an order of its own and what came back
    is credited, so that the customer pays, or gets, the difference in price.
    """

    _name = "aftersales.exchange"
    _description = "Exchange"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = EXCHANGE_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", readonly=True, default="/", copy=False, index="trigram")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        required=True,
        index=True,
        domain=[("state", "=", "done"), ("picking_type_code", "=", "outgoing")],
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Customer", store=True, index=True)
    move_id = fields.Many2one(
        "stock.move",
        string="Delivered",
        required=True,
        index=True,
        domain="[('picking_id', '=', picking_id), ('state', '=', 'done')]",
        ondelete="restrict",
    )
    product_id = fields.Many2one(related="move_id.product_id", store=True)
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    new_product_id = fields.Many2one(
        "product.product",
        string="In Exchange",
        compute="_compute_new_product_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        check_company=True,
        domain=[("type", "=", "consu")],
        ondelete="restrict",
    )
    state = fields.Selection(
        EXCHANGE_STATES, required=True, readonly=True, default="open", index=True, tracking=True, copy=False
    )
    result = fields.Selection(EXCHANGE_RESULTS, string="Inspection", readonly=True, copy=False, tracking=True)
    finding = fields.Char(readonly=True, copy=False)
    inspected_by_id = fields.Many2one("res.users", string="Inspected by", readonly=True, copy=False)
    return_id = fields.Many2one(
        "stock.picking", string="Goods In", readonly=True, copy=False, index="btree_not_null"
    )
    delivery_id = fields.Many2one(
        "stock.picking", string="Goods Out", readonly=True, copy=False, index="btree_not_null"
    )
    sale_id = fields.Many2one("sale.order", string="New Order", readonly=True, copy=False)
    credit_ids = fields.Many2many("account.move", string="Credit Notes", readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    price_difference = fields.Monetary(
        readonly=True,
        copy=False,
        help="What the customer pays more (or gets back, below zero), tax included.",
    )

    _name_unique = models.UniqueIndex("(company_id, name)", "Two exchanges cannot have the same number.")
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Exchange a quantity above zero.")

    @api.depends("move_id")
    def _compute_new_product_id(self):
        for exchange in self:
            exchange.new_product_id = exchange.new_product_id or exchange.move_id.product_id

    @api.model_create_multi
    def create(self, vals_list):
        exchanges = super().create(vals_list)
        exchanges._check_delivered()
        return exchanges

    @api.model
    def _get_company_id(self, vals):
        return self.env["stock.picking"].browse(vals.get("picking_id")).company_id.id

    def write(self, vals):
        begun = self.filtered(lambda exchange: exchange.state != "open")[:1]
        if begun and not self.env.su:
            raise UserError(
                self.env._("Exchange %(name)s was inspected and no longer changes.", name=begun.name)
            )
        result = super().write(vals)
        self._check_delivered()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        begun = self.filtered(lambda exchange: exchange.state != "open")[:1]
        if begun:
            raise UserError(self.env._("Exchange %(name)s was inspected: it stays.", name=begun.name))

    def _check_delivered(self):
        """No more comes back than was delivered, and not twice."""
        for exchange in self:
            move = exchange.move_id
            if move.picking_id != exchange.picking_id or move.state != "done":
                raise UserError(
                    self.env._(
                        "%(product)s was not delivered by %(picking)s.",
                        product=move.product_id.display_name,
                        picking=exchange.picking_id.name,
                    )
                )
            others = self.search([("move_id", "=", move.id), ("state", "!=", "refused")])
            if move.product_uom.compare(sum(others.mapped("quantity")), move.quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(picking)s delivered %(quantity)g × %(product)s: no more is exchanged.",
                        picking=exchange.picking_id.name,
                        quantity=move.quantity,
                        product=move.product_id.display_name,
                    )
                )

    def _ensure_keeper(self):
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Goods are inspected and exchanged by the warehouse."))
        self.check_access("write")
        self._lock()

    def _inspect(self, result, finding):
        """Keep what the inspection found; who damaged goods himself gets no others (N16)."""
        self.ensure_one()
        self._ensure_keeper()
        if result not in dict(EXCHANGE_RESULTS):
            raise UserError(self.env._("Say what the inspection found."))
        if not (finding or "").strip():
            raise UserError(self.env._("Describe what was found."))
        kit = self.product_id.aftersales_test_kit
        refused = result == "damaged" or (kit and result != "faulty")
        self._update_state(
            "refused" if refused else "inspected",
            result=result,
            finding=finding.strip(),
            inspected_by_id=self.env.uid,
        )

    def action_release(self):
        """Make the document in and the document out (N16)."""
        self._ensure_keeper()
        for exchange in self:
            exchange._ensure_step("released", "inspected")
            exchange._check_delivered()
            # sudo: the documents of an inspected exchange; the keeper has no right on sales
            server = exchange.sudo()
            vals = {"return_id": server._take_back().id}
            if exchange.new_product_id == exchange.product_id:
                vals["delivery_id"] = server._swap().id
            else:
                sale = server._sell()
                vals.update(
                    sale_id=sale.id,
                    delivery_id=sale.picking_ids[:1].id,
                    price_difference=sale.amount_total - server._get_old_value(),
                )
            exchange._update_state("released", **vals)

    def _take_back(self):
        """Return the receipt of what comes back, made by the host's return."""
        wizard = self.env["stock.return.picking"].with_context(
            active_id=self.picking_id.id, active_model="stock.picking", active_ids=self.picking_id.ids
        )
        wizard = wizard.create({"picking_id": self.picking_id.id})
        for line in wizard.product_return_moves:
            line.quantity = self.quantity if line.move_id == self.move_id else 0
        return wizard._create_return()

    def _swap(self):
        """Return the delivery of the same product, on the same order: nothing is charged."""
        move = self.move_id
        delivery = self.picking_id.copy(
            {"move_ids": [], "move_line_ids": [], "origin": self.name, "backorder_id": False}
        )
        move.copy(
            {
                "picking_id": delivery.id,
                "product_uom_qty": self.quantity,
                "state": "draft",
                "move_orig_ids": [],
                "move_dest_ids": [],
                "origin_returned_move_id": False,
                "procure_method": "make_to_stock",
                "sale_line_id": move.sale_line_id.id,
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        return delivery

    def _sell(self):
        """Return the order of the other product, confirmed."""
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "warehouse_id": self.picking_id.picking_type_id.warehouse_id.id,
                "origin": self.name,
                "order_line": [
                    Command.create({"product_id": self.new_product_id.id, "product_uom_qty": self.quantity})
                ],
            }
        )
        sale.action_confirm()
        return sale

    def _get_old_value(self):
        """Return what the customer paid for what comes back, tax included."""
        line = self.move_id.sale_line_id
        if not line:
            return self.product_id.with_company(self.company_id).lst_price * self.quantity
        sold = line.product_uom_qty
        return line.price_total / sold * self.quantity if sold else 0.0

    def _credit(self):
        """What has come back is credited by drafts, where it was invoiced; the exchange is done."""
        for exchange in self:
            credits_ = self.env["account.move"]
            if exchange.sale_id:
                credits_ = exchange._make_credits()
            exchange._update_state("done", credit_ids=[Command.set(credits_.ids)])

    def _make_credits(self):
        left = self.quantity
        quantities = {}
        lines = self.move_id.sale_line_id.invoice_lines.filtered(
            lambda line: line.move_id.move_type == "out_invoice" and line.parent_state == "posted"
        )
        for line in lines:
            if left > 0:
                quantities[line] = min(left, line.quantity)
                left -= quantities[line]
        moves = self.env["account.move"].union(*(line.move_id for line in quantities))
        return moves._create_aftersales_credits(self.name, quantities=quantities) if quantities else moves
