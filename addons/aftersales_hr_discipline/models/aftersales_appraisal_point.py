from odoo import fields, models


class AftersalesAppraisalPoint(models.Model):
    """The points of one value of an indicator: a corner of its line, or a step (A3)."""

    _name = "aftersales.appraisal.point"
    _inherit = ["aftersales.appraisal.part"]
    _description = "Points of a Value"
    _order = "line_id, value"

    line_id = fields.Many2one("aftersales.appraisal.line", required=True, index=True, ondelete="cascade")
    value = fields.Float(string="From", digits=(16, 2), required=True)
    points = fields.Float(digits=(6, 2), required=True)

    _value_unique = models.UniqueIndex("(line_id, value)", "Each value has its points once.")
    _points_positive = models.Constraint("CHECK (points >= 0)", "Points are not negative.")

    def _get_templates(self):
        return self.line_id.template_id
