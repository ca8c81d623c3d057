from odoo import fields, models

from ..const import PAYERS


class AftersalesGrant(models.TransientModel):
    """Asks who bears lines of service orders, which share and why (S1, S12)."""

    _name = "aftersales.grant"
    _description = "Change Who Pays"

    line_ids = fields.Many2many("aftersales.order.line", string="Lines", required=True)
    payer = fields.Selection(PAYERS, string="Who Pays", required=True, default="goodwill")
    share = fields.Float(
        string="Covered (%)", digits="Discount", default=100.0, help="The customer pays the rest."
    )
    reason = fields.Char(required=True)
    granted = fields.Boolean(compute="_compute_granted")

    def _compute_granted(self):
        for grant in self:
            grant.granted = any(grant.line_ids.mapped("granted_payer"))

    def action_apply(self):
        """Let the payer bear the lines of the dialog."""
        self.ensure_one()
        self.line_ids._grant(self.payer, self.share, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_take_back(self):
        """Let the rules decide again who bears the lines of the dialog."""
        self.ensure_one()
        self.line_ids._grant(False, 0.0, self.reason)
        return {"type": "ir.actions.act_window_close"}
