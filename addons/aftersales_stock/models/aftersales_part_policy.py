from odoo import api, fields, models


class AftersalesPartPolicy(models.Model):
    """Figures of deposits, limits and part requests of stations (N5, N6, N7, N9), dated."""

    _name = "aftersales.part.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Policy of Deposits and Parts"
    _order = "date_from desc, id desc"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    deposit_minimum = fields.Monetary(required=True, help="A station leaves at least so much for parts (N5).")
    deposit_days = fields.Integer(
        string="Due Within (Days)", required=True, help="So many days after the agreement begins (N5)."
    )
    deposit_warn_days = fields.Integer(
        string="Reminder (Days Before)", required=True, help="0: on the day it is due."
    )
    limit_ratio = fields.Float(
        string="Parts per Deposit",
        required=True,
        digits=(16, 2),
        help="Parts at supply price may come to so many times the deposit (N6).",
    )

    _figures_sound = models.Constraint(
        """CHECK (deposit_minimum >= 0 AND deposit_days >= 0 AND deposit_warn_days >= 0
              AND limit_ratio >= 0)""",
        "Deposit, days and ratio are not negative: check the figures.",
    )

    @api.depends("code", "limit_ratio")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(filter(None, (policy.code, f"1 : {policy.limit_ratio:g}")))

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    @api.model
    def _get_for(self, company, day=None):
        """Return the policy of `company` on `day` (today), as superuser; may be none."""
        return self.sudo()._get_in_force(day or company._get_aftersales_today(), company)
