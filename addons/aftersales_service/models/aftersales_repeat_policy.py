from odoo import api, fields, models


class AftersalesRepeatPolicy(models.Model):
    """Within how many days the same fault on the same unit is a repeat repair (S11)."""

    _name = "aftersales.repeat.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Repeat Repair"
    _order = "date_from desc, id desc"

    days = fields.Integer(
        required=True,
        default=30,
        help="From the day after the end of the first job to the day of the new request, both included.",
    )

    _days_positive = models.Constraint(
        "CHECK (days > 0)", "The period of repeat repairs lasts at least one day: check the days."
    )

    @api.depends("code", "days")
    def _compute_display_name(self):
        for policy in self:
            days = self.env._("%(count)s days", count=policy.days)
            policy.display_name = " ".join(filter(None, (policy.code, days)))
