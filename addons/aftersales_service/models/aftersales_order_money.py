from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """The money of a job (S12): quotation and invoice are the host's, this file ties them."""

    _inherit = "aftersales.order"

    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("aftersales.order.line", "order_id", string="Parts and Fees")
    value_total = fields.Monetary(
        string="Value", compute="_compute_totals", store=True, help="By the fee schedule, before tax."
    )
    customer_total = fields.Monetary(
        string="Customer Pays", compute="_compute_totals", store=True, help="Before tax."
    )
    cost_total = fields.Monetary(
        string="Parts Cost",
        compute="_compute_totals",
        store=True,
        groups="aftersales_service.group_manager,aftersales_service.group_accountant",
    )
    sale_order_ids = fields.One2many("sale.order", "aftersales_order_id", string="Quotations")
    sale_order_count = fields.Integer(compute="_compute_sale_order_count", compute_sudo=True)
    quotation_state = fields.Selection(
        [("none", "No quotation"), ("open", "Waiting for the customer"), ("accepted", "Accepted")],
        compute="_compute_quotation_state",
        compute_sudo=True,
        store=True,
        index=True,
    )
    has_unquoted = fields.Boolean(compute="_compute_has_unquoted", compute_sudo=True)
    invoice_ids = fields.Many2many("account.move", compute="_compute_invoices", compute_sudo=True)
    invoice_count = fields.Integer(compute="_compute_invoices", compute_sudo=True)
    invoice_state = fields.Selection(
        [
            ("none", "Nothing to pay"),
            ("to_invoice", "To invoice"),
            ("open", "Invoiced"),
            ("paid", "Paid"),
        ],
        string="Payment",
        compute="_compute_invoice_state",
        compute_sudo=True,
        store=True,
        index=True,
    )

    @api.depends("line_ids.value", "line_ids.customer_amount", "line_ids.cost")
    def _compute_totals(self):
        for order in self:
            order.value_total = sum(order.line_ids.mapped("value"))
            order.customer_total = sum(order.line_ids.mapped("customer_amount"))
            order.cost_total = sum(order.line_ids.mapped("cost"))

    @api.depends("sale_order_ids")
    def _compute_sale_order_count(self):
        for order in self:
            order.sale_order_count = len(order.sale_order_ids)

    @api.depends("sale_order_ids.state")
    def _compute_quotation_state(self):
        for order in self:
            states = set(order.sale_order_ids.mapped("state"))
            if states & {"draft", "sent"}:
                order.quotation_state = "open"
            else:
                order.quotation_state = "accepted" if "sale" in states else "none"

    @api.depends("line_ids.chargeable", "line_ids.sale_line_id")
    def _compute_has_unquoted(self):
        for order in self:
            order.has_unquoted = any(line.chargeable and not line.sale_line_id for line in order.line_ids)

    @api.depends("sale_order_ids.order_line.invoice_lines")
    def _compute_invoices(self):
        for order in self:
            order.invoice_ids = order.sale_order_ids.invoice_ids
            order.invoice_count = len(order.invoice_ids)

    @api.depends(
        "sale_order_ids.state",
        "sale_order_ids.invoice_status",
        "sale_order_ids.order_line.invoice_lines.move_id.payment_state",
        "sale_order_ids.order_line.invoice_lines.move_id.state",
    )
    def _compute_invoice_state(self):
        for order in self:
            accepted = order.sale_order_ids.filtered(lambda sale: sale.state == "sale")
            invoices = accepted.invoice_ids.filtered(lambda move: move.state != "cancel")
            if not accepted:
                order.invoice_state = "none"
            elif not invoices or any(sale.invoice_status != "invoiced" for sale in accepted):
                order.invoice_state = "to_invoice"
            elif all(
                move.state == "posted" and move.payment_state in ("paid", "in_payment", "reversed")
                for move in invoices
            ):
                order.invoice_state = "paid"
            else:
                order.invoice_state = "open"

    # ------------------------------------------------------------------------
    # Quotation (S12)
    # ------------------------------------------------------------------------

    def _is_accepted(self):
        """Tell whether the customer has accepted a quotation of this order."""
        self.ensure_one()
        return "sale" in self.sudo().sale_order_ids.mapped("state")  # sudo: a yes or no only

    def _ensure_no_open_quotation(self):
        """Refuse to go on while the customer still has a quotation to answer (S12)."""
        waiting = self.filtered(lambda order: order.quotation_state == "open")[:1]
        if waiting:
            raise UserError(
                self.env._(
                    "Order %(name)s: a quotation waits for the customer's answer. Have it accepted or "
                    "withdraw it.",
                    name=waiting.name,
                )
            )

    def _check_lines_accepted(self):
        """Refuse to go on while a line that the customer pays is not accepted by him (S12)."""
        line = self.sudo().line_ids._get_unaccepted()[:1]  # sudo: the state of the quotation only
        if line:
            raise UserError(
                self.env._(
                    "Order %(name)s: the customer has not accepted “%(line)s” yet. Prepare a quotation "
                    "and have it accepted first.",
                    name=line.order_id.name,
                    line=line.name,
                )
            )

    def action_prepare_quotation(self):
        """Put the lines the customer pays, and that stand on no quotation yet, on a new one (S12)."""
        self.ensure_one()
        self._ensure_role("clerk", "dispatcher", "engineer")
        self._lock()
        if self.state not in ("registered", "assessment", "parts", "repair"):
            raise UserError(
                self.env._("Order %(name)s is not in a step where work is quoted.", name=self.name)
            )
        lines = self.line_ids.filtered(lambda line: line.chargeable and not line.sale_line_id)
        lines = lines._sort_by_card()
        if not lines:
            raise UserError(
                self.env._(
                    "Order %(name)s has nothing to quote: add parts, labour or a call-out the customer pays.",
                    name=self.name,
                )
            )
        self._sync_cards()
        # sudo: engineers hold no right on sales documents; role and state were checked above, and
        # the quotation carries nothing but the order's own lines
        sales = self.env["sale.order"].sudo().with_context(mail_auto_subscribe_no_notify=True)
        sale = sales.create(self._prepare_sale_order_vals(lines))
        sale_lines = sale.order_line.filtered(lambda sale_line: not sale_line.display_type)
        for line, sale_line in zip(lines.sudo(), sale_lines, strict=True):
            line.sale_line_id = sale_line
            line.move_id.sale_line_id = sale_line
        self._message_log_batch(
            bodies={
                self.id: self.env._("Quotation %(quotation)s prepared.", quotation=sale.name),
            }
        )
        return self.action_view_quotations() if self.env["sale.order"].has_access("read") else True

    def _prepare_sale_order_vals(self, lines):
        """Values of the quotation for `lines`; extension seam."""
        self.ensure_one()
        return {
            "aftersales_order_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            # The prices stand in the company's currency; a price list would discount them again.
            "pricelist_id": False,
            "origin": self.name,
            "client_order_ref": self.register_ref,
            "order_line": [
                fields.Command.create({**vals, "sequence": index})
                for index, vals in enumerate(self._prepare_sale_line_vals_list(lines))
            ],
        }

    def _prepare_sale_line_vals_list(self, lines):
        """Values of the quotation's lines: what the customer pays, then what costs him nothing and why.

        Where the order has several repair cards, what belongs to none comes first, and the lines of
        each card stand in a section. `lines` keep their order, see `_sort_by_card`.
        """
        self.ensure_one()
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        order = self.sudo().with_context(lang=lang)  # sudo: states of its quotations, names of its cards
        lines = lines.with_context(lang=lang)
        if not order.sale_order_ids.filtered(lambda sale: sale.state != "cancel"):
            lines |= self.line_ids.with_context(lang=lang).filtered(lambda line: not line.chargeable)
        several = len(order.unit_ids) > 1
        vals_list = []
        for unit, group in (
            lines._sort_by_card().grouped(lambda line: several and line.unit_id.sudo()).items()
        ):
            if unit:
                vals_list.append({"display_type": "line_section", "name": unit._get_quotation_title()})
            quoted = group.filtered("chargeable")
            vals_list += [line._prepare_sale_line_vals() for line in quoted]
            vals_list += [
                {"display_type": "line_note", "name": line._get_free_note()} for line in group - quoted
            ]
        return vals_list

    def action_accept_quotation(self):
        """Record that the customer accepted the open quotations by word of mouth (S12)."""
        self._ensure_role("clerk", "dispatcher")
        self._lock()
        quotations = self.sudo().sale_order_ids.filtered(  # sudo: as in action_prepare_quotation
            lambda sale: sale.state in ("draft", "sent")
        )
        if not quotations:
            raise UserError(self.env._("There is no open quotation the customer could accept."))
        quotations.action_confirm()
        self._message_log_batch(
            bodies=dict.fromkeys(
                self.ids,
                self.env._("The customer accepted the quotation; recorded by hand."),
            )
        )

    def action_withdraw_quotation(self):
        """Cancel the open quotations, so that the lines can be changed."""
        self._ensure_role("clerk", "dispatcher", "engineer")
        self._lock()
        if not self._cancel_quotations():
            raise UserError(self.env._("There is no open quotation to withdraw."))

    def _cancel_quotations(self, accepted=False):
        """Cancel the quotations of these orders that the customer has not accepted yet.

        :param accepted: cancel the accepted ones as well, for the orders themselves are cancelled
        :return: the cancelled quotations, as superuser
        :raises UserError: if an accepted one is invoiced
        """
        states = ("draft", "sent", "sale") if accepted else ("draft", "sent")
        sales = self.sudo().sale_order_ids  # sudo: as in action_prepare_quotation
        sales = sales.filtered(lambda sale: sale.state in states)
        invoice = sales.invoice_ids.filtered(lambda move: move.state == "posted")[:1]
        if invoice:
            raise UserError(
                self.env._("Invoice %(invoice)s is posted: reverse it first.", invoice=invoice.name)
            )
        sales._action_cancel()
        return sales

    # ------------------------------------------------------------------------
    # Invoice
    # ------------------------------------------------------------------------

    def action_invoice(self):
        """Make the invoices of these orders from their accepted quotations, one each, in one go."""
        self._ensure_role("accountant", "manager")
        self._lock()
        for order in self:
            if order.state != "settlement":
                raise UserError(self.env._("Order %(name)s is not up for fee settlement.", name=order.name))
        # sudo: the accountant of the service desk invoices what the customer has accepted
        sales = self.sudo().sale_order_ids.filtered(lambda sale: sale.state == "sale")
        sales = sales.filtered(lambda sale: sale.invoice_status == "to invoice")
        if not sales:
            raise UserError(self.env._("Nothing is left to invoice: look at the existing invoices."))
        sales = sales.with_context(mail_auto_subscribe_no_notify=True)
        for company, company_sales in sales.grouped("company_id").items():
            company_sales.with_company(company)._create_invoices()
        return self.action_view_invoices()

    def _get_settlement_gap(self):
        """Return the sentence that says what is missing to settle this order, or an empty string.

        A customer on credit terms (an invoice due after its date) is settled once invoiced; the
        debt is then followed by the accountant.
        """
        self.ensure_one()
        self._check_lines_accepted()
        return self._get_payment_gap()

    def _get_payment_gap(self):
        """Return the sentence that says what the customer still has to pay, or an empty string."""
        self.ensure_one()
        order = self.sudo()  # sudo: states of the order's own documents only
        if order.invoice_state == "to_invoice":
            return self.env._("Order %(name)s is not invoiced in full yet.", name=self.name)
        for move in order.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state != "cancel"
        ):
            if move.state == "draft":
                return self.env._(
                    "The invoice of order %(name)s is a draft: the accountant confirms it first.",
                    name=self.name,
                )
            on_credit = move.invoice_date_due > move.invoice_date
            if move.payment_state in ("not_paid", "partial") and not on_credit:
                return self.env._(
                    "Order %(name)s: invoice %(invoice)s is not paid; %(amount)s is open.",
                    name=self.name,
                    invoice=move.name,
                    amount=move.currency_id.format(move.amount_residual),
                )
        return ""

    def _get_hand_back_gap(self):
        """Return the sentence that says what is to be paid before goods of this order leave (S12).

        Nothing is due for what was not accepted, nor from a customer whose terms give him time. What was
        collected or held in advance counts before there is an invoice.
        """
        self.ensure_one()
        order = self.sudo()  # sudo: terms and balance of the order's own documents
        sales = order.sale_order_ids.filtered(lambda sale: sale.state == "sale")
        on_credit = all(any(line.nb_days for line in sale.payment_term_id.line_ids) for sale in sales)
        if on_credit or order.currency_id.compare_amounts(order.amount_due, 0) <= 0:
            return ""
        if not order._get_payment_gap():
            return ""
        return self.env._(
            "Order %(name)s: %(amount)s is still to be paid.",
            name=self.name,
            amount=order.currency_id.format(order.amount_due),
        )

    def action_view_quotations(self):
        """Open the quotations of this order."""
        return self._open_documents("sale.order", self.sale_order_ids, self.env._("Quotations"))

    def action_view_invoices(self):
        """Open the invoices of these orders."""
        return self._open_documents("account.move", self.invoice_ids, self.env._("Invoices"))

    def action_view_repairs(self):
        """Open the repair cards of this order."""
        return self._open_documents("repair.order", self.repair_ids, self.env._("Repair cards"))

    def _open_documents(self, model, records, name):
        """Return the action that shows `records`: the form when there is just one."""
        self.check_access("read")
        action = {"name": name, "type": "ir.actions.act_window", "res_model": model}
        if len(records) == 1:
            return {**action, "res_id": records.id, "view_mode": "form", "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", records.ids)],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }
