from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesMoneyEntryMixin(models.AbstractModel):
    """A movement of money that is held for somebody else: posted at once, undone by reversal only (S16)."""

    _name = "aftersales.money.entry.mixin"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Movement of Money Held"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", readonly=True, check_company=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True, index="btree_not_null")
    reversed_on = fields.Date(readonly=True)
    reverse_reason = fields.Char(readonly=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A movement must be more than zero.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        entries = super(AftersalesMoneyEntryMixin, self._drop_guarded_defaults()).create(vals_list)
        for entry in entries:
            entry.move_id = entry._post_entry()
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

    def _post_entry(self):
        """Post this movement and return its journal entry; each model says how."""
        raise NotImplementedError

    def _post_payment(self, payment_type, account, memo):
        """Post money that came in or went out over the journal of this movement.

        :param payment_type: "inbound" or "outbound"
        :param account: the liability that the money is held on
        """
        self.ensure_one()
        # sudo: the accountant's right was checked where the movement was asked for
        payments = self.env["account.payment"].sudo().with_company(self.company_id)
        payment = payments.create(
            {
                "payment_type": payment_type,
                "partner_type": "customer",
                "partner_id": self.partner_id.commercial_partner_id.id,
                "journal_id": self.journal_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "amount": self.amount,
                "date": self.date,
                "memo": memo,
                "destination_account_id": account.id,
                "aftersales_source": f"{self._name},{self.id}",
            }
        )
        payment.action_post()
        return payment.move_id

    def _post_transfer(self, debit, credit, label):
        """Post the amount of this movement from one account to another."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        moves = self.env["account.move"].sudo().with_company(self.company_id)  # sudo: as in _post_payment
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
                    fields.Command.create(
                        {"account_id": account.id, "name": label, "balance": amount, "partner_id": partner.id}
                    )
                    for account, amount in ((debit, self.amount), (credit, -self.amount))
                ],
            }
        )
        move._post(soft=False)
        return move

    def _mark_reversed(self, reason):
        """Reverse the entry of this movement, as of today."""
        self.ensure_one()
        if self.reversed_on:
            raise UserError(self.env._("%(name)s is reversed already.", name=self.display_name))
        today = self.company_id._get_aftersales_today()
        entry = self.sudo()  # sudo: guarded fields and the movement's own entry; the caller has checked
        entry.write({"reversed_on": today, "reverse_reason": reason.strip()})
        entry.move_id._reverse_aftersales(today, reason)

    def action_open_reverse(self):
        """Open the dialog that asks why a movement is reversed."""
        self.ensure_one()
        return self.env["aftersales.reverse"]._open_for(self)

    def action_view_move(self):
        """Open the journal entry of this movement."""
        self.ensure_one()
        return open_record(self.move_id)
