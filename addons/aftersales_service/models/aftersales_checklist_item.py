from odoo import api, fields, models

from ..const import CHECKLIST_ANSWERS


class AftersalesChecklistItem(models.Model):
    """One point of a checklist."""

    _name = "aftersales.checklist.item"
    _inherit = ["aftersales.seed.mixin"]
    _description = "Checklist Item"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one("aftersales.checklist", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    section = fields.Char(translate=True, help="Items of a section stand together on the sheet.")
    clause = fields.Char(help="Number of the clause in the regulation or standard.")
    name = fields.Char(string="Item", required=True, translate=True)
    hint = fields.Char(string="Look At", translate=True, help="What to look at, or which evidence to show.")
    answer = fields.Selection(CHECKLIST_ANSWERS, required=True, default="ok")
    required = fields.Boolean(default=True)
    needs_value = fields.Boolean(string="Reading", help="A measured value is entered: volts, pressure …")
    needs_photo = fields.Boolean(string="Photo", help="Not answered without a photo.")
    points = fields.Float(default=1, digits=(16, 2))
    minimum = fields.Float(help="Least number that is in order; 0 and 0: no limits.")
    maximum = fields.Float(help="Highest number that is in order; 0 and 0: no limits.")
    choice_ids = fields.One2many("aftersales.checklist.choice", "item_id", string="Choices", copy=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge of It",
        domain="[('share', '=', False)]",
        help="Who has the evidence of this item; is asked for it when a self-assessment begins.",
    )

    active = fields.Boolean(
        string="In Use", default=True, help="Not ticked: no sheet and no job asks it any more."
    )

    _points_positive = models.Constraint("CHECK (points >= 0)", "Points are not below zero: check them.")
    _limits_order = models.Constraint(
        "CHECK (maximum >= minimum)", "The highest number is not below the least: check the limits."
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.checklist_id._raise_version()
        return items

    def write(self, vals):
        result = super().write(vals)
        self.checklist_id._raise_version()
        return result

    def unlink(self):
        checklists = self.checklist_id
        result = super().unlink()
        checklists.exists()._raise_version()
        return result
