from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common import ServiceCase


@tagged("post_install", "-at_install")
class TestBonusDocument(ServiceCase):
    """B1: the profit of a quarter is that of the posted documents, and the list shows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.env["aftersales.bonus.document"]
        cls.seen = cls.documents.search([]).ids

    def _found(self, *kinds):
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("id", "not in", self.seen), ("company_id", "=", self.company.id)]
        return (
            self.documents.search([*domain, ("kind", "in", kinds)])
            if kinds
            else self.documents.search(domain)
        )

    def _invoiced(self, **vals):
        order = self._play_until("signed", **vals)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        return order

    def test_b1_parts_are_counted_once_their_invoice_is_posted(self):
        """B1: a part for 100 from stock at 40; the call-out is no part."""
        order = self._play_until("signed")
        order.with_user(self.accountant).action_invoice()
        self.assertFalse(self._found(), "a draft is no profit")
        order.invoice_ids.action_post()
        row = self._found()
        self.assertEqual((row.kind, row.revenue, row.cost, row.profit), ("parts_own", 100, 40, 60))
        self.assertEqual((row.order_id, row.move_id), (order, order.invoice_ids))
        self.assertEqual(row.action_open_document()["res_id"], order.invoice_ids.id)

    def test_b1_parts_outside_the_range_are_of_another_kind(self):
        self.part.categ_id = self.env["product.category"].create(
            {"name": "Others'", "aftersales_is_outside": True}
        )
        self._invoiced()
        self.assertEqual(self._found().mapped("kind"), ["parts_other"])

    def test_b1_a_credit_note_takes_the_part_back_an_allowance_the_price_only(self):
        order = self._invoiced()
        invoice = order.invoice_ids
        note = invoice._reverse_moves([{"date": invoice.date}], cancel=True)
        rows = self._found("parts_own")
        self.assertEqual((sum(rows.mapped("revenue")), sum(rows.mapped("cost"))), (0, 0))
        note.aftersales_credit = "allowance"
        rows = self._found("parts_own")
        self.assertEqual((sum(rows.mapped("revenue")), sum(rows.mapped("cost"))), (0, 40))

    def test_b1_parts_under_warranty_are_no_profit_and_no_loss(self):
        order = self._play_until("signed", self.unit_free)
        self.assertEqual(order.cost_total, 40)
        self.assertFalse(self._found())

    def test_b1_the_pool_reads_exactly_these_documents(self):
        """B1: the pool's profit is the sum of the rows that its list shows."""
        self._invoiced()
        quarter = fields.Date.start_of(self.company._get_aftersales_today(), "quarter")
        pool = self.env["aftersales.bonus.pool"].create({"quarter": quarter})
        base = pool.base_ids.filtered(lambda base: base.kind == "parts_own")
        rows = self.documents.search(base.action_view_documents()["domain"])
        self.assertIn(self._found(), rows)
        self.assertAlmostEqual(sum(rows.mapped("profit")), base.profit)
        for row in self.documents.search(pool.action_view_documents()["domain"]) - rows:
            self.assertNotEqual(row.kind, "parts_own")

    def test_b1_the_first_and_the_last_day_of_the_quarter_and_the_own_company_count(self):
        """B1: posted documents of the quarter and company, to the day; nothing else."""
        self._invoiced()
        item = self._found("parts_own")
        move, day = item.move_id, item.date
        first = fields.Date.start_of(self.company._get_aftersales_today(), "quarter")
        last = fields.Date.end_of(first, "quarter")
        pool = self.env["aftersales.bonus.pool"].create({"quarter": first})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        row = {"date": day, "parent_state": "posted", "company_id": self.company.id}
        with_it = 60
        base = pool.base_ids.filtered(lambda base: base.kind == "parts_own")
        without = base.profit - with_it
        for change, counts in (
            ({"date": first - relativedelta(days=1)}, False),
            ({"date": first}, True),
            ({"date": last}, True),
            ({"date": last + relativedelta(days=1)}, False),
            ({"parent_state": "draft"}, False),
            ({"parent_state": "cancel"}, False),
            ({"company_id": other.id}, False),
            ({}, True),
        ):
            with self.subTest(change):
                # the entry as its date, state or company would have it
                self.env.cr.execute(
                    "UPDATE account_move_line SET date = %(date)s, parent_state = %(parent_state)s,"
                    " company_id = %(company_id)s WHERE move_id = %(move)s",
                    {**row, **change, "move": move.id},
                )
                self.env.invalidate_all()
                pool.action_compute()
                base = pool.base_ids.filtered(lambda base: base.kind == "parts_own")
                self.assertAlmostEqual(base.profit, without + with_it * counts)
                rows = self.documents.search(base.action_view_documents()["domain"])
                self.assertEqual(move in rows.move_id, counts)
                self.assertAlmostEqual(sum(rows.mapped("profit")), base.profit)

    # Contracts ----------------------------------------------------------------------

    def _contract(self, **vals):
        today = self.company._get_aftersales_today()
        contract = self.env["aftersales.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": today - relativedelta(months=2),
                "date_end": today + relativedelta(months=10),
                "price": 1200,
                "billing_timing": "arrears",
                "billing_period": "month",
                "lot_ids": [Command.set(self.unit_paid.ids)],
                **vals,
            }
        )
        contract.action_run()
        return contract

    def _bill(self, contract):
        """Invoice every period that is due, and post."""
        periods = self.env["aftersales.contract.period"]
        periods = periods.search([("contract_id", "=", contract.id), *periods._get_due_domain()])
        periods._create_invoices()
        moves = self.env["account.move"].search([("aftersales_contract_id", "=", contract.id)])
        moves.filtered(lambda move: move.state == "draft").action_post()
        return moves

    def test_b1_contracts_give_their_income_less_the_parts_they_bear(self):
        """B1: standby contracts only, by their seller, less what their jobs took from the stock."""
        seller = self.other_engineer
        contract = self._contract(seller_id=seller.id)
        per_call = self._contract(kind="per_call", lot_ids=[Command.set(self.unit_free.ids)])
        self._bill(contract)
        self._bill(per_call)
        rows = self._found("contract_own")
        self.assertTrue(rows)
        self.assertEqual(rows.contract_id, contract)
        self.assertEqual(rows.seller_id, seller)
        invoiced = sum(rows.move_id.mapped("amount_untaxed"))
        self.assertAlmostEqual(sum(rows.mapped("revenue")), invoiced)
        order = self._create_order(self.unit_paid)
        line = self._add_line(order, user=self.env.user)
        order.sudo().write({"contract_id": contract.id, "state": "closed", "closed_on": self.now})
        line.write({"payer": "contract", "cost": 40})
        rows = self._found("contract_own")
        self.assertAlmostEqual(sum(rows.mapped("profit")), invoiced - 40)
        contract.is_outside = True
        self.assertFalse(self._found("contract_own"))
        self.assertAlmostEqual(sum(self._found("contract_other").mapped("profit")), invoiced - 40)

    def test_b1_what_is_invoiced_in_advance_counts_when_it_is_earned(self):
        contract = self._contract(billing_timing="advance", billing_period="once")
        self._bill(contract)
        self.env["aftersales.contract.period"].search([("contract_id", "=", contract.id)])._release()
        rows = self._found("contract_own")
        releases = self.env["aftersales.contract.release"].search([("contract_id", "=", contract.id)])
        self.assertTrue(releases)
        self.assertAlmostEqual(sum(rows.mapped("revenue")), sum(releases.mapped("amount")))
        self.assertLess(sum(rows.mapped("revenue")), 1200)

    def test_b1_the_seller_is_the_responsible_person_until_another_is_named(self):
        contract = self._contract(user_id=self.engineer_user.id)
        self.assertEqual(contract.seller_id, self.engineer)
        contract.seller_id = self.other_engineer
        contract.user_id = self.env.user
        self.assertEqual(contract.seller_id, self.other_engineer)
