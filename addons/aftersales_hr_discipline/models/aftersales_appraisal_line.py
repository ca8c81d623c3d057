from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const_appraisal import BETTER, DIMENSIONS, SCORING_RULES
from ..tools.appraisal import Rule

#: Where values come from; see `aftersales.appraisal.indicator`.
SOURCES = [
    ("hand", "By Hand"),
    ("raters", "Raters (360°)"),
    ("goals", "Goals of the Work Plan Reached (%)"),
    ("sales", "Sales Target Reached (%)"),
    ("hours", "Labour Hours Reached (%)"),
]


class AftersalesAppraisalLine(models.Model):
    """An indicator of a template (A3, A4): weight, source of its value, and how that becomes points."""

    _name = "aftersales.appraisal.line"
    _inherit = ["aftersales.appraisal.part"]
    _description = "Indicator of a Template"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "aftersales.appraisal.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    dimension = fields.Selection(DIMENSIONS, required=True, default="goal")
    weight = fields.Float(string="Weight (%)", digits=(6, 2), required=True)
    source = fields.Selection(SOURCES, required=True, default="hand")
    unit = fields.Char(compute="_compute_measure")
    better = fields.Selection(BETTER, compute="_compute_measure")
    rule = fields.Selection(SCORING_RULES, string="Scoring", required=True, default="direct")
    target = fields.Float(digits=(16, 2))
    cap = fields.Float(string="Points at Most", digits=(6, 2), default=100.0, required=True)
    veto_below = fields.Float(
        string="Veto below", digits=(6, 2), help="Fewer points limit the score of the sheet; 0: no veto."
    )
    point_ids = fields.One2many("aftersales.appraisal.point", "line_id", string="Points", copy=True)

    _figures = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100 AND cap > 0 AND target >= 0 AND veto_below >= 0)",
        "A weight is from 0 to 100 percent; target, limit and veto are not negative.",
    )

    @api.depends("source")
    @api.depends_context("lang")
    def _compute_measure(self):
        for line in self:
            line.unit, line.better = line._get_measure()

    def _get_measure(self):
        """Return unit and good direction ("more" or "less") of the values of this line's source.

        To be extended with a source; values by hand have neither: ("", False).
        """
        self.ensure_one()
        if self.source == "raters":
            return self.env._("points"), "more"
        return ("%", "more") if self.source in ("goals", "sales", "hours") else ("", False)

    @api.onchange("source")
    def _onchange_source(self):
        if self.better == "less" and self.rule in ("direct", "more"):
            self.rule = "less"
        elif self.better == "more" and self.rule == "less":
            self.rule = "direct"

    def _ensure_direction(self):
        """Refuse points that grow where less is better, or fall where more is."""
        for line in self.filtered("better"):
            points = line.point_ids.sorted("value").mapped("points")
            if line.rule in ("linear", "steps"):
                fits = points == sorted(points, reverse=line.better == "less")
            else:
                fits = (line.rule == "less") == (line.better == "less")
            if not fits:
                raise UserError(
                    self.env._(
                        "Indicator “%(name)s”: %(better)s. Its scoring says the contrary.",
                        name=line.name,
                        better=dict(self._fields["better"]._description_selection(self.env))[line.better],
                    )
                )

    def _get_rule(self, target):
        """Return the scoring rule for `target`, as the engine wants it."""
        self.ensure_one()
        return Rule(
            self.rule,
            tuple((Decimal(str(point.value)), Decimal(str(point.points))) for point in self.point_ids),
            Decimal(str(target)),
            Decimal(str(self.cap)),
        )

    def _prepare_indicator_vals(self, sheet):
        """Return the values of this indicator on `sheet`."""
        self.ensure_one()
        return {
            "sheet_id": sheet.id,
            "line_id": self.id,
            "sequence": self.sequence,
            "dimension": self.dimension,
            "weight": self.weight,
            "target": self.target,
            # What an indicator takes from its sheet, of thousands at once.
            "company_id": sheet.company_id.id,
            "employee_id": sheet.employee_id.id,
            "department_id": sheet.department_id.id,
            "date_from": sheet.date_from,
        }
