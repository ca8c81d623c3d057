from odoo import api, fields, models


class AftersalesNetworkPolicy(models.Model):
    """What a station needs to be opened (N1), dated, and the lists that are ticked for it."""

    _name = "aftersales.network.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Policy of the Station Network"
    _order = "date_from desc, id desc"

    least_engineers = fields.Integer(required=True, help="Trained engineers at least.")
    most_engineers = fields.Integer(required=True, help="Trained engineers at most.")
    least_clerks = fields.Integer(string="Information Clerks", required=True)
    least_keepers = fields.Integer(string="Store Keepers", required=True)
    warn_days = fields.Integer(
        string="Warning (Days Before)",
        required=True,
        help="So long before papers or the agreement expire, who is responsible is told.",
    )
    item_ids = fields.One2many(
        "aftersales.network.policy.item", "policy_id", string="What Is Ticked", copy=True
    )

    _figures_sound = models.Constraint(
        """CHECK (least_engineers >= 0 AND most_engineers >= least_engineers AND least_clerks >= 0
              AND least_keepers >= 0 AND warn_days >= 0)""",
        "Figures are not negative, and the most engineers not fewer than the least.",
    )

    @api.depends("code", "date_from")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(filter(None, (policy.code, str(policy.date_from or ""))))
