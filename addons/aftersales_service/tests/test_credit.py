from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE
from .common_money import MoneyCase


@tagged("post_install", "-at_install")
class TestCredit(MoneyCase):
    """S23: goods that come back and price allowances are credited, never above what was invoiced."""

    def _invoiced(self, quantity=3, price=100.0, tax=0.0):
        """A job whose customer was invoiced parts and a call-out of 30.00."""
        if tax:
            taxes = self.env["account.tax"].create({"name": f"VAT {tax}", "amount": tax})
            (self.part | self.callout).taxes_id = taxes
        order = self._play_until("assessment", self._create_unit(f"SN-C-{self._next()}", "2001-01-01"))
        self._add_line(order, quantity=quantity, price_unit=price)
        self._add_line(order, "callout")
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.engineer_user).action_start()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        return order

    def _return(self, order, quantity, **options):
        part = order.line_ids.filtered(lambda line: line.kind == "part")
        return order._create_credit_notes("Returned", {part: quantity}, **options)

    def test_s23_returned_goods_are_credited_by_quantity(self):
        order = self._invoiced()
        invoice = order.invoice_ids
        note = self._return(order, 2)
        self.assertEqual(
            (note.move_type, note.state, note.aftersales_credit), ("out_refund", "draft", "return")
        )
        self.assertEqual((note.amount_total, note.ref), (200, "Returned"))
        self.assertEqual((note.reversed_entry_id, note.aftersales_order_id), (invoice, order))
        note.action_post()
        self.assertEqual(invoice.amount_residual, 130)
        with self._refused(UserError, "1 is invoiced and not credited yet"):
            self._return(order, 1.01)
        self._return(order, 1).action_post()
        with self._refused(UserError, "0 is invoiced and not credited yet"):
            self._return(order, 0.01)
        self.assertEqual(invoice.amount_residual, 30)

    def test_s23_drafts_count_and_cancelled_notes_do_not(self):
        order = self._invoiced()
        note = self._return(order, 3)
        with self._refused(UserError, "no more can come back"):
            self._return(order, 1)
        with self._refused(UserError, "no more can come back"):
            self._return(order, -1)
        note.button_cancel()
        self.assertTrue(self._return(order, 3))

    def test_s23_allowance_up_to_the_cent(self):
        """S23: the invoice is of 330.00: 330.01 is refused, 330.00 granted, then nothing is left."""
        order = self._invoiced()
        for wrong in (0, -1, 330.01, float("inf"), None):
            with self.subTest(amount=wrong), self._refused(UserError, "330.00.* is invoiced and not"):
                order._create_credit_notes("Late", allowance=wrong)
        note = order._create_credit_notes("Late", allowance=33.33)
        self.assertEqual((note.amount_total, note.aftersales_credit), (33.33, "allowance"))
        self.assertEqual(note.invoice_line_ids.mapped("price_unit"), [30.3, 3.03])
        self.assertFalse(note.invoice_line_ids.product_id, "no goods come back")
        self.assertEqual(order._create_credit_notes("Late", allowance=296.67).amount_total, 296.67)
        with self._refused(UserError, "0.00.* is invoiced and not"):
            order._create_credit_notes("Late", allowance=0.01)

    def test_s23_allowance_is_the_total_with_tax(self):
        """S23: what is approved is what the customer gets back, whatever tax makes of the cents."""
        order = self._invoiced(tax=13)
        invoice = order.invoice_ids
        total = invoice.amount_total
        self.assertEqual(total, 372.9)
        given = 0.0
        for amount in (0.01, 0.04, 9.99, 50, 77.77):
            note = order._create_credit_notes("Late", allowance=amount)
            self.assertEqual(note.amount_total, amount)
            note.action_post()
            given += amount
        self.assertAlmostEqual(invoice.amount_residual, total - given, 2)

    def test_s23_a_return_after_an_allowance_is_not_paid_twice(self):
        order = self._invoiced()
        order._create_credit_notes("Late", allowance=250)
        with self._refused(UserError, "80.00.* is invoiced and not credited yet"):
            self._return(order, 1)

    def test_s23_what_is_given_back_is_not_invoiced_again(self):
        order = self._invoiced()
        (self._return(order, 1) | order._create_credit_notes("Late", allowance=50)).action_post()
        self.assertEqual(order.sale_order_ids.invoice_status, "invoiced")
        self.assertEqual(order.amount_due, 180)
        with self._refused(UserError, "Nothing is left to invoice"):
            order.with_user(self.accountant).action_invoice()
        self._collect(order, 180)
        order.with_user(self.clerk).action_settled()
        self.assertEqual(order.invoice_state, "paid")

    def test_s23_the_hosts_own_credit_note_counts(self):
        order = self._invoiced()
        note = order.invoice_ids._reverse_moves()
        note.invoice_line_ids[0].quantity = 2
        note.action_post()
        with self._refused(UserError, "1 is invoiced and not"):
            self._return(order, 2)
        self.assertEqual(self._return(order, 1).amount_total, 100)

    def test_s23_reconciliation_after_credits(self):
        order = self._invoiced()
        self._return(order, 1).action_post()
        reports = self.env["aftersales.reconciliation"].with_user(self.accountant)
        report = reports.browse(reports.action_open()["res_id"])
        self.assertEqual(sum(report.fee_line_ids.mapped("documents")), 230)
        self.assertEqual(report.difference, 0)

    def test_s23_invoices_of_any_sale(self):
        """S23: a complaint may be of a plain sale, and of several invoices of one customer."""
        invoices = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.part.id, "price_unit": price, "tax_ids": False})
                    ],
                }
                for price in (100, 50)
            ]
        )
        with self._refused(UserError, "no posted invoice"):
            invoices._create_aftersales_credits("Late", allowance=30)
        invoices.action_post()
        with self._refused(UserError, "Say why"):
            invoices._create_aftersales_credits(" ", allowance=30)
        notes = invoices._create_aftersales_credits("Late", allowance=30)
        self.assertEqual(notes.mapped("amount_total"), [20, 10])
        line = invoices[1].invoice_line_ids
        self.assertEqual(invoices._create_aftersales_credits("Back", {line: 0.5}).amount_total, 25)

    def test_s23_nothing_invoiced_nothing_credited(self):
        order = self._play_accepted()
        with self._refused(UserError, "is not invoiced"):
            self._return(order, 1)
        with self._refused(UserError, "nothing to credit"):
            order._create_credit_notes("Late", allowance=1)
        with self._refused(UserError, "made there"):
            self.env["account.move"].with_user(self.accountant).create(
                {"move_type": "out_refund", "aftersales_credit": "return"}
            )
