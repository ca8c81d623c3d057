from odoo import fields, models


class AftersalesOrderDecline(models.Model):
    """An engineer gave a job away: back to the pool, or to a colleague (S3, G4). Written by the system."""

    _name = "aftersales.order.decline"
    _description = "Declined Job"
    _order = "declined_on desc, id desc"

    order_id = fields.Many2one("aftersales.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    employee_id = fields.Many2one("hr.employee", string="Engineer", required=True, index=True)
    successor_id = fields.Many2one("hr.employee", string="Handed To", help="Empty: back to the pool.")
    reason = fields.Char(required=True)
    declined_on = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
