from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import FEEDBACK_STATES, FEEDBACK_TRANSITIONS, SCORES

QUESTIONS = ("content_score", "lecturer_score", "organisation_score")
WORDS = ("good", "better")


class AftersalesTrainingFeedback(models.Model):
    """The feedback form of somebody who was there (培训反馈表, T6); who was not gets none."""

    _name = "aftersales.training.feedback"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Training Feedback"
    _order = "session_id desc, employee_id, id"
    _rec_name = "employee_id"

    session_id = fields.Many2one(
        "aftersales.training.session", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    department_id = fields.Many2one(related="session_id.department_id", store=True, string="Unit")
    course_id = fields.Many2one(related="session_id.course_id", store=True)
    lecturer_id = fields.Many2one(related="session_id.lecturer_id", store=True)
    date = fields.Date(related="session_id.date", store=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    content_score = fields.Selection(SCORES, string="Content")
    lecturer_score = fields.Selection(SCORES, string="Teaching")
    organisation_score = fields.Selection(SCORES, string="Place and Organisation")
    good = fields.Text(string="What Was Good")
    better = fields.Text(string="What to Do Better")
    satisfaction = fields.Float(
        string="Satisfaction with the Lecturer",
        compute="_compute_satisfaction",
        store=True,
        aggregator=None,
        help="Percent of the best answer.",
    )
    state = fields.Selection(
        FEEDBACK_STATES, required=True, readonly=True, default="open", copy=False, index=True
    )
    due_on = fields.Date(string="Due", readonly=True, index=True)
    given_on = fields.Datetime(readonly=True, copy=False)
    on_paper = fields.Boolean(string="From Paper", readonly=True, copy=False)

    _person_unique = models.UniqueIndex("(session_id, employee_id)", "Each participant gives feedback once.")

    @api.depends("lecturer_score")
    def _compute_satisfaction(self):
        best = max(int(value) for value, _label in SCORES)
        for feedback in self:
            feedback.satisfaction = 100.0 * int(feedback.lecturer_score or 0) / best

    @api.depends_context("uid")
    @api.depends("employee_id.user_id")
    def _compute_is_mine(self):
        for feedback in self:
            feedback.is_mine = feedback.employee_id.user_id == self.env.user

    @api.depends("session_id", "employee_id")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = f"{feedback.session_id.display_name} {feedback.employee_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesTrainingFeedback, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            self._ensure_may_give()
        return super().write(vals)

    def _ensure_may_give(self):
        """The participant gives it, or the organiser from paper; nobody for somebody with a log-in."""
        self._ensure_step("given", "open")
        for feedback in self:
            user = feedback.sudo().employee_id.user_id
            if user != self.env.user and (user or not feedback.session_id.has_access("write")):
                raise AccessError(
                    self.env._(
                        "Feedback of %(name)s is given by nobody else; on paper it is for people without a "
                        "log-in.",
                        name=feedback.employee_id.name,
                    )
                )

    def _update_state(self, target, **vals):
        """Move these forms to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, FEEDBACK_TRANSITIONS)
        # sudo: guarded fields, right checked by the caller, transition above
        self.sudo().write({"state": target, **vals})

    def action_give(self):
        """Give the feedback: every question is answered."""
        self.check_access("write")
        self._ensure_may_give()
        for feedback in self:
            if not all(feedback[name] for name in QUESTIONS):
                raise UserError(self.env._("Please answer every question with a grade."))
        for paper, forms in self.grouped(lambda feedback: not feedback.is_mine).items():
            forms._update_state("given", given_on=fields.Datetime.now(), on_paper=paper)
        self.sudo().session_id._settle()  # sudo: the session's figures are kept by the system
