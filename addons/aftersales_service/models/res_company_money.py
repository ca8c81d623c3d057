from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: New accounts get the first free code after this one: other receivables, other payables, advances.
CASH_CODE = "122180"
DEPOSIT_CODE = "224180"
COMPENSATION_CODE = "671180"
DEFERRAL_CODE = "220380"


class ResCompany(models.Model):
    """Where the money of the service desk is posted (S13, S16); what is missing is made at first use."""

    _inherit = "res.company"

    aftersales_collection_journal_id = fields.Many2one(
        "account.journal",
        string="Engineers' Collections",
        check_company=True,
        domain=[("type", "=", "cash")],
        help="Its account holds what engineers have collected and not handed in yet: a balance each.",
    )
    aftersales_deposit_account_id = fields.Many2one(
        "account.account",
        string="Customer Deposits",
        check_company=True,
        domain=[("account_type", "=", "liability_current"), ("reconcile", "=", True)],
        help="A liability: what customers have paid in advance or as security.",
    )
    aftersales_compensation_account_id = fields.Many2one(
        "account.account",
        string="Compensations",
        check_company=True,
        domain=[("account_type", "in", ("expense", "expense_other"))],
        help="The expense of what customers are paid for justified complaints (S23).",
    )
    aftersales_deferral_account_id = fields.Many2one(
        "account.account",
        string="Contract Income Deferred",
        check_company=True,
        domain=[("account_type", "in", ("liability_current", "liability_non_current"))],
        help="A liability: contracts invoiced in advance, until the income is earned.",
    )
    aftersales_cashier_id = fields.Many2one(
        "res.users",
        string="Cashier",
        domain=[("share", "=", False)],
        help="Is told of money not handed in by engineers without a user, of deposits to refund, and where "
        "the documents differ from the general ledger.",
    )

    def _get_aftersales_collection_journal(self):
        """Return the journal of the engineers' collections, made with its account where it is missing.

        :raises UserError: if the company has no chart of accounts, or the journal no account
        """
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for whoever collects money
        if not company.aftersales_collection_journal_id:
            company.lock_for_update()
            account = company._create_aftersales_account(
                lambda env: env._("Cash with Engineers"), "asset_current", CASH_CODE
            )
            journals = self.env["account.journal"].sudo().with_company(company)  # sudo: set-up, no user input
            journal = journals.create(
                {
                    "name": self.env._("Engineers' Collections"),
                    "code": "SK",
                    "type": "cash",
                    "company_id": company.id,
                    "default_account_id": account.id,
                }
            )
            journal.inbound_payment_method_line_ids.payment_account_id = account
            company.aftersales_collection_journal_id = journal
        journal = company.aftersales_collection_journal_id
        if not journal.default_account_id.reconcile:
            raise UserError(
                self.env._(
                    "Journal %(journal)s needs an account that allows reconciliation: it holds the cash of "
                    "the engineers.",
                    journal=journal.display_name,
                )
            )
        return journal

    def _get_aftersales_deposit_account(self):
        """Return the account of the customers' deposits, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for whoever records a deposit
        if not company.aftersales_deposit_account_id:
            company.lock_for_update()
            company.aftersales_deposit_account_id = company._create_aftersales_account(
                lambda env: env._("Customer Deposits"), "liability_current", DEPOSIT_CODE
            )
        return company.aftersales_deposit_account_id

    def _get_aftersales_compensation_account(self):
        """Return the account of compensations, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for a decision that was approved
        if not company.aftersales_compensation_account_id:
            company.lock_for_update()
            company.aftersales_compensation_account_id = company._create_aftersales_account(
                lambda env: env._("Compensations"), "expense", COMPENSATION_CODE, reconcile=False
            )
        return company.aftersales_compensation_account_id

    def _get_aftersales_deferral_account(self):
        """Return the account of contract income that is not earned yet, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up when a contract is invoiced
        if not company.aftersales_deferral_account_id:
            company.lock_for_update()
            company.aftersales_deferral_account_id = company._create_aftersales_account(
                lambda env: env._("Contract Income Deferred"),
                "liability_current",
                DEFERRAL_CODE,
                reconcile=False,
            )
        return company.aftersales_deferral_account_id

    def _create_aftersales_account(self, get_name, account_type, code, reconcile=True):
        """Create an account of this company.

        :param get_name: function env → name, asked in every language installed
        :param code: the first free code after it is taken
        """
        self.ensure_one()
        accounts = self.env["account.account"].sudo().with_company(self)  # sudo: set-up, no user input
        if not accounts.search_count(accounts._check_company_domain(self), limit=1):
            raise UserError(
                self.env._(
                    "%(company)s has no chart of accounts: install one in the settings of Invoicing first.",
                    company=self.name,
                )
            )
        account = accounts.create(
            {
                "name": get_name(self.env),
                "code": accounts._search_new_account_code(code),
                "account_type": account_type,
                "reconcile": reconcile,
                "company_ids": [fields.Command.set(self.root_id.ids)],
            }
        )
        for lang, _label in self.env["res.lang"].get_installed():
            account.with_context(lang=lang).name = get_name(self.with_context(lang=lang).env)
        return account

    def _get_aftersales_journal(self, journal_type):
        """Return the first journal of a type; never that of the engineers' collections.

        A cash box is made where there is none: not every chart of accounts brings one.

        :raises UserError: if there is none, or none for money has an account
        """
        self.ensure_one()
        journals = self.env["account.journal"].sudo()  # sudo: configuration only
        domain = Domain("type", "=", journal_type) & Domain(journals._check_company_domain(self))
        domain &= Domain("id", "!=", self.sudo().aftersales_collection_journal_id.id)
        if journal_type != "general":
            domain &= Domain("default_account_id", "!=", False)
        journal = journals.search(domain, limit=1)
        if not journal and journal_type == "cash" and self.sudo().chart_template:
            journal = journals.with_company(self).create(
                {"name": self.env._("Cash"), "code": "CSH", "type": "cash", "company_id": self.id}
            )
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no journal of type “%(type)s” with an account: set one up in Invoicing.",
                    company=self.name,
                    type=dict(journals._fields["type"]._description_selection(self.env))[journal_type],
                )
            )
        return journal
