from odoo import fields, models


class AftersalesRepeat(models.TransientModel):
    """Asks which job an order is a repeat of (S11)."""

    _name = "aftersales.repeat"
    _description = "Link as Repeat"

    order_id = fields.Many2one("aftersales.order", string="Service Order", required=True, readonly=True)
    candidate_ids = fields.Many2many(related="order_id.repeat_candidate_ids")
    first_id = fields.Many2one(
        "aftersales.order",
        string="Repeat Of",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )

    def action_link(self):
        """Link the order to the chosen job."""
        self.ensure_one()
        self.order_id._link_repeat(self.first_id)
        return {"type": "ir.actions.act_window_close"}
