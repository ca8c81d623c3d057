from odoo import api, fields, models

from ..const import COLLECTION_METHODS


class AftersalesCollect(models.TransientModel):
    """Money collected on site: amount and method, two taps (S13)."""

    _name = "aftersales.collect"
    _description = "Collect Payment"

    order_id = fields.Many2one("aftersales.order", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_due = fields.Monetary(related="order_id.amount_due")
    amount = fields.Monetary(
        string="Collected", compute="_compute_amount", store=True, readonly=False, required=True
    )
    method = fields.Selection(COLLECTION_METHODS, string="Paid By", required=True, default="cash")
    reference = fields.Char(help="Number of the transfer or of the transaction.")
    collector_ids = fields.Many2many("hr.employee", string="Possible Collectors", compute="_compute_amount")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Collector",
        compute="_compute_amount",
        store=True,
        readonly=False,
        domain="[('id', 'in', collector_ids)]",
    )

    @api.depends("order_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = max(wizard.order_id.amount_due, 0.0)
            wizard.collector_ids = wizard.order_id._get_collectors() if wizard.order_id else False
            wizard.employee_id = wizard.order_id._get_collector() if wizard.order_id else False

    def action_collect(self):
        """Record the collection."""
        self.ensure_one()
        self.order_id._collect(self.amount, self.method, self.reference, self.employee_id)
        return {"type": "ir.actions.act_window_close"}
