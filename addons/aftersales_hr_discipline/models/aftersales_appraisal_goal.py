from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const_appraisal import PLAN_IN_FORCE


class AftersalesAppraisalGoal(models.Model):
    """A goal of a work plan (A3), agreed with its weight; a superior judges how far it was reached."""

    _name = "aftersales.appraisal.goal"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Goal"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("aftersales.appraisal.plan", required=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="plan_id.employee_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    state = fields.Selection(related="plan_id.state")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Goal", required=True)
    measure = fields.Char(string="Measured By", help="How one will see that it is reached.")
    deadline = fields.Date(string="Until")
    weight = fields.Float(string="Weight (%)", digits=(6, 2), required=True)
    report = fields.Char(string="What Was Done", help="In the person's own words.")
    reached = fields.Float(string="Reached (%)", digits=(6, 2), aggregator="avg")
    known = fields.Boolean(string="Judged", readonly=True)

    _figures = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100 AND reached >= 0)",
        "A weight is from 0 to 100 percent, and nothing is reached below 0.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        """Without its words: the host gives this name to everybody whose form points here (D47)."""
        self.display_name = self.env._("Goal")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
            if not self.env.su and vals.get("reached"):
                raise UserError(self.env._("A goal is agreed first, and judged afterwards."))
        goals = super(AftersalesAppraisalGoal, self._drop_guarded_defaults()).create(vals_list)
        goals.plan_id._ensure_may_write()
        if self.env.su:
            goals._judge(vals_list)
        return goals

    def write(self, vals):
        """Drafts are written; of what holds the person reports, and a superior judges."""
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            self.plan_id._lock()
            if vals.keys() - {"report", "reached"}:
                self.plan_id._ensure_may_write()
            if vals.keys() & {"report", "reached"}:
                self._ensure_may_judge("reached" in vals)
        result = super().write(vals)
        if "plan_id" in vals:
            self.plan_id._ensure_may_write()
        self._judge([vals] * len(self))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self.plan_id._ensure_may_write()

    def action_remove(self):
        """Take these goals out of a draft: employees have no general right to delete."""
        self.plan_id._ensure_may_write()
        self.sudo().unlink()  # sudo: who may write the draft was checked above

    def _judge(self, vals_list):
        """What was given a result is judged."""
        judged = [goal.id for goal, vals in zip(self, vals_list, strict=True) if "reached" in vals]
        if judged:
            # sudo: guarded field that goes with the result; the right was checked
            self.browse(judged).sudo().write({"known": True})

    def _ensure_may_judge(self, judging):
        for plan in self.plan_id:
            if plan.state == "draft" and not judging:
                plan._ensure_may_write()
                continue
            if plan.state not in PLAN_IN_FORCE:
                raise UserError(
                    self.env._("%(name)s does not hold: it is judged once approved.", name=plan.display_name)
                )
            above = plan._is_superior() or plan._has_role("officer")
            if plan.is_mine and not judging:
                continue
            if plan.is_mine or not above:
                raise AccessError(self.env._("How far a goal was reached is for a superior to say."))

    def _prepare_goal_vals(self):
        """Return the values of this goal in another version of its plan."""
        self.ensure_one()
        vals = {name: self[name] for name in ("sequence", "name", "measure", "deadline", "weight", "report")}
        return {**vals, "reached": self.reached} if self.known else vals
