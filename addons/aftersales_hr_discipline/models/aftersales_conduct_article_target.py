from decimal import Decimal

from odoo import api, fields, models

from ..const import TARGET_PERIODS, TRIGGERS
from ..tools.target import Band


class AftersalesConductArticle(models.Model):
    """What the system sees by itself: from which percent of which target on, how often in a row."""

    _inherit = "aftersales.conduct.article"

    trigger = fields.Selection(
        TRIGGERS, string="Proposed From", help="The system sees the facts there and proposes the record."
    )
    automatic = fields.Boolean(compute="_compute_automatic", store=True)
    target_period = fields.Selection(TARGET_PERIODS, string="Period of the Target")
    target_from = fields.Float(
        string="From (%)", digits=(6, 2), aggregator=None, help="Percent of the target; 0: no lower limit."
    )
    target_below = fields.Float(
        string="Below (%)", digits=(6, 2), aggregator=None, help="Percent of the target; 0: no upper limit."
    )
    target_streak = fields.Integer(string="Periods in a Row", default=1, aggregator=None)

    _target_whole = models.Constraint(
        "CHECK (trigger IS NULL OR trigger NOT IN ('sales', 'hours')"
        " OR (target_period IS NOT NULL AND coalesce(target_from, 0) + coalesce(target_below, 0) > 0))",
        "Say for which period, and from or below which percent of the target.",
    )
    _target_limits = models.Constraint(
        "CHECK (coalesce(target_from, 0) >= 0 AND coalesce(target_below, 0) >= 0"
        " AND (coalesce(target_below, 0) = 0 OR target_below > coalesce(target_from, 0))"
        " AND target_streak > 0)",
        "Limits are not negative, the upper one is above the lower one, and a row has one period at least.",
    )

    @api.depends("trigger")
    def _compute_automatic(self):
        for article in self:
            article.automatic = bool(article.trigger)

    def _get_bands(self):
        """Return these articles as bands of the engine, keyed by article."""
        return [
            Band(
                article,
                Decimal(str(article.target_from)) if article.target_from else None,
                Decimal(str(article.target_below)) if article.target_below else None,
                article.target_streak,
            )
            for article in self
        ]
