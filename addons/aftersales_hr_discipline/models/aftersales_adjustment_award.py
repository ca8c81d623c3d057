from odoo import fields, models


class AftersalesAdjustment(models.Model):
    """The award that a line is the prize of."""

    _inherit = "aftersales.adjustment"

    award_id = fields.Many2one("aftersales.award", readonly=True, index="btree_not_null", ondelete="restrict")
