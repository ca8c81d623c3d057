from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import APPEAL_STATES
from ..const_appraisal import VERDICTS


class AftersalesAppraisalAppeal(models.Model):
    """An appeal against a line of a sheet or the whole of it (A8), decided by a committee; final."""

    _name = "aftersales.appraisal.appeal"
    _inherit = ["aftersales.conduct.role.mixin", "aftersales.guard.mixin"]
    _description = "Appraisal Appeal"
    _order = "id desc"

    sheet_id = fields.Many2one(
        "aftersales.appraisal.sheet",
        string="Appraisal Sheet",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    indicator_id = fields.Many2one(
        "aftersales.appraisal.indicator", string="Against", readonly=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(related="sheet_id.employee_id", store=True, index=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    state = fields.Selection(APPEAL_STATES, required=True, readonly=True, default="open", index=True)
    grounds = fields.Text(required=True, readonly=True)
    member_ids = fields.Many2many("res.users", string="Committee", readonly=True)
    outcome = fields.Selection(VERDICTS, readonly=True)
    score_before = fields.Float(digits=(6, 2), readonly=True, aggregator=None)
    score_after = fields.Float(digits=(6, 2), readonly=True, aggregator=None)
    decision_note = fields.Text(string="Reasons", readonly=True)
    decider_id = fields.Many2one("res.users", string="Recorded By", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(sheet_id)", "The decision on an appeal is final: there is one only.")

    @api.depends("sheet_id")
    def _compute_display_name(self):
        for appeal in self:
            appeal.display_name = self.env._("Appeal %(name)s", name=appeal.sudo().sheet_id.display_name)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalAppeal, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _get_conflicted(self):
        """Return the users who signed the sheet, stand above the person, or are the person."""
        sheet = self.sudo().sheet_id
        signers = sheet.superior_signer_id | sheet.head_signer_id | sheet.hr_signer_id
        above = sheet.employee_id._get_line_above(sheet.superior_id)
        return signers | sheet.general_signer_id | above.user_id | sheet.employee_id.user_id

    def _open_dialog(self, purpose, title):
        self.ensure_one()
        return open_dialog(
            title,
            "aftersales.appraisal.step",
            appeal_id=self.id,
            sheet_id=self.sheet_id.id,
            indicator_id=self.indicator_id.id,
            value=self.indicator_id.actual,
            purpose=purpose,
        )

    def _ensure_open(self):
        self._lock()
        closed = self.filtered(lambda appeal: appeal.state != "open")[:1]
        if closed:
            raise UserError(self.env._("%(name)s is decided, and that is final.", name=closed.display_name))

    def _ensure_may_call(self):
        self._ensure_role("manager")
        if self.filtered(lambda appeal: appeal.sudo().employee_id.user_id == self.env.user):
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))

    def _ensure_member(self):
        self.check_access("read")
        for appeal in self.sudo():
            if self.env.user not in appeal.member_ids or self.env.user in appeal._get_conflicted():
                raise AccessError(
                    self.env._("Only a member of its committee decides %(name)s.", name=appeal.display_name)
                )

    def action_call_committee(self):
        """Let HR choose the members."""
        self.ensure_one()
        self._ensure_may_call()
        self._ensure_open()
        return self._open_dialog("call", self.env._("Committee"))

    def action_decide(self):
        """Let a member record the committee's decision; the dialog shows what it would change."""
        self.ensure_one()
        self._ensure_member()
        self._ensure_open()
        return self._open_dialog("decide", self.env._("Decision of the committee"))

    def _call_committee(self, users):
        """A8: at least as many members as the policy asks for, none of whom signed or stands above."""
        self.ensure_one()
        self._ensure_may_call()
        self._ensure_open()
        conflicted = (users & self._get_conflicted())[:1]
        if conflicted:
            raise UserError(
                self.env._("%(user)s took part in the appraisal and cannot decide.", user=conflicted.name)
            )
        for user in users:
            if not user.has_group("aftersales_hr_discipline.group_committee"):
                raise UserError(
                    self.env._("%(user)s has not the role of the appeal committee.", user=user.name)
                )
        least = self.sudo().sheet_id.cycle_id.policy_id.committee_size
        if len(users) < least:
            raise UserError(self.env._("The committee needs at least %(count)s members.", count=least))
        # sudo: guarded field, right and conflicts checked above
        self.sudo().write({"member_ids": [Command.set(users.ids)]})

    def _decide(self, outcome, value, points, reason):
        """Record the decision: another value of the line appealed against, or points on the whole."""
        self.ensure_one()
        self._ensure_member()
        self._ensure_open()
        if not (reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        sheet = self.sudo().sheet_id
        before = sheet.score
        if outcome == "changed" and self.indicator_id:
            self.sudo().indicator_id.write({"actual": value, "known": True})
        elif outcome == "changed":
            sheet.change += points
        if outcome == "changed":
            sheet._sum_up()
        # sudo: guarded fields, right and state checked above
        self.sudo().write(
            {
                "state": "decided",
                "outcome": outcome,
                "score_before": before,
                "score_after": sheet.score,
                "decision_note": reason,
                "decider_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        sheet._finish()
