from odoo import api, fields, models


class AftersalesCashPolicy(models.Model):
    """How long an engineer may keep money collected on site (S13)."""

    _name = "aftersales.cash.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Limit for Cash in Hand"
    _order = "date_from desc, id desc"

    days = fields.Integer(
        string="Handed In Within (Days)", required=True, help="0: on the day of the collection."
    )

    _days_positive = models.Constraint("CHECK (days >= 0)", "The number of days cannot be negative.")

    @api.depends("code", "days")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(
                filter(None, (policy.code, self.env._("%(days)s days", days=policy.days)))
            )

    @api.model
    def _get_days(self, day, company):
        """Return the days allowed for what is collected on `day`; 0 without a policy."""
        return self._get_in_force(day, company).days
