from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import APPEAL_OUTCOMES, APPEAL_STATES, MEASURES, SEVERITY


class AftersalesConductAppeal(models.Model):
    """An appeal against a record, decided by a committee none of whose members took part (D44)."""

    _name = "aftersales.conduct.appeal"
    _inherit = ["aftersales.guard.mixin", "mail.thread"]
    _description = "Conduct Appeal"
    _order = "id desc"

    record_id = fields.Many2one(
        "aftersales.conduct.record", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(related="record_id.employee_id", store=True, index=True)
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    state = fields.Selection(
        APPEAL_STATES, required=True, readonly=True, default="open", index=True, tracking=True
    )
    grounds = fields.Text(required=True, readonly=True)
    member_ids = fields.Many2many("res.users", string="Committee", readonly=True)
    outcome = fields.Selection(APPEAL_OUTCOMES, readonly=True, tracking=True)
    measure = fields.Selection(MEASURES, string="Reduced To", readonly=True)
    decision_note = fields.Text(string="Reasons", readonly=True)
    decider_id = fields.Many2one("res.users", string="Recorded By", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(record_id)", "The decision on an appeal is final: there is one only.")

    @api.depends("record_id.name")
    def _compute_display_name(self):
        for appeal in self:
            appeal.display_name = self.env._("Appeal %(name)s", name=appeal.record_id.name)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesConductAppeal, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _get_conflicted(self):
        """Return the users who took part in the record, or whom it concerns."""
        record = self.sudo().record_id
        return (
            record.employee_id.user_id
            | record.proposer_id
            | record.first_signer_id
            | record.decider_id
            | record.superior_id.user_id
        )

    def action_call_committee(self):
        """Let HR choose the members."""
        self.ensure_one()
        self.record_id._ensure_role("manager")
        self._ensure_open()
        return self._open_verdict("call", self.env._("Committee"))

    def action_decide(self):
        """Let a member record the committee's decision."""
        self.ensure_one()
        self._ensure_member()
        self._ensure_open()
        return self._open_verdict("decide", self.env._("Decision of the committee"))

    def _open_verdict(self, purpose, title):
        return open_dialog(title, "aftersales.conduct.verdict", appeal_id=self.id, purpose=purpose)

    def _ensure_open(self):
        self._lock()
        closed = self.filtered(lambda appeal: appeal.state != "open")[:1]
        if closed:
            raise UserError(self.env._("%(name)s is decided, and that is final.", name=closed.display_name))

    def _ensure_member(self):
        self.check_access("read")
        for appeal in self.sudo():
            if self.env.user not in appeal.member_ids or self.env.user in appeal._get_conflicted():
                raise AccessError(
                    self.env._("Only a member of its committee decides %(name)s.", name=appeal.display_name)
                )

    def _call_committee(self, users):
        """D44: at least as many members as the policy asks for, none of whom took part."""
        self.ensure_one()
        self.record_id._ensure_role("manager")
        self.record_id._ensure_no_conflict_of_person()
        self._ensure_open()
        conflicted = users & self._get_conflicted()
        if conflicted:
            raise UserError(
                self.env._(
                    "%(user)s took part in the record and cannot sit on the committee.",
                    user=conflicted[0].name,
                )
            )
        for user in users:
            if not user.has_group("aftersales_hr_discipline.group_committee"):
                raise UserError(
                    self.env._("%(user)s has not the role of the appeal committee.", user=user.name)
                )
        least = self.record_id._get_policy().committee_size or 3
        if len(users) < least:
            raise UserError(self.env._("The committee needs at least %(count)s members.", count=least))
        # sudo: guarded field, right and conflicts checked above
        self.sudo().write({"member_ids": [Command.set(users.ids)]})
        self.record_id._log("committee")

    def _decide(self, outcome, measure, reason, amount=0.0):
        """Record the committee's decision; everything that followed is read anew (D44)."""
        self.ensure_one()
        self._ensure_member()
        self._ensure_open()
        record = self.sudo().record_id
        if outcome == "changed":
            if measure not in SEVERITY:
                raise UserError(self.env._("Say to which measure %(name)s is reduced.", name=record.name))
            self._close(outcome, reason, measure)
            record._reduce(measure, reason, amount)
        elif outcome == "revoked":
            self._close(outcome, reason)
            record._end_as_revoked(reason)
        else:
            self._close(outcome, reason)
            record._update_state("upheld", end_reason=reason)

    def _close(self, outcome, reason, measure=False):
        # sudo: guarded fields, right and state checked by the callers
        self.sudo().write(
            {
                "state": "decided",
                "outcome": outcome,
                "measure": measure,
                "decision_note": reason,
                "decider_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
