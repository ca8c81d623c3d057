from odoo import models


class ResourceCalendarLeaves(models.Model):
    """A public holiday moves deadlines; the leave of a person or a machine does not."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "aftersales.working.time.mixin"]

    def _get_aftersales_companies(self):
        holidays = self.filtered(lambda leave: not leave.resource_id)
        return (
            holidays.calendar_id._get_aftersales_companies()
            | holidays.filtered(lambda leave: not leave.calendar_id).company_id
        )
