from odoo import fields, models


class AftersalesStationAnswer(models.TransientModel):
    """Answers a station's objection to a line of its statement (N3)."""

    _name = "aftersales.station.answer"
    _description = "Answer to a Station"

    dispute_id = fields.Many2one("aftersales.station.dispute", required=True, readonly=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    text = fields.Text(related="dispute_id.text")
    fee_reason = fields.Char(related="dispute_id.fee_reason")
    decision = fields.Selection(
        [("accepted", "Accept, change the amount"), ("rejected", "Reject")], required=True, default="accepted"
    )
    amount = fields.Monetary(string="New Amount", help="What the line comes to, before tax.")
    answer = fields.Char(required=True, help="The station reads it.")

    def action_answer(self):
        """Give the answer of the dialog."""
        self.ensure_one()
        self.dispute_id._answer(self.decision == "accepted", self.amount, self.answer)
        return {"type": "ir.actions.act_window_close"}
