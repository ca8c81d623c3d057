from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import LOAN_STATES


class AftersalesLoan(models.Model):
    """A unit of ours that a customer uses while his own is with us (S13)."""

    _name = "aftersales.loan"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Loan Unit"
    _order = "due_on, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True)
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lent_on = fields.Date(required=True, readonly=True, default=lambda self: self._default_lent_on())
    due_on = fields.Date(string="Due Back", required=True, index=True)
    returned_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        LOAN_STATES, required=True, readonly=True, default="lent", copy=False, index=True, tracking=True
    )
    note = fields.Char(help="Accessories, condition.")
    deposit_ids = fields.One2many("aftersales.deposit", "loan_id", string="Deposits")
    deposit_balance = fields.Monetary(string="Deposit Held", compute="_compute_deposit_balance")

    _lent_once = models.UniqueIndex(
        "(lot_id) WHERE state = 'lent'", "This unit is lent to somebody already: it has to come back first."
    )
    _due_order = models.Constraint(
        "CHECK (due_on >= lent_on)", "A loan unit cannot be due back before it was lent."
    )

    @api.model
    def _default_lent_on(self):
        return self.env.company._get_aftersales_today()

    @api.depends("order_id")
    def _compute_partner_id(self):
        for loan in self:
            loan.partner_id = loan.partner_id or loan.order_id.partner_id

    @api.depends("deposit_ids.balance")
    def _compute_deposit_balance(self):
        for loan in self:
            loan.deposit_balance = sum(loan.sudo().deposit_ids.mapped("balance"))  # sudo: a sum only

    @api.depends("lot_id.name", "product_id.name")
    def _compute_display_name(self):
        for loan in self:
            loan.display_name = f"{loan.product_id.name} {loan.lot_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        """Lend the units; who lends one is reminded of the day it is due back."""
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("company_id",))
        loans = super(AftersalesLoan, self._drop_guarded_defaults(allowed=("company_id",))).create(vals_list)
        for loan in loans:
            loan.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=loan.due_on,
                user_id=self.env.uid,
                summary=self.env._("Loan unit %(unit)s is due back", unit=loan.lot_id.name),
            )
        return loans

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_lent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_free(self):
        if self.sudo().deposit_ids:  # sudo: whether there is one
            raise UserError(self.env._("A deposit stands on this loan: refund it, and note the return."))

    def _ensure_lent(self):
        ended = self.filtered(lambda loan: loan.state != "lent")[:1]
        if ended:
            raise UserError(self.env._("Loan unit %(unit)s is not lent any more.", unit=ended.lot_id.name))

    def _ensure_keeper(self):
        roles = ("clerk", "accountant")
        if not self.env.su and not any(
            self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles
        ):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("write")

    def action_return(self):
        """The unit is back; what is held for it is to be refunded."""
        self._end("returned")

    def action_lost(self):
        """The unit does not come back; the deposit is applied to the invoice for it."""
        self._end("lost")

    def _end(self, state):
        self._ensure_keeper()
        self._lock()
        self._ensure_lent()
        for company, loans in self.grouped("company_id").items():
            # sudo: guarded fields, right and state were checked
            loans.sudo().write({"state": state, "returned_on": company._get_aftersales_today()})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        deposits = self.sudo().deposit_ids  # sudo: whether money is to be refunded
        deposits.filtered(lambda deposit: deposit.state == "held")._tell_stranded()
