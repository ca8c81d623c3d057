from odoo import fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesSlipDecide(models.TransientModel):
    """A leader decides the difference of a slip (N14)."""

    _name = "aftersales.slip.decide"
    _description = "Decide a Difference"

    slip_id = fields.Many2one("aftersales.slip", required=True, readonly=True)
    state = fields.Selection(related="slip_id.state")
    reason = fields.Char(required=True)

    def _open_for(self, slip):
        return open_dialog(self.env._("Difference of %(name)s", name=slip.name), self._name, slip_id=slip.id)

    def action_accept(self):
        """Take over what was counted."""
        self.ensure_one()
        self.slip_id._accept(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_recount(self):
        """Have it counted anew."""
        self.ensure_one()
        self.slip_id._recount(self.reason)
        return {"type": "ir.actions.act_window_close"}
