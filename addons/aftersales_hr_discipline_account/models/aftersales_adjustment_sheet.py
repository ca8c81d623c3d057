from odoo import fields, models

from ..const import POSTING_STATES


class AftersalesAdjustmentSheet(models.Model):
    """An approved month waits for its entry; whoever keeps the sheet sees that it was posted, no account."""

    _inherit = "aftersales.adjustment.sheet"

    posting_ids = fields.One2many(
        "aftersales.adjustment.posting",
        "sheet_id",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    posting_state = fields.Selection(
        POSTING_STATES, string="General Ledger", compute="_compute_posting_state"
    )

    def _compute_posting_state(self):
        for sheet in self:
            # sudo: that a month was posted is no secret to those who approve it
            sheet.posting_state = sheet.sudo().posting_ids.state

    def action_approve(self):
        """Fix the month, and let the accountant post it."""
        result = super().action_approve()
        # sudo: postings are made by the server; who approves was checked
        self.env["aftersales.adjustment.posting"].sudo()._add_postings(self.sudo())
        return result
