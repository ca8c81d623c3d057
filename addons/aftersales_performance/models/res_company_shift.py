from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_shift_hours = fields.Float(
        string="Hours of a Shift", default=12.0, required=True, help="Proposed for a new shift (S26)."
    )

    _aftersales_shift_hours = models.Constraint(
        "CHECK (aftersales_shift_hours > 0 AND aftersales_shift_hours <= 24)",
        "A shift has more than 0 and at most 24 hours.",
    )
