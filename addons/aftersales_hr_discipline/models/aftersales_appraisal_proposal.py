from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const_appraisal import PLACEMENTS, PROPOSAL_KINDS, PROPOSAL_STATES


class AftersalesAppraisalProposal(models.Model):
    """What a grade proposes for the person (A6). Nothing happens by itself: somebody approves it."""

    _name = "aftersales.appraisal.proposal"
    _inherit = ["aftersales.conduct.role.mixin", "aftersales.guard.mixin"]
    _description = "Proposal from an Appraisal"
    _order = "id desc"

    sheet_id = fields.Many2one(
        "aftersales.appraisal.sheet",
        string="Appraisal Sheet",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employee_id = fields.Many2one(related="sheet_id.employee_id", store=True, index=True)
    department_id = fields.Many2one(related="sheet_id.department_id", store=True, index=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    score = fields.Float(related="sheet_id.score")
    grade_id = fields.Many2one(related="sheet_id.grade_id", store=True)
    kind = fields.Selection(PROPOSAL_KINDS, required=True, readonly=True, index=True)
    placement = fields.Selection(PLACEMENTS, help="Keep, train at least three days off post, move, or leave.")
    training_days = fields.Integer(string="Training off Post (Days)", aggregator=None)
    note = fields.Text()
    state = fields.Selection(PROPOSAL_STATES, required=True, readonly=True, default="proposed", index=True)
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(sheet_id, kind)", "A sheet proposes each thing once.")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for proposal in self:
            proposal.display_name = labels.get(proposal.kind)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalProposal, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_undecided()
        return super().write(vals)

    def _ensure_undecided(self):
        self._lock()
        decided = self.filtered(lambda proposal: proposal.state != "proposed")[:1]
        if decided:
            raise UserError(self.env._("“%(name)s” is decided already.", name=decided.display_name))

    def action_approve(self):
        """Approve these proposals; what is done about them is the approver's business."""
        self._ensure_may_decide()
        missing = self.filtered(lambda proposal: proposal.kind == "placement" and not proposal.placement)[:1]
        if missing:
            raise UserError(self.env._("Say first whether the person stays, is trained, moves or leaves."))
        for proposal in self.sudo().filtered(lambda proposal: proposal.placement == "train"):
            least = proposal.sheet_id.cycle_id.policy_id.training_days
            if proposal.training_days < least:
                raise UserError(
                    self.env._("Training off post lasts at least %(count)s days: say how many.", count=least)
                )
        self._decide("approved")

    def action_reject(self):
        """Turn these proposals down."""
        self._decide("rejected")

    def _ensure_may_decide(self):
        self._ensure_role("general_manager")
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))

    def _decide(self, state):
        self._ensure_may_decide()
        self._ensure_undecided()
        # sudo: guarded fields, right and state checked above
        self.sudo().write({"state": state, "decider_id": self.env.uid, "decided_on": fields.Datetime.now()})
