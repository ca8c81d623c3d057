from odoo import fields, models


class AftersalesQualityItem(models.Model):
    """A row of the score card (S27)."""

    _name = "aftersales.quality.item"
    _description = "Score Card Item"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one("aftersales.quality.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Item", required=True, translate=True)
    points = fields.Float(default=10.0)
    fatal = fields.Boolean(help="Missed: the whole contact is bad.")

    _points_positive = models.Constraint("CHECK (points >= 0)", "Points are not negative.")
