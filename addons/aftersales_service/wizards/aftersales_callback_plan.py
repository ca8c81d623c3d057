from odoo import fields, models

from ..const import CALLBACK_RESULTS


class AftersalesCallbackPlan(models.TransientModel):
    """Dialog that notes calls without an answer, or gives calls to another agent or day (S6, S18)."""

    _name = "aftersales.callback.plan"
    _description = "Plan Call-Backs"

    callback_ids = fields.Many2many("aftersales.callback", string="Call-Backs")
    care_ids = fields.Many2many("aftersales.care", string="Customer Care")
    purpose = fields.Selection([("try", "Not reached"), ("plan", "Plan")], required=True, default="try")
    result = fields.Selection(CALLBACK_RESULTS, default="no_answer")
    user_id = fields.Many2one("res.users", string="Agent", domain="[('share', '=', False)]")
    next_on = fields.Date(string="Next Call", help="Empty: as the policy says.")
    note = fields.Char()

    def action_confirm(self):
        """Note the try, or plan the calls."""
        self.ensure_one()
        calls = self.callback_ids or self.care_ids
        if self.purpose == "plan":
            calls._plan(self.user_id, self.next_on)
        else:
            calls._try(self.result, self.next_on, self.note)
