from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import HIRE_STATES, HIRE_TRANSITIONS


class AftersalesTrainingHire(models.Model):
    """An external lecturer for a session: approved with a budget beforehand (T7)."""

    _name = "aftersales.training.hire"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "External Lecturer"
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    session_id = fields.Many2one(
        "aftersales.training.session", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    department_id = fields.Many2one(related="session_id.department_id", store=True, string="Unit")
    date = fields.Date(related="session_id.date", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Lecturer", required=True, ondelete="restrict")
    budget = fields.Monetary(required=True, help="The fee is not higher.")
    reason = fields.Text(string="Why from Outside", required=True)
    state = fields.Selection(
        HIRE_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    asker_id = fields.Many2one("res.users", string="Asked By", readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    refusal = fields.Text(string="Why It Was Refused", readonly=True, copy=False)

    _budget = models.Constraint("CHECK (budget >= 0)", "A budget is not negative.")
    _session_unique = models.UniqueIndex(
        "(session_id) WHERE state IN ('asked', 'approved')",
        "Somebody from outside is asked for in this session already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        hires = super(AftersalesTrainingHire, self._drop_guarded_defaults()).create(vals_list)
        if not self.env.su:
            hires.session_id.check_access("write")
        return hires

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            self._ensure_draft()
        result = super().write(vals)
        if not self.env.su and "session_id" in vals:
            self.session_id.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        begun = self.filtered(lambda hire: hire.state != "draft")[:1]
        if begun:
            raise UserError(
                self.env._(
                    "The request for %(name)s was handed in and does not change any more.",
                    name=begun.partner_id.name,
                )
            )

    def _update_state(self, target, **vals):
        """Move these requests to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, HIRE_TRANSITIONS)
        # sudo: guarded fields, role checked by the caller, transition above
        self.sudo().write({"state": target, **vals})

    def _ensure_before(self):
        """Approval comes before the training, never after it."""
        for hire in self:
            session = hire.session_id
            if session.state not in ("draft", "to_approve", "scheduled") or (
                session.date_start and session.date_start <= fields.Datetime.now()
            ):
                raise UserError(
                    self.env._(
                        "An external lecturer is approved before %(name)s begins.", name=session.display_name
                    )
                )

    def action_ask(self):
        """Hand the request in."""
        self.check_access("write")
        self.env["res.company"]._ensure_training_role("organiser")
        self._ensure_before()
        self._update_state("asked", asker_id=self.env.uid)

    def _ensure_may_decide(self):
        self.check_access("read")
        self.env["res.company"]._ensure_training_role("manager", "general_manager")
        if self.env.user in self.asker_id:
            raise UserError(self.env._("You asked for this: somebody else decides."))

    def action_approve(self):
        """Approve lecturer and budget: the session has its lecturer."""
        self._ensure_may_decide()
        self._ensure_before()
        for hire in self:
            today = hire.company_id._get_aftersales_date(fields.Datetime.now())
            hire._update_state("approved", approver_id=self.env.uid, approved_on=today)
            # sudo: kept by the system; whoever approves keeps no sessions
            hire.sudo().session_id.external_lecturer = hire.sudo().partner_id.name

    def action_refuse(self):
        """Ask why nobody from outside is hired."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "refuse_hire")

    def _refuse(self, reason):
        self._ensure_may_decide()
        self._update_state("refused", approver_id=self.env.uid, refusal=reason)
