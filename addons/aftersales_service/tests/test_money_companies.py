from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SIGNATURE
from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestMoneyCompanies(MoneyCase):
    """S13, S16: each company has its own accounts, whatever its chart; foreign money ties out as well."""

    def _create_company(self, chart):
        """Another company with a chart of accounts, and the accountant in it."""
        company = self.env["res.company"].create(
            {"name": f"Branch {chart}", "country_id": self.env.ref("base.cn").id}
        )
        self.env["account.chart.template"].try_loading(chart, company, install_demo=False)
        self.accountant.company_ids += company
        return company

    def _reconcile(self, company):
        reports = self.env["aftersales.reconciliation"].with_user(self.accountant).with_company(company)
        reports = reports.with_context(allowed_company_ids=company.ids)
        return reports.browse(reports.action_open()["res_id"])

    def _check_company(self, chart):
        """Deposit, contract income and their reconciliation, with accounts made by themselves."""
        company = self._create_company(chart)
        journal = company._get_aftersales_collection_journal()
        accounts = {
            "asset_current": journal.default_account_id,
            "liability_current": company._get_aftersales_deposit_account()
            | company._get_aftersales_deferral_account(),
        }
        for account_type, made in accounts.items():
            for account in made:
                self.assertEqual((account.account_type, account.company_ids), (account_type, company))
                self.assertTrue(account.with_company(company).code)
        self.assertEqual(company._get_aftersales_collection_journal(), journal, "made once")
        self.assertNotEqual(journal, self.company._get_aftersales_collection_journal())

        env = self.env(context={"allowed_company_ids": company.ids})
        deposit = env["aftersales.deposit"].create(
            {
                "company_id": company.id,
                "partner_id": self.customer.id,
                "amount": 75,
                "journal_id": company._get_aftersales_journal("cash").id,
            }
        )
        deposit.with_user(self.accountant).action_receive()
        env.ref("aftersales_service.product_contract").taxes_id = False
        with freeze_time("2026-02-01 04:00:00"):
            contract = env["aftersales.contract"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                    "price": 1200,
                }
            )
            contract.action_run()
            contract.with_user(self.accountant).action_invoice()
            contract.invoice_ids.action_post()
            contract.period_ids._release()
        report = self._reconcile(company)
        sums = {
            name: sum(report[f"{name}_line_ids"].mapped("ledger"))
            for name in ("fee", "cash", "deposit", "contract")
        }
        self.assertEqual(sums, {"fee": 1200, "cash": 0, "deposit": 75, "contract": 1100})
        self.assertEqual((report.difference, report.company_id), (0, company))
        other = self._reconcile(self.company)
        self.assertFalse(other.line_ids, "nothing of it in the first company")

    def test_s16_the_generic_chart(self):
        self._check_company("generic_coa")

    def test_s16_the_chinese_chart(self):
        self._check_company("cn")

    def test_s16_without_a_chart_of_accounts(self):
        company = self.env["res.company"].create({"name": "Branch without"})
        for make in (
            company._get_aftersales_collection_journal,
            company._get_aftersales_deposit_account,
            company._get_aftersales_deferral_account,
        ):
            with self._refused(UserError, "Branch without has no chart of accounts"):
                make()

    # ------------------------------------------------------------------------
    # Foreign currency
    # ------------------------------------------------------------------------

    def _prepare_dollars(self, yesterday=5, today=8):
        """So many of our currency for a dollar, yesterday and today."""
        currency = self.env.ref("base.EUR" if self.company.currency_id.name == "USD" else "base.USD")
        currency.active = True
        currency.rate_ids.unlink()
        for rate, day in ((yesterday, "2001-01-01"), (today, self.today)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "company_id": self.company.id,
                    "name": day,
                    "inverse_company_rate": rate,
                }
            )
        return currency

    def _pay(self, invoice, currency=None, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        form = Form(wizard)
        if currency:
            form.currency_id = currency
        if amount:
            form.amount = amount
        form.save().action_create_payments()

    def _check_fees(self, open_fees):
        report = self._reconcile(self.company)
        self.assertEqual(sum(report.fee_line_ids.mapped("documents")), open_fees)
        self.assertEqual(report.difference, 0)

    def test_s16_our_invoice_paid_in_dollars(self):
        """S16: 130.00 at 8 for a dollar: paid with 16.25, in two parts."""
        dollars = self._prepare_dollars()
        invoice = self._invoice(self._play_accepted())
        self._pay(invoice, dollars, 10)
        self._check_fees(50)
        self._pay(invoice, dollars)
        self.assertEqual(invoice.amount_residual, 0)
        self._check_fees(0)

    def test_s16_an_invoice_in_dollars_and_the_exchange_difference(self):
        """S16: invoiced at 5, paid at 8: the difference is the host's, nothing is left open."""
        dollars = self._prepare_dollars()
        order = self._play_accepted()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        invoice = order.invoice_ids
        invoice.write({"currency_id": dollars.id, "invoice_date": self.today - timedelta(days=1)})
        invoice.invoice_line_ids[0].price_unit = 20
        invoice.invoice_line_ids[1].price_unit = 6
        invoice.action_post()
        self.assertEqual((invoice.amount_total, invoice.amount_total_signed), (26, 130))
        self._check_fees(130)
        self.assertEqual(order.amount_due, 130, "in company currency")
        deposit = self._deposit(order, 50).with_user(self.accountant)
        with self._refused(UserError, f"in {self.company.currency_id.name}"):
            deposit._use("apply", 10, invoice=invoice)
        self._pay(invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self._check_fees(0)
        self._check_ties()
