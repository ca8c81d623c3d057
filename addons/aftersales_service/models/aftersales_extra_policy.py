from odoo import api, fields, models


class AftersalesExtraPolicy(models.Model):
    """Which share of the net income of an extra service goes to the engineer who sold it (S14)."""

    _name = "aftersales.extra.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Share of Extra Services"
    _order = "date_from desc, id desc"

    share = fields.Float(
        string="Share (%)",
        digits="Discount",
        required=True,
        help="Percent of what the customer pays, less the cost of the parts.",
    )

    _share_percent = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "The share lies between 0 and 100 %: check it."
    )

    @api.depends("code", "share")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(filter(None, (policy.code, f"{policy.share:g} %")))

    @api.model
    def _get_shares(self, subjects):
        """Return the percent for each (day, company) of `subjects`, 0 without a policy; one search."""
        companies = self.env["res.company"].union(*(company for _day, company in subjects))
        policies = self.sudo().search(self._get_company_domain(companies))  # sudo: policy, no secret
        return [policies._pick(day, company).share for day, company in subjects]
