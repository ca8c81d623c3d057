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
