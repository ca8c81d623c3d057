from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestFees(ServiceCase):
    """What a line costs (S12): fees in force by date and category, parts at list price."""

    def _price(self, kind, **vals):
        order = self._create_order(**vals)
        return self._add_line(order, kind, user=self.clerk).price_unit

    def test_schedule_in_force_on_the_day_of_the_request(self):
        """S12: old orders keep the old fee, new ones take the new one, without a gap."""
        self.schedule.date_to = date(2026, 6, 30)
        self.schedule.copy({"date_from": "2026-07-01", "date_to": False}).line_ids[0].price_unit = 50
        self.assertEqual(self._price("callout", request_date="2026-06-30 12:00:00"), 30)
        self.assertEqual(self._price("callout", request_date="2026-07-01 12:00:00"), 50)

    def test_nearest_category_wins(self):
        """S12: the fee of the product's category goes before the general one."""
        child = self.env["product.category"].create({"name": "Split", "parent_id": self.category.id})
        for category, price in ((self.category, 45), (child, 60)):
            self.schedule.line_ids = [
                Command.create(
                    {
                        "kind": "callout",
                        "product_id": self.callout.id,
                        "price_unit": price,
                        "product_categ_id": category.id,
                    }
                )
            ]
        self.assertEqual(self._price("callout"), 45)
        self.appliance.categ_id = child
        self.assertEqual(self._price("callout"), 60)
        self.assertEqual(self._price("callout", lot_id=False, partner_id=self.customer.id), 30)

    def test_parts_at_the_customers_price_list(self):
        """S12: the price list of the customer, once: the quotation does not discount again."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Members",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        self.customer.property_product_pricelist = pricelist
        order = self._play_until("assessment")
        self.assertEqual(self._add_line(order).price_unit, 90)
        order.with_user(self.engineer_user).action_prepare_quotation()
        self.assertEqual(order.sale_order_ids.amount_untaxed, 90)

    def test_quantity_is_positive(self):
        """S12: zero and negative quantities and prices are refused."""
        order = self._create_order()
        for vals in ({"quantity": 0}, {"quantity": -1}, {"price_unit": -1}):
            with self.subTest(vals=vals), self._refused_by_database("positive"):
                self._add_line(order, user=self.clerk, **vals)

    def test_kind_fits_the_item(self):
        """S12: no service as a part, no goods as labour."""
        order = self._create_order()
        with self._refused(ValidationError, "does not fit"):
            self._add_line(order, product_id=self.labour.id, user=self.clerk)


@tagged("post_install", "-at_install")
class TestQuotation(ServiceCase):
    """Accepted by the customer before out-of-warranty work starts (S12)."""

    def _quoted(self, **vals):
        order = self._play_until("assessment")
        self._add_line(order, **vals)
        order.with_user(self.engineer_user).action_prepare_quotation()
        return order

    def test_only_paid_jobs_are_charged(self):
        """S1, S12: B, C and D are valued and cost the customer nothing."""
        order = self._create_order()
        line = self._add_line(order, user=self.clerk)
        for service_type in "BCD":
            order.with_user(self.dispatcher)._override_type(service_type, "Test")
            self.assertEqual((line.value, line.customer_amount, line.chargeable), (100, 0, False))
        order.with_user(self.clerk).action_register()
        with self._refused(UserError, "nothing to quote"):
            order.with_user(self.clerk).action_prepare_quotation()

    def test_no_paid_work_without_acceptance(self):
        """S12: without lines, unquoted and unanswered: each is refused, nothing is reserved."""
        order = self._play_until("assessment").with_user(self.engineer_user)
        with self._refused(UserError, "paid work"):
            order.action_start()
        self._add_line(order)
        with self._refused(UserError, "not accepted"):
            order.action_start()
        order.action_prepare_quotation()
        with self._refused(UserError, "waits for the customer"):
            order.action_start()
        self.assertEqual(order.state, "assessment")

    def test_extra_lines_need_a_supplementary_quotation(self):
        """S12: what is added during the repair is accepted before the work is finished."""
        order = self._play_until("repair")
        self._fill_voucher(order)
        self._add_line(order, "labour", 0.5)
        with self._refused(UserError, "not accepted"):
            order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user).action_prepare_quotation()
        self.assertEqual(sorted(order.sale_order_ids.mapped("amount_untaxed")), [40, 130])
        order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_untaxed")), order.customer_total)
        self.assertEqual(len(order.invoice_ids), 1, "one job, one invoice")

    def test_quoted_lines_stand_until_withdrawn(self):
        """S12: neither changed nor deleted while the customer has them on paper."""
        order = self._quoted()
        line = order.line_ids.with_user(self.engineer_user)
        for vals in ({"quantity": 2}, {"price_unit": 1}, {"product_id": self.appliance.id}):
            with self.subTest(vals=vals), self._refused(UserError, "withdraw"):
                line.write(vals)
        with self._refused(UserError, "withdraw"):
            line.unlink()
        order.with_user(self.engineer_user).action_withdraw_quotation()
        self.assertEqual(order.sale_order_ids.state, "cancel")
        line.quantity = 2
        self.assertEqual(line.sudo().move_id.product_uom_qty, 2)
        order.with_user(self.engineer_user).action_prepare_quotation()
        self.assertEqual(order.sale_order_ids.filtered(lambda s: s.state == "draft").amount_untaxed, 200)

    def test_salesman_cancels_before_but_not_after_the_work(self):
        """S12: a cancelled quotation frees its lines; finished work stays owed."""
        order = self._quoted()
        order.sale_order_ids.action_confirm()
        order.sale_order_ids.with_user(self.clerk).action_cancel()
        self.assertFalse(order.line_ids.sale_line_id)
        self.assertEqual(order.quotation_state, "none")
        done = self._play_until("signed")
        with self._refused(UserError, "credit note"):
            done.sale_order_ids.with_user(self.clerk).action_cancel()
        self.assertEqual(done.quotation_state, "accepted")

    def test_missing_parts_are_named(self):
        """Trap 5: part, needed and available quantity; nothing leaves, nothing is cancelled."""
        order = self._play_until("assessment", self.unit_free)
        self._add_line(order, quantity=11)
        with self._refused(UserError, r"11 × .*Fan motor.*10 in stock"):
            order.with_user(self.engineer_user).action_start()
        order.with_user(self.engineer_user).action_need_parts()
        self.env["stock.quant"]._update_available_quantity(self.part, self.warehouse.lot_stock_id, 1)
        order.with_user(self.engineer_user).action_start()
        self.assertEqual(order.state, "repair")

    def test_card_is_ended_through_the_order(self):
        """Traps 5, 7: a stock user neither ends it with parts missing nor cancels or deletes it."""
        order = self._play_until("repair", self.unit_free)
        self._add_line(order, quantity=50)
        order._sync_cards()
        stock = self._create_user("engineer", "Stock")
        stock.group_ids += self.env.ref("stock.group_stock_user")
        card = order.repair_ids.with_user(stock)
        for action in ("action_repair_end", "action_repair_done"):
            with self.subTest(action=action), self._refused(UserError, "lacks"):
                getattr(card, action)()
        with self._refused(UserError, "service order"):
            card.action_repair_cancel()
        with self.assertRaises(UserError):
            card.unlink()
        self.assertEqual(card.state, "under_repair")


@tagged("post_install", "-at_install")
class TestSettlement(ServiceCase):
    """Invoice and payment (S12)."""

    def test_invoice_equals_the_lines_to_the_cent(self):
        """S12: odd prices and quantities: order, quotation and invoice say the same."""
        order = self._play_until("assessment")
        self._add_line(order, quantity=3, price_unit=33.33)
        self._add_line(order, "labour", 1.75, price_unit=79.99)
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.engineer_user).action_start()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        part = order.sale_order_ids.order_line.filtered(lambda line: line.product_id == self.part)
        self.assertEqual(part.qty_delivered, 3)
        order.with_user(self.accountant).action_invoice()
        self.assertAlmostEqual(order.customer_total, 239.97, 6)
        self.assertAlmostEqual(order.invoice_ids.amount_untaxed, 239.97, 6)
        with self._refused(UserError, "Nothing is left to invoice"):
            order.with_user(self.accountant).action_invoice()

    def test_cash_customer_pays_first_credit_customer_later(self):
        """S12: without terms an unpaid invoice holds the order; with terms it is the accountant's."""
        cash = self._play_until("signed")
        with self._refused(UserError, "not invoiced"):
            cash.with_user(self.clerk).action_settled()
        cash.with_user(self.accountant).action_invoice()
        with self._refused(UserError, "draft"):
            cash.with_user(self.clerk).action_settled()
        cash.invoice_ids.action_post()
        with self._refused(UserError, "not paid"):
            cash.with_user(self.clerk).action_settled()
        self.customer.property_payment_term_id = self.env.ref("account.account_payment_term_30days")
        credit = self._play_until("signed")
        credit.with_user(self.accountant).action_invoice()
        credit.invoice_ids.action_post()
        credit.with_user(self.clerk).action_settled()
        self.assertEqual(credit.state, "follow_up")
        self.assertEqual(credit.invoice_state, "open")

    def test_orders_invoiced_in_bulk_get_their_own_invoices(self):
        """S12: two jobs of one customer are two invoices, each tied to its job."""
        orders = self._play_until("signed") | self._play_until("signed")
        orders.with_user(self.accountant).action_invoice()
        self.assertEqual([len(order.invoice_ids) for order in orders], [1, 1])
        self.assertEqual(len(orders.invoice_ids), 2)

    def test_s12_supplementary_quotation_in_a_bulk_run(self):
        """S12: one invoice a job, also with two quotations, beside other jobs and a plain sale."""
        orders = self._play_until("repair") | self._play_until("signed")
        extra = orders[0]
        self._add_line(extra, "labour", 0.5)
        extra.with_user(self.engineer_user).action_prepare_quotation()
        extra.with_user(self.clerk).action_accept_quotation()
        self._play_finish(extra)
        extra.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        orders.with_user(self.accountant).action_invoice()
        for order in orders:
            self.assertEqual(len(order.invoice_ids), 1)
            self.assertEqual(order.invoice_ids.aftersales_order_id, order)
            self.assertAlmostEqual(order.invoice_ids.amount_untaxed, order.customer_total, 6)

    def test_s12_salesman_invoices_plain_sales_together_jobs_apart(self):
        """S12: from the list of quotations the host puts plain sales of a customer on one invoice."""
        orders = self._play_until("signed") | self._play_until("signed")
        plain = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.labour.id, "price_unit": 5})],
                }
            ]
            * 2
        )
        plain.action_confirm()
        plain.order_line.qty_delivered = 1
        invoices = (orders.sale_order_ids | plain)._create_invoices()
        self.assertEqual(len(invoices), 3)
        self.assertEqual(plain.invoice_ids.invoice_line_ids.sale_line_ids.order_id, plain)
        self.assertFalse(plain.invoice_ids.aftersales_order_id)
