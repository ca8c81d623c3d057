from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestInventory(KilledMixin, WarehouseCase):
    """N18: counts with reason and approval, safety stock, documents that are kept."""

    def _count_stock(self, counted, reason="Found behind the shelf", product=None, user=None):
        inventories = self.env["aftersales.inventory"].with_user(user or self.keeper)
        inventory = inventories.create(
            {
                "location_id": self.stock.id,
                "line_ids": [
                    Command.create(
                        {"product_id": (product or self.part).id, "counted": counted, "reason": reason}
                    )
                ],
            }
        )
        inventory.action_sign()
        return inventory.with_env(self.env)

    def test_n18_counted_and_approved(self):
        for counted in (9, 10, 11):
            inventory = self._count_stock(counted)
            self.assertEqual(inventory.state, "counted")
            before = self.part.qty_available
            inventory.with_user(self.manager).action_approve()
            self.assertEqual(inventory.state, "done")
            self.assertEqual(self.part.qty_available, counted)
            self.assertEqual(inventory.line_ids.difference, counted - before)

    def test_n18_a_difference_needs_a_reason(self):
        for counted in (9, 11):
            with self._refused(UserError, "Say why"), self.cr.savepoint():
                self._count_stock(counted, reason=" ")
        self.assertEqual(self._count_stock(10, reason=False).state, "counted")

    def test_n18_never_approved_by_who_counted(self):
        self.keeper.group_ids += self.env.ref("stock.group_stock_manager")
        inventory = self._count_stock(9)
        with self._refused(UserError, "another person approves"):
            inventory.with_user(self.keeper).action_approve()
        with self._refused(AccessError, "A leader approves"):
            inventory.with_user(self.checker).action_approve()
        with self._refused_by_database("two_people"):
            inventory.approved_by_id = self.keeper

    def test_n18_the_difference_stands_although_goods_moved_meanwhile(self):
        inventory = self._count_stock(9)
        picking = self._transfer("in", 5)
        self._count_both(picking, 5)
        self._validate(picking)
        inventory.with_user(self.manager).action_approve()
        self.assertEqual(self.part.qty_available, 14)

    def test_n18_counted_anew(self):
        inventory = self._count_stock(9)
        inventory.with_user(self.manager).action_reject()
        inventory.line_ids.with_user(self.keeper).counted = 10
        inventory.with_user(self.keeper).action_sign()
        self.assertEqual((inventory.state, inventory.line_ids.difference), ("counted", 0))

    def test_n18_what_was_signed_no_longer_changes(self):
        inventory = self._count_stock(9)
        for change in (
            lambda: inventory.line_ids.with_user(self.keeper).write({"counted": 8}),
            lambda: inventory.line_ids.with_user(self.keeper).unlink(),
            lambda: inventory.with_user(self.keeper).write({"location_id": self.stock.id}),
            lambda: inventory.with_user(self.keeper).write(
                {"line_ids": [Command.create({"product_id": self.kit.id})]}
            ),
        ):
            with self._refused(UserError, "is signed"), self.cr.savepoint():
                change()
        with self._refused(UserError, "kept by the system"):
            inventory.line_ids.with_user(self.keeper).write({"difference": 5})

    def test_n18_the_stock_is_corrected_in_no_other_way(self):
        """By the host's inventory, its quantity on the product, a transfer to the loss."""
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.part.id), ("location_id", "=", self.stock.id)]
        )
        loss = self.part.property_stock_inventory
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.stock.id,
                "location_dest_id": loss.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.part.id,
                            "product_uom_qty": 1,
                            "location_id": self.stock.id,
                            "location_dest_id": loss.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": 1, "picked": True})

        def by_host():
            own = quant.with_user(self.keeper).with_context(inventory_mode=True)
            own.inventory_quantity = 3
            own.action_apply_inventory()

        def by_auto():
            self.third.group_ids += self.env.ref("stock.group_stock_manager")
            own = quant.with_user(self.third).with_context(inventory_mode=True)
            own.inventory_quantity_auto_apply = 3

        for way in (by_host, by_auto, picking.with_user(self.keeper).button_validate):
            with self._refused(UserError, "not by hand"), self.cr.savepoint():
                way()
        self.assertEqual(self.part.qty_available, 10)

    def test_n18_an_old_count_opens_no_door(self):
        """What was approved and posted once does not let the same correction through again."""
        self._count_stock(9).with_user(self.manager).action_approve()
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.part.id), ("location_id", "=", self.stock.id)]
        )
        quant = quant.with_user(self.keeper).with_context(inventory_mode=True)
        quant.inventory_quantity = 8
        with self._refused(UserError, "not by hand"), self.cr.savepoint():
            quant.action_apply_inventory()

    def test_n18_serials_are_counted_one_by_one(self):
        lot = self._create_unit("SN-COUNT-1", self.today)
        self.env["stock.quant"]._update_available_quantity(self.appliance, self.stock, 1, lot_id=lot)
        with self._refused(UserError, "serial or lot number"), self.cr.savepoint():
            self._count_stock(1, product=self.appliance)
        inventories = self.env["aftersales.inventory"].with_user(self.keeper)
        inventory = inventories.create({"location_id": self.stock.id})
        with Form(inventory) as form:
            form.barcode = "SN-COUNT-1"
        self.assertEqual(inventory.line_ids.lot_id, lot)
        self.assertEqual(inventory.line_ids.counted, 1)

    def test_n18_scan_and_fill(self):
        inventories = self.env["aftersales.inventory"].with_user(self.keeper)
        inventory = inventories.create({"location_id": self.stock.id})
        inventory.action_fill()
        self.assertIn(self.part, inventory.line_ids.product_id)
        self.assertFalse(any(inventory.line_ids.mapped("counted")))
        with Form(inventory) as form:
            for _scan in range(2):
                form.barcode = self.part.barcode
            form.barcode = "NOT-KNOWN"
        line = inventory.line_ids.filtered(lambda line: line.product_id == self.part)
        self.assertEqual(line.counted, 2)

    def test_n18_counts_of_another_company_are_not_seen(self):
        self._count_stock(9)
        other = self.env["res.company"].create({"name": "Branch"})
        stranger = self._create_keeper("Far")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["aftersales.inventory"].with_user(stranger).search([]))
        self.assertFalse(self.env["aftersales.inventory.line"].with_user(stranger).search([]))

    def test_n18_counts_are_kept_three_years(self):
        inventory = self._count_stock(10)
        expired = fields.Datetime.to_datetime(inventory.date)
        expired = expired.replace(year=expired.year + 3, hour=4)
        with freeze_time(expired - timedelta(days=1)), self._refused(UserError, "is kept until"):
            inventory.with_user(self.manager).unlink()
        with freeze_time(expired):
            inventory.with_user(self.manager).unlink()

    def test_n18_done_transfers_are_never_deleted(self):
        picking = self._transfer("in", 1)
        self._count_both(picking, 1)
        self._validate(picking)
        with freeze_time(self.now + timedelta(days=4 * 366)), self._refused(UserError, "."):
            picking.unlink()

    def _watch(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_stock.ir_cron_watch_safety_stock").method_direct_trigger()
        return self.env["purchase.order"].search([("partner_id", "=", self.supplier.id)])

    def test_n18_below_the_safety_stock_an_order_is_proposed(self):
        """10 in stock: a minimum of 9 or 10 is kept, 11 is not; a second run proposes nothing more."""
        self.part.seller_ids = [Command.create({"partner_id": self.supplier.id, "price": 40})]
        point = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.part.id,
                "location_id": self.stock.id,
                "trigger": "manual",
                "product_min_qty": 9,
                "product_max_qty": 30,
            }
        )
        for minimum, orders in ((9, 0), (10, 0), (11, 1), (11, 1)):
            point.product_min_qty = minimum
            self.assertEqual(len(self._watch()), orders, minimum)
        order = self._watch()
        self.assertEqual((order.state, order.order_line.product_qty), ("draft", 20))
        self.assertEqual(order.activity_ids.user_id, self.manager)
        self.assertEqual(len(order.activity_ids), 1)
        self.assertIn("Fan motor", order.activity_ids.summary)

    def test_n18_killed_while_it_watches_the_safety_stock(self):
        """N18: each product is proposed and told once, whenever the run dies."""
        products = self.special | self.kit | self.piece
        suppliers = self.env["res.partner"].create([{"name": f"Works {n}"} for n in range(3)])
        self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": self.stock.id,
                    "trigger": "manual",
                    "product_min_qty": 21,
                    "product_max_qty": 30,
                }
                for product in products
            ]
        )
        for product, supplier in zip(products, suppliers, strict=True):
            product.seller_ids = [Command.create({"partner_id": supplier.id, "price": 40})]
        lines = self.env["purchase.order.line"]
        domain = [("product_id", "in", products.ids)]
        self._check_killed(
            "stock.warehouse.orderpoint",
            "_cron_watch_safety_stock",
            "_propose_orders",
            lambda: lines.search_count(domain),
        )
        found = lines.search(domain)
        self.assertEqual(found.mapped("product_qty"), [10, 10, 10])
        self.assertEqual([len(order.activity_ids) for order in found.order_id], [1, 1, 1])
