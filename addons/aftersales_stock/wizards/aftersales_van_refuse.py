from odoo import fields, models


class AftersalesVanRefuse(models.TransientModel):
    """Asks why a request for van stock is refused."""

    _name = "aftersales.van.refuse"
    _description = "Refuse a Request"

    request_id = fields.Many2one("aftersales.van.request", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse the request."""
        self.ensure_one()
        self.request_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
