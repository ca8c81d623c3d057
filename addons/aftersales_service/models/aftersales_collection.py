from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import COLLECTION_METHODS, COLLECTION_STATES, COLLECTION_TRANSITIONS


class AftersalesCollection(models.Model):
    """Money that an engineer took from a customer on site (S13).

    It is a payment of the customer at once, and stands on the account of the engineers' cash in hand
    until the cashier has counted it: `amount_open` of all of them is the balance of that account.
    """

    _name = "aftersales.collection"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Collection"
    _order = "date desc, id desc"
    _check_company_auto = True
    _transitions = COLLECTION_TRANSITIONS

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date(string="Collected On", required=True, readonly=True, index=True)
    method = fields.Selection(COLLECTION_METHODS, string="Paid By", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    reference = fields.Char(readonly=True, help="Number of the transfer or of the transaction.")
    state = fields.Selection(
        COLLECTION_STATES, required=True, readonly=True, default="with_engineer", index=True, tracking=True
    )
    amount_open = fields.Monetary(
        string="In Hand", readonly=True, help="What the engineer has not handed in of it yet."
    )
    due_on = fields.Date(string="Hand In By", required=True, readonly=True, index=True)
    age_days = fields.Integer(string="Age (Days)", compute="_compute_age_days")
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_age_days", search="_search_is_overdue")
    handed_in_on = fields.Date(readonly=True, help="The day of the hand-in slip that settled it.")
    days_late = fields.Integer(
        readonly=True, aggregator="max", help="Days from the limit to the day it was handed in."
    )
    reminded_on = fields.Date(readonly=True)
    slip_line_ids = fields.One2many("aftersales.hand.in.line", "collection_id", string="Hand-in Slips")
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, groups="account.group_account_invoice"
    )
    reversed_on = fields.Date(readonly=True, copy=False)
    reverse_reason = fields.Char(readonly=True, copy=False, tracking=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "What is collected must be more than zero.")
    _open_range = models.Constraint(
        "CHECK (amount_open >= 0 AND amount_open <= amount)",
        "What is in hand of a collection lies between nothing and its amount.",
    )
    _overdue_index = models.Index("(due_on) WHERE state = 'with_engineer'")

    @api.depends("date", "due_on", "state", "company_id")
    def _compute_age_days(self):
        for company, collections in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            for collection in collections:
                waits = collection.state in ("with_engineer", "on_slip")
                collection.age_days = (today - collection.date).days if waits else 0
                collection.is_overdue = collection.state == "with_engineer" and collection.due_on < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = self._get_overdue_domain()
        return Domain.OR(overdue if wanted else ~overdue for wanted in value)

    @api.model
    def _get_overdue_domain(self):
        """Collections kept beyond their limit (S13); what is on a slip waits for the cashier."""
        return Domain("state", "=", "with_engineer") & self.env["res.company"]._get_day_domain("due_on", "<")

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number and post the collections: each is a payment of its customer at once (S13)."""
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        vals_list = self.env["ir.sequence"]._number(self._name, vals_list)
        collections = super().create([{**vals, "amount_open": vals["amount"]} for vals in vals_list])
        collections._post_payments()
        return collections

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("Collection %(name)s is posted: it is reversed, never deleted.", name=self[0].name)
            )

    # ------------------------------------------------------------------------
    # Payment
    # ------------------------------------------------------------------------

    def _post_payments(self):
        """Post the payment of each of these collections into its engineer's cash in hand."""
        for company, collections in self.grouped("company_id").items():
            journal = company._get_aftersales_collection_journal()
            payments = self.env["account.payment"].sudo().with_company(company)  # sudo: role checked before
            payments = payments.create([each._prepare_payment_vals(journal) for each in collections])
            payments.outstanding_account_id = journal.default_account_id
            payments.action_post()
            for collection, payment in zip(collections, payments, strict=True):
                collection.payment_id = payment

    def _prepare_payment_vals(self, journal):
        """Values of the payment in `journal`; extension seam."""
        self.ensure_one()
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": self.amount,
            "date": self.date,
            "memo": f"{self.order_id.name} {self.name}",
            "payment_reference": self.reference,
            "aftersales_source": f"{self._name},{self.id}",
        }

    def _get_customer_items(self):
        """Return the journal items of these payments that the customer's invoices are matched with."""
        items = self.sudo().payment_id.move_id.line_ids  # sudo: entries of these very collections
        return items.filtered(lambda item: item.account_id.account_type == "asset_receivable")

    def _get_cash_item(self):
        """Return the journal item that puts this collection to its engineer's account."""
        self.ensure_one()
        # sudo: the entry of this very collection
        return self.sudo().payment_id.move_id.line_ids.filtered("aftersales_engineer_id")

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_hand_in(self):
        """Put these collections, or all that the engineer has in hand, on hand-in slips (S13)."""
        collections = self or self._get_mine()
        collections._ensure_collector()
        if not collections:
            raise UserError(self.env._("You have no money in hand: there is nothing to hand in."))
        collections._lock()
        slips = self.env["aftersales.hand.in"]._create_for(collections)
        return slips._open()

    @api.model
    def _get_mine(self):
        """Return what the user himself has in hand."""
        return self.search([("employee_id.user_id", "=", self.env.uid), ("state", "=", "with_engineer")])

    def _ensure_collector(self):
        """Engineers deal with their own collections (record rule), accountants with all."""
        roles = ("engineer", "accountant")
        if not self.env.su and not any(
            self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles
        ):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read")

    def action_open_reverse(self):
        """Open the dialog that asks why a collection is reversed."""
        self.ensure_one()
        return self.env["aftersales.reverse"]._open_for(self)

    def _reverse(self, reason):
        """Reverse these collections: the customer owes again, the engineer no longer holds the money.

        :raises UserError: for what is on a slip or handed in, in part even
        """
        self.env["aftersales.reverse"]._ensure_reversible(self, reason)
        self._lock()
        started = self.filtered(lambda each: each.amount_open != each.amount and each.state != "reversed")[:1]
        if started:
            raise UserError(
                self.env._(
                    "Collection %(name)s is handed in, at least in part: reverse the hand-in slip first.",
                    name=started.name,
                )
            )
        for company, collections in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            collections._update_state(
                "reversed", reversed_on=today, amount_open=0.0, reverse_reason=reason.strip()
            )
            # sudo: the entries of these very collections, role and state were checked
            collections.sudo().payment_id.move_id._reverse_aftersales(today, reason)
            collections.activity_unlink(["aftersales_service.mail_activity_type_hand_in"])

    def action_view_payment(self):
        """Open the payment of this collection."""
        self.ensure_one()
        return open_record(self.payment_id)

    # ------------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind engineers of money kept beyond the limit (S13): once each, in slices."""
        self._work_in_slices(
            self._get_overdue_domain() & Domain("reminded_on", "=", False),
            lambda collections: collections._remind(),
        )

    def _remind(self):
        tasks = []
        for collection in self:
            user = collection.employee_id.user_id or collection.company_id.aftersales_cashier_id
            if user:
                summary = self.env._(
                    "%(amount)s of order %(order)s is not handed in",
                    amount=collection.currency_id.format(collection.amount_open),
                    order=collection.order_id.name,
                )
                tasks.append((collection.id, user, collection.due_on, summary))
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_hand_in", self._name, tasks
        )
        for company, collections in self.grouped("company_id").items():
            collections.sudo().write({"reminded_on": company._get_aftersales_today()})  # sudo: server's field

    @api.model
    def _prepare_due_on(self, day, company):
        """Return the last day on which what is collected on `day` is handed in in time (S13)."""
        return day + timedelta(days=self.env["aftersales.cash.policy"]._get_days(day, company))
