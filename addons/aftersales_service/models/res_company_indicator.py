from odoo import fields, models


class ResCompany(models.Model):
    """What the company aims at: the shares of S20 below these stand in red on the screen "Today"."""

    _inherit = "res.company"

    aftersales_target_answer = fields.Float(string="Answered on Time (%)", default=95)
    aftersales_target_arrival = fields.Float(string="Arrival on Time (%)", default=95)
    aftersales_target_promise = fields.Float(string="Promise Kept (%)", default=95)
    aftersales_target_first_fix = fields.Float(string="First-Time Fix (%)", default=85)
    aftersales_target_satisfaction = fields.Float(string="Satisfaction (%)", default=85)

    _aftersales_target_range = models.Constraint(
        "CHECK (aftersales_target_answer BETWEEN 0 AND 100 AND aftersales_target_arrival BETWEEN 0 AND 100"
        " AND aftersales_target_promise BETWEEN 0 AND 100 AND aftersales_target_first_fix BETWEEN 0 AND 100"
        " AND aftersales_target_satisfaction BETWEEN 0 AND 100)",
        "A target is a share between 0 and 100 per cent.",
    )
