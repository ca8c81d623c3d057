from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import DEPOSIT_KINDS, DEPOSIT_STATES


class AftersalesDeposit(models.Model):
    """Money of a customer that is not ours yet: in advance for work, or as security for a loan unit (S13).

    It is a liability until it is applied to an invoice or refunded; `balance` of all of them is the
    balance of the account. A cancelled order keeps its deposits: they stay listed until they are used.
    """

    _name = "aftersales.deposit"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Customer Deposit"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/", index="trigram"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(DEPOSIT_KINDS, required=True, default="work")
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    order_state = fields.Selection(related="order_id.state", string="State of the Order")
    loan_id = fields.Many2one(
        "aftersales.loan", string="Loan Unit", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(required=True, tracking=True)
    date = fields.Date(readonly=True, copy=False, index=True, help="The day it was received.")
    journal_id = fields.Many2one(
        "account.journal",
        string="Received In",
        check_company=True,
        domain=[("type", "in", ("cash", "bank"))],
        help="Cash box or bank account.",
    )
    note = fields.Char()
    state = fields.Selection(
        DEPOSIT_STATES, required=True, readonly=True, default="draft", copy=False, index=True, tracking=True
    )
    entry_ids = fields.One2many("aftersales.deposit.entry", "deposit_id", string="Movements", readonly=True)
    balance = fields.Monetary(
        string="Held", compute="_compute_balance", store=True, help="Neither applied nor refunded yet."
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A deposit must be more than zero.")
    _balance_range = models.Constraint(
        "CHECK (balance >= 0 AND balance <= amount)",
        "No more can be applied or refunded of a deposit than is held.",
    )

    @api.depends("order_id", "loan_id")
    def _compute_partner_id(self):
        for deposit in self:
            partner = deposit.loan_id.partner_id or deposit.order_id.partner_id
            deposit.partner_id = deposit.partner_id or partner

    @api.depends("entry_ids.amount", "entry_ids.kind", "entry_ids.reversed_on")
    def _compute_balance(self):
        for deposit in self:
            standing = deposit.entry_ids.filtered(lambda entry: not entry.reversed_on)
            deposit.balance = deposit.currency_id.round(sum(entry._get_signed() for entry in standing))

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("company_id",))
        self = self._drop_guarded_defaults(allowed=("company_id",))
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if {"kind", "order_id", "loan_id", "partner_id", "amount", "journal_id"} & vals.keys():
                self._ensure_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_state("draft")

    def _ensure_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        wrong = self.filtered(lambda deposit: deposit.state != state)[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "Deposit %(name)s is “%(state)s”; this is possible only while it is “%(wanted)s”.",
                    name=wrong.name,
                    state=labels[wrong.state],
                    wanted=labels[state],
                )
            )

    def _ensure_accountant(self):
        if self.env.su:
            return
        if not self.env.user.has_group("aftersales_service.group_accountant"):
            raise AccessError(self.env._("Only an accountant receives, applies and refunds deposits."))
        self.check_access("write")

    # ------------------------------------------------------------------------
    # Movements
    # ------------------------------------------------------------------------

    def action_receive(self):
        """The customer has paid the deposit: it is a liability from now on (S13)."""
        self._ensure_accountant()
        self._lock()
        self._ensure_state("draft")
        for deposit in self:
            if not deposit.journal_id:
                raise UserError(
                    self.env._(
                        "Deposit %(name)s: say into which cash box or bank account it was paid.",
                        name=deposit.name,
                    )
                )
            deposit._record("receive", deposit.amount, journal=deposit.journal_id)
            deposit.sudo().date = deposit.entry_ids[-1:].date  # sudo: guarded field

    def action_open_apply(self):
        """Open the dialog that applies the deposit to an invoice."""
        return self._open_use("apply", self.env._("Apply to an Invoice"))

    def action_open_refund(self):
        """Open the dialog that refunds the deposit."""
        return self._open_use("refund", self.env._("Refund"))

    def _open_use(self, kind, name):
        self.ensure_one()
        self._ensure_accountant()
        return open_dialog(name, "aftersales.deposit.use", deposit_id=self.id, kind=kind)

    def _use(self, kind, amount, invoice=None, journal=None):
        """Apply or refund `amount` of this deposit (S13).

        :param kind: "apply" (with the posted `invoice` of the customer) or "refund" (out of `journal`)
        :raises UserError: when less is held, or the loan unit is not back
        """
        self.ensure_one()
        self._ensure_accountant()
        self._lock()
        self._ensure_state("held")
        currency = self.currency_id
        if not 0 < amount <= self.balance or currency.is_zero(amount):
            raise UserError(
                self.env._(
                    "Deposit %(name)s: %(balance)s is held. Enter an amount up to that.",
                    name=self.name,
                    balance=currency.format(self.balance),
                )
            )
        if kind == "refund":
            self._check_refund(journal)
        elif kind == "apply":
            self._check_apply(amount, invoice)
        else:
            raise UserError(self.env._("A deposit is applied to an invoice or refunded."))
        return self._record(kind, currency.round(amount), invoice=invoice, journal=journal)

    def _check_refund(self, journal):
        if self.loan_id.state == "lent":
            raise UserError(
                self.env._(
                    "Deposit %(name)s: loan unit %(unit)s is not back yet.",
                    name=self.name,
                    unit=self.loan_id.lot_id.name,
                )
            )
        if not journal:
            raise UserError(
                self.env._("Deposit %(name)s: say out of which journal it is paid back.", name=self.name)
            )

    def _check_apply(self, amount, invoice):
        partner = self.partner_id.commercial_partner_id
        if (
            not invoice
            or invoice.state != "posted"
            or invoice.move_type != "out_invoice"
            or invoice.commercial_partner_id != partner
            or invoice.company_id != self.company_id
            or invoice.currency_id != self.currency_id
        ):
            raise UserError(
                self.env._(
                    "Deposit %(name)s is applied to a posted invoice of %(partner)s in %(currency)s.",
                    name=self.name,
                    partner=partner.display_name,
                    currency=self.currency_id.name,
                )
            )
        if self.currency_id.compare_amounts(amount, invoice.amount_residual) > 0:
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s: %(amount)s is open, no more can be applied to it.",
                    invoice=invoice.name,
                    amount=invoice.currency_id.format(invoice.amount_residual),
                )
            )

    def _record(self, kind, amount, invoice=None, journal=None):
        """Post a movement of this deposit and bring its state up to date."""
        self.ensure_one()
        entries = self.env["aftersales.deposit.entry"].sudo()  # sudo: nobody makes them by hand; checked
        entry = entries.create(
            {
                "deposit_id": self.id,
                "company_id": self.company_id.id,
                "kind": kind,
                "amount": amount,
                "date": self.company_id._get_aftersales_today(),
                "invoice_id": invoice.id if invoice else False,
                "journal_id": journal.id if journal else False,
            }
        )
        self._refresh_state()
        return entry

    def _refresh_state(self):
        """A deposit is held as long as something of it is; without a receipt it is a draft again."""
        for deposit in self.sudo():  # sudo: guarded field, follows from the movements
            standing = deposit.entry_ids.filtered(lambda entry: not entry.reversed_on)
            if not standing.filtered(lambda entry: entry.kind == "receive"):
                deposit.state = "draft"
            else:
                deposit.state = "held" if deposit.balance else "closed"

    def _apply_to(self, invoices):
        """Apply these deposits to open invoices of their orders, the oldest first."""
        for deposit in self.sorted("id"):
            for invoice in invoices.sorted(lambda move: (move.invoice_date_due, move.id)):
                amount = min(deposit.balance, invoice.amount_residual)
                if amount > 0 and invoice.commercial_partner_id == deposit.partner_id.commercial_partner_id:
                    deposit._use("apply", amount, invoice=invoice)

    @api.model
    def _get_stranded_domain(self):
        """Held for an order that is cancelled or closed, or for a loan unit that is back (S13)."""
        return Domain("state", "=", "held") & (
            Domain("order_id.state", "in", ("cancelled", "closed"))
            | Domain("loan_id.state", "in", ("returned", "lost"))
        )

    def _tell_stranded(self):
        """Tell the accountants that these deposits are to be refunded."""
        for deposit in self:
            user = deposit.company_id.aftersales_cashier_id or deposit.order_id.user_id or self.env.user
            deposit.sudo().activity_schedule(  # sudo: who cancels an order has no right on deposits
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._(
                    "%(amount)s is held and to be refunded or applied",
                    amount=deposit.currency_id.format(deposit.balance),
                ),
            )
