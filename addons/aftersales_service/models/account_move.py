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
            if any(vals.get("aftersales_source") or vals.get("aftersales_credit") for vals in vals_list):
                raise UserError(self.env._("The entry of a service document is made there."))
        moves = super().create(vals_list)
        for move in moves.sudo():  # sudo: a credit note is of the contract of its invoice
            if move.reversed_entry_id.aftersales_contract_id:
                move.aftersales_contract_id = move.reversed_entry_id.aftersales_contract_id
            elif not move.aftersales_contract_id and move.invoice_line_ids.aftersales_period_id:
                # The host's “reverse and create invoice”: the new one is of the same period.
                period = move.invoice_line_ids.aftersales_period_id[:1]
                move.aftersales_contract_id = period.contract_id
                period.move_id = move
        return moves

    def write(self, vals):
        if "aftersales_contract_id" in vals and not self.env.su:
            raise UserError(self.env._("An invoice stays with the contract it was made for."))
        if {"aftersales_source", "aftersales_credit"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("The entry of a service document is made there."))
        return super().write(vals)

    def _post(self, soft=True):
        """What the engineer has collected for the order pays its invoice (S13)."""
        self._ensure_books_open()
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        # sudo: the orders of these very invoices
        orders = invoices.sudo().invoice_line_ids.sale_line_ids.order_id.aftersales_order_id
        orders._match_collections()
        return posted

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
