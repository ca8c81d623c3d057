from odoo import fields, models

from ..const import PAUSE_REASONS


class AftersalesClockPause(models.TransientModel):
    """Asks why the clocks of service orders or complaints stand still."""

    _name = "aftersales.clock.pause"
    _description = "Pause the Clocks"

    order_ids = fields.Many2many("aftersales.order", string="Orders")
    complaint_ids = fields.Many2many("aftersales.complaint", string="Complaints")
    reason = fields.Selection(PAUSE_REASONS, required=True, default="customer")
    note = fields.Char()

    def action_pause(self):
        """Stop the clocks of the documents of the dialog."""
        self.ensure_one()
        (self.complaint_ids or self.order_ids)._pause_clocks(self.reason, self.note)
        return {"type": "ir.actions.act_window_close"}
