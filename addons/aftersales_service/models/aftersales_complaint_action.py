from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import (
    COMPLAINT_ACTION_KINDS,
    COMPLAINT_ACTION_STATES,
    COMPLAINT_ACTION_TRANSITIONS,
    COMPLAINT_FINAL_STATES,
)


class AftersalesComplaintAction(models.Model):
    """A corrective or preventive action: owner, due date, proof, and later whether it worked (S25)."""

    _name = "aftersales.complaint.action"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Corrective or Preventive Action"
    _order = "due_on, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _transitions = COMPLAINT_ACTION_TRANSITIONS

    complaint_id = fields.Many2one("aftersales.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    kind = fields.Selection(COMPLAINT_ACTION_KINDS, required=True, default="corrective")
    name = fields.Char(string="Action", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    due_on = fields.Date(string="Due By", required=True, tracking=True)
    state = fields.Selection(
        COMPLAINT_ACTION_STATES,
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    proof = fields.Text(copy=False, help="What was done, and where it can be seen.")
    attachment_ids = fields.Many2many("ir.attachment", string="Proof Files", copy=False)
    done_on = fields.Date(string="Carried Out On", readonly=True, copy=False)
    check_on = fields.Date(
        string="Check Effect On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Not before this day.",
    )
    check_note = fields.Text(string="Effect", copy=False, help="How it was found out whether it worked.")
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    followed_by_id = fields.Many2one(
        "aftersales.complaint.action", readonly=True, copy=False, help="The action that took its place."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        actions = super().create(vals_list)
        if not self.env.su and any(each.complaint_id.state in COMPLAINT_FINAL_STATES for each in actions):
            actions.complaint_id._ensure_open()
        actions._plan_work()
        return actions

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if {"complaint_id", "kind", "name", "user_id", "due_on", "proof"} & vals.keys():
                self._ensure_step("done", "open")
            own = all(action.user_id == self.env.user for action in self)
            if not own or {"complaint_id", "kind", "user_id", "due_on"} & vals.keys():
                self.complaint_id._ensure_role("clerk")
        result = super().write(vals)
        if {"user_id", "due_on"} & vals.keys():
            self._plan_work()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._ensure_step("done", "open")

    def _plan_work(self):
        """Put the action before its owner on the day it is due."""
        self._plan_activity({action: (action.user_id, action.due_on, action.name) for action in self})

    def _plan_activity(self, tasks):
        """Let each action have one activity: action → (user, day, summary)."""
        # sudo: activities of the action, whosever they are
        self.sudo().activity_ids.filtered("automated").unlink()
        self.env["mail.activity"].sudo()._plan_in_batch(
            "aftersales_service.mail_activity_type_complaint_action",
            self._name,
            [(action.id, *task) for action, task in tasks.items()],
        )

    def action_done(self):
        """The owner has done it, with proof; its effect is checked after the period of the policy (S25)."""
        self._lock()
        for action in self:
            today = action.company_id._get_aftersales_today()
            if not self.env.su and action.user_id != self.env.user:
                action.complaint_id._ensure_role("dispatcher")
            if not (action.proof or "").strip() and not action.attachment_ids:
                raise UserError(
                    self.env._("“%(action)s” is done with proof: say what was done.", action=action.name)
                )
            days = action.complaint_id.policy_id.sudo().effect_days  # sudo: policy, no secret
            action._update_state("done", done_on=today, check_on=today + timedelta(days=days))
        self._plan_activity(
            {
                action: (
                    action._get_checker(),
                    action.check_on,
                    self.env._("Did it work? %(action)s", action=action.name),
                )
                for action in self
            }
        )

    def _get_checker(self):
        """Return who checks the effect: the owner of the complaint, or management for his own action."""
        self.ensure_one()
        complaint = self.complaint_id
        return complaint.user_id if complaint.user_id != self.user_id else complaint._get_management_user()

    def action_effective(self):
        """The action has worked (S25)."""
        self._check_effect("effective")

    def action_ineffective(self):
        """The action has not worked: another one takes its place (S25)."""
        self._check_effect("ineffective")
        for action in self:
            today = action.company_id._get_aftersales_today()
            days = action.complaint_id.policy_id.sudo().effect_days  # sudo: policy, no secret
            # sudo: also of a closed case, the right was checked
            follower = action.sudo().copy({"due_on": today + timedelta(days=days)})
            action.sudo().followed_by_id = follower

    def _check_effect(self, target):
        """Note whether these actions have worked.

        :raises UserError: before the period is over, without a word how it was found out
        :raises AccessError: to the owner of the action
        """
        self.complaint_id._ensure_role("clerk")
        self._lock()
        self._ensure_step(target, "done")
        for action in self:
            if action.user_id == self.env.user and not self.env.su:
                raise AccessError(
                    self.env._("“%(action)s” is your own: somebody else checks it.", action=action.name)
                )
            if action.company_id._get_aftersales_today() < action.check_on:
                raise UserError(
                    self.env._(
                        "Whether “%(action)s” has worked shows from %(day)s on.",
                        action=action.name,
                        day=action.check_on,
                    )
                )
            if not (action.check_note or "").strip():
                raise UserError(
                    self.env._("Say how you found out whether “%(action)s” worked.", action=action.name)
                )
        self._update_state(target, checked_by_id=self.env.uid)
        self.sudo().activity_ids.filtered("automated").unlink()  # sudo: the check is done
