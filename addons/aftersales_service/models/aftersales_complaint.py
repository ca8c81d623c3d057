from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import (
    CHANNELS,
    COMPLAINT_FINAL_STATES,
    COMPLAINT_KINDS,
    COMPLAINT_MAJORS,
    COMPLAINT_OPEN_STATES,
    COMPLAINT_ROUTES,
    COMPLAINT_STATES,
    COMPLAINT_TRANSITIONS,
    PRIORITIES,
)

#: Whom and what a complaint is about: frozen once the decision is approved.
SUBJECT_FIELDS = frozenset(
    {"partner_id", "order_id", "product_id", "lot_id", "quantity", "kind", "major", "description", "wish"}
)


class AftersalesComplaint(models.Model):
    """A customer's complaint, from its number to the case file (S21–S25).

    It has a number from its first moment and is never deleted: who registered it by mistake withdraws
    it with a reason. The route with its limits is copied from the policy in force that day.
    """

    _name = "aftersales.complaint"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.deadline.mixin",
        "aftersales.customer.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Complaint"
    _order = "priority desc, opened_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _transitions = COMPLAINT_TRANSITIONS

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
        COMPLAINT_STATES,
        default="registered",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    opened_on = fields.Datetime(
        string="Received On",
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        index=True,
    )
    closed_on = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    policy_id = fields.Many2one("aftersales.complaint.policy", readonly=True, copy=False, ondelete="restrict")
    route = fields.Selection(COMPLAINT_ROUTES, required=True, default="domestic", index=True)
    kind = fields.Selection(COMPLAINT_KINDS, required=True, default="quality", tracking=True, index=True)
    major = fields.Selection(
        COMPLAINT_MAJORS, tracking=True, help="Reported to management at once (S21); empty: an ordinary case."
    )
    priority = fields.Selection(PRIORITIES, required=True, default="0", index=True, tracking=True)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
        help="Whoever takes a complaint owns it until it is handed to a named person (G4).",
    )
    taken_by_id = fields.Many2one(
        "res.users", readonly=True, required=True, copy=False, default=lambda self: self.env.user
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
    )
    contact_name = fields.Char(string="Contact")
    phone = fields.Char(compute="_compute_phone", store=True, readonly=False, precompute=True)
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        domain="[('partner_id', 'child_of', partner_id)] if partner_id else []",
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        check_company=True,
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Unit (Serial Number)",
        index="btree_not_null",
        check_company=True,
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('product_id', '=?', product_id)]",
    )
    quantity = fields.Float(string="Quantity Complained Of", default=1, digits="Product Unit")
    description = fields.Text(string="Complaint", required=True, help="In the customer's own words.")
    wish = fields.Text(string="What the Customer Wants", help="What the customer asks for.")
    reported_on = fields.Datetime(
        string="Management Told On", readonly=True, copy=False, help="Of a major or urgent case (S21)."
    )
    answered_on = fields.Datetime(readonly=True, copy=False)
    withdraw_reason = fields.Char(readonly=True, copy=False)

    _name_unique = models.UniqueIndex("(company_id, name)", "This number is given already.")
    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "The quantity complained of cannot be negative."
    )

    # ------------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------------

    @api.depends("order_id")
    def _compute_from_order(self):
        for complaint in self:
            order = complaint.order_id
            complaint.partner_id = complaint.partner_id or order.partner_id
            complaint.product_id = complaint.product_id or order.product_id
            complaint.lot_id = complaint.lot_id or order.lot_id

    @api.depends("partner_id")
    def _compute_phone(self):
        for complaint in self:
            complaint.phone = complaint.phone or complaint.partner_id.phone

    @api.model
    def _group_expand_state(self, states, _domain):
        """Show every step as a column, even an empty one; "withdrawn" only where there is one."""
        return [key for key, _label in COMPLAINT_STATES if key != "withdrawn" or key in states]

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the complaints, give them their route and start their clocks (S21, S22)."""
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("name", "company_id"))
        self = self._drop_guarded_defaults(allowed=("company_id",))
        complaints = super().create(self._number(vals_list))
        complaints._start_route()
        complaints.filtered("major")._report_to_management()
        return complaints

    def _number(self, vals_list):
        """Return `vals_list` with numbers: one query per company and month."""
        groups = {}
        for index, vals in enumerate(vals_list):
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            moment = fields.Datetime.to_datetime(vals.get("opened_on")) or fields.Datetime.now()
            month = f"{company.sudo()._get_aftersales_date(moment):%Y/%m}"  # sudo: its time zone
            groups.setdefault((company, month), []).append(index)
        numbered = [dict(vals) for vals in vals_list]
        for (company, month), indexes in groups.items():
            numbers = self.env["aftersales.complaint.counter"]._draw(company, month, len(indexes))
            for index, number in zip(indexes, numbers, strict=True):
                numbered[index]["name"] = number
        return numbered

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if vals.keys() - self._get_late_fields():
                self._ensure_open()
            if SUBJECT_FIELDS & vals.keys():
                self._ensure_undecided()
            if "decision" in vals:
                self._ensure_step("decision", *COMPLAINT_OPEN_STATES)
            if {"route", "kind"} & vals.keys():
                self._ensure_step("investigation", "registered")
        before = {complaint: complaint.route for complaint in self}
        major_before = self.filtered("major")
        result = super().write(vals)
        if {"route", "kind"} & vals.keys():
            self._change_route(before)
        if vals.get("major"):
            (self - major_before)._report_to_management()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("Complaints are numbered without gaps: withdraw one that was registered by mistake.")
        )

    @api.model
    def _open_from_order(self, order, values):
        """Open a complaint about a service order, for other parts of the suite (S17).

        :param order: the service order; customer, product, unit and company are taken from it
        :param values: further values: at least "description"; "kind", "wish", "channel", "user_id"
            where they are known. Without "user_id" the owner of the order owns the complaint (G4).
        :return: the complaint, in the environment of the caller
        """
        order.ensure_one()
        # sudo: whoever closes or rates a job may open a complaint about it, and nothing else
        complaint = self.sudo().create(
            {
                "company_id": order.company_id.id,
                "order_id": order.id,
                "user_id": order.user_id.id,
                "contact_name": order.contact_name,
                "phone": order.phone,
                **values,
            }
        )
        return complaint.with_env(self.env)

    @api.model
    def _get_late_fields(self):
        """Return the fields that are written on an ended case as well; to be extended."""
        return set()

    # ------------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------------

    def _ensure_role(self, *roles):
        """Refuse the caller unless he has one of `roles` and may write these complaints."""
        if self.env.su:
            return
        if not any(self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read" if "accountant" in roles else "write")

    def _ensure_open(self):
        ended = self.filtered(lambda complaint: complaint.state in COMPLAINT_FINAL_STATES)[:1]
        if ended:
            raise UserError(
                self.env._("Complaint %(name)s is ended and can no longer change.", name=ended.name)
            )

    def _ensure_undecided(self):
        decided = self.filtered(lambda complaint: complaint.state == "approved")[:1]
        if decided:
            raise UserError(
                self.env._(
                    "The decision on complaint %(name)s is approved: what it is about can no longer change.",
                    name=decided.name,
                )
            )

    def _get_handlers(self):
        """Return the users who did the work that is complained of."""
        self.ensure_one()
        order = self.sudo().order_id  # sudo: who worked on it, for a check
        return order._get_handlers() if order else self.env["res.users"]

    def _ensure_impartial(self):
        """Refuse who handled the job: he does not decide about the complaint."""
        partial = self.filtered(lambda complaint: self.env.user in complaint._get_handlers())[:1]
        if partial:
            raise AccessError(
                self.env._(
                    "You worked on the job that complaint %(name)s is about: somebody else decides on it.",
                    name=partial.name,
                )
            )

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    @api.model
    def _get_open_domain(self):
        return Domain("state", "not in", COMPLAINT_FINAL_STATES)

    def action_preview(self):
        """Open the page that the customer sees."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "target": "new", "url": self.get_portal_url()}

    def action_view_order(self):
        """Open the job that is complained of."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.order_id)
