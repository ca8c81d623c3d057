from odoo import fields, models

from ..const import ITEM_KINDS


class AftersalesNetworkPolicyItem(models.Model):
    """One point that is ticked when a station is opened, checked or closed (N1, N2)."""

    _name = "aftersales.network.policy.item"
    _description = "Point of the Network Policy"
    _order = "policy_id, kind desc, sequence, id"

    policy_id = fields.Many2one("aftersales.network.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(ITEM_KINDS, required=True, default="tool")
    name = fields.Char(required=True, translate=True)
    required = fields.Boolean(string="Obligatory", default=True)
