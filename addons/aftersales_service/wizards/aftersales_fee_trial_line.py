from odoo import api, fields, models


class AftersalesFeeTrialLine(models.TransientModel):
    """One fee of the past, and what it would be by the table tried (S12)."""

    _name = "aftersales.fee.trial.line"
    _description = "Line of a Dry Run"

    trial_id = fields.Many2one("aftersales.fee.trial", required=True, ondelete="cascade", index=True)
    line_id = fields.Many2one("aftersales.order.line", required=True, ondelete="cascade")
    order_id = fields.Many2one(related="line_id.order_id", store=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    kind = fields.Selection(related="line_id.kind", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    customer_kind = fields.Selection(
        [("company", "Company"), ("person", "Person")], compute="_compute_customer_kind", store=True
    )
    product_id = fields.Many2one(related="order_id.product_id", store=True)
    station_id = fields.Many2one(related="order_id.station_id", store=True)
    value_before = fields.Monetary()
    value_after = fields.Monetary()
    customer_before = fields.Monetary(string="Customer Paid")
    customer_after = fields.Monetary(string="Customer Would Pay")
    difference = fields.Monetary(compute="_compute_difference", store=True)

    @api.depends("partner_id")
    def _compute_customer_kind(self):
        for line in self:
            line.customer_kind = "company" if line.partner_id.commercial_partner_id.is_company else "person"

    @api.depends("customer_before", "customer_after")
    def _compute_difference(self):
        for line in self:
            line.difference = line.customer_after - line.customer_before
