from odoo import models
from odoo.exceptions import AccessError, UserError


class AftersalesTrainingResult(models.Model):
    """Exams are the host's surveys: one token for all attempts of a person, the best one counts (T6)."""

    _inherit = "aftersales.training.result"

    def action_start_exam(self):
        """Open the own exam: an attempt that was begun, or a new one while there are some left."""
        self.ensure_one()
        self.check_access("read")
        if not self.is_mine:
            raise AccessError(self.env._("Only the person concerned can do this."))
        result = self.sudo()  # sudo: the own result; who sits an exam keeps no surveys
        if result.state != "open" or result.outcome == "excused" or not result.exam_token:
            raise UserError(
                self.env._("%(name)s is not open for you.", name=result.evaluation_id.display_name)
            )
        survey = result.evaluation_id.survey_id
        attempts = self.env["survey.user_input"].sudo().search(  # sudo: the own attempts
            [("invite_token", "=", result.exam_token), ("survey_id", "=", survey.id)], order="id desc"
        )  # fmt: skip
        attempt = attempts.filtered(lambda one: one.state != "done" and not one.survey_time_limit_reached)[:1]
        if not attempt:
            if survey.is_attempts_limited and len(attempts) >= survey.attempts_limit:
                raise UserError(self.env._("You have no attempt left."))
            attempt = survey._create_answer(
                user=self.env.user,
                check_attempts=False,
                invite_token=result.exam_token,
                deadline=result.deadline,
            )
        return {"type": "ir.actions.act_url", "url": attempt.get_start_url(), "target": "self"}

    def _read_exams(self):
        """Read the best attempt of each of these results, in one query."""
        exams = self.filtered(lambda result: result.exam_token and result.state == "open")
        # sudo: scores of the people on the list, kept by the system
        groups = self.env["survey.user_input"].sudo()._read_group(
            [
                ("invite_token", "in", exams.mapped("exam_token")),
                ("survey_id", "in", exams.evaluation_id.survey_id.ids),
                ("state", "!=", "new"),
                ("test_entry", "=", False),
            ],
            ["invite_token"],
            ["scoring_percentage:max", "__count"],
        )  # fmt: skip
        found = {token: (score, count) for token, score, count in groups}
        for result in exams:
            score, count = found.get(result.exam_token, (0.0, 0))
            if (result.exam_score, result.attempts) != (score, count):
                result.write({"exam_score": score, "attempts": count})
