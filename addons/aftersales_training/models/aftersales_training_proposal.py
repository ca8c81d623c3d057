from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CAUSES, PROPOSAL_STATES, PROPOSAL_TRANSITIONS


class AftersalesTrainingProposal(models.Model):
    """Somebody is to be held to account (T1): proposed by the system, decided by people."""

    _name = "aftersales.training.proposal"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Accountability Proposal"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one("hr.department", string="Unit", readonly=True, index="btree_not_null")
    cause = fields.Selection(CAUSES, required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    facts = fields.Text(required=True, readonly=True)
    source_key = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        PROPOSAL_STATES, required=True, readonly=True, default="open", index=True, tracking=True
    )
    reason = fields.Text(string="Reason of the Decision", readonly=True)
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True)

    _source_unique = models.UniqueIndex("(company_id, source_key)", "This was proposed already.")

    @api.depends("employee_id", "cause", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["cause"]._description_selection(self.env))
        for proposal in self:
            proposal.display_name = (
                f"{labels.get(proposal.cause, '')} {proposal.date} {proposal.employee_id.name}"
            )

    @api.model
    def _propose(self, vals_list):
        """Keep proposals, each `source_key` once, and hand the new ones on; return them.

        :param vals_list: employee_id, company_id, department_id, cause, date, facts, source_key
        """
        known = set(
            self.sudo()  # sudo: the system proposes, whoever made it look
            .search([("source_key", "in", [vals["source_key"] for vals in vals_list])])
            .mapped(lambda proposal: (proposal.company_id.id, proposal.source_key))
        )
        system = self.sudo().with_context(tracking_disable=True)
        new = system.create(
            [vals for vals in vals_list if (vals["company_id"], vals["source_key"]) not in known]
        ).with_context(tracking_disable=False)
        new._hand_over()
        return new

    def _hand_over(self):
        """Hook of a bridge: new proposals come here, to become records of another addon."""

    def _ensure_may_decide(self):
        self.check_access("read")
        self.env["res.company"]._ensure_training_role("manager", "general_manager")

    def action_take(self):
        """Ask how the proposal is taken up."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "take")

    def action_drop(self):
        """Ask why nobody is held to account."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "drop")

    def _update_state(self, target, reason):
        """Move these proposals to `target`: the only place where their state is written."""
        self._ensure_may_decide()
        self._lock()
        self._ensure_transition(target, PROPOSAL_TRANSITIONS)
        self._ensure_not_concerned()
        # sudo: guarded fields, right and transition checked above
        self.sudo().write({"state": target, "reason": reason, "decider_id": self.env.uid})

    def _ensure_not_concerned(self):
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(self.env._("Nobody decides about himself or herself: ask a colleague."))
