from odoo import fields, models


class AftersalesTrainingFormLine(models.Model):
    """What is looked at, and how many points it is worth."""

    _name = "aftersales.training.form.line"
    _description = "Criterion of an Evaluation Form"
    _order = "sequence, id"

    form_id = fields.Many2one("aftersales.training.form", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Criterion", required=True, translate=True)
    points = fields.Float(string="Points at Most", required=True, default=10.0)

    _points = models.Constraint("CHECK (points > 0)", "A criterion is worth some points.")
