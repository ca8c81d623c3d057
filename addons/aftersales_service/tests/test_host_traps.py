from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestHostTraps(EntitlementCase):
    """What the host's repair app would do to a job, and does not here (S1, S8, S12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user = cls._create_user("engineer", "Stock")
        cls.stock_user.group_ids += cls.env.ref("stock.group_stock_manager")

    def _card(self, order):
        return order.repair_ids.with_user(self.stock_user)

    def test_trap_2_warranty_box_rewrites_nothing(self):
        """Trap 2: ticked on the card after the invoice is posted: quotation and invoice stay as they are."""
        order = self._play_until("signed")
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        self._card(order).under_warranty = True
        self.env.flush_all()
        sale = order.sale_order_ids
        self.assertEqual((sale.amount_untaxed, order.invoice_ids.amount_untaxed), (130, 130))
        self.assertEqual(sale.order_line.mapped("price_subtotal"), order.line_ids.mapped("customer_amount"))
        self.assertEqual(order.customer_total, 130)
        self.assertFalse(order.repair_ids.sale_order_id, "the host rewrites the order that a card names")

    def test_trap_2_warranty_has_dates_not_a_box(self):
        """Trap 2: the box of the card decides nothing; the unit's dates do, line by line."""
        order = self._play_until("repair", self.unit_free)
        self._card(order).under_warranty = False
        self.assertEqual(set(order.line_ids.mapped("payer")), {"maker"})
        self.assertEqual(order.customer_total, 0)

    def test_trap_5_missing_part_is_a_question(self):
        """Trap 5: ended with a part missing: refused by name; the part is neither cancelled nor zeroed."""
        order = self._play_until("repair", self.unit_free)
        line = self._add_line(order, quantity=50)
        order._sync_cards()
        with self._refused(UserError, "lacks .*Fan motor"):
            self._card(order).action_repair_end()
        self.assertEqual((line.move_id.state != "cancel", line.move_id.product_uom_qty), (True, 50))
        self._fill_voucher(order)
        with self._refused(UserError, "50 × .*Fan motor"):
            order.with_user(self.engineer_user).action_finish()

    def test_trap_6_done_card_keeps_what_was_sold(self):
        """Trap 6: a done card is not cancelled; the quantities sold and delivered stay."""
        order = self._play_until("signed")
        sold = order.sale_order_ids.order_line.mapped("product_uom_qty")
        delivered = order.sale_order_ids.order_line.mapped("qty_delivered")
        with self._refused(UserError, "service order"):
            self._card(order).action_repair_cancel()
        with self._refused(UserError, "cannot go|repair card .* is done"):
            order.with_user(self.dispatcher)._cancel("Undo")
        with self.assertRaises(UserError):
            self._card(order).unlink()
        self.assertEqual(order.repair_ids.state, "done")
        self.assertEqual(order.sale_order_ids.order_line.mapped("product_uom_qty"), sold)
        self.assertEqual(order.sale_order_ids.order_line.mapped("qty_delivered"), delivered)

    def test_trap_13_unit_at_the_customers_stays_there(self):
        """Trap 13: no shortage question, no move of the unit into our stock, no negative stock."""
        order = self._play_until("repair", self.unit_free)
        card = order.repair_ids
        place = self.customer.property_stock_customer
        self.assertEqual(card.product_location_src_id | card.product_location_dest_id, place)
        self._play_finish(order)
        quants = self.env["stock.quant"].search([("lot_id", "=", self.unit_free.id)])
        self.assertFalse(quants.filtered(lambda quant: quant.location_id.usage == "internal"))
        self.assertFalse(card.move_id.filtered(lambda move: move.location_dest_id.usage == "internal"))
        self.assertEqual(self.unit_free.aftersales_partner_id, self.customer)

    def test_trap_14_card_knows_its_own_unit_only(self):
        """Trap 14: of the product's serial numbers the card offers its own."""
        order = self._play_until("repair", self.unit_free)
        self.assertGreater(self.env["stock.lot"].search_count([("product_id", "=", self.appliance.id)]), 1)
        self.assertEqual(order.repair_ids.allowed_lot_ids, self.unit_free)

    def test_trap_15_same_serial_on_two_products(self):
        """Trap 15: history, warranty and part warranty are the unit's, not the serial number's."""
        washer = self._create_product("Washer W1", self.appliance)
        twin = self._create_unit("SN-FREE-1", self.today.replace(year=2015), washer)
        self._create_part_warranty(self.unit_free, self.today)
        self._create_order(self.unit_free)
        order = self._create_order(twin)
        line = self._add_line(order, user=self.clerk)
        self.assertEqual((order.product_id, order.unit_order_count), (washer, 0))
        self.assertEqual((line.payer, twin.aftersales_warranty_state), ("customer", "expired"))
        self.assertFalse(order.repeat_candidate_ids)
        names = self.env["stock.lot"].with_context(aftersales_show_product=True)
        names = names.browse((twin | self.unit_free).ids).mapped("display_name")
        self.assertEqual(len(set(names)), 2, "told apart where they are chosen")
