from odoo import fields, models

from ..const_appraisal import DIMENSIONS


class AftersalesAppraisalQuestion(models.Model):
    """A question of the ability form (综合能力评估表) that raters answer with points."""

    _name = "aftersales.appraisal.question"
    _inherit = ["aftersales.appraisal.part"]
    _description = "Question of the Ability Form"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "aftersales.appraisal.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    dimension = fields.Selection(DIMENSIONS, required=True, default="ability")
    weight = fields.Float(default=1.0, required=True, help="Against the other questions.")

    _weight_positive = models.Constraint("CHECK (weight > 0)", "A question has a weight above nothing.")
