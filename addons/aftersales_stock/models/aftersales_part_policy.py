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

    opens_day = fields.Integer(
        string="Monthly Requests From", required=True, default=26, help="Day of the month before (N7)."
    )
    closes_day = fields.Integer(
        string="Monthly Requests Until",
        required=True,
        default=30,
        help="In a shorter month its last day (N7).",
    )
    delivery_day = fields.Integer(
        string="Delivered By", required=True, default=20, help="Day of the month that is asked for (N7)."
    )
    urgent_quota = fields.Integer(
        string="Urgent Requests", required=True, default=3, help="Of a station in a month, at most (N7)."
    )
    urgent_days = fields.Integer(string="Urgent: Shipped Within (Days)", required=True, default=7)
    presale_days = fields.Integer(
        string="Pre-Sale: Within (Working Days)", required=True, default=15, help="Since the signature (N7)."
    )
    silence_days = fields.Integer(
        string="Received by Silence After (Days)", required=True, default=15, help="After shipping (N9)."
    )
    usage_months = fields.Integer(
        string="Usage Shown (Months)", required=True, default=3, help="On the review of a request (N8)."
    )

    forecast_months = fields.Integer(
        string="Forecast: Months Looked At", required=True, default=12, help="Complete months (N8)."
    )
    forecast_weight = fields.Float(
        string="Forecast: Weight of a Month (%)",
        required=True,
        default=90,
        digits=(16, 1),
        help="What a month counts against the one after it; 100: all months count the same.",
    )
    forecast_test_months = fields.Integer(
        string="Forecast: Months Compared",
        required=True,
        default=6,
        help="So many months are forecast from those before them, to see how good the forecast is.",
    )

    _figures_sound = models.Constraint(
        """CHECK (deposit_minimum >= 0 AND deposit_days >= 0 AND deposit_warn_days >= 0
              AND limit_ratio >= 0 AND opens_day BETWEEN 1 AND 28 AND closes_day BETWEEN opens_day AND 31
              AND delivery_day BETWEEN 1 AND 28 AND urgent_quota >= 0 AND urgent_days >= 0
              AND presale_days >= 0 AND silence_days >= 0 AND usage_months >= 0)""",
        "Figures are not negative, and days of the month lie between 1 and 28 (the last one up to 31).",
    )

    _forecast_sound = models.Constraint(
        """CHECK (forecast_months > 0 AND forecast_test_months >= 0
              AND forecast_weight > 0 AND forecast_weight <= 100)""",
        "A forecast looks at one month at least, and a month counts more than 0 and at most 100 %.",
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
