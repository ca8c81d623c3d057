from odoo import fields, models


class AftersalesConductChapter(models.Model):
    _name = "aftersales.conduct.chapter"
    _description = "Chapter of the Rulebook"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
