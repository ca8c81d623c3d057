from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """The customer's deposits for a job (S13): never lost, not even when it is cancelled."""

    _inherit = "aftersales.order"

    deposit_ids = fields.One2many(
        "aftersales.deposit",
        "order_id",
        string="Deposits",
        groups="aftersales_service.group_accountant,aftersales_service.group_clerk",
    )
    deposit_balance = fields.Monetary(
        string="Deposit Held", compute="_compute_deposit_balance", compute_sudo=True, store=True
    )

    @api.depends("deposit_ids.balance")
    def _compute_deposit_balance(self):
        for order in self:
            order.deposit_balance = sum(order.deposit_ids.mapped("balance"))

    @api.depends("deposit_ids.balance")
    def _compute_amount_due(self):
        """What is held in advance for the work is not collected again."""
        result = super()._compute_amount_due()
        for order in self:
            held = order.deposit_ids.filtered(lambda deposit: deposit.kind == "work")
            order.amount_due -= min(sum(held.mapped("balance")), max(order.amount_due, 0.0))
        return result

    def action_apply_deposits(self):
        """Apply what is held in advance for these orders to their open invoices (S13)."""
        self._ensure_role("accountant")
        for order in self:
            deposits = order.deposit_ids.filtered(lambda each: each.kind == "work" and each.state == "held")
            invoices = order.invoice_ids.filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            if not deposits or not sum(invoices.mapped("amount_residual")):
                raise UserError(
                    self.env._(
                        "Order %(name)s has no deposit in advance, or no open invoice to apply it to.",
                        name=order.name,
                    )
                )
            deposits._apply_to(invoices)

    def _update_state(self, target, message=None):
        """Whoever ends an order is told of the money that is still held for it (S13)."""
        result = super()._update_state(target, message)
        if target in ("cancelled", "closed"):
            for order in self.filtered("deposit_balance"):
                order._message_log(
                    body=self.env._(
                        "The customer's deposit of %(amount)s is still held: refund it or apply it.",
                        amount=order.currency_id.format(order.deposit_balance),
                    )
                )
                deposits = order.sudo().deposit_ids  # sudo: whether money is to be refunded
                deposits.filtered(lambda deposit: deposit.state == "held")._tell_stranded()
        return result
