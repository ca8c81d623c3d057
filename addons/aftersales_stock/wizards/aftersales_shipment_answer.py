from odoo import fields, models


class AftersalesShipmentAnswer(models.TransientModel):
    """What the customer says of goods that have arrived (N17)."""

    _name = "aftersales.shipment.answer"
    _description = "Answer of a Receiver"

    shipment_id = fields.Many2one("aftersales.shipment", required=True, readonly=True)
    phone = fields.Char(related="shipment_id.phone")
    damaged = fields.Boolean(string="Something is damaged")
    incomplete = fields.Boolean(string="Something is missing")
    answer = fields.Char(string="What the Customer Says")

    def action_record(self):
        """Keep the answer."""
        self.ensure_one()
        self.shipment_id._record_answer(self.answer, self.damaged, self.incomplete)
        return {"type": "ir.actions.act_window_close"}
