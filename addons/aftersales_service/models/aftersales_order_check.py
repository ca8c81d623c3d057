from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import JOB_CHECKLIST_KINDS, SETTLED_STATES


class AftersalesOrderCheck(models.Model):
    """A point of a checklist on a job: who ticked it, and when (S7, S29).

    The text is the one that was in force when the job got it. A tick has the time of the server.
    """

    _name = "aftersales.order.check"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Check on a Service Order"
    _order = "order_id, kind, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "aftersales.order", required=True, readonly=True, index=True, check_company=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    visit_id = fields.Many2one(
        "aftersales.visit",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Safety is checked anew at every visit.",
    )
    item_id = fields.Many2one(
        "aftersales.checklist.item", string="Checklist Item", readonly=True, ondelete="set null", index=True
    )
    kind = fields.Selection(JOB_CHECKLIST_KINDS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Item", required=True, readonly=True)
    required = fields.Boolean(readonly=True)
    needs_value = fields.Boolean(readonly=True)
    needs_photo = fields.Boolean(readonly=True)
    value = fields.Char(string="Reading")
    note = fields.Char()
    photo_ids = fields.One2many("aftersales.photo", "check_id", string="Photos")
    done = fields.Boolean(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    done_on = fields.Datetime(readonly=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", help="It can be ticked now: it is not of a visit that is over."
    )

    _done_known = models.Constraint(
        "CHECK (done IS NOT TRUE OR (done_by_id IS NOT NULL AND done_on IS NOT NULL))",
        "A tick says who and when.",
    )
    _open_index = models.Index("(order_id) WHERE required AND done IS NOT TRUE")

    @api.depends("visit_id", "order_id.visit_id", "order_id.state")
    def _compute_is_current(self):
        for check in self:
            check.is_current = check.order_id.state not in SETTLED_STATES and (
                not check.visit_id or check.visit_id == check.order_id.visit_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Checks come from the checklists of the job."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_current()
            if self.filtered("done"):
                raise UserError(self.env._("A ticked item stands: take the tick back before changing it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Checks are evidence: they cannot be deleted."))

    def _ensure_current(self):
        old = self.filtered(lambda check: not check.is_current)[:1]
        if old:
            raise UserError(
                self.env._(
                    "“%(item)s” of order %(order)s belongs to work that is over: it can no longer change.",
                    item=old.name,
                    order=old.order_id.name,
                )
            )

    def action_open_tick(self):
        """Tick this item; where a reading or a photo is asked for first, open the dialog that takes it."""
        self.ensure_one()
        if self.needs_value and not self.value:
            return {
                **open_dialog(self.name, self._name),
                "res_id": self.id,
                "views": [
                    (self.env.ref("aftersales_service.aftersales_order_check_view_form_tick").id, "form")
                ],
            }
        if self.needs_photo and not self.photo_ids:
            return open_dialog(
                self.env._("Add photos"),
                "aftersales.photo.upload",
                order_id=self.order_id.id,
                kind="other",
                check_id=self.id,
            )
        return self.action_tick()

    def action_tick(self):
        """Tick these items, in the name and at the time of who presses (S29)."""
        self.order_id._ensure_role("engineer", "dispatcher")
        self.check_access("write")
        self._lock()
        self._ensure_current()
        for check in self:
            if check.needs_value and not (check.value or "").strip():
                raise UserError(
                    self.env._("“%(item)s” needs a reading: enter the value first.", item=check.name)
                )
            if check.needs_photo and not check.photo_ids:
                raise UserError(self.env._("“%(item)s” needs a photo: add it first.", item=check.name))
        # sudo: guarded fields, role and state checked above
        self.filtered(lambda check: not check.done).sudo().write(
            {"done": True, "done_by_id": self.env.uid, "done_on": fields.Datetime.now()}
        )

    def action_untick(self):
        """Take a tick back that was a mistake; what work has started on stands (S29)."""
        self.order_id._ensure_role("engineer", "dispatcher")
        self.check_access("write")
        self._lock()
        self._ensure_current()
        begun = self.filtered(lambda check: check.kind == "safety" and check.visit_id.started_on)[:1]
        if begun:
            raise UserError(self.env._("Work has started on “%(item)s”: its tick stands.", item=begun.name))
        # sudo: guarded fields, role and state checked above
        self.sudo().write({"done": False, "done_by_id": False, "done_on": False})
