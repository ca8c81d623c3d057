from odoo import fields, models


class AftersalesCallbackPolicy(models.Model):
    """When a customer is called back, and when again (S6). A call-back keeps the day it got."""

    _name = "aftersales.callback.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Call-Back Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    days = fields.Integer(
        string="Call Within", required=True, default=3, help="Days after the customer has got his goods back."
    )
    retry_days = fields.Integer(
        string="Try Again After", required=True, default=1, help="Days after a call that nobody answered."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Looks into Differences",
        domain="[('share', '=', False)]",
        help="Who is told when the customer was charged otherwise; empty: the owner of the order.",
    )
    opens_complaint = fields.Boolean(
        string="Difference Opens a Case",
        default=True,
        help="A customer who was charged otherwise is a complaint, with its stages and limits; not ticked: "
        "only somebody is told.",
    )

    _days_positive = models.Constraint(
        "CHECK (days > 0 AND retry_days > 0)", "Call-backs are planned at least a day ahead: check the days."
    )
