from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import VAN_REQUEST_STATES, VAN_REQUEST_TRANSITIONS


class AftersalesVanRequest(models.Model):
    """An engineer asks for parts to carry along; the warehouse approves within his limit."""

    _name = "aftersales.van.request"
    _description = "Request for Van Stock"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = VAN_REQUEST_TRANSITIONS

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

    @api.depends("employee_id", "line_ids.product_id", "line_ids.quantity")
    def _compute_van(self):
        for request in self:
            employee = request.employee_id.sudo()  # sudo: his own limit, for who sees the request
            request.van_value = employee._get_aftersales_van_value() if employee else 0.0
            request.van_limit = employee.aftersales_van_limit
            request.value = request.sudo()._get_value()

    def _get_value(self):
        return self.currency_id.round(
            sum(
                line.product_id.with_company(self.company_id).standard_price * line.quantity
                for line in self.line_ids
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

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
        self._update_state("asked")

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
            # Two approvals for one engineer: the later one starts over and counts what the first has sent.
            request.employee_id.sudo()._hold_aftersales_van()
            request.employee_id._check_aftersales_van_limit(request.sudo()._get_value())
            picking = request._send()
            request._update_state("approved", decided_by_id=self.env.uid, picking_id=picking.id)

    def _send(self):
        """Create the transfer into the van, ready to be picked."""
        van = self._get_van()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "origin": self.name,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": van.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.quantity,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": van.id,
                        }
                    )
                    for line in self.line_ids
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
        return open_dialog(self.env._("Refuse"), "aftersales.van.refuse", request_id=self.id)

    def _refuse(self, reason):
        """Refuse this request with a reason."""
        self.ensure_one()
        self._ensure_keeper()
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
