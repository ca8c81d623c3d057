from odoo import fields, models

from ..const_appraisal import PROPOSAL_KINDS


class AftersalesAppraisalGrade(models.Model):
    """A grade from a score on (A5), and what is proposed for who gets it (A6)."""

    _name = "aftersales.appraisal.grade"
    _description = "Grade"
    _order = "policy_id, score_from desc"

    policy_id = fields.Many2one("aftersales.appraisal.policy", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    score_from = fields.Float(string="From", digits=(6, 2), required=True, aggregator=None)

    freeze = fields.Boolean(string="No Raise")
    step_down = fields.Boolean(string="Pay Step Down")
    placement = fields.Boolean(string="Keep, Train, Move or Leave")
    candidate = fields.Boolean(string="Bonus and Promotion")

    _score_unique = models.UniqueIndex("(policy_id, score_from)", "Two grades cannot begin at one score.")
    _score_positive = models.Constraint("CHECK (score_from >= 0)", "A grade begins at a score of 0 or more.")

    def _get_proposals(self):
        """Return the kinds of proposals that follow from this grade; of no grade none."""
        return [kind for kind, _label in PROPOSAL_KINDS if self and self[kind]]
