from odoo import fields, models


class AftersalesSign(models.TransientModel):
    """The customer signs the service voucher (S7)."""

    _name = "aftersales.sign"
    _description = "Customer's Signature"

    order_id = fields.Many2one("aftersales.order", required=True, readonly=True)
    handling = fields.Text(related="order_id.handling", related_sudo=False)
    result = fields.Text(related="order_id.result", related_sudo=False)
    currency_id = fields.Many2one(related="order_id.currency_id", related_sudo=False)
    customer_total = fields.Monetary(related="order_id.customer_total", related_sudo=False)
    signed_by = fields.Char(string="Signer's Name", required=True)
    signature = fields.Binary(required=True)

    def action_sign(self):
        """Put name and signature on the voucher."""
        self.ensure_one()
        self.order_id._sign(self.signed_by, self.signature)
        return {"type": "ir.actions.act_window_close"}
