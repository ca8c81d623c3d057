from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import contract, income


class AftersalesContractPeriod(models.Model):
    """What is invoiced of a period in advance is a liability until it is earned (S15, S16)."""

    _inherit = "aftersales.contract.period"

    item_ids = fields.One2many(
        "account.move.line", "aftersales_period_id", groups="account.group_account_invoice"
    )
    release_ids = fields.One2many("aftersales.contract.release", "period_id", string="Income Earned")
    released = fields.Monetary(
        string="Earned",
        compute="_compute_deferral",
        compute_sudo=True,
        store=True,
        help="Of what was invoiced in advance: posted as income.",
    )
    deferred = fields.Monetary(
        compute="_compute_deferral",
        compute_sudo=True,
        store=True,
        help="Invoiced in advance and not earned yet: a liability.",
    )
    release_on = fields.Date(
        string="Next Income On",
        compute="_compute_deferral",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
    )

    @api.depends(
        "date_from",
        "date_to",
        "contract_id.ended_on",
        "item_ids.balance",
        "item_ids.account_id",
        "item_ids.parent_state",
        "release_ids.amount",
    )
    def _compute_deferral(self):
        for period in self:
            posted = period._get_deferred_items()
            period.released = period.currency_id.round(sum(period.release_ids.mapped("amount")))
            period.deferred = period.currency_id.round(-sum(posted.mapped("balance")) - period.released)
            invoiced = posted or period.release_ids
            period.release_on = invoiced and income.next_day(**period._prepare_income_facts())

    def _get_deferred_items(self, states=("posted",)):
        """Return the items of this period's invoices and credit notes that stand on a liability."""
        self.ensure_one()
        return self.item_ids.filtered(
            lambda item: item.parent_state in states and item.account_id.internal_group == "liability"
        )

    def _get_deferral_items(self):
        """Return items that tell account and customer of this period, whether its invoice stands or not."""
        self.ensure_one()
        items = self._get_deferred_items() or self.release_ids.move_id.line_ids
        return items.filtered(lambda item: item.account_id.internal_group == "liability")

    def _prepare_income_facts(self):
        """Return what the engine decides on; a credit note that waits to be posted counts already."""
        self.ensure_one()
        items = self._get_deferred_items(("posted", "draft")).filtered(
            lambda item: item.parent_state == "posted" or item.move_id.move_type == "out_refund"
        )
        contract_end = self.contract_id.ended_on
        last = max(self.release_ids.mapped("earned_to"), default=None)
        return {
            "total": Decimal(str(self.currency_id.round(-sum(items.mapped("balance"))))),
            "start": self.date_from,
            "end": max(min(self.date_to, contract_end or self.date_to), self.date_from),
            "released": Decimal(str(self.released)),
            "last": last,
            "cent": Decimal(str(self.currency_id.rounding)),
        }

    def _get_income_account(self):
        """Return the account that the income of this period belongs on."""
        self.ensure_one()
        product = self.contract_id.product_id.with_company(self.company_id)
        position = self._get_deferred_items().move_id[:1].fiscal_position_id
        account = product.product_tmpl_id.get_product_accounts(position)["income"]
        if not account:
            raise UserError(
                self.env._(
                    "Contract %(name)s: its product has no income account, set one on the product or its "
                    "category.",
                    name=self.contract_id.name,
                )
            )
        return account

    def _prepare_invoice_line_vals(self):
        """What is invoiced in advance is posted as a liability first."""
        vals = {**super()._prepare_invoice_line_vals(), "aftersales_period_id": self.id}
        if self.contract_id.billing_timing == "advance":
            vals["account_id"] = self.company_id._get_aftersales_deferral_account().id
        return vals

    # ------------------------------------------------------------------------
    # Earned
    # ------------------------------------------------------------------------

    def _release(self):
        """Post what is earned of these periods by today, a month an entry; a second run finds nothing."""
        vals_list = []
        for company, periods in self.sudo().grouped("company_id").items():
            today = company._get_aftersales_today()
            journal = company._get_aftersales_journal("general")
            lock = company.with_context(ignore_exceptions=True)._get_user_fiscal_lock_date(journal)
            for period in periods.filtered("release_on"):
                vals_list += period._prepare_release_vals_list(today, lock)
        self.env["aftersales.contract.release"].sudo().create(
            vals_list
        )  # sudo: the schedule alone makes them

    def _prepare_release_vals_list(self, today, lock):
        """Values of what is to be released; days in closed books move to the first open one."""
        invoiced_on = max(self._get_deferred_items().mapped("date"), default=today)
        partner = self._get_deferral_items().partner_id.commercial_partner_id[:1]
        vals_list = []
        for day, amount in income.due(**self._prepare_income_facts(), today=today):
            date = max(day, invoiced_on)
            note = False
            if date <= lock:
                note = self.env._(
                    "the books are closed up to %(lock)s, posted on the first open day",
                    lock=format_date(self.env, lock),
                )
                date = fields.Date.add(lock, days=1)
            same_day = vals_list.pop() if vals_list and vals_list[-1]["date"] == date else {"amount": 0}
            vals_list.append(
                {
                    "period_id": self.id,
                    "partner_id": partner.id,
                    "earned_to": day,
                    "date": date,
                    "amount": same_day["amount"] + amount,
                    "note": note,
                }
            )
        return [{**vals, "amount": float(vals["amount"])} for vals in vals_list if vals["amount"]]

    @api.model
    def _cron_release_income(self):
        """Post the income that is earned, in slices: it can be killed, and run twice (S16)."""
        self._work_in_slices(self._get_earned_domain(), lambda periods: periods._release())

    @api.model
    def _get_earned_domain(self):
        return self.env["res.company"]._get_day_domain("release_on", "<=")

    # ------------------------------------------------------------------------
    # The contract ends early
    # ------------------------------------------------------------------------

    def _end_early(self):
        """Prepare credit notes of what is invoiced for the time after today, by days (S15)."""
        result = super()._end_early()
        for period in self.exists():
            today = period.company_id._get_aftersales_today()
            invoiced = Decimal(str(-sum(period._get_deferred_items().mapped("balance"))))
            if invoiced > 0 and today < period.date_to:
                used = contract.cut(
                    invoiced,
                    period.date_from,
                    period.date_to,
                    max(today, fields.Date.subtract(period.date_from, days=1)),
                    cent=Decimal(str(period.currency_id.rounding)),
                )
                period._create_rest_credit(float(invoiced - used))
        return result

    def _create_rest_credit(self, amount):
        """Prepare the credit note of `amount` (before tax); posted or deleted by the accountant."""
        self.ensure_one()
        note = self.move_id._reverse_moves(
            [
                {
                    "aftersales_credit": "allowance",
                    "ref": self.contract_id.termination_reason or self.contract_id.name,
                }
            ]
        )
        line = note.invoice_line_ids.filtered("aftersales_period_id")
        line.write({"quantity": 1, "price_unit": amount, "discount": 0})
        self.contract_id._message_log(
            body=self.env._(
                "%(amount)s of what was invoiced in advance is not earned: a credit note is prepared. Post "
                "it, or delete it where nothing is given back.",
                amount=self.currency_id.format(amount),
            )
        )
