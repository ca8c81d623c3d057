from odoo import fields, models


class AftersalesInspectionPolicy(models.Model):
    """When sites are inspected, and how soon what was found is put right (S29)."""

    _name = "aftersales.inspection.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Inspection Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    plan_day = fields.Integer(
        string="Day of the Month",
        required=True,
        default=5,
        help="Inspections are planned for this day, or the next working day after it.",
    )
    due_days = fields.Integer(
        string="Fix Within", required=True, default=7, help="Days after a finding until it is put right."
    )
    remind_days = fields.Integer(
        string="Remind Every", required=True, default=3, help="Days between reminders of an overdue finding."
    )

    _days_range = models.Constraint(
        "CHECK (plan_day BETWEEN 1 AND 28 AND due_days >= 0 AND remind_days > 0)",
        "The day of the month is 1 to 28, the days are not below zero: check the figures.",
    )
