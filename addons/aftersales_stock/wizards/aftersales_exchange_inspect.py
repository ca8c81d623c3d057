from odoo import fields, models

from ..const import EXCHANGE_RESULTS


class AftersalesExchangeInspect(models.TransientModel):
    """What the inspection of goods found that a customer wants exchanged (N16)."""

    _name = "aftersales.exchange.inspect"
    _description = "Inspect"

    exchange_id = fields.Many2one("aftersales.exchange", required=True, readonly=True)
    result = fields.Selection(EXCHANGE_RESULTS, required=True)
    finding = fields.Char(required=True)

    def action_inspect(self):
        """Keep what was found."""
        self.ensure_one()
        self.exchange_id._inspect(self.result, self.finding)
        return {"type": "ir.actions.act_window_close"}
