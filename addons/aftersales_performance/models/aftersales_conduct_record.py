from odoo import models


class AftersalesConductRecord(models.Model):
    """The penalty of a complaint's loss keeps its own limit of the month's bonus (S24)."""

    _inherit = "aftersales.conduct.record"

    def _prepare_adjustment_vals(self):
        vals = super()._prepare_adjustment_vals()
        breach = self.env["aftersales.ticket.breach"].search(
            [("record_id", "=", self.id), ("bonus_share", ">", 0)], limit=1
        )
        return {**vals, "bonus_share": breach.bonus_share} if breach else vals
