from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import GRADES


class AftersalesQualityStep(models.TransientModel):
    """Asks for the words of a step; the check looks at right and state anew."""

    _name = "aftersales.quality.step"
    _description = "Step of a Quality Check"

    check_id = fields.Many2one("aftersales.quality.check", required=True, readonly=True)
    purpose = fields.Selection([("dispute", "Dispute"), ("decide", "Decide")], required=True, readonly=True)
    grade = fields.Selection(GRADES)
    text = fields.Text(string="Reason", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.check_id.check_access("read")
        return steps

    def action_apply(self):
        """Carry out the step."""
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Give a reason."))
        if self.purpose == "dispute":
            self.check_id._dispute(self.text)
        else:
            self.check_id._decide(self.grade, self.text)
        return {"type": "ir.actions.act_window_close"}
