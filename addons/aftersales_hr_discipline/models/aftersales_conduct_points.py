from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class AftersalesConductPoints(models.Model):
    """Points of a record in a month (D2). Only ever added: what changes is posted as a difference."""

    _name = "aftersales.conduct.points"
    _description = "Conduct Points"
    _order = "month desc, id desc"

    ledger_id = fields.Many2one(
        "aftersales.conduct.ledger", required=True, readonly=True, index=True, ondelete="cascade"
    )
    record_id = fields.Many2one(
        "aftersales.conduct.record", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(related="ledger_id.employee_id", store=True, index=True)
    company_id = fields.Many2one(related="ledger_id.company_id", store=True, index=True)
    month = fields.Date(required=True, readonly=True, index=True, help="First day of the month.")
    points = fields.Integer(required=True, readonly=True)
    adjustment = fields.Boolean(
        readonly=True, help="Belongs to an earlier month that was closed already, or takes points back."
    )

    @api.model
    def _prepare_points_vals(self, ledger, record, points):
        month = record.effective_date.replace(day=1)
        closed = record.company_id.aftersales_conduct_closed_until
        late = bool(closed and month <= closed)
        if late:
            month = closed.replace(day=1) + relativedelta(months=1)
        return {
            "ledger_id": ledger.id,
            "employee_id": ledger.employee_id.id,
            "company_id": ledger.company_id.id,
            "record_id": record.id,
            "month": month,
            "points": points,
            "adjustment": late or points != record.points,
        }
