from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesTrainingSession(models.Model):
    """What the participants thought of a session, and what follows for its lecturer (T6, T7)."""

    _inherit = ["aftersales.training.session", "aftersales.slice.mixin"]
    _name = "aftersales.training.session"

    feedback_ids = fields.One2many("aftersales.training.feedback", "session_id")
    feedback_count = fields.Integer(string="Forms Given", compute="_compute_feedback_count")
    feedback_due = fields.Date(readonly=True, copy=False, index="btree_not_null")
    satisfaction = fields.Float(
        string="Satisfaction with the Lecturer",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Percent, mean of the forms given.",
    )
    is_settled = fields.Boolean(string="Feedback Complete", readonly=True, copy=False)
    evaluation_ids = fields.One2many("aftersales.training.evaluation", "session_id", string="Evaluations")
    evaluation_count = fields.Integer(compute="_compute_evaluation_count")

    @api.depends("feedback_ids.state")
    def _compute_feedback_count(self):
        counts = dict(
            self.env["aftersales.training.feedback"]._read_group(
                [("session_id", "in", self.ids), ("state", "=", "given")], ["session_id"], ["__count"]
            )
        )
        for session in self:
            session.feedback_count = counts.get(session._origin, 0)

    @api.depends("evaluation_ids")
    def _compute_evaluation_count(self):
        counts = dict(
            self.env["aftersales.training.evaluation"]._read_group(
                [("session_id", "in", self.ids)], ["session_id"], ["__count"]
            )
        )
        for session in self:
            session.evaluation_count = counts.get(session._origin, 0)

    def _ask_feedback(self):
        """Give everybody who signed in a feedback form, and say so (T6)."""
        rows = []
        for session in self._in_company_language():
            present = session.attendance_ids.filtered("signed_at")
            today = session.company_id._get_aftersales_date(fields.Datetime.now())
            due = fields.Date.add(today, days=session._get_policy().feedback_days)
            session.feedback_due = due
            rows += [
                {"session_id": session.id, "employee_id": person.id, "due_on": due}
                for person in present.employee_id
            ]
            session._tell(
                present,
                session.env._("Your feedback on %(name)s", name=session.course_id.name),
                session.env._("Please give your feedback by %(date)s, under “My Feedback”.", date=due),
                [],
            )
        # sudo: the forms are made by the system
        self.env["aftersales.training.feedback"].sudo().create(rows)

    @api.model
    def _cron_settle(self):
        """Close the feedback of sessions whose days are over."""
        sessions = self.sudo()  # sudo: scheduled work over all companies
        for company in sessions.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_date(fields.Datetime.now())
            sessions._work_in_slices(
                Domain("company_id", "=", company.id)
                & Domain("is_settled", "=", False)
                & Domain("feedback_due", "<", today),
                lambda found: found._settle(over=True),
            )

    def _settle(self, over=False):
        """Keep the mean of the forms once all are given, or time is `over`; then judge the lecturers."""
        waiting = self.env["aftersales.training.feedback"].search(
            [("session_id", "in", self.ids), ("state", "=", "open")]
        )
        if over:
            waiting._update_state("missed")
            waiting = waiting.browse()
        ready = (self - waiting.session_id).filtered(lambda session: not session.is_settled)
        means = dict(
            self.env["aftersales.training.feedback"]._read_group(
                [("session_id", "in", ready.ids), ("state", "=", "given")],
                ["session_id"],
                ["satisfaction:avg"],
            )
        )
        for session in ready:
            session.write({"is_settled": True, "satisfaction": means.get(session, 0.0)})
        self.env["aftersales.training.lecturer"]._judge(ready.lecturer_id)
