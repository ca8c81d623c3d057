from odoo import api, fields, models

from ..const import WEEKDAYS


class AftersalesMakeupDay(models.Model):
    """A day that works although the week says otherwise (调休, G2)."""

    _name = "aftersales.makeup.day"
    _inherit = ["aftersales.working.time.mixin"]
    _description = "Make-Up Working Day"
    _order = "date desc, id desc"

    name = fields.Char(string="Occasion")
    date = fields.Date(required=True, index=True)
    dayofweek = fields.Selection(
        WEEKDAYS, string="Hours Like", required=True, default="0", help="Whose working hours are worked."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.resource_calendar_id,
    )
    company_id = fields.Many2one(related="calendar_id.company_id", store=True, index=True)

    _day_unique = models.UniqueIndex("(calendar_id, date)", "This day is a make-up working day already.")

    @api.depends("date", "name")
    def _compute_display_name(self):
        for day in self:
            day.display_name = " ".join(filter(None, (fields.Date.to_string(day.date), day.name)))

    def _get_aftersales_companies(self):
        return self.calendar_id._get_aftersales_companies()
