from odoo import fields, models


class AftersalesChecklistItem(models.Model):
    """One point of a checklist."""

    _name = "aftersales.checklist.item"
    _description = "Checklist Item"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one("aftersales.checklist", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Item", required=True, translate=True)
    required = fields.Boolean(default=True)
    needs_value = fields.Boolean(string="Reading", help="A measured value is entered: volts, pressure …")
    needs_photo = fields.Boolean(string="Photo")
