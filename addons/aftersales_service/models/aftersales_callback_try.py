from odoo import fields, models

from ..const import CALLBACK_RESULTS


class AftersalesCallbackTry(models.Model):
    """A call that did not reach the customer: it is planned again, never dropped (S6)."""

    _name = "aftersales.callback.try"
    _description = "Call-Back Try"
    _order = "tried_on desc, id desc"

    callback_id = fields.Many2one(
        "aftersales.callback", string="Call-Back", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="callback_id.company_id", store=True, precompute=True, index=True)
    tried_on = fields.Datetime(string="Called On", required=True)
    user_id = fields.Many2one("res.users", string="Called By", required=True)
    result = fields.Selection(CALLBACK_RESULTS, required=True)
    next_on = fields.Date(string="Next Call", required=True)
    note = fields.Char()
