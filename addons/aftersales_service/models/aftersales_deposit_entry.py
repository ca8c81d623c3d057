from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import DEPOSIT_ENTRIES


class AftersalesDepositEntry(models.Model):
    """One movement of a customer's deposit: received, applied to an invoice, refunded (S13).

    Each has its journal entry, and is undone by its reversal only.
    """

    _name = "aftersales.deposit.entry"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Movement of a Deposit"
    _order = "date, id"
    _check_company_auto = True

    deposit_id = fields.Many2one(
        "aftersales.deposit",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deposit_id.partner_id", store=True, index=True)
    kind = fields.Selection(DEPOSIT_ENTRIES, string="Movement", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", readonly=True, check_company=True)
    invoice_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", check_company=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True, index="btree_not_null")
    reversed_on = fields.Date(readonly=True)
    reverse_reason = fields.Char(readonly=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A movement must be more than zero.")

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
        for vals in vals_list:
            self._refuse_guarded(vals)
        entries = super(AftersalesDepositEntry, self._drop_guarded_defaults()).create(vals_list)
        for entry in entries:
            entry.move_id = entry._post_transfer() if entry.kind == "apply" else entry._post_payment()
            entry._match()
        return entries

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("%(name)s is posted: it is reversed, never deleted.", name=self[0].display_name)
            )

    def _post_payment(self):
        """Post the money that came from or went back to the customer."""
        self.ensure_one()
        # sudo: the accountant's right was checked on the deposit
        payments = self.env["account.payment"].sudo().with_company(self.company_id)
        payment = payments.create(
            {
                "payment_type": "inbound" if self.kind == "receive" else "outbound",
                "partner_type": "customer",
                "partner_id": self.partner_id.commercial_partner_id.id,
                "journal_id": self.journal_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "amount": self.amount,
                "date": self.date,
                "memo": self.deposit_id.name,
                "destination_account_id": self.company_id._get_aftersales_deposit_account().id,
                "aftersales_source": f"{self._name},{self.id}",
            }
        )
        payment.action_post()
        return payment.move_id

    def _post_transfer(self):
        """Post what was held as a payment of the invoice."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        receivable = self._get_receivable_items().account_id[:1]
        moves = self.env["account.move"].sudo().with_company(self.company_id)  # sudo: as in _post_payment
        label = f"{self.deposit_id.name} {self.invoice_id.name}"
        move = moves.create(
            {
                "move_type": "entry",
                "journal_id": self.company_id._get_aftersales_journal("general").id,
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "date": self.date,
                "ref": label,
                "aftersales_source": f"{self._name},{self.id}",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "name": label, "balance": amount, "partner_id": partner.id}
                    )
                    for account, amount in (
                        (self._get_held_account(), self.amount),
                        (receivable, -self.amount),
                    )
                ],
            }
        )
        move._post(soft=False)
        return move

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

    def action_open_reverse(self):
        """Open the dialog that asks why a movement is reversed."""
        self.ensure_one()
        return self.env["aftersales.reverse"]._open_for(self)

    def _reverse(self, reason):
        """Reverse these movements; a receipt only while nothing of it was used."""
        self.env["aftersales.reverse"]._ensure_reversible(self, reason)
        self.deposit_id._lock()
        for entry in self:
            deposit = entry.deposit_id
            if entry.reversed_on:
                raise UserError(self.env._("%(name)s is reversed already.", name=entry.display_name))
            if entry.kind == "receive" and deposit.balance != deposit.amount:
                raise UserError(
                    self.env._(
                        "Deposit %(name)s is applied or refunded, at least in part: reverse that first.",
                        name=deposit.name,
                    )
                )
            today = entry.company_id._get_aftersales_today()
            # sudo: guarded fields and the movement's own entry, right and state were checked
            entry.sudo().write({"reversed_on": today, "reverse_reason": reason.strip()})
            entry.sudo().move_id._reverse_aftersales(today, reason)
            deposit._refresh_state()

    def action_view_move(self):
        """Open the journal entry of this movement."""
        self.ensure_one()
        return open_record(self.move_id)
