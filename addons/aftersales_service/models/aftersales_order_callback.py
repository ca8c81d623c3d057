from datetime import timedelta

from odoo import api, fields, models


class AftersalesOrder(models.Model):
    """The call-back of a job (S6): planned when the work is done and the goods are with the customer."""

    _inherit = "aftersales.order"

    callback_ids = fields.One2many("aftersales.callback", "order_id", string="Call-Backs", readonly=True)
    callback_id = fields.Many2one(
        "aftersales.callback", string="Planned Call", compute="_compute_callback_id", compute_sudo=True
    )

    @api.depends("callback_ids.state")
    def _compute_callback_id(self):
        for order in self:
            order.callback_id = order.callback_ids.filtered(lambda each: each.state == "planned")[:1]

    def _update_state(self, target, message=None):
        """Plan the call when the work is done; whoever leaves the step ends it."""
        left = self.filtered(lambda order: order.state == "follow_up")
        result = super()._update_state(target, message)
        if target == "follow_up":
            self._plan_callbacks()
        elif left:
            # sudo: nobody else ends them
            planned = left.sudo().callback_ids.filtered(lambda each: each.state == "planned")
            planned._update_state("skipped" if target == "closed" else "cancelled")
        return result

    def _plan_callbacks(self):
        """Plan the call for those of these orders that wait for it and have none (S6).

        A unit that is still with us is called about once its owner has it back. Our own jobs (type D)
        have nobody to call.
        """
        orders = self.sudo()  # sudo: policies and call-backs, the step was checked
        orders = orders.filtered(
            lambda order: (
                order.state == "follow_up"
                and order.service_type != "D"
                and not order.callback_id
                and "open" not in order.receipt_ids.mapped("state")
            )
        )
        policies = self.env["aftersales.callback.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(orders.company_id)) if orders else policies
        vals_list = []
        for order in orders:
            received = max(
                filter(None, (order.signed_on, order.repair_end, *order.unit_ids.mapped("returned_on"))),
                default=fields.Datetime.now(),
            )
            day = order._get_local_date(received)
            policy = policies._pick(day, order.company_id)
            if policy:
                vals_list.append(
                    {
                        "order_id": order.id,
                        "user_id": order.user_id.id,
                        "policy_id": policy.id,
                        "received_on": received,
                        "due_on": day + timedelta(days=policy.days),
                        "next_on": max(day + timedelta(days=1), order.company_id._get_aftersales_today()),
                    }
                )
        # sudo: nobody has the right to make them
        self.env["aftersales.callback"].sudo().create(vals_list)

    def _get_fees(self):
        """Return what the customer owes for this order, and what he has paid; tax included.

        What is not invoiced yet counts as quoted and accepted. Amounts are the company's currency.
        """
        self.ensure_one()
        order = self.sudo()  # sudo: two sums of the order's own documents
        invoices = order.invoice_ids.filtered(lambda move: move.state == "posted")
        accepted = order.sale_order_ids.filtered(lambda sale: sale.state == "sale")
        owed = sum(invoices.mapped("amount_total_signed")) or sum(accepted.mapped("amount_total"))
        return owed, order.currency_id.round(owed - order.amount_due)

    def action_view_call(self):
        """Open the call that is planned for this order."""
        self.ensure_one()
        return self._open_documents("aftersales.callback", self.callback_id, self.env._("Call-Back"))
