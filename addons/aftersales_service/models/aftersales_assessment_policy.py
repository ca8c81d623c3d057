from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesAssessmentPolicy(models.Model):
    """From which score a self-assessment is qualified or has stars (S30)."""

    _name = "aftersales.assessment.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Self-Assessment Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    qualified = fields.Float(string="Qualified From", required=True, default=70, digits=(16, 2))
    three = fields.Float(string="Three Stars", required=True, default=80, digits=(16, 2))
    four = fields.Float(string="Four Stars", required=True, default=90, digits=(16, 2))
    five = fields.Float(string="Five Stars", required=True, default=95, digits=(16, 2))

    _limits_order = models.Constraint(
        "CHECK (qualified > 0 AND three > qualified AND four > three AND five > four AND five <= 100)",
        "Each limit is above the one before and none above 100: check the figures.",
    )

    def write(self, vals):
        if {"qualified", "three", "four", "five", "company_id", "date_from"} & vals.keys():
            # sudo: whether one exists, of whichever company
            sheets = self.env["aftersales.inspection"].sudo()
            used = sheets.search([("policy_id", "in", self.ids)], limit=1).policy_id
            if used:
                raise UserError(
                    self.env._(
                        "Self-assessments were made with “%(name)s”: end it and add a new row.",
                        name=used.name,
                    )
                )
        return super().write(vals)

    def _get_limits(self):
        """Return grade → least score, for the engine."""
        self.ensure_one()
        return {name: self[name] for name in ("qualified", "three", "four", "five")}
