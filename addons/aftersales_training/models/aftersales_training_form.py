from odoo import api, fields, models

from ..const import EVALUATION_KINDS, FORM_KINDS


class AftersalesTrainingForm(models.Model):
    """A form for what is looked at: on-site check, practice, a customer's opinion (T6)."""

    _name = "aftersales.training.form"
    _description = "Evaluation Form"
    _order = "kind, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    kind = fields.Selection(
        [row for row in EVALUATION_KINDS if row[0] in FORM_KINDS], string="Evaluation", required=True
    )
    line_ids = fields.One2many("aftersales.training.form.line", "form_id", string="Criteria", copy=True)
    points = fields.Float(compute="_compute_points")

    @api.depends("line_ids.points")
    def _compute_points(self):
        for form in self:
            form.points = sum(form.line_ids.mapped("points"))
