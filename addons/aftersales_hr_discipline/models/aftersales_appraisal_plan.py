from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_appraisal import APPRAISAL_PERIODS, PLAN_IN_FORCE, PLAN_STATES, PLAN_TRANSITIONS
from ..tools.target import find_period


class AftersalesAppraisalPlan(models.Model):
    """A version of the work plan (工作目标计划表) of one person and period (A3).

    Goals are agreed before the period, approved by a superior, filed with HR. What is approved does not
    change: a change is another version with its reason, which takes the place of this one when approved.
    """

    _name = "aftersales.appraisal.plan"
    _inherit = [
        "aftersales.conduct.role.mixin",
        "aftersales.guard.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Work Plan"
    _order = "date_from desc, employee_id, version desc"
    _check_company_auto = True
    _transitions = PLAN_TRANSITIONS
    _mail_post_access = "read"

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    period = fields.Selection(APPRAISAL_PERIODS, required=True, default="quarter")
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the period; its first one is kept.",
    )
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    job_id = fields.Many2one("hr.job", readonly=True, index="btree_not_null")
    superior_id = fields.Many2one(
        "hr.employee", string="Direct Superior", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        PLAN_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    version = fields.Integer(readonly=True, default=1, aggregator=None)
    replaces_id = fields.Many2one("aftersales.appraisal.plan", string="Changes", readonly=True)
    reason = fields.Text(
        string="Reason of the Change", help="Also why a plan comes after its period has begun.", copy=False
    )
    goal_ids = fields.One2many("aftersales.appraisal.goal", "plan_id", string="Goals")
    weight = fields.Float(string="Weights (%)", compute="_compute_result", digits=(6, 2))
    known = fields.Boolean(string="Judged", compute="_compute_result", help="Every goal has its result.")
    result = fields.Float(string="Reached (%)", compute="_compute_result", digits=(6, 2))
    late = fields.Boolean(string="Agreed Late", readonly=True, help="Submitted after the period had begun.")
    submitter_id = fields.Many2one("res.users", string="Submitted By", readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    filer_id = fields.Many2one("res.users", string="Filed By", readonly=True, copy=False)
    filed_on = fields.Datetime(string="Filed with HR On", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    may_approve = fields.Boolean(compute="_compute_is_mine")

    _version_unique = models.UniqueIndex(
        "(employee_id, company_id, period, date_from, version)", "Each version of a plan is there once."
    )
    _in_force_once = models.UniqueIndex(
        "(employee_id, company_id, period, date_from) WHERE state IN ('approved', 'filed')",
        "One version of a plan holds at a time.",
    )
    _draft_once = models.UniqueIndex(
        "(employee_id, company_id, period, date_from) WHERE state IN ('draft', 'submitted')",
        "A version of this plan is being written already.",
    )
    _period_order = models.Constraint("CHECK (date_to > date_from)", "A period ends after it begins.")

    @api.model
    def _default_date_from(self):
        """A day of the next quarter: goals are agreed before the period."""
        return fields.Date.add(self.env.company._get_aftersales_today(), months=3)

    @api.depends("period", "date_from", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        for plan in self:
            plan.display_name = self.env._(
                "Work plan %(period)s, version %(version)s",
                period=f"{plan.date_from:%Y-%m}" if plan.date_from else "",
                version=plan.version,
            )

    @api.depends("goal_ids.weight", "goal_ids.reached", "goal_ids.known")
    def _compute_result(self):
        for plan in self:
            goals = plan.goal_ids
            plan.weight = sum(goals.mapped("weight"))
            plan.known = bool(goals) and all(goals.mapped("known"))
            plan.result = sum(goal.weight * goal.reached for goal in goals if goal.known) / (
                sum(goals.filtered("known").mapped("weight")) or 1
            )

    @api.depends_context("uid")
    @api.depends("employee_id", "state")
    def _compute_is_mine(self):
        for plan in self:
            plan.is_mine = plan.sudo().employee_id.user_id == self.env.user
            plan.may_approve = plan.state == "submitted" and plan._is_approver()

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = [("employee_id.user_id", "=", self.env.uid)]
        return found if True in value else [("employee_id.user_id", "!=", self.env.uid)]

    @api.onchange("date_from", "period")
    def _onchange_date_from(self):
        if self.date_from and self.period:
            self.date_from, self.date_to = find_period(self.date_from, self.period)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        plans = super().create([self._add_position(vals) for vals in vals_list])
        plans._ensure_may_write()
        return plans

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_may_write()
            if {"employee_id", "period", "date_from"} & vals.keys():
                raise UserError(self.env._("Person and period of a plan stay: delete it and write another."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._ensure_may_write()

    @api.model
    def _add_position(self, vals):
        """Complete `vals` with the days of the period, and where the person stands on the first of them."""
        person = (
            self.env["hr.employee"].sudo().browse(vals.get("employee_id") or self.env.user.employee_id.id)
        )
        if not person:
            raise UserError(self.env._("Say whose plan it is."))
        day = fields.Date.to_date(vals.get("date_from")) or self._default_date_from()
        start, end = find_period(day, vals.get("period") or "quarter")
        position = person._get_version(start)
        return {
            **vals,
            "employee_id": person.id,
            "date_from": start,
            "date_to": end,
            "company_id": person.company_id.id,
            "department_id": position.department_id.id,
            "job_id": position.job_id.id,
            "superior_id": person.parent_id.id,
        }

    # Who may do what ------------------------------------------------------------------

    def _get_superiors(self):
        heads = self.department_id._get_heads() - self.employee_id
        return self.employee_id._get_line_above(self.superior_id) | heads

    def _is_approver(self):
        """Tell whether the user may approve: who stands above; the HR manager where nobody does."""
        self.ensure_one()
        person = self.sudo().employee_id
        if person.user_id == self.env.user:
            return False
        alone = not person._get_line_above(self.sudo().superior_id).user_id
        return self._is_superior() or (alone and self._has_role("manager"))

    def _ensure_may_write(self):
        """Drafts are the person's and the superior's; nothing else of a plan is written by hand."""
        if self.env.su:
            return
        self.check_access("write")
        self._lock()
        for plan in self:
            if plan.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is handed in: let it be returned, or change it by a new version.",
                        name=plan.display_name,
                    )
                )
            if not (plan.is_mine or plan._is_superior() or plan._has_role("officer")):
                raise AccessError(self.env._("A plan is written by the person, a superior, or HR."))

    # Steps ----------------------------------------------------------------------------

    def action_submit(self):
        """Hand these plans to the superior: weights are 100, a change or a late plan has its reason."""
        self._ensure_may_write()
        for plan in self:
            if round(plan.weight, 2) != 100:
                raise UserError(
                    self.env._(
                        "The weights of the goals add up to %(weight)s: make them 100.",
                        weight=f"{plan.weight:.2f}",
                    )
                )
            late = plan.date_from <= plan.company_id._get_aftersales_today()
            if (late or plan.replaces_id) and not (plan.reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s changes what was agreed, or its period has begun: give a reason.",
                        name=plan.display_name,
                    )
                )
            plan._update_state(
                "submitted", late=late, submitter_id=self.env.uid, submitted_on=fields.Datetime.now()
            )
            plan._tell(plan.sudo().superior_id.user_id, self.env._("Approve the work plan"))

    def action_return(self):
        """The superior gives these plans back, to be written anew."""
        self._ensure_may_approve()
        self._update_state("draft", submitter_id=False, submitted_on=False)
        self.sudo()._end_activities()  # sudo: activities of others, right checked above

    def action_approve(self):
        """The superior agrees: these versions hold, those before them are replaced."""
        self._ensure_may_approve()
        self._lock()
        self._ensure_step("approved", "submitted")
        # sudo: guarded fields of versions that hold; right and state checked above
        before = self.sudo().replaces_id.filtered(lambda plan: plan.state in PLAN_IN_FORCE)
        before._update_state("replaced")
        self.env.flush_all()
        self._update_state("approved", approver_id=self.env.uid, approved_on=fields.Datetime.now())
        self.sudo()._end_activities()  # sudo: activities of others, right checked above

    def _ensure_may_approve(self):
        self.check_access("read")
        for plan in self:
            if not plan._is_approver():
                raise AccessError(self.env._("A plan is approved by a superior of the person."))

    def action_file(self):
        """HR takes these plans to the files."""
        self._ensure_role("officer")
        if self.filtered("is_mine"):
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))
        self._update_state("filed", filer_id=self.env.uid, filed_on=fields.Datetime.now())

    def action_change(self):
        """Open a version to change: the same goals with what is known of them."""
        self.ensure_one()
        self.check_access("read")
        if not (self.is_mine or self._is_superior() or self._has_role("officer")):
            raise AccessError(self.env._("A plan is written by the person, a superior, or HR."))
        self._lock()
        self._ensure_step("replaced", *PLAN_IN_FORCE)
        plan = self.sudo()  # sudo: guarded fields, right and state checked above
        version = plan.create(
            {
                "employee_id": plan.employee_id.id,
                "period": plan.period,
                "date_from": plan.date_from,
                "version": plan.version + 1,
                "replaces_id": plan.id,
                "goal_ids": [Command.create(goal._prepare_goal_vals()) for goal in plan.goal_ids],
            }
        )
        return open_record(version)

    def _tell(self, user, summary):
        if user:
            self.sudo().activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary)

    def _end_activities(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])
