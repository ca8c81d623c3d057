from decimal import Decimal
from fractions import Fraction
from math import ceil

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..const_appraisal import APPRAISAL_PERIODS, PERIODS_OF_YEAR
from ..tools.appraisal import find_grade, find_year


class AftersalesAppraisalYear(models.Model):
    """The result of a person's year (A1): the mean of its final sheets, quarters as a rule.

    A missing period does not count; with fewer than the policy asks for there is no result.
    """

    _name = "aftersales.appraisal.year"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Year Result"
    _order = "year desc, department_id, score desc, id"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, help="Of the last sheet of the year."
    )
    superior_id = fields.Many2one("hr.employee", readonly=True, index="btree_not_null")
    year = fields.Integer(required=True, readonly=True, index=True, aggregator=None)
    period = fields.Selection(APPRAISAL_PERIODS, string="From Sheets per", required=True, readonly=True)
    found = fields.Integer(string="Sheets", readonly=True, aggregator=None)
    expected = fields.Integer(string="Periods", readonly=True, aggregator=None)
    known = fields.Boolean(readonly=True, help="There are sheets enough for a result.")
    score = fields.Float(string="Year Score", digits=(6, 2), readonly=True, aggregator="avg")
    grade_id = fields.Many2one(
        "aftersales.appraisal.grade", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _once = models.UniqueIndex("(employee_id, company_id, year, period)", "A year has one result.")

    @api.depends("year")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        for result in self:
            result.display_name = str(result.year)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalYear, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.model
    def _get_key(self, sheet):
        return sheet.employee_id.id, sheet.company_id.id, sheet.date_from.year, sheet.period

    @api.model
    def _refresh(self, sheets):
        """Reckon anew the years that these sheets belong to; as many queries for one as for hundreds."""
        keys = {self._get_key(sheet) for sheet in sheets}
        if not keys:
            return
        years = {key[2] for key in keys}
        domain = [
            ("employee_id", "in", sheets.employee_id.ids),
            ("company_id", "in", sheets.company_id.ids),
        ]
        final = sheets.search(
            [
                *domain,
                ("state", "=", "final"),
                ("date_from", ">=", f"{min(years)}-01-01"),
                ("date_from", "<=", f"{max(years)}-12-31"),
            ],
            order="date_from",
        ).grouped(self._get_key)
        known = {
            (row.employee_id.id, row.company_id.id, row.year, row.period): row
            for row in self.search([*domain, ("year", "in", list(years))])
        }
        rows = []
        for key in sorted(keys & final.keys()):
            vals = self._prepare_year_vals(final[key])
            if key in known:
                known[key].write(vals)
            else:
                names = ("employee_id", "company_id", "year", "period")
                rows.append({**dict(zip(names, key, strict=True)), **vals})
        try:
            self.create(rows)
        except UniqueViolation as error:
            # Another sheet of the same year became final meanwhile: the host does this work again, after it.
            raise ConcurrencyError(
                self.env._("Somebody else is changing the result of that year: try again in a moment.")
            ) from error

    @api.model
    def _prepare_year_vals(self, sheets):
        """Return the result of `sheets`, final ones of one person and year, by the policy of the last."""
        last = sheets[-1]
        policy, expected = last.cycle_id.policy_id, PERIODS_OF_YEAR[last.period]
        scores = [Decimal(str(score)).quantize(Decimal("0.01")) for score in sheets.mapped("score")]
        least = ceil(expected * Fraction(str(policy.year_least)) / 100)
        score = find_year(scores, least)
        grade = score is not None and find_grade(score, policy._get_bands())
        return {
            "department_id": last.department_id.id,
            "superior_id": last.superior_id.id,
            "found": len(sheets),
            "expected": expected,
            "known": score is not None,
            "score": float(score or 0),
            "grade_id": grade.id if grade else False,
        }

    def action_view_sheets(self):
        """List the sheets this result is the mean of."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_appraisal_sheet_action"
        )
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("company_id", "=", self.company_id.id),
            ("period", "=", self.period),
            ("state", "=", "final"),
            ("date_from", ">=", f"{self.year}-01-01"),
            ("date_from", "<=", f"{self.year}-12-31"),
        ]
        return {**action, "domain": domain, "context": {}}
