from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common import SIGNATURE

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestLeaving(WarehouseCase):
    """N15: what must hold before goods leave to a customer."""

    def test_n15_collected_against_a_signature(self):
        picking = self._transfer("out", 2)
        slip = self._count_both(picking, 2, way=False, sales_slip=False)
        for vals, sentence in (
            ({}, "collected or shipped"),
            ({"way": "collected"}, "the customer signs"),
            ({"sales_slip": "   "}, "the customer signs"),
        ):
            slip.with_user(self.keeper).write(vals)
            with self.subTest(vals), self._refused(UserError, sentence), self.cr.savepoint():
                self._validate(picking)
        slip.with_user(self.keeper).write({"sales_slip": "GX-7"})
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_n15_collected_signed_on_the_screen(self):
        picking = self._transfer("out", 1)
        self._count_both(picking, 1, sales_slip=False)
        picking.signature = SIGNATURE
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_n15_shipped_with_receiver_phone_and_address(self):
        for missing in ("receiver", "phone", "address"):
            picking = self._transfer("out", 1)
            slip = self._count_both(picking, 1, way="shipped")
            self.assertIn("Renmin", slip.address)
            slip.with_user(self.keeper)[missing] = " "
            with self.subTest(missing), self._refused(UserError, "needs “"), self.cr.savepoint():
                self._validate(picking)
            slip.with_user(self.keeper)[missing] = "Filled"
            self._validate(picking)
            self.assertEqual(picking.state, "done")

    def test_n15_goods_for_a_supplier_are_shipped_with_his_phone(self):
        picking = self._transfer("out", 1)
        for records in (picking, picking.move_ids, picking.move_line_ids):
            records.location_dest_id = self.suppliers
        slip = self._count_both(picking, 1, way="shipped")
        slip.with_user(self.keeper).phone = False
        with self._refused(UserError, "needs “"), self.cr.savepoint():
            self._validate(picking)

    def test_n15_a_second_person_checks_before_goods_leave(self):
        picking = self._transfer("out", 2)
        slip = self._count(picking, 2)
        slip.way, slip.sales_slip = "collected", "GX-1"
        with self._refused(UserError, "second person"):
            self._validate(picking)
        with self._refused(UserError, "second person checks"):
            self._count(picking, 2)

    def test_n15_one_piece_too_few_is_found_by_the_check(self):
        picking = self._transfer("out", 3)
        self._count(picking, 3)
        slip = self._count(picking, 2, self.checker)
        self.assertEqual(slip.state, "different")

    def test_n15_special_products_leave_with_approval(self):
        picking = self._transfer("out", 3, self.special)
        slip = self._count_both(picking, 3, self.special)
        self.assertTrue(slip.needs_approval)
        with self._refused(UserError, "a leader approves 3"), self.cr.savepoint():
            self._validate(picking)
        with self._refused(AccessError, "A leader decides"):
            slip.with_user(self.keeper).action_approve()
        slip.with_user(self.manager).action_approve()
        self.assertEqual(slip.approved_by_id, self.manager)
        self.assertFalse(slip.needs_approval)
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_n15_an_approval_holds_for_its_quantity(self):
        """Approved 2, leaving 2: yes; leaving 3: no. The count afterwards keeps the approval."""
        for leaving, refused in ((2, False), (3, True)):
            picking = self._transfer("out", 2, self.special)
            slip = self._slip(picking)
            slip.with_user(self.manager).action_approve()
            if leaving == 3:
                picking.move_ids.product_uom_qty = 3
                picking.action_assign()
            self._count_both(picking, leaving, self.special)
            if refused:
                with self._refused(UserError, "a leader approves 3"), self.cr.savepoint():
                    self._validate(picking)
            else:
                self._validate(picking)
                self.assertEqual(picking.state, "done")

    def test_n15_nothing_special_is_not_approved(self):
        slip = self._slip(self._transfer("out", 1))
        with self._refused(UserError, "no special product"):
            slip.with_user(self.manager).action_approve()

    def test_n15_test_kits_are_collected_never_shipped(self):
        picking = self._transfer("out", 1, self.kit)
        slip = self._count_both(picking, 1, self.kit, way="shipped")
        with self._refused(UserError, "never shipped"), self.cr.savepoint():
            self._validate(picking)
        slip.with_user(self.keeper).way = "collected"
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    # ------------------------------------------------------------------------
    # Sets
    # ------------------------------------------------------------------------

    def _sell_sets(self, sets):
        """Sell a split air conditioner: one inside unit (the part) and one outside unit."""
        combos = self.env["product.combo"].create(
            [
                {"name": product.name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for product in (self.part, self.piece)
            ]
        )
        product = self.env["product.product"].create(
            {"name": "Split set", "type": "combo", "combo_ids": combos.ids, "taxes_id": False}
        )
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": sets})],
            }
        )
        parent = sale.order_line
        sale.order_line = [
            Command.create(
                {
                    "product_id": combo.combo_item_ids.product_id.id,
                    "product_uom_qty": sets,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": parent.id,
                }
            )
            for combo in combos
        ]
        sale.action_confirm()
        return sale.picking_ids

    def _count_set(self, picking, **quantities):
        by_product = {self.part: quantities["inside"], self.piece: quantities["outside"]}
        slip = self._slip(picking)
        for user in (self.keeper, self.checker):
            slip.with_user(user)._sign(by_product)
        slip.write({"way": "collected", "sales_slip": "GX-1"})
        return slip

    def test_n15_sets_leave_complete(self):
        for inside, outside, refused in (
            (2, 2, None),
            (1, 1, None),
            (2, 1, "1 × Outside"),
            (0, 1, "1 × .*Fan"),
        ):
            picking = self._sell_sets(2)
            self._count_set(picking, inside=inside, outside=outside)
            with self.subTest(inside=inside, outside=outside):
                if refused:
                    with self._refused(UserError, refused), self.cr.savepoint():
                        self._validate(picking)
                else:
                    self._validate(picking)
                    self.assertEqual(picking.state, "done")

    def test_n15_a_piece_of_a_set_is_not_picked_alone(self):
        picking = self._transfer("out", 1, self.piece)
        self._count_both(picking, 1, self.piece)
        with self._refused(UserError, "never alone"), self.cr.savepoint():
            self._validate(picking)

    def test_n15_a_piece_stays_with_its_set(self):
        picking = self._sell_sets(1)
        with self._refused(UserError, "belongs to a set"):
            picking.move_ids.with_user(self.keeper)[:1].write({"sale_line_id": False})
