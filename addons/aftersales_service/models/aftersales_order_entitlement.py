from odoo import api, fields, models


class AftersalesOrder(models.Model):
    """What the decision of who pays rests on (S1): the unit's warranty, kept once it is made."""

    _inherit = "aftersales.order"

    warranty_term_id = fields.Many2one(
        "aftersales.warranty.term", compute="_compute_warranty_facts", store=True, precompute=True
    )
    warranty_start = fields.Date(compute="_compute_warranty_facts", store=True, precompute=True)
    awaits_acceptance = fields.Boolean(
        compute="_compute_awaits_acceptance",
        compute_sudo=True,
        help="Work that the customer pays is not quoted, or not accepted yet.",
    )

    @api.depends("lot_id.aftersales_warranty_term_id", "lot_id.aftersales_warranty_start")
    def _compute_warranty_facts(self):
        """Take term and start over from the unit; decided orders keep theirs."""
        for order in self:
            if order._is_decided():
                order.warranty_term_id = order.warranty_term_id
                order.warranty_start = order.warranty_start
                continue
            order.warranty_term_id = order.lot_id.aftersales_warranty_term_id
            order.warranty_start = order.lot_id.aftersales_warranty_start

    @api.depends(
        "service_type", "quotation_state", "line_ids.chargeable", "line_ids.sale_line_id.order_id.state"
    )
    def _compute_awaits_acceptance(self):
        for order in self:
            order.awaits_acceptance = (
                order.quotation_state == "open"
                or (order.service_type == "A" and not order.line_ids)
                or bool(order.line_ids._get_unaccepted())
            )

    def _get_request_day(self):
        """Return the day of the request in the company's time zone; today for one just being taken."""
        self.ensure_one()
        return self._get_local_date(self.request_date or fields.Datetime.now())

    def _get_repeat_payer(self):
        """Return who answers for the first job, where this order is a repeat (S11)."""
        self.ensure_one()
        return "station" if self.repeat_of_id.station_id else "company"
