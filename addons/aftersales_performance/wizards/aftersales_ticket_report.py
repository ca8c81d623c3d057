from odoo import fields, models

from ..const_ticket import REPORTED_CAUSES


class AftersalesTicketReport(models.TransientModel):
    """Asks what is wrong with a voucher; the order looks at right and state anew (D41)."""

    _name = "aftersales.ticket.report"
    _description = "Report a Voucher"

    order_id = fields.Many2one("aftersales.order", required=True, readonly=True)
    cause = fields.Selection(REPORTED_CAUSES, required=True)
    facts = fields.Text(required=True, help="What you found, and when: the engineer reads it.")

    def action_apply(self):
        """Report it."""
        self.ensure_one()
        self.order_id._report_voucher(self.cause, self.facts)
        return {"type": "ir.actions.act_window_close"}
