from odoo import api, fields, models

from odoo.addons.aftersales_hr_discipline.const import ADJUSTMENT_KINDS

#: What says how much of which kind was posted where.
TIED = {
    "balance",
    "debit",
    "credit",
    "amount_currency",
    "account_id",
    "move_id",
    "aftersales_adjustment_kind",
}


class AccountMoveLine(models.Model):
    """Items of the entry of a month's adjustments: a pair for each kind (D46)."""

    _inherit = "account.move.line"

    aftersales_adjustment_kind = fields.Selection(ADJUSTMENT_KINDS, string="Adjustment", readonly=True)

    def write(self, vals):
        if TIED & vals.keys():
            fixed = self.filtered(
                lambda line: line.parent_state == "posted" and line.move_id.aftersales_posting_id
            )
            fixed.move_id._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_posted_month(self):
        self.filtered(lambda line: line.parent_state == "posted").move_id._refuse_change()
