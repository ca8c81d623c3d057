from odoo import fields, models


class AftersalesAppraisalLine(models.Model):
    """Indicators of a template that are measured from training (A4)."""

    _inherit = "aftersales.appraisal.line"

    source = fields.Selection(
        selection_add=[
            ("training_exam", "Exam Results (Mean)"),
            ("training_hours", "Training Hours Attended"),
        ],
        ondelete=dict.fromkeys(("training_exam", "training_hours"), "set default"),
    )

    def _get_measure(self):
        if self.source == "training_exam":
            return self.env._("points"), "more"
        if self.source == "training_hours":
            return self.env._("class hours"), "more"
        return super()._get_measure()
