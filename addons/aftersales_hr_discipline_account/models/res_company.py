from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..const import KIND_ACCOUNTS

#: What the company must name before a month is posted.
NEEDED = ("aftersales_adjustment_journal_id", "aftersales_wages_account_id")


class ResCompany(models.Model):
    """Where the adjustments of the month are posted (D46)."""

    _inherit = "res.company"

    aftersales_adjustment_journal_id = fields.Many2one(
        "account.journal", string="Adjustments Journal", check_company=True, domain=[("type", "=", "general")]
    )
    aftersales_wages_account_id = fields.Many2one(
        "account.account",
        string="Wages Payable",
        check_company=True,
        domain=[("account_type", "in", ("liability_current", "liability_payable"))],
        help="Rewards are owed to the employees there, fines taken from there.",
    )
    aftersales_reward_account_id = fields.Many2one(
        "account.account",
        string="Rewards",
        check_company=True,
        domain=[("account_type", "in", ("expense", "expense_other"))],
    )
    aftersales_fine_account_id = fields.Many2one(
        "account.account",
        string="Fines",
        check_company=True,
        domain=[("account_type", "in", ("income", "income_other", "expense", "expense_other"))],
    )
    aftersales_other_account_id = fields.Many2one(
        "account.account", string="Other Adjustments", check_company=True, help="Damages repaid, for example."
    )

    def _ensure_adjustment_accounts(self, kinds):
        """Refuse to post adjustments of `kinds` while an account or the journal is missing."""
        self.ensure_one()
        names = [*NEEDED, *(KIND_ACCOUNTS[kind] for kind in kinds)]
        missing = [self._fields[name]._description_string(self.env) for name in names if not self[name]]
        if missing:
            raise UserError(
                self.env._(
                    "Name the following of company %(company)s first, on its page “Conduct”: %(fields)s.",
                    company=self.name,
                    fields=format_list(self.env, missing),
                )
            )
