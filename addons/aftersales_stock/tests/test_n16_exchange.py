from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestExchange(WarehouseCase):
    """N16: goods are exchanged after inspection; N15: test kits only if they are faulty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.better = cls.env["product.product"].create(
            {
                "name": "Fan motor M9",
                "is_storable": True,
                "list_price": 130.0,
                "invoice_policy": "delivery",
                "taxes_id": False,
            }
        )
        cls.env["stock.quant"]._update_available_quantity(cls.better, cls.stock, 10)

    def _deliver(self, product=None, quantity=2, invoiced=False):
        """Sell and deliver `quantity`, collected by the customer."""
        product = product or self.part
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
            }
        )
        sale.action_confirm()
        self._count_both(sale.picking_ids, quantity, product)
        self._validate(sale.picking_ids)
        if invoiced:
            sale._create_invoices().action_post()
        return sale.picking_ids

    def _exchange(self, picking, product=None, quantity=1, **vals):
        exchanges = self.env["aftersales.exchange"].with_user(self.keeper)
        vals = {
            "picking_id": picking.id,
            "move_id": picking.move_ids.id,
            "quantity": quantity,
            **({"new_product_id": product.id} if product else {}),
            **vals,
        }
        return exchanges.create(vals)

    def _inspect(self, exchange, result="faulty"):
        wizard = self.env["aftersales.exchange.inspect"].with_user(self.keeper)
        wizard.create({"exchange_id": exchange.id, "result": result, "finding": "Runs hot"}).action_inspect()

    def _release(self, exchange):
        self._inspect(exchange)
        exchange.action_release()
        return exchange.with_env(self.env)

    def _take(self, exchange, product=None):
        self._count_both(exchange.return_id, exchange.quantity, product)
        self._validate(exchange.return_id)

    def test_n16_same_product_straight_swap(self):
        picking = self._deliver()
        exchange = self._release(self._exchange(picking))
        self.assertEqual((exchange.state, exchange.sale_id), ("released", self.env["sale.order"]))
        self._count_both(exchange.delivery_id, 1)
        with self._refused(UserError, "comes in first"), self.cr.savepoint():
            self._validate(exchange.delivery_id)
        self._take(exchange)
        self.assertEqual(exchange.state, "done")
        self._validate(exchange.delivery_id)
        self.assertEqual(exchange.delivery_id.state, "done")
        line = picking.move_ids.sale_line_id
        self.assertEqual(
            (line.qty_delivered, line.order_id.picking_ids & exchange.delivery_id), (2, exchange.delivery_id)
        )

    def test_n16_different_product_with_the_price_difference(self):
        """100 comes back, 130 leaves: the customer pays 30 more, by an invoice and a credit note."""
        picking = self._deliver(invoiced=True)
        exchange = self._release(self._exchange(picking, self.better))
        self.assertEqual(exchange.price_difference, 30)
        self._take(exchange)
        self.assertEqual(exchange.state, "done")
        self.assertEqual((exchange.credit_ids.state, exchange.credit_ids.amount_total), ("draft", 100))
        self._count_both(exchange.delivery_id, 1, self.better)
        self._validate(exchange.delivery_id)
        invoice = exchange.sale_id._create_invoices()
        self.assertEqual(invoice.amount_total - exchange.credit_ids.amount_total, 30)

    def test_n16_a_cheaper_product_gives_money_back(self):
        self.better.list_price = 70
        exchange = self._release(self._exchange(self._deliver(invoiced=True), self.better, 2))
        self.assertEqual(exchange.price_difference, -60)

    def test_n16_what_was_not_invoiced_is_not_credited(self):
        exchange = self._release(self._exchange(self._deliver(), self.better))
        self._take(exchange)
        self.assertEqual((exchange.state, len(exchange.credit_ids)), ("done", 0))

    def test_n16_nothing_without_an_inspection(self):
        exchange = self._exchange(self._deliver())
        with self._refused(UserError, "from there it cannot go"):
            exchange.action_release()
        with self._refused(UserError, "Describe what was found"):
            exchange._inspect("faulty", " ")
        self._inspect(exchange, "damaged")
        self.assertEqual(exchange.state, "refused")
        with self._refused(UserError, "from there it cannot go"):
            exchange.action_release()

    def test_n15_a_test_kit_is_exchanged_only_if_faulty(self):
        picking = self._deliver(self.kit, 3)
        for result, state in (("faulty", "inspected"), ("no_fault", "refused")):
            exchange = self._exchange(picking)
            self._inspect(exchange, result)
            self.assertEqual(exchange.state, state)
        exchange = self._exchange(self._deliver())
        self._inspect(exchange, "no_fault")
        self.assertEqual(exchange.state, "inspected", "other goods may be exchanged")

    def test_n16_no_more_than_was_delivered(self):
        picking = self._deliver()
        self._exchange(picking)
        self._exchange(picking)
        with self._refused(UserError, "no more is exchanged"), self.cr.savepoint():
            self._exchange(picking)
        with self._refused(UserError, "was not delivered by"), self.cr.savepoint():
            self._exchange(self._deliver(), move_id=picking.move_ids.id)

    def test_n16_not_by_the_hosts_exchange(self):
        picking = self._deliver()
        wizard = self.env["stock.return.picking"].with_user(self.keeper)
        wizard = wizard.with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 1
        with self._refused(UserError, "Goods are inspected before"):
            wizard.action_create_exchanges()

    def test_n16_only_the_warehouse(self):
        exchange = self._exchange(self._deliver())
        with self._refused(AccessError, "by the warehouse"):
            exchange.with_user(self.clerk)._inspect("faulty", "Broken")
        for vals in ({"state": "inspected"}, {"result": "faulty"}, {"return_id": exchange.picking_id.id}):
            with self.subTest(vals), self._refused(UserError, "kept by the system"):
                exchange.write(vals)
        self._inspect(exchange)
        with self._refused(UserError, "no longer changes"):
            exchange.write({"quantity": 2})
        with self._refused(UserError, "it stays"):
            exchange.sudo().unlink()
