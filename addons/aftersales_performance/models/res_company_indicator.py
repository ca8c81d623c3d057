from odoo import fields, models


class ResCompany(models.Model):
    """How far back the values of indicators are kept up to date (S20)."""

    _inherit = "res.company"

    aftersales_indicator_refresh = fields.Integer(
        string="Months Measured Anew",
        default=3,
        required=True,
        help="Every night, the present one included: opinions, repeat repairs and invoices come late.",
    )
    aftersales_indicator_history = fields.Integer(
        string="Months of History", default=12, required=True, help="Measured the first time."
    )
    aftersales_indicator_asked_on = fields.Datetime(
        string="Figures Asked For", readonly=True, help="What was measured before is measured anew."
    )

    _aftersales_indicator_months = models.Constraint(
        "CHECK (aftersales_indicator_refresh >= 1"
        " AND aftersales_indicator_history >= aftersales_indicator_refresh)",
        "One month at least is measured anew, and the history is not shorter than that.",
    )
