from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const_appraisal import DIMENSIONS
from ..tools.appraisal import score_value


class AftersalesAppraisalIndicator(models.Model):
    """One line of a sheet (A3, A4): weight, target, actual value and the points it gives.

    **Sources are the extension point.** An addon registers a provider of values in four steps:

    * key and label: `selection_add` on `aftersales.appraisal.line.source`;
    * unit and direction: `_get_measure` of the line, ("%", "more") for example;
    * values: `_measure_<source>(self)` here, called as superuser with the indicators of that source, of many
      sheets and periods: returns the actual value by indicator, with as many queries for one as for hundreds.
      None: there are records, but they are not complete, and the sheet waits. What is left out has nothing
      to be measured from: people give it by hand, with evidence;
    * drill-down: `_view_<source>(self)` here, called as superuser with one indicator: returns the action that
      lists the records behind the value; the list shows of them what the reader may see.
    """

    _name = "aftersales.appraisal.indicator"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Indicator"
    _order = "sheet_id, sequence, id"

    sheet_id = fields.Many2one(
        "aftersales.appraisal.sheet",
        string="Appraisal Sheet",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    line_id = fields.Many2one("aftersales.appraisal.line", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(readonly=True)
    name = fields.Char(related="line_id.name")
    source = fields.Selection(related="line_id.source")
    unit = fields.Char(related="line_id.unit")
    rule = fields.Selection(related="line_id.rule")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one(related="sheet_id.employee_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one(related="sheet_id.department_id", store=True, precompute=True, index=True)
    date_from = fields.Date(related="sheet_id.date_from", store=True, precompute=True, index=True)
    state = fields.Selection(related="sheet_id.state")
    dimension = fields.Selection(DIMENSIONS, required=True, readonly=True, index=True)
    weight = fields.Float(string="Weight (%)", digits=(6, 2), required=True, readonly=True)
    target = fields.Float(digits=(16, 2), readonly=True)
    actual = fields.Float(digits=(16, 2), aggregator="avg")
    evidence = fields.Char(help="What the value by hand rests on.")
    known = fields.Boolean(readonly=True, help="The actual value was given or measured.")
    score = fields.Float(string="Points", digits=(6, 2), readonly=True, aggregator="avg")

    _once = models.UniqueIndex("(sheet_id, line_id)", "Each indicator stands on a sheet once.")

    @api.depends("line_id.name")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        for indicator in self:
            indicator.display_name = indicator.sudo().line_id.name  # sudo: a heading is no secret

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalIndicator, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_may_fill()
        if "actual" in vals and "known" not in vals:
            super(AftersalesAppraisalIndicator, self.sudo()).write({"known": True})
        result = super().write(vals)
        if "actual" in vals and not self.env.su:
            self._ensure_evidence()
        if "actual" in vals:
            self.sudo()._rate()  # sudo: guarded points, right and state checked above
            self.sudo().sheet_id.filtered(lambda sheet: sheet.state != "open")._sum_up()
        return result

    def _ensure_may_fill(self):
        """Values by hand are the superior's or HR's, until the superior has signed."""
        self.check_access("write")
        self.sheet_id._lock()
        for indicator in self.sudo():
            sheet = indicator.sheet_id
            if not indicator._is_given():
                raise UserError(
                    self.env._("“%(name)s” is measured: it cannot be entered.", name=indicator.name)
                )
            if sheet.state not in ("open", "superior"):
                raise UserError(
                    self.env._(
                        "%(sheet)s is signed: its values change by an adjustment with a reason only.",
                        sheet=sheet.display_name,
                    )
                )
            if not sheet.with_user(self.env.user).may_fill:
                raise AccessError(self.env._("Values are entered by the superior or by HR."))

    def _is_given(self):
        """Tell whether people give this value: by hand, or where nobody rates or nothing can be measured."""
        self.ensure_one()
        if self.source == "raters":
            return not self.sheet_id._get_panels()[self.sheet_id][0].weights
        return self.source == "hand" or self not in self._get_measured()

    def _ensure_evidence(self):
        """A4: a value by hand says what it rests on."""
        bare = self.filtered(lambda indicator: not (indicator.evidence or "").strip())[:1]
        if bare:
            raise UserError(self.env._("“%(name)s”: say what the value rests on.", name=bare.name))

    def _rate(self):
        """Write the points of the actual values."""
        for indicator in self:
            points = score_value(
                Decimal(str(indicator.actual)), indicator.line_id._get_rule(indicator.target)
            )
            indicator.score = float(points) if indicator.known else 0.0

    def _get_measured(self):
        """Return the values that the registered sources have for these indicators, source by source."""
        values = {}
        for source, indicators in self.grouped("source").items():
            if source not in ("hand", "raters"):
                values |= getattr(indicators, f"_measure_{source}")()
        return values

    def _measure(self):
        """Read the values of every registered source anew; what was given in their place stays."""
        values = self._get_measured()
        for indicator in self:
            if indicator in values:
                value = values[indicator]
                indicator.write({"actual": value or 0.0, "known": value is not None, "evidence": False})
            elif indicator.source not in ("hand", "raters") and not indicator.evidence:
                indicator.write({"actual": 0.0, "known": False})

    def action_view_source(self):
        """List the records behind the value of this indicator."""
        self.ensure_one()
        self.check_access("read")
        if self.source in ("hand", "raters"):
            raise UserError(
                self.env._("“%(name)s” rests on what people gave: there is no list.", name=self.name)
            )
        return getattr(self.sudo(), f"_view_{self.source}")()

    # Targets --------------------------------------------------------------------------

    def _measure_sales(self):
        """How far the sales targets inside the period were reached, in percent."""
        return self._measure_targets("sales")

    def _view_sales(self):
        return self._view_targets("sales")

    def _measure_hours(self):
        """How far the quotas of labour hours inside the period were reached, in percent."""
        return self._measure_targets("hours")

    def _view_hours(self):
        return self._view_targets("hours")

    def _get_targets_domain(self, metric):
        sheets = self.sheet_id
        return [
            ("metric", "=", metric),
            ("employee_id", "in", sheets.employee_id.ids),
            ("company_id", "in", sheets.company_id.ids),
            ("date_from", ">=", min(sheets.mapped("date_from"))),
            ("date_to", "<=", max(sheets.mapped("date_to"))),
        ]

    def _measure_targets(self, metric):
        targets = self.env["aftersales.target"].search(self._get_targets_domain(metric))
        found = targets.grouped("employee_id")
        values = {}
        for indicator in self:
            sheet = indicator.sheet_id
            inside = found.get(sheet.employee_id, targets.browse()).filtered(
                lambda target, sheet=sheet: (
                    target.date_from >= sheet.date_from and target.date_to <= sheet.date_to
                )
            )
            kinds = inside.grouped("period")
            own = kinds.get("month") or kinds.get("half_year") or inside
            required = sum(own.mapped("required"))
            if required:
                values[indicator] = 100 * sum(own.mapped("achieved")) / required
        return values

    def _view_targets(self, metric):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_target_action"
        )
        return {**action, "domain": self._get_targets_domain(metric), "context": {}}
