from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestSlip(WarehouseCase):
    """N14, N15: goods in and out are counted by one person and checked by another."""

    def test_n14_two_people_count_and_the_goods_come_in(self):
        picking = self._transfer("in")
        slip = self._count_both(picking, 10)
        self.assertEqual(slip.state, "checked")
        self.assertEqual((slip.first_user_id, slip.second_user_id), (self.keeper, self.checker))
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.part.qty_available, 20)

    def test_n14_nothing_comes_in_before_both_have_signed(self):
        picking = self._transfer("in")
        with self._refused(UserError, "two people count"):
            self._validate(picking)
        self._count(picking, 10)
        with self._refused(UserError, "second person"):
            self._validate(picking)
        self.assertNotEqual(picking.state, "done")

    def test_n14_never_the_same_person(self):
        picking = self._transfer("in")
        slip = self._count(picking, 10)
        with self._refused(UserError, "second person checks"):
            self._count(picking, 10)
        with self._refused(UserError, "second person checks"):
            slip.with_user(self.keeper)._sign({self.part: 10})
        with self._refused_by_database("two_people"):
            slip.sudo().second_user_id = self.keeper

    def test_n14_the_second_screen_can_not_be_used_by_the_first(self):
        """The screen that the second person opened is taken over by the first through a remote call."""
        picking = self._transfer("in")
        self._count(picking, 10)
        count = self.env["aftersales.slip.count"].with_user(self.keeper)
        count = count.create({"slip_id": picking.aftersales_slip_ids.id})
        count.line_ids = [Command.create({"product_id": self.part.id, "quantity": 10})]
        with self._refused(UserError, "second person checks"):
            count.action_sign()

    def test_n14_figures_can_not_be_given_by_hand(self):
        slip = self._slip(self._transfer("in"))
        for vals in (
            {"state": "checked"},
            {"first_user_id": self.third.id},
            {"second_user_id": self.checker.id},
            {"line_ids": [Command.create({"product_id": self.part.id})]},
        ):
            with self.subTest(vals), self._refused(UserError, "kept by the system"):
                slip.with_user(self.keeper).write(vals)
        self._count(slip.picking_id, 10)
        with self._refused(AccessError, "."):
            slip.line_ids.with_user(self.keeper).write({"second_quantity": 10})
        with self._refused(AccessError, "."):
            self.env["aftersales.slip"].with_user(self.keeper).create(
                {"picking_id": self._transfer("in").id, "kind": "in"}
            )

    def test_n14_a_difference_blocks_until_a_leader_decides(self):
        for counted in (9, 11):
            picking = self._transfer("in")
            slip = self._count_both(picking, counted)
            self.assertEqual(slip.state, "different", counted)
            self.assertEqual(slip.activity_ids.user_id, self.manager)
            with self._refused(UserError, "A leader decides it first"):
                self._validate(picking)
            slip.with_user(self.manager)._accept("The supplier sends the rest")
            self.assertEqual((slip.state, slip.decided_by_id), ("decided", self.manager))
            self.assertFalse(slip.activity_ids)
            before = self.part.qty_available
            self._validate(picking)
            self.assertEqual(picking.state, "done")
            self.assertEqual(self.part.qty_available - before, counted)

    def test_n14_less_than_ordered_is_no_difference_where_the_slip_says_so(self):
        picking = self._transfer("in")
        self._count(picking, 8, on_slip=8)
        slip = self._count(picking, 8, self.checker)
        self.assertEqual(slip.state, "checked")
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        rest = self.env["stock.picking"].search([("backorder_id", "=", picking.id)])
        self.assertEqual(rest.move_ids.product_uom_qty, 2)
        with self._refused(UserError, "two people count"):
            self._validate(rest)

    def test_n14_two_counts_that_differ(self):
        picking = self._transfer("in")
        self._count(picking, 10)
        slip = self._count(picking, 9, self.checker)
        self.assertEqual(slip.state, "different")
        self.assertEqual(slip.line_ids.difference, -1)
        slip.with_user(self.manager)._recount("Count again")
        self.assertEqual((slip.state, slip.first_user_id), ("open", self.env["res.users"]))
        self._count_both(picking, 10)
        self.assertEqual(slip.state, "checked")

    def test_n14_who_counted_does_not_decide(self):
        self.checker.group_ids += self.env.ref("stock.group_stock_manager")
        slip = self._count_both(self._transfer("in"), 9)
        for user, error, sentence in (
            (self.checker, UserError, "somebody else decides"),
            (self.third, AccessError, "A leader decides"),
            (self.dispatcher, AccessError, "."),
        ):
            with self.subTest(user.name), self._refused(error, sentence):
                slip.with_user(user)._accept("Fine")
        with self._refused(UserError, "Give the reason"):
            slip.with_user(self.manager)._accept("  ")

    def test_n14_scan_counts_one_piece(self):
        picking = self._transfer("in")
        count = self.env["aftersales.slip.count"].with_user(self.keeper)
        count = count.browse(self._slip(picking).action_count()["res_id"])
        with Form(count) as form:
            for _scan in range(3):
                form.barcode = "6900000000017"
            self.assertFalse(form.barcode)
            form.barcode = "TEST-M7"
            form.barcode = "NOT-KNOWN"
            self.assertIn("NOT-KNOWN", form.message)
        self.assertEqual(count.line_ids.quantity, 4)

    def test_n14_a_scanned_product_that_was_not_ordered_is_a_difference(self):
        picking = self._transfer("in")
        count = self.env["aftersales.slip.count"].with_user(self.keeper)
        self.special.barcode = "STRANGE"
        for user in (self.keeper, self.checker):
            screen = count.with_user(user).browse(self._slip(picking, user).action_count()["res_id"])
            with Form(screen) as form:
                form.barcode = "STRANGE"
                with form.line_ids.edit(0) as line:
                    line.quantity = 10
            screen.action_sign()
        self.assertEqual(picking.aftersales_slip_ids.state, "different")

    def test_n14_every_way_to_be_done_asks_for_the_count(self):
        """Validate, remote calls on moves and lines, the rest, another operation, a done transfer."""
        picking = self._transfer("in").with_user(self.keeper)
        picking.move_ids.quantity = 10
        picking.move_ids.picked = True
        ways = {
            "validate": picking.button_validate,
            "skips": lambda: picking.with_context(
                skip_backorder=True, skip_sanity_check=True
            ).button_validate(),
            "state": lambda: picking.move_ids.write({"state": "done"}),
            "engine": picking.move_ids._action_done,
            "superuser": lambda: picking.sudo()._action_done(),
        }
        for name, way in ways.items():
            with self.subTest(name), self._refused(UserError, "two people count"), self.cr.savepoint():
                way()
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self.part.qty_available, 10)

    def test_n14_nothing_goes_around_by_an_internal_transfer(self):
        internal = self.warehouse.int_type_id
        for source, target in ((self.suppliers, self.stock), (self.stock, self.customers)):
            picking = self.env["stock.picking"].with_user(self.keeper)
            picking = picking.create(
                {
                    "picking_type_id": internal.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.part.id,
                                "product_uom_qty": 1,
                                "location_id": source.id,
                                "location_dest_id": target.id,
                            }
                        )
                    ],
                }
            )
            picking.action_confirm()
            picking.move_ids.write({"quantity": 1, "picked": True})
            with self._refused(UserError, "without a count"), self.cr.savepoint():
                picking.button_validate()

    def test_n14_what_is_done_no_longer_changes(self):
        picking = self._transfer("in")
        self._count_both(picking, 10)
        self._validate(picking)
        line = picking.move_line_ids.with_user(self.keeper)
        for change in (
            lambda: line.write({"quantity": 12}),
            lambda: picking.move_ids.with_user(self.keeper).write({"quantity": 12}),
            lambda: line.copy({"quantity": 2}),
            lambda: picking.with_user(self.keeper).write(
                {
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.special.id,
                                "product_uom_qty": 1,
                                "quantity": 1,
                                "location_id": self.suppliers.id,
                                "location_dest_id": self.stock.id,
                            }
                        )
                    ]
                }
            ),
        ):
            with self._refused(UserError, "was counted"), self.cr.savepoint():
                change()
                self.env.flush_all()
        with self._refused(UserError, "no longer changes"):
            picking.aftersales_slip_ids.with_user(self.keeper).write({"receiver": "Somebody"})

    def test_n14_other_than_what_was_counted_is_not_booked(self):
        for entered in (9, 11):
            picking = self._transfer("in")
            self._count_both(picking, 10)
            picking.move_ids.quantity = entered
            with self._refused(UserError, "have it counted anew"), self.cr.savepoint():
                self._validate(picking, backorder=False)
            self.assertNotEqual(picking.state, "done", entered)

    def test_n14_switched_off_nothing_changes(self):
        """An installation blocks nobody: the company switches the rules on."""
        self.company.aftersales_warehouse_rules = False
        picking = self._transfer("in")
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        with self._refused(UserError, "not counted by two people"):
            self._slip(self._transfer("in"))

    def test_n14_only_chosen_operations(self):
        self.receipts.aftersales_controlled = False
        picking = self._transfer("in")
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.keeper.group_ids += self.env.ref("stock.group_stock_manager")
        with self._refused(AccessError, "Only a service-centre manager"):
            self.deliveries.with_user(self.keeper).aftersales_controlled = False

    def test_n14_switching_on_keeps_the_choice(self):
        self.receipts.aftersales_controlled = False
        self.company.aftersales_warehouse_rules = False
        self.company.aftersales_warehouse_rules = True
        self.assertFalse(self.receipts.aftersales_controlled)
        self.assertTrue(self.deliveries.aftersales_controlled)

    def test_n14_several_transfers_at_once(self):
        """Validated together, as a batch does it: one without a count stops them all."""
        counted, uncounted = self._transfer("in"), self._transfer("in")
        self._count_both(counted, 10)
        with self._refused(UserError, "two people count"), self.cr.savepoint():
            self._validate(counted | uncounted)
        self._count_both(uncounted, 10)
        self._validate(counted | uncounted)
        self.assertEqual({counted.state, uncounted.state}, {"done"})

    def test_n14_a_signed_transfer_is_not_deleted(self):
        picking = self._transfer("in")
        self._count(picking, 10)
        with self._refused(UserError, "is signed"):
            picking.unlink()

    def test_n14_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self._count(self._transfer("in"), 10)
        stranger = self._create_keeper("Far")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["aftersales.slip"].with_user(stranger).search([]))
        self.assertFalse(self.env["aftersales.slip.line"].with_user(stranger).search([]))

    def test_n14_queries_do_not_grow_with_the_products(self):
        def count(products):
            picking = self._transfer("in")
            for product in products:
                picking.move_ids[:1].copy({"picking_id": picking.id, "product_id": product.id})
            picking.action_confirm()
            slip = self._slip(picking)
            quantities = dict.fromkeys(picking.move_ids.product_id, 10.0)
            slip.with_user(self.keeper)._sign(quantities)
            slip.with_user(self.checker)._sign(quantities)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            picking._check_aftersales_slip(picking.move_ids)
            return self.cr.sql_log_count - start

        products = self.env["product.product"].create(
            [{"name": f"Screw {index}", "is_storable": True} for index in range(24)]
        )
        count(products[:1])
        self.assertLessEqual(count(products[4:]), count(products[:4]) + 1)
