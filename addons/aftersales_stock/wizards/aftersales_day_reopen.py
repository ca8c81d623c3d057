from odoo import fields, models


class AftersalesDayReopen(models.TransientModel):
    """Asks why a closed day is opened again (N18)."""

    _name = "aftersales.day.reopen"
    _description = "Reopen a Day"

    close_id = fields.Many2one("aftersales.day.close", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reopen(self):
        """Open the day again."""
        self.ensure_one()
        self.close_id._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
