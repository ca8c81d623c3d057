from odoo import api, fields, models

from ..const import CALLBACK_RESULTS


class AftersalesCallbackTry(models.Model):
    """A call that did not reach the customer: it is planned again, never dropped (S6, S18)."""

    _name = "aftersales.callback.try"
    _description = "Call-Back Try"
    _order = "tried_on desc, id desc"

    callback_id = fields.Many2one(
        "aftersales.callback", string="Call-Back", index="btree_not_null", ondelete="cascade"
    )
    care_id = fields.Many2one(
        "aftersales.care", string="Customer Care", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True
    )
    tried_on = fields.Datetime(string="Called On", required=True)
    user_id = fields.Many2one("res.users", string="Called By", required=True)
    result = fields.Selection(CALLBACK_RESULTS, required=True)
    next_on = fields.Date(string="Next Call", required=True)
    note = fields.Char()

    _one_call = models.Constraint(
        "CHECK ((callback_id IS NULL) <> (care_id IS NULL))", "A try belongs to one call."
    )

    @api.depends("callback_id.company_id", "care_id.company_id")
    def _compute_company_id(self):
        for each in self:
            each.company_id = (each.callback_id or each.care_id).company_id
