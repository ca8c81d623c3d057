from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Whose figures an appraisal sheet can take: its person's, or those of the department.
SHEET_KINDS = [("engineer", "The person as engineer"), ("agent", "The person as agent"), ("team", "The team")]


class AftersalesAppraisalLine(models.Model):
    """An indicator of a template that is measured from the service desk's records (A4, S20)."""

    _inherit = "aftersales.appraisal.line"

    source = fields.Selection(
        selection_add=[("service", "Service Figure")], ondelete={"service": "set default"}
    )
    indicator_id = fields.Many2one(
        "aftersales.indicator", string="Figure", ondelete="restrict", help="Of the period of the sheet."
    )
    indicator_kind = fields.Selection(SHEET_KINDS, string="Figure Of", default="engineer")

    @api.constrains("source", "indicator_id", "indicator_kind")
    def _check_indicator(self):
        for line in self:
            if line.source == "service" and not (line.indicator_id and line.indicator_kind):
                raise ValidationError(
                    self.env._(
                        "Indicator “%(name)s”: choose which figure is measured, and of whom.", name=line.name
                    )
                )

    @api.depends("indicator_id")
    def _compute_measure(self):
        return super()._compute_measure()

    def _get_measure(self):
        if self.source != "service":
            return super()._get_measure()
        figure = self.indicator_id
        unit = dict(figure._fields["unit"]._description_selection(self.env)).get(figure.unit, "")
        return unit, {"up": "more", "down": "less"}.get(figure.direction, False)
