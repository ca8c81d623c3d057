from odoo import api, fields, models

from ..const import DEPOSIT_ENTRIES


class AftersalesDepositUse(models.TransientModel):
    """Applies a deposit to an invoice, or refunds it (S13)."""

    _name = "aftersales.deposit.use"
    _description = "Apply or Refund a Deposit"

    deposit_id = fields.Many2one("aftersales.deposit", required=True, readonly=True)
    kind = fields.Selection(DEPOSIT_ENTRIES, required=True, readonly=True)
    company_id = fields.Many2one(related="deposit_id.company_id")
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    commercial_partner_id = fields.Many2one(related="deposit_id.partner_id.commercial_partner_id")
    balance = fields.Monetary(related="deposit_id.balance")
    invoice_id = fields.Many2one(
        "account.move",
        compute="_compute_invoice_id",
        store=True,
        readonly=False,
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('payment_state', 'in', ('not_paid', 'partial')), "
        "('commercial_partner_id', '=', commercial_partner_id), ('company_id', '=', company_id)]",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid Out Of",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, required=True)

    @api.depends("deposit_id", "kind")
    def _compute_invoice_id(self):
        """An open invoice of the deposit's own order comes first."""
        for wizard in self:
            invoices = wizard.deposit_id.order_id.invoice_ids.filtered(
                lambda move: move.state == "posted" and move.amount_residual
            )
            wizard.invoice_id = wizard.kind == "apply" and invoices[:1]

    @api.depends("deposit_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.deposit_id.journal_id

    @api.depends("deposit_id", "invoice_id")
    def _compute_amount(self):
        for wizard in self:
            residual = wizard.invoice_id.amount_residual if wizard.invoice_id else wizard.balance
            wizard.amount = min(wizard.balance, residual)

    def action_use(self):
        """Apply or refund the amount of the dialog."""
        self.ensure_one()
        self.deposit_id._use(self.kind, self.amount, invoice=self.invoice_id, journal=self.journal_id)
        return {"type": "ir.actions.act_window_close"}
