from odoo import fields, models

from ..const import SERVICE_TYPES


class AftersalesReason(models.TransientModel):
    """Asks for the reason of a decision: a cancellation, or another service type (S1)."""

    _name = "aftersales.reason"
    _description = "Reason"

    purpose = fields.Selection(
        [("cancel", "Cancel"), ("override", "Change service type")], required=True, readonly=True
    )
    order_ids = fields.Many2many("aftersales.order", string="Orders", required=True)
    service_type = fields.Selection(SERVICE_TYPES)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Carry out the decision with its reason."""
        self.ensure_one()
        if self.purpose == "cancel":
            self.order_ids._cancel(self.reason)
        else:
            self.order_ids._override_type(self.service_type, self.reason)
        return {"type": "ir.actions.act_window_close"}
