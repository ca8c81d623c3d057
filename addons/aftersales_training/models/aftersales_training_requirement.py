from odoo import api, fields, models

from ..const import KINDS, LEVELS
from ..tools.frequency import Minimum


class AftersalesTrainingRequirement(models.Model):
    """A minimum frequency of trainings that each unit of a level keeps (T2)."""

    _name = "aftersales.training.requirement"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Minimum Frequency of Trainings"
    _order = "level, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    level = fields.Selection(LEVELS, string="Units", required=True, index=True)
    kind = fields.Selection(KINDS, string="Training", help="Empty: of any kind.")
    months = fields.Integer(
        string="In Months",
        required=True,
        default=1,
        aggregator=None,
        help="Looking back from the end of each month.",
    )
    session_count = fields.Integer(string="Sessions at Least", required=True, default=1, aggregator=None)
    hours_each = fields.Float(string="Class Hours Each", aggregator=None)
    hours_total = fields.Float(string="Class Hours in All", aggregator=None)
    days = fields.Integer(string="Days Each", required=True, default=1, aggregator=None)

    _figures = models.Constraint(
        "CHECK (months BETWEEN 1 AND 12 AND session_count >= 0 AND hours_each >= 0 AND hours_total >= 0"
        " AND days > 0)",
        "Months are from 1 to 12, days positive, sessions and hours not negative.",
    )

    def _get_subject_fields(self):
        return ["level", "kind", "name"]

    @api.model
    def _get_minimums(self, company, month):
        """Return what `month` asks of the units of each level: level → list of engine values."""
        found = {}
        policy = self.env["aftersales.training.policy"]._get_in_force(month, company)
        for row in self.search(self._get_company_domain(company)):
            if row._is_in_force(month, company):
                found.setdefault(row.level, []).append(row._prepare_minimum(policy.class_hour_minutes))
        return found

    def _prepare_minimum(self, class_hour):
        """Return this row as the engine wants it: hours in minutes."""
        self.ensure_one()
        return Minimum(
            key=self,
            kind=self.kind or "",
            months=self.months,
            sessions=self.session_count,
            minutes_each=round(self.hours_each * class_hour),
            minutes_total=round(self.hours_total * class_hour),
            days=self.days,
        )

    def _describe_gap(self, gap, class_hour):
        """Say in the reader's language what a gap of this requirement is."""
        self.ensure_one()
        parts = []
        if gap.missing:
            parts.append(
                self.env._("%(found)s of %(wanted)s sessions", found=gap.found, wanted=self.session_count)
            )
        if gap.short:
            parts.append(self.env._("%(count)s too short to count", count=gap.short))
        if gap.missing_minutes:
            parts.append(
                self.env._(
                    "%(found)s of %(wanted)s class hours",
                    found=f"{round(gap.minutes / class_hour, 1):g}",
                    wanted=f"{self.hours_total:g}",
                )
            )
        return f"{self.name}: {', '.join(parts)}"
