from odoo import fields, models


class AftersalesWorklogReverse(models.TransientModel):
    """Corrects a confirmed line of the work log: reversed, and entered anew where times are given (S10)."""

    _name = "aftersales.worklog.reverse"
    _description = "Reverse Work"

    worklog_id = fields.Many2one("aftersales.worklog", required=True, readonly=True)
    reason = fields.Char(required=True)
    start_on = fields.Datetime(string="Right From", help="Empty: the time was not worked at all.")
    end_on = fields.Datetime(string="Right To")

    def action_reverse(self):
        """Reverse the line of the dialog."""
        self.ensure_one()
        self.worklog_id._reverse(self.reason, self.start_on, self.end_on)
        return {"type": "ir.actions.act_window_close"}
