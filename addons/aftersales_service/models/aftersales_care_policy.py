from odoo import fields, models

from ..const import CARE_KINDS, CUSTOMER_GRADES


class AftersalesCarePolicy(models.Model):
    """How often customers of a grade are visited or called, and who has the grade (S18)."""

    _name = "aftersales.care.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Customer Care Policy"
    _order = "grade, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    grade = fields.Selection(CUSTOMER_GRADES, required=True)
    interval_months = fields.Integer(
        string="Every (Months)", help="At most so many months lie between two contacts; 0: none is planned."
    )
    kind = fields.Selection(CARE_KINDS, required=True, default="call")
    lead_days = fields.Integer(
        string="Planned Ahead (Days)", default=14, help="Days before the last day that it is planned."
    )
    retry_days = fields.Integer(
        string="Try Again After", required=True, default=7, help="Days after a call that nobody answered."
    )
    years = fields.Integer(help="Years since the first job that make a customer long-standing; 0: none is.")
    turnover = fields.Float(
        string="Turnover From",
        digits="Account",
        help="Invoiced less credit notes, before tax, that make a customer important; 0: only by hand.",
    )
    turnover_months = fields.Integer(string="Turnover Of (Months)", default=12)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Empty: who is responsible for online requests.",
    )

    _figures_sound = models.Constraint(
        "CHECK (interval_months >= 0 AND lead_days >= 0 AND retry_days > 0 AND years >= 0 AND turnover >= 0"
        " AND turnover_months > 0)",
        "Periods and amounts are not below zero, a try is repeated a day later at least: check the figures.",
    )

    def _get_subject_fields(self):
        return ["grade"]

    def _pick_grade(self, grade, day, company):
        """Return the policy of `grade` among these that is in force, or none."""
        return self.filtered(lambda policy: policy.grade == grade)._pick(day, company)
