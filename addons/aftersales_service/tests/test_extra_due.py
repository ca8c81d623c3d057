from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestExtraDue(EntitlementCase):
    """S14: what is due to the engineer who sold an extra service, by invoices, payments and credit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alarm = cls.env["product.product"].create(
            {"name": "Alarm installation", "type": "service", "list_price": 333.33, "taxes_id": False}
        )

    def _invoice_sold(self, *prices, share=20, parts=()):
        """A signed job with an extra service at each of `prices`, its posted invoice, its lines."""
        self.env.ref("aftersales_service.extra_policy_general").share = share
        order = self._play_until("assessment", self.unit_free)
        lines = self.env["aftersales.order.line"]
        for price in prices:
            lines |= self._add_line(
                order, "labour", extra_service=True, product_id=self.alarm.id, price_unit=price
            )
        for price in parts:
            lines |= self._add_line(order, extra_service=True, price_unit=price)
        order.sudo().no_parts = not parts
        self._accept(order)
        self._finish(order)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        return order.invoice_ids, lines

    def _pay(self, invoice, **vals):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create(vals)._create_payments()

    def _credit(self, invoice, day=None, quantity=None):
        """Post a credit note, of all or of `quantity` of each line."""
        note = invoice._reverse_moves([{"invoice_date": day, "date": day} if day else {}])
        if quantity is not None:
            note.write(
                {
                    "invoice_line_ids": [
                        Command.update(each.id, {"quantity": quantity}) for each in note.invoice_line_ids
                    ]
                }
            )
        note.action_post()
        return note

    def _rows(self, lines):
        return (
            self.env["aftersales.extra.due"]
            .with_user(self.accountant)
            .search([("line_id", "in", lines.ids)], order="id")
        )

    def test_s14_due_when_the_customer_has_paid(self):
        """S14: part less its cost; drafts do not count, a partial payment is not enough, the last one is."""
        invoice, lines = self._invoice_sold(333.33, parts=[100])
        rows = self._rows(lines)
        self.assertEqual(rows.mapped("amount"), [66.67, 12])
        self.assertEqual(rows.mapped("cost"), [0, 40])
        self.assertEqual(rows.mapped("amount"), lines.mapped("earner_amount"), "as recorded on the lines")
        self.assertEqual(set(rows.mapped("state")), {"waiting"})
        self.assertFalse(any(rows.mapped("due_date")))
        later = fields.Date.today() + timedelta(days=40)
        self._pay(invoice, amount=invoice.amount_total - 0.01, payment_date=fields.Date.today())
        self.assertEqual(set(self._rows(lines).mapped("state")), {"waiting"})
        self._pay(invoice, payment_date=later)
        rows.invalidate_recordset()
        self.assertEqual(set(rows.mapped("state")), {"due"})
        self.assertEqual(set(rows.mapped("due_date")), {later}, "the month of the last payment")
        self.assertEqual(rows.earner_id, self.engineer)
        self.assertEqual(rows[0].action_open_invoice()["res_id"], invoice.id)
        self.assertEqual(rows[0].action_open_order()["res_id"], lines.order_id.id)

    def test_s14_draft_and_plain_lines_earn_nothing(self):
        """S14: labour of the repair itself is no row, an invoice in draft neither."""
        invoice, lines = self._invoice_sold(10)
        plain = lines.order_id.line_ids - lines
        self.assertFalse(self._rows(plain))
        invoice.button_draft()
        self.assertFalse(self._rows(lines))

    def test_s14_share_bounds_and_cents(self):
        """S14: 0 and 100 %, half a cent goes up, a loss gives nothing and takes nothing."""
        prices = (0.02, 0.03, 0.12, 0.13)
        for share, due in ((20, [0, 0.01, 0.02, 0.03]), (0, [0, 0, 0, 0]), (100, list(prices))):
            with self.subTest(share=share):
                _invoice, lines = self._invoice_sold(*prices, share=share)
                self.assertEqual(self._rows(lines).mapped("amount"), due)
        for price, net, amount in ((39.99, -0.01, 0), (40, 0, 0), (40.02, 0.02, 0), (40.03, 0.03, 0.01)):
            with self.subTest(price=price):
                _invoice, lines = self._invoice_sold(parts=[price])
                row = self._rows(lines)
                self.assertAlmostEqual(row.net_income, net, 6)
                self.assertEqual(row.amount, amount)

    def test_s14_credit_note_takes_back(self):
        """S14: in the month of the credit note, what was due stays in the month it was paid."""
        invoice, lines = self._invoice_sold(100.03, parts=[100])
        self._pay(invoice)
        day = fields.Date.today() + timedelta(days=40)
        self._credit(invoice, day)
        rows = self._rows(lines)
        self.assertEqual(sorted(rows.mapped("amount")), [-20.01, -12, 12, 20.01])
        for row in rows:
            self.assertEqual(row.state, "due")
            self.assertEqual(row.due_date == day, row.amount < 0)
        self.assertAlmostEqual(sum(rows.mapped("amount")), 0, 6)

    def test_s14_partial_credit_note(self):
        """S14: what is left of the income is shared, the cost counts once."""
        invoice, lines = self._invoice_sold(parts=[100])
        self._pay(invoice)
        self._credit(invoice, quantity=0.25)
        self.assertEqual(self._rows(lines).mapped("amount"), [12, -5])
        self._credit(invoice, quantity=0.5)
        self.assertEqual(self._rows(lines).mapped("amount"), [12, -5, -7], "a loss is not passed on")

    def test_s14_reversed_before_payment(self):
        """S14: invoice and credit note cancel out, nobody waits for money that never comes."""
        invoice, lines = self._invoice_sold(100)
        invoice._reverse_moves(cancel=True)
        rows = self._rows(lines)
        self.assertEqual(rows.mapped("amount"), [20, -20])
        self.assertEqual(len(set(rows.mapped("due_date"))), 1)
        self.assertEqual(set(rows.mapped("state")), {"due"})

    def test_s14_who_may_see_amounts_due(self):
        """G1, S14: manager and accountant of the company, nobody else."""
        _invoice, lines = self._invoice_sold(100)
        dues = self.env["aftersales.extra.due"]
        for user in (self.engineer_user, self.clerk, self.dispatcher):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                dues.with_user(user).search([])
        for user in (self.manager, self.accountant):
            self.assertEqual(dues.with_user(user).search_count([("line_id", "in", lines.ids)]), 1)
        other = self.env["res.company"].create({"name": "Other"})
        self.accountant.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(dues.with_user(self.accountant).search([("line_id", "in", lines.ids)]))
