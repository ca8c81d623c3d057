from odoo import models


class SurveyUserInput(models.Model):
    """An exam that is handed in counts at once (T6)."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        tokens = [token for token in self.mapped("invite_token") if token]
        # sudo: whoever hands an exam in writes no result; it is looked up by the token of the attempt
        rows = self.env["aftersales.training.result"].sudo().search(
            [("exam_token", "in", tokens), ("evaluation_id.survey_id", "in", self.survey_id.ids)]
        )  # fmt: skip
        rows._read_exams()
        rows._judge()
        return result
