from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.i18n import format_list

from ..const import CHANNELS, FINAL_STATES, PRIORITIES, STATES
from ..tools.phone import phone_key

#: What stands on the voucher: frozen by the customer's signature (S7).
VOUCHER_FIELDS = frozenset(
    {
        "partner_id",
        "product_id",
        "lot_id",
        "fault",
        "fault_id",
        "handling",
        "result",
        "time_spent",
        "no_parts",
    }
)
#: Whose unit it is: frozen once it is decided who pays (S1).
SUBJECT_FIELDS = frozenset({"partner_id", "product_id", "lot_id", "request_date"})
#: What the office writes down when it takes the request (S2).
REGISTER_FIELDS = frozenset({"request_date", "channel", "register_ref"})
#: What nobody changes on an order that is closed or cancelled.
FINAL_FIELDS = (
    VOUCHER_FIELDS
    | SUBJECT_FIELDS
    | REGISTER_FIELDS
    | {"planned_start", "planned_end", "contact_name", "phone", "address", "solved", "follow_up_note"}
)


class AftersalesOrder(models.Model):
    """The service order: request register and service voucher in one (S2, S7, G3)."""

    _name = "aftersales.order"
    _inherit = ["aftersales.guard.mixin", "aftersales.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Service Order"
    _order = "priority desc, request_date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    # Register (S2)
    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES,
        default="enquiry",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    priority = fields.Selection(PRIORITIES, required=True, index=True)
    channel = fields.Selection(CHANNELS, required=True, default="phone", index=True)
    request_date = fields.Datetime(
        string="Requested On", required=True, default=fields.Datetime.now, copy=False, index=True
    )
    register_ref = fields.Char(
        string="Register Number",
        copy=False,
        help="Number in the paper or spreadsheet register this order was taken over from.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        help="Whoever takes a request owns it until it is handed to a named person.",
    )
    taken_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        required=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    contact_name = fields.Char(string="Contact")
    phone = fields.Char(compute="_compute_contact_data", store=True, readonly=False, precompute=True)
    phone_key = fields.Char(compute="_compute_phone_key", store=True, precompute=True, index=True)
    address = fields.Char(
        compute="_compute_contact_data",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the work is done.",
    )
    product_id = fields.Many2one(
        "product.product",
        index=True,
        tracking=True,
        check_company=True,
        domain=[("type", "=", "consu")],
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Unit (Serial Number)",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
    )
    unit_owner_id = fields.Many2one(related="lot_id.aftersales_partner_id", string="Registered To")
    warranty_state = fields.Selection(related="lot_id.aftersales_warranty_state", string="Warranty")
    sale_date = fields.Date(related="lot_id.aftersales_sale_date", string="Sale Date")
    warranty_end = fields.Date(related="lot_id.aftersales_warranty_end", string="Warranty Until")
    unit_order_count = fields.Integer(
        string="Other Jobs", compute="_compute_unit_order_count", help="Other jobs on this unit."
    )
    fault = fields.Text(required=True)

    # Dispatch
    engineer_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        check_company=True,
        group_expand="_group_expand_engineer_id",
    )
    worker_ids = fields.Many2many(
        "hr.employee",
        "aftersales_order_worker_rel",
        "order_id",
        "employee_id",
        string="Fellow Workers",
        readonly=True,
        copy=False,
        check_company=True,
        help="Engineers who go along; they see the job as their own.",
    )
    planned_start = fields.Datetime(copy=False, tracking=True, index="btree_not_null")
    planned_end = fields.Datetime(copy=False)

    # Voucher (S7)
    repair_start = fields.Datetime(string="Started On", readonly=True, copy=False)
    repair_end = fields.Datetime(string="Finished On", readonly=True, copy=False)
    receipt_ids = fields.One2many("aftersales.goods.receipt", "order_id", string="Goods Receipts")
    receipt_count = fields.Integer(compute="_compute_receipt_count")

    # Follow-up
    solved = fields.Selection([("yes", "Solved"), ("no", "Not solved")], string="Problem Solved", copy=False)
    follow_up_note = fields.Text(string="Follow-up Note", copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)
    closed_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")

    _register_ref_unique = models.UniqueIndex(
        "(company_id, register_ref) WHERE register_ref IS NOT NULL",
        "An order with this register number exists already.",
    )
    _dispatch_index = models.Index("(company_id, state, planned_start)")
    _plan_order = models.Constraint(
        "CHECK (planned_end IS NULL OR planned_start IS NULL OR planned_end > planned_start)",
        "The planned end must come after the planned start: check the times.",
    )
    # ------------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------------

    @api.depends("name", "partner_id.name")
    @api.depends_context("aftersales_show_customer")
    def _compute_display_name(self):
        """In a calendar a number says nothing: there the customer stands before it."""
        if not self.env.context.get("aftersales_show_customer"):
            return super()._compute_display_name()
        for order in self:
            order.display_name = f"{order.partner_id.name} · {order.name}" if order.partner_id else order.name
        return None

    @api.depends("lot_id")
    def _compute_partner_id(self):
        for order in self:
            order.partner_id = order.partner_id or order.lot_id.aftersales_partner_id

    @api.depends("partner_id")
    def _compute_contact_data(self):
        for order in self:
            order.phone = order.phone or order.partner_id.phone
            order.address = order.address or (
                order.partner_id._get_aftersales_address() if order.partner_id else False
            )

    @api.depends("phone")
    def _compute_phone_key(self):
        for order in self:
            order.phone_key = phone_key(order.phone) or False

    @api.depends("lot_id")
    def _compute_product_id(self):
        for order in self:
            order.product_id = order.lot_id.product_id or order.product_id

    @api.depends("lot_id")
    def _compute_unit_order_count(self):
        counts = dict(self._read_group([("lot_id", "in", self.lot_id.ids)], ["lot_id"], ["__count"]))
        for order in self:
            order.unit_order_count = max(counts.get(order.lot_id, 0) - 1, 0)

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        for order in self:
            order.receipt_count = len(order.receipt_ids)

    @api.model
    def _group_expand_state(self, states, _domain):
        """Show every step as a column, even an empty one; "cancelled" only where there is one."""
        return [key for key, _label in STATES if key not in FINAL_STATES or key in states]

    @api.model
    def _group_expand_engineer_id(self, engineers, _domain):
        """Show every engineer as a column, so that an idle one is seen."""
        return engineers | engineers.search([("aftersales_engineer", "=", True)])

    # ------------------------------------------------------------------------
    # Constraints, hints
    # ------------------------------------------------------------------------

    @api.constrains("lot_id", "product_id")
    def _check_lot_id(self):
        for order in self:
            if order.lot_id and order.lot_id.product_id != order.product_id:
                raise ValidationError(
                    self.env._(
                        "Serial number %(serial)s belongs to product %(owner)s, not to %(product)s: "
                        "choose the unit again.",
                        serial=order.lot_id.name,
                        owner=order.lot_id.product_id.display_name,
                        product=order.product_id.display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for order in self:
            if not order.partner_id.active:
                raise ValidationError(
                    self.env._(
                        "Customer %(name)s is closed (archived). Reactivate the customer or choose "
                        "another one.",
                        name=order.partner_id.display_name,
                    )
                )

    @api.onchange("phone")
    def _onchange_phone(self):
        """Find the caller by the phone number (S2)."""
        if not self.phone or self.partner_id:
            return None
        found = self.env["res.partner"]._find_by_phone([self.phone], self.company_id)
        customers = found.get(phone_key(self.phone), self.env["res.partner"])
        if len(customers) > 1:
            return {
                "warning": {
                    "title": self.env._("Several customers have this number"),
                    "message": self.env._(
                        "Choose one of them: %(names)s.",
                        names=format_list(self.env, customers.mapped("display_name")),
                    ),
                }
            }
        self.partner_id = customers
        return None

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """A customer with one unit calls about that unit."""
        if self.partner_id and not self.lot_id and not self.product_id:
            lots = self.env["stock.lot"].search(
                [("aftersales_partner_id", "=", self.partner_id._origin.id)], limit=2
            )
            if len(lots) == 1:
                self.lot_id = lots

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.lot_id.product_id != self.product_id:
            self.lot_id = False

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the orders in one go; guarded fields in the values of a client are refused."""
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("name", "company_id"))
        self = self._drop_guarded_defaults(allowed=("company_id",))
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if FINAL_FIELDS & vals.keys():
                self._ensure_not_final()
            if REGISTER_FIELDS & vals.keys():
                self._ensure_role("clerk", "dispatcher")
            if VOUCHER_FIELDS & vals.keys():
                self._ensure_unsigned()
            if SUBJECT_FIELDS & vals.keys():
                self._ensure_undecided()
            if {"planned_start", "planned_end"} & vals.keys():
                self._ensure_role("dispatcher")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for order in self:
            if order.state not in ("enquiry", "cancelled"):
                raise UserError(
                    self.env._(
                        "Order %(name)s is registered and cannot be deleted. Cancel it with a reason.",
                        name=order.name,
                    )
                )

    def action_view_unit_history(self):
        """Open all jobs on the unit of this order."""
        self.ensure_one()
        return self.lot_id.action_view_aftersales_orders()

    # ------------------------------------------------------------------------
    # Guards shared by all actions
    # ------------------------------------------------------------------------

    def _ensure_role(self, *roles):
        """Refuse the caller unless he has one of `roles` and these orders are his to work on.

        An accountant's steps need no more than sight of the order: he changes nothing on it.
        """
        if self.env.su:
            return
        if not any(self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read" if "accountant" in roles else "write")

    def _ensure_not_final(self):
        ended = self.filtered(lambda order: order.state in FINAL_STATES)[:1]
        if ended:
            raise UserError(self.env._("Order %(name)s is ended and can no longer change.", name=ended.name))

    def _ensure_undecided(self):
        self._ensure_no_open_quotation()
        for order in self:
            if order._is_decided():
                raise UserError(
                    self.env._(
                        "Customer, unit and time of request of order %(name)s can no longer change: the "
                        "quotation is accepted or the repair has begun.",
                        name=order.name,
                    )
                )

    def _get_local_date(self, moment):
        """Return the day of `moment` (naive UTC) in the company's time zone."""
        self.ensure_one()
        tz = self.company_id.resource_calendar_id.tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=tz), moment).date()
