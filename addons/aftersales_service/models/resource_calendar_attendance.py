from odoo import models


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "aftersales.working.time.mixin"]

    def _get_aftersales_companies(self):
        return self.calendar_id._get_aftersales_companies()
