from odoo import fields, models

from ..const import DAY_KINDS, LINE_KINDS
from ..tools import contract


class AftersalesFeeSurcharge(models.Model):
    """What comes on top of the fees at night, at weekends and on holidays (S12)."""

    _name = "aftersales.fee.surcharge"
    _description = "Surcharge"
    _order = "sequence, id"

    schedule_id = fields.Many2one("aftersales.fee.schedule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    sequence = fields.Integer(default=10, help="The first that holds counts.")
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [kind for kind in LINE_KINDS if kind[0] != "part"], help="Empty: call-out and labour."
    )
    day_kind = fields.Selection(DAY_KINDS, string="Day", required=True, default="any")
    hour_from = fields.Float(string="From", required=True)
    hour_to = fields.Float(
        string="To", required=True, default=24.0, help="Not after the start: it runs over midnight."
    )
    percent = fields.Float(string="Surcharge (%)", digits=(7, 2), required=True)

    _hours_of_a_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "A surcharge lies within the 24 hours of a day: check its hours.",
    )
    _percent_positive = models.Constraint("CHECK (percent >= 0)", "A surcharge cannot be negative.")

    def _to_engine(self):
        """Return these surcharges, in their order, as the engine takes them."""
        return [
            contract.Band(each.id, each.day_kind, round(each.hour_from * 60), round(each.hour_to * 60))
            for each in self.sorted(lambda each: (each.sequence, each.id))
        ]
