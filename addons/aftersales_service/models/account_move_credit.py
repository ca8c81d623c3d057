from decimal import Decimal
from math import inf

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import CREDIT_KINDS
from ..tools.contract import share_out


class AccountMove(models.Model):
    """Credit notes for goods that come back and for price allowances (S23): never above what was invoiced."""

    _inherit = "account.move"

    aftersales_credit = fields.Selection(
        CREDIT_KINDS,
        string="Credited For",
        readonly=True,
        copy=False,
        help="What this credit note gives back is not invoiced again.",
    )

    def _create_aftersales_credits(self, reason, quantities=None, allowance=None):
        """Create draft credit notes of these customer invoices, one for each that is touched (S23).

        The caller has checked the user's right, and what was approved.

        :param str reason: is printed on the credit notes
        :param dict quantities: {line of these invoices: quantity that comes back}, or
        :param float allowance: amount, tax included, in the invoices' currency; it is shared over their
            lines by what is left of each
        :return: the credit notes; the accountant posts them, which matches them with their invoices
        :raises UserError: where more would be credited than is invoiced and not credited yet
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is credited."))
        invoices = self.sudo()  # sudo: documents of a decided complaint; the right was checked, see above
        invoices._ensure_creditable()
        if quantities:
            kind = "return"
            vals_by_line = {line: line._prepare_return_vals(many) for line, many in quantities.items()}
        else:
            kind = "allowance"
            shares = invoices._share_allowance(allowance)
            vals_by_line = {line: line._prepare_allowance_vals(share) for line, share in shares.items()}
        notes = self.browse()
        for invoice in invoices:
            left = invoice._get_creditable_amount()
            lines = [line for line in vals_by_line if line.move_id == invoice]
            if not lines:
                continue
            note = invoices.create(
                {
                    **invoice._prepare_credit_vals(reason.strip()),
                    "aftersales_credit": kind,
                    "invoice_line_ids": [fields.Command.create(vals_by_line[line]) for line in lines],
                }
            )
            if kind == "allowance":
                note._absorb_rounding(sum(shares[line] for line in lines))
            if invoice.currency_id.compare_amounts(note.amount_total, left) > 0:
                invoice._refuse_credit(left)
            notes |= note
        return notes.with_env(self.env)

    def _ensure_creditable(self):
        """Refuse what is no posted invoice of a customer; the later of two at once reads the first."""
        wrong = self.filtered(lambda move: move.move_type != "out_invoice" or move.state != "posted")[:1]
        if wrong or not self:
            raise UserError(
                self.env._(
                    "%(invoice)s is no posted invoice of a customer: there is nothing to credit.",
                    invoice=wrong.display_name or "–",
                )
            )
        if len(self.company_id) != 1 or len(self.currency_id) != 1:
            raise UserError(self.env._("Credit invoices of one company and one currency at a time."))
        self.env.cr.execute(
            "UPDATE account_move SET write_date = write_date WHERE id IN %s", [tuple(sorted(self.ids))]
        )

    def _get_creditable_amount(self):
        """Return what of these invoices no credit note has taken back, tax included; drafts count."""
        notes = self.reversal_move_ids.filtered(
            lambda move: move.move_type == "out_refund" and move.state != "cancel"
        )
        return self.currency_id.round(sum(self.mapped("amount_total")) - sum(notes.mapped("amount_total")))

    def _refuse_credit(self, left):
        raise UserError(
            self.env._(
                "%(invoices)s: %(amount)s is invoiced and not credited yet; no more can be given back.",
                invoices=", ".join(self.mapped("name")),
                amount=self.currency_id.format(max(left, 0.0)),
            )
        )

    def _share_allowance(self, allowance):
        """Share `allowance` over the lines of these invoices, by what is left of each: {line: amount}."""
        currency, left = self.currency_id, self._get_creditable_amount()
        lines = self.invoice_line_ids.filtered(lambda line: line._get_creditable()[1] > 0)
        amount = currency.round(allowance) if allowance and abs(allowance) < inf else 0.0
        if amount <= 0 or not lines or currency.compare_amounts(amount, left) > 0:
            self._refuse_credit(left)
        cent = Decimal(str(currency.rounding))
        weights = [Decimal(str(currency.round(line._get_creditable()[1]))) for line in lines]
        shares = share_out(Decimal(str(amount)), [int(weight / cent) for weight in weights], cent)
        return {line: float(share) for line, share in zip(lines, shares, strict=True) if share}

    def _prepare_credit_vals(self, reason):
        """Values of the credit note of this invoice; extension seam."""
        self.ensure_one()
        return {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": self.partner_id.id,
            "reversed_entry_id": self.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "invoice_origin": self.name,
            "invoice_user_id": self.invoice_user_id.id,
            "ref": reason,
        }

    def _absorb_rounding(self, total):
        """Bring the tax of this credit note to where its total is `total`, to the cent."""
        rest = self.currency_id.round(total - self.amount_total)
        tax = self.line_ids.filtered(lambda item: item.display_type == "tax")[:1]
        if rest and tax:
            tax.amount_currency += rest
