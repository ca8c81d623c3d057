from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import (
    COMPLAINT_FINAL_STATES,
    COMPLAINT_STAGE_STATES,
    COMPLAINT_STAGE_TRANSITIONS,
    COMPLAINT_STAGES,
)


class AftersalesComplaintStage(models.Model):
    """One stage of a complaint: a responsible person, findings, a decision, a sign-off (S22).

    Stages run one after the other. Limit and responsible are copied from the route's policy.
    """

    _name = "aftersales.complaint.stage"
    _inherit = ["aftersales.guard.mixin", "aftersales.deadline.mixin"]
    _description = "Complaint Stage"
    _order = "complaint_id desc, sequence, id"
    _check_company_auto = True
    _transitions = COMPLAINT_STAGE_TRANSITIONS

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(required=True, readonly=True)
    stage = fields.Selection(COMPLAINT_STAGES, required=True, readonly=True, index=True)
    state = fields.Selection(
        COMPLAINT_STAGE_STATES, required=True, readonly=True, default="waiting", index=True
    )
    approves = fields.Boolean(readonly=True)
    limit_days = fields.Float(string="Limit", readonly=True, digits=(6, 2), help="Working days (S22).")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        check_company=True,
        domain=[("share", "=", False)],
    )
    findings = fields.Text()
    decision = fields.Text(string="Opinion", help="What this stage thinks should be done.")
    started_on = fields.Datetime(readonly=True)
    signed_on = fields.Datetime(readonly=True)
    signed_by_id = fields.Many2one("res.users", readonly=True)
    clock_ids = fields.One2many("aftersales.clock", "complaint_stage_id", string="Clocks", readonly=True)
    partner_id = fields.Many2one(related="complaint_id.partner_id")
    description = fields.Text(related="complaint_id.description", string="Words of the Customer")
    priority = fields.Selection(related="complaint_id.priority")

    _mine_index = models.Index("(user_id) WHERE state = 'running'")

    @api.depends("complaint_id.name", "stage")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for each in self:
            each.display_name = f"{each.complaint_id.name}: {stages.get(each.stage)}"

    def write(self, vals):
        """The responsible person writes while the stage is his; who is responsible the office says."""
        if not self.env.su:
            self._refuse_guarded(vals)
            ended = self.filtered(
                lambda each: each.state == "signed" or each.complaint_id.state in COMPLAINT_FINAL_STATES
            )[:1]
            if ended:
                raise UserError(
                    self.env._("Stage %(stage)s is signed off and stands.", stage=ended.display_name)
                )
            if "user_id" in vals:
                self.complaint_id._ensure_role("dispatcher")
                if not vals["user_id"]:
                    raise UserError(self.env._("A stage is never without a responsible person."))
            if {"findings", "decision"} & vals.keys():
                self._ensure_responsible()
        moved = self.filtered(lambda each: each.state == "running" and each.user_id.id != vals.get("user_id"))
        result = super().write(vals)
        if "user_id" in vals:
            moved._call_responsible()
        return result

    def _ensure_responsible(self):
        """Refuse who is neither responsible for these stages nor their supervisor, or not impartial."""
        self.complaint_id._ensure_impartial()
        if self.env.su or self.env.user.has_group("aftersales_service.group_dispatcher"):
            return
        other = self.filtered(lambda each: each.user_id != self.env.user)[:1]
        if other:
            raise AccessError(
                self.env._(
                    "Stage %(stage)s is %(user)s's.", stage=other.display_name, user=other.user_id.name
                )
            )

    def _begin(self):
        """Let these stages run: their clocks start, their responsible persons are told (S22)."""
        now = fields.Datetime.now()
        self._update_state("running", started_on=now, signed_on=False, signed_by_id=False)
        self.env["aftersales.clock"]._start_complaints(
            [(each.complaint_id, "complaint_stage", now, each.limit_days, each) for each in self]
        )
        self._call_responsible()

    def _close_running(self):
        """Sign these stages off: their clocks are met."""
        self._update_state("signed", signed_on=fields.Datetime.now(), signed_by_id=self.env.uid)
        self._meet_clocks("complaint_stage")
        self._drop_calls()

    def _call_responsible(self):
        """Plan the work of the stages that run, on the day they are due."""
        stages = dict(self._fields["stage"]._description_selection(self.env))
        self._drop_calls()
        # sudo: the next responsible person is told, and follows, whoever has signed off
        self.env["mail.activity"].sudo()._plan_in_batch(
            "aftersales_service.mail_activity_type_complaint_stage",
            "aftersales.complaint",
            [
                (
                    each.complaint_id.id,
                    each.user_id,
                    each.company_id._get_aftersales_date(each.next_deadline or fields.Datetime.now()),
                    stages[each.stage],
                )
                for each in self
            ],
        )

    def _drop_calls(self):
        """The work is done, or somebody else's: its activities go."""
        kind = self.env.ref("aftersales_service.mail_activity_type_complaint_stage")
        # sudo: activities of the stage, whosever they are
        self.complaint_id.sudo().activity_ids.filtered(lambda each: each.activity_type_id == kind).unlink()

    def action_sign(self):
        """Sign these stages off; the next one begins (S22)."""
        for each in self:
            each.complaint_id._sign_stage(each)

    def action_open_complaint(self):
        """Open the complaint of this stage."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.complaint_id)
