from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import MONEY_SOURCES


class AccountMove(models.Model):
    _inherit = "account.move"

    aftersales_contract_id = fields.Many2one(
        "aftersales.contract",
        string="Maintenance Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    aftersales_statement_id = fields.Many2one(
        "aftersales.station.statement",
        string="Station Statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    aftersales_order_id = fields.Many2one(
        "aftersales.order", string="Service Order", compute="_compute_aftersales_order_id", compute_sudo=True
    )
    aftersales_source = fields.Reference(
        MONEY_SOURCES,
        string="Service Document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The document of the service desk that this entry was posted for (S16).",
    )

    @api.depends("invoice_line_ids.sale_line_ids.order_id.aftersales_order_id")
    def _compute_aftersales_order_id(self):
        """The job that the invoiced quotations are of; an invoice across jobs is of none."""
        for move in self:
            orders = move.invoice_line_ids.sale_line_ids.order_id.aftersales_order_id
            move.aftersales_order_id = orders if len(orders) == 1 else False

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            if any(vals.get("aftersales_contract_id") for vals in vals_list):
                raise UserError(self.env._("An invoice of a maintenance contract is made on the contract."))
            if any(vals.get("aftersales_statement_id") for vals in vals_list):
                raise UserError(self.env._("The bill of a station is made on its statement."))
            if any(vals.get("aftersales_source") or vals.get("aftersales_credit") for vals in vals_list):
                raise UserError(self.env._("The entry of a service document is made there."))
        moves = super().create(vals_list)
        for move in moves.sudo():  # sudo: a credit note is of the contract, or the statement, of its invoice
            if move.reversed_entry_id.aftersales_contract_id:
                move.aftersales_contract_id = move.reversed_entry_id.aftersales_contract_id
            elif not move.aftersales_contract_id and move.invoice_line_ids.aftersales_period_id:
                # The host's “reverse and create invoice”: the new one is of the same period.
                period = move.invoice_line_ids.aftersales_period_id[:1]
                move.aftersales_contract_id = period.contract_id
                period.move_id = move
            if move.reversed_entry_id.aftersales_statement_id:
                move.aftersales_statement_id = move.reversed_entry_id.aftersales_statement_id
        return moves

    def write(self, vals):
        if "aftersales_contract_id" in vals and not self.env.su:
            raise UserError(self.env._("An invoice stays with the contract it was made for."))
        if "aftersales_statement_id" in vals and not self.env.su:
            raise UserError(self.env._("A bill stays with the statement it was made for."))
        if {"aftersales_source", "aftersales_credit"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("The entry of a service document is made there."))
        return super().write(vals)

    def _post(self, soft=True):
        """What the engineer has collected for the order pays its invoice (S13)."""
        self._ensure_books_open()
        self.filtered(lambda move: not move.reversed_entry_id)._ensure_as_stated()
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        # sudo: the orders of these very invoices
        orders = invoices.sudo().invoice_line_ids.sale_line_ids.order_id.aftersales_order_id
        orders._match_collections()
        return posted

    def _get_aftersales_bill_state(self):
        """Return how far this bill has come, a key of `STATEMENT_BILL_STATES`; one that fell away is none."""
        if not self or self.state == "cancel" or self.payment_state == "reversed":
            return "none"
        if self.state == "draft":
            return "draft"
        return "paid" if self.payment_state in ("paid", "in_payment") else "posted"

    def _ensure_as_stated(self):
        """Refuse the bill of a station that is not what its statement says, to the cent (N3)."""
        for move in self.filtered("aftersales_statement_id"):
            statement = move.sudo().aftersales_statement_id  # sudo: number, state and sum only
            if statement.move_id != move or statement.state != "confirmed":
                raise UserError(
                    self.env._(
                        "Statement %(statement)s was opened or billed again: bill %(bill)s no longer holds.",
                        statement=statement.name,
                        bill=move.display_name,
                    )
                )
            if move.currency_id.compare_amounts(move.amount_untaxed, abs(statement.amount_total)):
                raise UserError(
                    self.env._(
                        "Bill %(bill)s comes to %(billed)s before tax, statement %(statement)s to "
                        "%(stated)s: correct the bill, or the taxes of the station fee.",
                        bill=move.display_name,
                        billed=move.currency_id.format(move.amount_untaxed),
                        statement=statement.name,
                        stated=move.currency_id.format(abs(statement.amount_total)),
                    )
                )

    def _ensure_books_open(self, day=None):
        """Refuse entries of service documents in closed books: the host would give them another day (S16)."""
        for move in self.filtered("aftersales_source"):
            locks = move._get_violated_lock_dates(day or move.date, has_tax=False)
            if locks:
                raise UserError(
                    self.env._(
                        "The books are closed up to %(lock)s: %(document)s of %(day)s cannot be posted. Ask "
                        "your accountant to open them.",
                        lock=format_date(self.env, locks[-1][0]),
                        document=move.sudo().aftersales_source.display_name,  # sudo: a number only
                        day=format_date(self.env, day or move.date),
                    )
                )

    def button_draft(self):
        self._ensure_no_aftersales_source()
        self._ensure_not_reversed()
        return super().button_draft()

    def button_cancel(self):
        self._ensure_no_aftersales_source()
        return super().button_cancel()

    def _ensure_no_aftersales_source(self):
        """An entry of a service document is corrected by the reversal of the document only (S16)."""
        move = self.filtered("aftersales_source")[:1]
        if move:
            raise UserError(
                self.env._(
                    "Entry %(entry)s belongs to %(document)s: reverse that document instead.",
                    entry=move.name,
                    document=move.sudo().aftersales_source.display_name,  # sudo: a number only
                )
            )

    def _ensure_not_reversed(self):
        """A station's bill that was reversed stays, and its credit note: the statement may be billed anew."""
        for move in self.filtered("aftersales_statement_id"):
            bill = move.reversed_entry_id or move
            if bill.payment_state == "reversed":
                raise UserError(
                    self.env._(
                        "Bill %(bill)s of statement %(statement)s was reversed: bill and credit note stay as "
                        "they are.",
                        bill=bill.display_name,
                        statement=bill.sudo().aftersales_statement_id.name,  # sudo: a number only
                    )
                )

    def _reverse_aftersales(self, day, reason):
        """Reverse these entries of service documents on `day`, and match them with their reversals."""
        self._ensure_books_open(day)
        return self._reverse_moves(
            [
                {
                    "date": day,
                    "ref": self.env._(
                        "Reversal of %(entry)s: %(reason)s", entry=move.name, reason=reason.strip()
                    ),
                    "aftersales_source": f"{move.aftersales_source._name},{move.aftersales_source.id}",
                }
                for move in self
            ],
            cancel=True,
        )
