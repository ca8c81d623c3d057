from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import COMPLAINT_OPEN_STATES, COMPLAINT_OUTCOMES, DONE_STATES


class AftersalesComplaintOutcome(models.Model):
    """What a customer gets by the decision, and the document that was made for it (S23).

    `_carry_out_<kind>` makes the document once the decision is approved; `_is_done_<kind>` says whether
    the document has come to its end.
    """

    _name = "aftersales.complaint.outcome"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Outcome of a Complaint"
    _order = "complaint_id, id"
    _check_company_auto = True

    complaint_id = fields.Many2one("aftersales.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    kind = fields.Selection(COMPLAINT_OUTCOMES, string="Kind of Outcome", required=True, index=True)
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
        help="Of a unit to be repaired.",
    )
    quantity = fields.Float(
        string="Approved Quantity", default=1, digits="Product Unit", help="Of a return or a replacement."
    )
    amount = fields.Monetary(help="Of an allowance, tax included, or of a compensation.")
    invoice_id = fields.Many2one(
        "account.move",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'),"
        " ('partner_id', 'child_of', customer_id)]",
        help="What is returned or allowed is credited on this invoice.",
    )
    customer_id = fields.Many2one(related="complaint_id.partner_id.commercial_partner_id")
    service_order_id = fields.Many2one("aftersales.order", readonly=True, copy=False)
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", readonly=True, copy=False, index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, index="btree_not_null"
    )
    returned_quantity = fields.Float(
        string="Quantity Returned", compute="_compute_returned_quantity", digits="Product Unit"
    )
    done = fields.Boolean(compute="_compute_done", help="The document has come to its end.")

    _figures_positive = models.Constraint(
        "CHECK (quantity >= 0 AND amount >= 0)", "Quantities and amounts cannot be negative."
    )
    _amount_given = models.Constraint(
        "CHECK (kind NOT IN ('allowance', 'compensation') OR amount > 0)",
        "An allowance or a compensation needs its amount.",
    )
    _goods_given = models.Constraint(
        "CHECK (kind NOT IN ('replacement', 'return') OR quantity > 0)",
        "A replacement or a return needs its quantity.",
    )

    # ------------------------------------------------------------------------
    # Computes, constraints
    # ------------------------------------------------------------------------

    @api.depends("company_id", "invoice_id")
    def _compute_currency_id(self):
        """An allowance is given in the currency of its invoice."""
        for outcome in self:
            invoice = outcome.sudo().invoice_id  # sudo: its currency
            outcome.currency_id = invoice.currency_id or outcome.company_id.currency_id

    @api.depends("complaint_id", "kind")
    def _compute_product_id(self):
        for outcome in self:
            if outcome.kind in ("repair", "replacement", "return"):
                outcome.product_id = outcome.product_id or outcome.complaint_id.product_id
            else:
                outcome.product_id = False

    @api.depends("picking_id.move_ids.quantity", "picking_id.move_ids.state")
    def _compute_returned_quantity(self):
        for outcome in self:
            outcome.returned_quantity = (
                outcome.sudo().picking_id._get_product_quantity(outcome.product_id)  # sudo: a figure
                if outcome.kind == "return"
                else 0.0
            )

    @api.depends("service_order_id.state", "picking_id.state", "move_id.state", "complaint_id.state")
    def _compute_done(self):
        for outcome in self.sudo():  # sudo: states of the documents of the outcome only
            outcome.done = getattr(outcome, f"_is_done_{outcome.kind}")() if outcome.kind else False

    @api.depends("kind", "complaint_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for outcome in self:
            outcome.display_name = f"{outcome.complaint_id.name}: {kinds.get(outcome.kind)}"

    @api.constrains("kind", "complaint_id")
    def _check_alone(self):
        for complaint in self.complaint_id:
            kinds = complaint.outcome_ids.mapped("kind")
            if "not_justified" in kinds and len(kinds) > 1:
                raise ValidationError(
                    self.env._(
                        "Complaint %(name)s cannot be not justified and have another outcome.",
                        name=complaint.name,
                    )
                )

    @api.constrains("kind", "product_id", "invoice_id")
    def _check_subject(self):
        for outcome in self:
            if outcome.kind in ("repair", "replacement", "return") and not outcome.product_id:
                raise ValidationError(self.env._("Say which product is repaired, replaced or returned."))
            if outcome.kind in ("return", "allowance") and not outcome.invoice_id:
                raise ValidationError(
                    self.env._("A return or an allowance is credited: choose the invoice it belongs to.")
                )
            if outcome.kind == "return" and not outcome._get_invoice_line():
                raise ValidationError(
                    self.env._(
                        "%(product)s does not stand on invoice %(invoice)s: choose the invoice it was "
                        "sold with.",
                        product=outcome.product_id.display_name,
                        invoice=outcome.invoice_id.sudo().name,  # sudo: its number
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        outcomes = super().create(vals_list)
        outcomes._ensure_open()
        return outcomes

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_open()
        result = super().write(vals)
        if "complaint_id" in vals:
            self._ensure_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._ensure_open()

    def _ensure_open(self):
        """Refuse to change what waits for approval or is approved."""
        self.complaint_id._ensure_impartial()
        decided = self.complaint_id.filtered(lambda each: each.state not in COMPLAINT_OPEN_STATES)[:1]
        if decided and not self.env.su:
            raise UserError(
                self.env._(
                    "The decision on complaint %(name)s is proposed or approved and stands.",
                    name=decided.name,
                )
            )

    # ------------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------------

    def _carry_out(self):
        """Make the documents of these outcomes; called as superuser, after the approval (S23)."""
        for outcome in self:
            getattr(outcome, f"_carry_out_{outcome.kind}")()

    def _carry_out_repair(self):
        """A service order of our own, free for the customer (S1: goodwill where nothing else pays)."""
        complaint = self.complaint_id
        order = self.env["aftersales.order"].create(self._prepare_order_vals())
        order.action_register()
        if order.service_type == "A":
            order._override_type("C", self.env._("Complaint %(name)s", name=complaint.name))
        self.service_order_id = order

    def _prepare_order_vals(self):
        self.ensure_one()
        complaint = self.complaint_id
        return {
            "company_id": self.company_id.id,
            "partner_id": complaint.partner_id.id,
            "product_id": self.product_id.id,
            "lot_id": (self.lot_id or complaint.lot_id).id,
            "contact_name": complaint.contact_name,
            "phone": complaint.phone,
            "channel": "own",
            "user_id": complaint.user_id.id,
            "fault": complaint.description,
        }

    def _carry_out_replacement(self):
        self.picking_id = self._create_picking("out_type_id")

    def _carry_out_return(self):
        """The receipt of the goods; the credit note follows when they are here."""
        self.picking_id = self._create_picking("in_type_id")

    def _create_picking(self, operation):
        self.ensure_one()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        kind = warehouse[operation]
        partner = self.complaint_id.partner_id
        customers = partner.with_company(self.company_id).property_stock_customer
        outgoing = kind.code == "outgoing"
        source = kind.default_location_src_id if outgoing else customers
        target = customers if outgoing else kind.default_location_dest_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "origin": self.complaint_id.name,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom_qty": self.quantity,
                            "product_uom": self.product_id.uom_id.id,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "company_id": self.company_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def _carry_out_allowance(self):
        self.move_id = self.invoice_id._create_aftersales_credits(
            self.complaint_id.name, allowance=self.amount
        )

    def _carry_out_compensation(self):
        """What the customer is owed, for the accountant to post and to pay."""
        partner = self.complaint_id.partner_id.commercial_partner_id
        payable = partner.with_company(self.company_id).property_account_payable_id
        label = f"{self.complaint_id.name} {partner.name}"
        self.move_id = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self.company_id._get_aftersales_journal("general").id,
                    "company_id": self.company_id.id,
                    "partner_id": partner.id,
                    "ref": label,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account.id,
                                "name": label,
                                "balance": balance,
                                "partner_id": partner.id,
                            }
                        )
                        for account, balance in (
                            (self.company_id._get_aftersales_compensation_account(), self.amount),
                            (payable, -self.amount),
                        )
                    ],
                }
            )
        )

    def _carry_out_not_justified(self):
        """Nothing is made: the receivable stays as it was."""

    def _is_done_repair(self):
        return self.service_order_id.state in DONE_STATES

    def _is_done_replacement(self):
        return self.picking_id.state == "done"

    def _is_done_return(self):
        return self.picking_id.state == "done" and self._is_done_allowance()

    def _is_done_allowance(self):
        return self.move_id.state == "posted"

    def _is_done_compensation(self):
        return self.move_id.state == "posted"

    def _is_done_not_justified(self):
        return True

    # ------------------------------------------------------------------------
    # Returned goods (S23)
    # ------------------------------------------------------------------------

    def _get_invoice_line(self):
        """Return the line of the invoice on which the product was sold."""
        self.ensure_one()
        return self.sudo().invoice_id.invoice_line_ids.filtered(  # sudo: which line, for a check
            lambda line: line.product_id == self.product_id
        )[:1]

    def _credit_return(self):
        """Credit what has come back; called as superuser, when the receipt is done."""
        for outcome in self.filtered(lambda each: each.kind == "return" and not each.move_id):
            outcome.move_id = outcome.invoice_id._create_aftersales_credits(
                outcome.complaint_id.name,
                quantities={outcome._get_invoice_line(): outcome.returned_quantity},
            )
            complaint = outcome.complaint_id
            complaint.returned_on = complaint.returned_on or complaint.company_id._get_aftersales_today()

    def action_reapprove(self):
        """Approve the quantity that has really come back (S23)."""
        self.complaint_id._ensure_role("manager")
        self.complaint_id._ensure_impartial()
        self.complaint_id._lock()
        for outcome in self:
            picking = outcome.sudo().picking_id  # sudo: the quantity on the receipt of this outcome
            if outcome.kind != "return" or picking.state in (False, "done", "cancel"):
                raise UserError(self.env._("%(outcome)s waits for no goods.", outcome=outcome.display_name))
            before, quantity = outcome.quantity, outcome.returned_quantity
            if not quantity:
                raise UserError(
                    self.env._("Nothing has come back for %(outcome)s yet.", outcome=outcome.display_name)
                )
            outcome.sudo().quantity = quantity  # sudo: the decision is approved, the right was checked
            picking.move_ids.grouped("product_id")[outcome.product_id][:1].product_uom_qty = quantity
            outcome.complaint_id._message_log(
                body=self.env._(
                    "Returned quantity approved anew: %(quantity)s instead of %(before)s × %(product)s.",
                    quantity=f"{quantity:g}",
                    before=f"{before:g}",
                    product=outcome.product_id.display_name,
                )
            )

    def action_open_document(self):
        """Open the document of this outcome."""
        self.ensure_one()
        self.check_access("read")
        document = self.service_order_id or self.move_id or self.picking_id
        if not document:
            raise UserError(self.env._("The document is made when the decision is approved."))
        return open_record(document)

    def _get_cost(self):
        """Return what this outcome has cost: its credit note before tax, or the compensation."""
        self.ensure_one()
        if self.move_id.state in (False, "cancel"):
            return 0.0
        return self.amount if self.kind == "compensation" else abs(self.move_id.amount_untaxed_signed)
