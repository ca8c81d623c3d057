from odoo import fields, models


class AftersalesChecklistChoice(models.Model):
    """One of the answers an item offers."""

    _name = "aftersales.checklist.choice"
    _description = "Choice of a Checklist Item"
    _order = "item_id, sequence, id"

    item_id = fields.Many2one("aftersales.checklist.item", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="item_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Answer", required=True, translate=True)
    defect = fields.Boolean(help="Whoever answers so has found a defect.")
