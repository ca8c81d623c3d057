from odoo import fields, models


class AftersalesConductArticle(models.Model):
    """Articles that are proposed from training (T5, T6)."""

    _inherit = "aftersales.conduct.article"

    trigger = fields.Selection(
        selection_add=[
            ("training_breach", "Breach of training discipline"),
            ("training_fail", "Failed evaluation"),
            ("training_streak", "Failed several months in a row"),
        ],
        ondelete=dict.fromkeys(("training_breach", "training_fail", "training_streak"), "set null"),
    )

    _target_whole = models.Constraint(
        "CHECK (trigger IS NULL OR trigger NOT IN ('sales', 'hours')"
        " OR (target_period IS NOT NULL AND coalesce(target_from, 0) + coalesce(target_below, 0) > 0))",
        "Say for which period, and from or below which percent of the target.",
    )
