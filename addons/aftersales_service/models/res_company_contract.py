from odoo import fields, models


class ResCompany(models.Model):
    """How far ahead contracts work (S15)."""

    _inherit = "res.company"

    aftersales_visit_lead_days = fields.Integer(
        string="Scheduled Visits Ahead (Days)",
        default=14,
        help="So many days before a scheduled visit its service order is made.",
    )

    _aftersales_lead_positive = models.Constraint(
        "CHECK (aftersales_visit_lead_days >= 0)", "The days ahead cannot be negative."
    )
