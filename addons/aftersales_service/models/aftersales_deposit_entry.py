from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import DEPOSIT_ENTRIES


class AftersalesDepositEntry(models.Model):
    """One movement of a customer's deposit: received, applied to an invoice, refunded (S13)."""

    _name = "aftersales.deposit.entry"
    _inherit = ["aftersales.money.entry.mixin"]
    _description = "Movement of a Deposit"
    _order = "date, id"

    deposit_id = fields.Many2one(
        "aftersales.deposit",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="deposit_id.partner_id", store=True, index=True)
    kind = fields.Selection(DEPOSIT_ENTRIES, string="Movement", required=True, readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", check_company=True)

    @api.depends("deposit_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{entry.deposit_id.name} {kinds.get(entry.kind, '')}"

    def _get_signed(self):
        """Return the amount as it changes what is held."""
        self.ensure_one()
        return self.amount if self.kind == "receive" else -self.amount

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        for entry in entries:
            entry._match()
        return entries

    def _post_entry(self):
        """Post the money that came from or went back to the customer, or what pays the invoice."""
        if self.kind == "apply":
            receivable = self._get_receivable_items().account_id[:1]
            label = f"{self.deposit_id.name} {self.invoice_id.name}"
            return self._post_transfer(self._get_held_account(), receivable, label)
        payment_type = "inbound" if self.kind == "receive" else "outbound"
        account = self.company_id._get_aftersales_deposit_account()
        return self._post_payment(payment_type, account, self.deposit_id.name)

    def _get_receivable_items(self):
        """Return the items of the invoice that are still open."""
        return self.invoice_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable" and not item.reconciled
        )

    def _get_held_account(self):
        """Return the account this deposit stands on, also after the company has chosen another one."""
        received = self.deposit_id.entry_ids.filtered(lambda entry: entry.kind == "receive").move_id
        items = received.line_ids.filtered(lambda item: item.account_id.account_type == "liability_current")
        return items.account_id[:1] or self.company_id._get_aftersales_deposit_account()

    def _match(self):
        """Match the movements of the deposit with each other, and the invoice with what pays it."""
        self.ensure_one()
        account = self._get_held_account()
        standing = self.deposit_id.entry_ids.filtered(lambda entry: not entry.reversed_on)
        held = standing.move_id.line_ids.filtered(
            lambda item: item.account_id == account and not item.reconciled
        )
        if len({item.balance > 0 for item in held}) > 1:
            held.reconcile()
        if self.kind == "apply":
            paid = self.move_id.line_ids.filtered(
                lambda item: item.account_id.account_type == "asset_receivable"
            )
            (paid | self._get_receivable_items()).reconcile()

    def _reverse(self, reason):
        """Reverse these movements; a receipt only while nothing of it was used."""
        self.env["aftersales.reverse"]._ensure_reversible(self, reason)
        self.deposit_id._lock()
        for entry in self:
            deposit = entry.deposit_id
            if entry.kind == "receive" and not entry.reversed_on and deposit.balance != deposit.amount:
                raise UserError(
                    self.env._(
                        "Deposit %(name)s is applied or refunded, at least in part: reverse that first.",
                        name=deposit.name,
                    )
                )
            entry._mark_reversed(reason)
            deposit._refresh_state()
