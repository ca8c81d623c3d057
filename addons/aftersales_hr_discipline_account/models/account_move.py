from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class AccountMove(models.Model):
    """The entry of a month's adjustments, and its reversals (D46)."""

    _inherit = "account.move"

    aftersales_posting_id = fields.Many2one(
        "aftersales.adjustment.posting",
        string="Adjustments of the Month",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_posting_round = fields.Integer(readonly=True, copy=False)

    _aftersales_posting_once = models.UniqueIndex(
        "(aftersales_posting_id, aftersales_posting_round)"
        " WHERE aftersales_posting_id IS NOT NULL AND aftersales_posting_round > 0",
        "The adjustments of that month have an entry already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("aftersales_posting_id") for vals in vals_list):
            raise UserError(self.env._("The entry of a month's adjustments is made there."))
        moves = super().create(vals_list)
        for move in moves.sudo():  # sudo: a reversal is of the month of its entry
            if move.reversed_entry_id.aftersales_posting_id:
                move.aftersales_posting_id = move.reversed_entry_id.aftersales_posting_id
        return moves

    def write(self, vals):
        if {"aftersales_posting_id", "aftersales_posting_round"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("The entry of a month's adjustments is made there."))
        return super().write(vals)

    def _post(self, soft=True):
        """Post whole months only, in open books: afterwards the ledger is what the sheet says, or nothing."""
        tied = self.filtered("aftersales_posting_id")
        postings = tied.aftersales_posting_id.sudo()  # sudo: amounts only, whoever posts
        postings._lock()
        for move in tied:
            locks = move._get_violated_lock_dates(move.date, has_tax=False)
            if locks:
                raise UserError(
                    self.env._(
                        "The books are closed up to %(lock)s: the adjustments of %(month)s cannot be posted "
                        "on %(day)s. Open them, or give the entry a later date.",
                        lock=format_date(self.env, locks[-1][0]),
                        month=move.aftersales_posting_id.sudo().display_name,  # sudo: a month only
                        day=format_date(self.env, move.date),
                    )
                )
        posted = super()._post(soft)
        postings._ensure_tied()
        return posted

    def button_draft(self):
        self.filtered(lambda move: move.state == "posted")._refuse_change()
        return super().button_draft()

    def _refuse_change(self):
        """The posted entry of a month is corrected by a reversal only."""
        move = self.filtered("aftersales_posting_id")[:1]
        if move:
            raise UserError(
                self.env._(
                    "Entry %(entry)s holds the adjustments of %(month)s: reverse it instead of changing it.",
                    entry=move.name,
                    month=move.sudo().aftersales_posting_id.display_name,  # sudo: a month only
                )
            )
