from odoo import fields, models


class AftersalesReason(models.TransientModel):
    _inherit = "aftersales.reason"

    purpose = fields.Selection(
        selection_add=[("reopen_day", "Reopen a day"), ("refuse_van_request", "Refuse the request")],
        ondelete={"reopen_day": "cascade", "refuse_van_request": "cascade"},
    )
    day_close_ids = fields.Many2many("aftersales.day.close")
    van_request_ids = fields.Many2many("aftersales.van.request", string="Requests")

    def _apply_reopen_day(self):
        self.day_close_ids._reopen(self.reason)

    def _apply_refuse_van_request(self):
        self.van_request_ids._refuse(self.reason)
