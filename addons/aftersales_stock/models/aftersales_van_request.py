from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_dialog
from odoo.addons.aftersales_service.const import DONE_STATES, FINAL_STATES

from ..const import VAN_REQUEST_STATES, VAN_REQUEST_TRANSITIONS


class AftersalesVanRequest(models.Model):
    """An engineer asks for parts, to carry along or for a job; the warehouse approves by line.

    Nothing is sold by it: what a job needs goes into the engineer's own stock, within his limit, and is
    used from there (N8).
    """

    _name = "aftersales.van.request"
    _description = "Request for Van Stock"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = VAN_REQUEST_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", readonly=True, default="/", copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user.employee_id,
        domain=[("aftersales_engineer", "=", True)],
        ondelete="restrict",
    )
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('engineer_id', '=', employee_id), ('state', 'not in', ('closed', 'cancelled'))]",
        help="The job that waits for the parts; nothing is sold by the request.",
    )
    state = fields.Selection(
        VAN_REQUEST_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
    )
    line_ids = fields.One2many("aftersales.van.request.line", "request_id", string="Parts", copy=True)
    van_value = fields.Monetary(string="In the Van", compute="_compute_van")
    van_limit = fields.Monetary(string="Limit", compute="_compute_van")
    value = fields.Monetary(string="Asked For", compute="_compute_van")
    currency_id = fields.Many2one(related="company_id.currency_id")
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    refusal = fields.Char(readonly=True, copy=False)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True, copy=False)

    _name_unique = models.UniqueIndex("(company_id, name)", "Two requests cannot have the same number.")

    @api.depends("employee_id", "line_ids.product_id", "line_ids.quantity_approved")
    def _compute_van(self):
        for request in self:
            employee = request.employee_id.sudo()  # sudo: his own limit, for who sees the request
            request.van_value = employee._get_aftersales_van_value() if employee else 0.0
            request.van_limit = employee.aftersales_van_limit
            request.value = request.sudo()._get_value()

    def _get_value(self):
        return self.currency_id.round(
            sum(
                line.product_id.with_company(self.company_id).standard_price * line.quantity_approved
                for line in self.line_ids
            )
        )

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.line_ids._ensure_draft()
            self._refuse_guarded({"state"} if self.filtered(lambda each: each.state != "draft") else ())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        sent = self.filtered(lambda request: request.state != "draft")[:1]
        if sent:
            raise UserError(self.env._("Request %(name)s was sent: it stays.", name=sent.name))

    def action_ask(self):
        """Send the request to the warehouse."""
        self.check_access("write")
        for request in self:
            if not request.line_ids:
                raise UserError(self.env._("Request %(name)s asks for nothing.", name=request.name))
            request._get_van()
            request._ensure_own_job()
            for line in request.sudo().line_ids:  # sudo: the decision is the warehouse's, it begins anew
                line.write({"quantity_approved": line.quantity, "reason": False})
        self._update_state("asked")

    def _ensure_own_job(self):
        """The job is the engineer's, and still needs parts."""
        order = self.order_id.sudo()  # sudo: whose job it is, for whoever may send the request
        if order and (order.engineer_id != self.employee_id or order.state in DONE_STATES + FINAL_STATES):
            raise UserError(
                self.env._(
                    "%(order)s needs no parts of %(employee)s: choose an open job of the engineer.",
                    order=order.name,
                    employee=self.employee_id.name,
                )
            )

    def _get_van(self):
        location = self.employee_id.sudo().aftersales_location_id  # sudo: where his parts go
        if not location:
            raise UserError(
                self.env._(
                    "%(employee)s has no van stock: HR sets its location.", employee=self.employee_id.name
                )
            )
        return location

    def _ensure_keeper(self):
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Requests are decided by the warehouse."))
        self.check_access("write")
        own = self.filtered(lambda request: request.employee_id.user_id == self.env.user)[:1]
        if own:
            raise UserError(
                self.env._("%(name)s is your own request: somebody else decides it.", name=own.name)
            )

    def action_approve(self):
        """Approve the requests within the limits of their engineers, and send the parts."""
        self._ensure_keeper()
        for request in self:
            request._ensure_decided()
            # Two approvals for one engineer: the later one starts over and counts what the first has sent.
            request.employee_id.sudo()._hold_aftersales_van()
            request.employee_id._check_aftersales_van_limit(request.sudo()._get_value())
            picking = request._send()
            request._update_state("approved", decided_by_id=self.env.uid, picking_id=picking.id)

    def _ensure_decided(self):
        """Refuse without anything approved, without a reason for a difference, or for a job that is over."""
        self._ensure_step("approved", "asked")
        self._ensure_own_job()
        self.line_ids._ensure_decided()

    def _send(self):
        """Create the transfer into the van, ready to be picked."""
        van = self._get_van()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "origin": " ".join(filter(None, (self.name, self.order_id.sudo().name))),  # sudo: its number
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": van.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.quantity_approved,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": van.id,
                        }
                    )
                    for line in self.line_ids.filtered("quantity_approved")
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def action_refuse(self):
        """Open the dialog for the reason of a refusal."""
        self.ensure_one()
        self._ensure_keeper()
        return open_dialog(
            self.env._("Refuse"), "aftersales.reason", purpose="refuse_van_request", van_request_ids=self.ids
        )

    def _refuse(self, reason):
        """Refuse this request with a reason."""
        self._ensure_keeper()
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the engineer reads it."))
        self._update_state("refused", decided_by_id=self.env.uid, refusal=reason.strip())

    def action_count(self):
        """Open a count of the engineer's van stock."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.inventory",
            "views": [(False, "form")],
            "context": {"default_location_id": self._get_van().id, "default_kind": "van"},
        }
