from odoo import api, fields, models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    """Exam papers of trainings are a type of their own: other survey users do not read their answers."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("aftersales_training", "Training Exam")],
        ondelete={"aftersales_training": "set default"},
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("aftersales_training.group_officer"):
            for survey in self:
                survey.allowed_survey_types = [*(survey.allowed_survey_types or []), "aftersales_training"]
        return result

    def _prepare_exam(self, evaluation):
        """Make ready for an exam: by invitation and log-in only, every question scored, our pass mark."""
        for survey in self:
            unscored = survey.question_ids.filtered(lambda question: not question.is_scored_question)[:1]
            if survey.scoring_type == "no_scoring" or not survey.question_ids or unscored:
                raise UserError(
                    self.env._(
                        "Exam paper “%(name)s” has no question, no scoring, or a question without points: "
                        "%(question)s.",
                        name=survey.title,
                        question=unscored.title or "–",
                    )
                )
            survey.write(
                {
                    "access_mode": "token",
                    "users_login_required": True,
                    "scoring_success_min": evaluation.pass_mark,
                }
            )
