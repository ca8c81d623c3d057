from decimal import Decimal

from odoo import api, fields, models

from ..const_appraisal import VERDICTS
from ..tools.appraisal import score_value


class AftersalesAppraisalStep(models.TransientModel):
    """Asks for what a step of a sheet or an appeal needs; these check right and state anew."""

    _name = "aftersales.appraisal.step"
    _description = "Step of an Appraisal"

    sheet_id = fields.Many2one("aftersales.appraisal.sheet", required=True, readonly=True)
    appeal_id = fields.Many2one("aftersales.appraisal.appeal", readonly=True)
    purpose = fields.Selection(
        [
            ("extend", "Extend"),
            ("waive", "Go Without"),
            ("return", "Return"),
            ("adjust", "Adjust"),
            ("appeal", "Appeal"),
            ("call", "Call"),
            ("decide", "Decide"),
            ("correct", "Correct"),
        ],
        required=True,
        readonly=True,
    )
    day = fields.Date()
    points = fields.Float(digits=(6, 2))
    indicator_id = fields.Many2one(
        "aftersales.appraisal.indicator",
        string="Against",
        domain="[('sheet_id', '=', sheet_id)]",
        help="Empty: against the whole result.",
    )
    value = fields.Float(string="Other Value", digits=(16, 2))
    user_ids = fields.Many2many(
        "res.users", string="Members", domain=[("share", "=", False)], help="None of them took part."
    )
    outcome = fields.Selection(VERDICTS, default="upheld", required=True)
    effect = fields.Char(compute="_compute_effect", compute_sudo=False)
    text = fields.Text()

    @api.depends("purpose", "outcome", "value", "points", "sheet_id", "indicator_id")
    @api.depends_context("lang")
    def _compute_effect(self):
        """Show what a decision would make of score and grade, before it is recorded (A8)."""
        for step in self:
            sheet = step.sheet_id
            step.effect = False
            if step.purpose not in ("decide", "adjust", "correct") or not sheet.has_access("read"):
                continue
            sheet = sheet.sudo()  # sudo: policy and points of conduct; the sheet is readable, checked above
            change, other = sheet.change, {}
            if step.purpose in ("adjust", "correct"):
                change = step.points
            elif step.outcome == "changed" and step.indicator_id:
                line = step.indicator_id.sudo()
                points = score_value(Decimal(str(step.value)), line.line_id._get_rule(line.target))
                other = {line: float(points)} if line in sheet.indicator_ids else {}
            elif step.outcome == "changed":
                change += step.points
            total, grade = sheet._reckon(sheet.conduct_points, change, other)
            step.effect = self.env._(
                "%(before)s %(old)s → %(after)s %(new)s",
                before=f"{sheet.score:.2f}",
                old=sheet.grade_id.name or "",
                after=f"{total.score:.2f}",
                new=grade.name if grade else "",
            )

    def action_apply(self):
        """Carry out the step."""
        self.ensure_one()
        steps = {
            "extend": lambda: self.sheet_id._extend(self.day),
            "waive": lambda: self.sheet_id._waive(self.text),
            "return": lambda: self.sheet_id._return(self.text),
            "adjust": lambda: self.sheet_id._adjust(self.points, self.text),
            "appeal": lambda: self.sheet_id._appeal(self.indicator_id, self.text),
            "correct": lambda: self.sheet_id._correct(self.points, self.text),
            "call": lambda: self.appeal_id._call_committee(self.user_ids),
            "decide": lambda: self.appeal_id._decide(self.outcome, self.value, self.points, self.text),
        }
        steps[self.purpose]()
        return {"type": "ir.actions.act_window_close"}
