from odoo import fields, models


class AftersalesVoucherBack(models.TransientModel):
    """The office takes in a voucher that the customer signed on paper (S7)."""

    _name = "aftersales.voucher.back"
    _description = "Paper Voucher Is Back"

    order_id = fields.Many2one("aftersales.order", required=True, readonly=True)
    signed_by = fields.Char(string="Signer's Name", required=True)
    scan = fields.Image(string="Scan or Photo", required=True, max_width=1600, max_height=1600)

    def action_receive(self):
        """Record that the signed voucher is back."""
        self.ensure_one()
        self.order_id._receive_voucher(self.signed_by, self.scan)
        return {"type": "ir.actions.act_window_close"}
