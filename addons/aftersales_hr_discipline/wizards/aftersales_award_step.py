from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesAwardStep(models.TransientModel):
    """Asks for the prize and the words of a step of an award; the award checks right and state anew."""

    _name = "aftersales.award.step"
    _description = "Step of an Award"

    award_id = fields.Many2one("aftersales.award", required=True, readonly=True)
    purpose = fields.Selection(
        [("review", "Review"), ("approve", "Approve"), ("reject", "Turn Down"), ("revoke", "Revoke")],
        required=True,
        readonly=True,
    )
    currency_id = fields.Many2one(related="award_id.currency_id", related_sudo=False)
    prize = fields.Monetary()
    text = fields.Text()

    def action_apply(self):
        """Carry out the step."""
        self.ensure_one()
        if self.purpose == "review":
            self.award_id._review(self.prize, self.text)
        elif self.purpose == "approve":
            self.award_id._approve(self.prize)
        elif not (self.text or "").strip():
            raise UserError(self.env._("Give a reason."))
        elif self.purpose == "reject":
            self.award_id._reject(self.text)
        else:
            self.award_id._revoke(self.text)
        return {"type": "ir.actions.act_window_close"}
