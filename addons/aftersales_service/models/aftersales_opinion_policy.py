from odoo import api, fields, models

from ..const import OPINION_LEVELS, OPINION_QUESTIONS


class AftersalesOpinionPolicy(models.Model):
    """What the opinion card asks, how answers count, and how long it is open (S17)."""

    _name = "aftersales.opinion.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Opinion Card Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    question_attitude = fields.Char(required=True, translate=True, default="How friendly were we?")
    question_skill = fields.Char(required=True, translate=True, default="How well was the work done?")
    question_arrival = fields.Char(required=True, translate=True, default="Did we come on time?")
    question_promise = fields.Char(required=True, translate=True, default="Did we keep what we promised?")
    points_very = fields.Float(string="Very Satisfied", required=True, default=100, digits=(5, 2))
    points_satisfied = fields.Float(string="Satisfied", required=True, default=80, digits=(5, 2))
    points_fair = fields.Float(string="Fair", required=True, default=60, digits=(5, 2))
    points_unsatisfied = fields.Float(string="Unsatisfied", required=True, default=0, digits=(5, 2))
    complaint_limit = fields.Float(
        string="Complaint Below",
        required=True,
        default=60,
        digits=(5, 2),
        help="A card with a mean score below this opens a complaint; 0: none does by its score.",
    )
    open_days = fields.Integer(
        string="Open For",
        required=True,
        default=30,
        help="Days after the order is closed, the last one included, in which the card can be answered "
        "and its answers changed.",
    )
    remind_days = fields.Integer(
        string="Remind After",
        help="Days after the invitation until who has not answered is asked once more; 0: never.",
    )

    _points_range = models.Constraint(
        "CHECK (points_very <= 100 AND points_very >= points_satisfied AND points_satisfied >= points_fair"
        " AND points_fair >= points_unsatisfied AND points_unsatisfied >= 0"
        " AND complaint_limit BETWEEN 0 AND 100)",
        "Points go from 100 down to 0, the better answer first: check the points and the limit.",
    )
    _days_sound = models.Constraint(
        "CHECK (open_days > 0 AND remind_days >= 0 AND remind_days < open_days)",
        "A card is open for a day at least, and the reminder comes before its end: check the days.",
    )

    @api.model
    def _get_questions(self):
        """Return question → the field with its words."""
        return {question: f"question_{question}" for question, _label in OPINION_QUESTIONS}

    def _get_points(self):
        """Return level → points of this policy."""
        self.ensure_one()
        return {level: self[f"points_{level}"] for level, _label in OPINION_LEVELS}
