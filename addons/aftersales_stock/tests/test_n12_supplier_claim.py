from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestSupplierClaim(OldPartCase):
    """N12: old parts whose fault is confirmed go back to their supplier, who makes them good or refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.north)
        cls.maker = cls._create_supplier("Maker (test)")
        cls._sells(cls.maker, cls.part, 55)
        cls.env.ref("aftersales_stock.product_supplier_recovery").supplier_taxes_id = False
        cls.claims = cls.env["aftersales.supplier.claim"]

    @classmethod
    def _create_supplier(cls, name):
        return cls.env["res.partner"].create({"name": name, "lang": "en_US"})

    @classmethod
    def _sells(cls, partner, product, price):
        return cls.env["product.supplierinfo"].create(
            {"partner_id": partner.id, "product_tmpl_id": product.product_tmpl_id.id, "price": price}
        )

    def _create_part(self, name, **vals):
        product = self.env["product.product"].create({"name": name, "is_storable": True, **vals})
        self._set_price(80, product)
        return product

    def _claim(self, *results, count=2, **vals):
        """A draft claim on the maker, with the pieces of one return."""
        uses = self._returned(count, *results)
        vals = {"partner_id": self.maker.id, **vals}
        claim = self.claims.with_user(self.keeper).create(vals)
        claim.action_collect()
        return claim.with_env(self.env), uses.return_line_id

    def _sent(self, *results, **options):
        """A claim with the maker; its pieces have left."""
        claim, pieces = self._claim(*results, **options)
        claim.with_user(self.keeper).action_send()
        self._do(claim.picking_id)
        return claim, pieces

    def _do(self, picking):
        picking.with_user(self.keeper).with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()
        self.assertEqual(picking.state, "done")

    def _get_old(self, product=None):
        """How many old parts we have."""
        location = self.company._get_aftersales_old_part_location()
        return (product or self.part).with_context(location=location.id).qty_available

    # The way of a claim -----------------------------------------------------------------------------

    def test_n12_collected_sent_settled(self):
        """Of three pieces two have a fault: they leave for the supplier, who pays one and refuses one."""
        claim, pieces = self._claim("confirmed", "no_fault", count=3)
        self.assertEqual(claim.name[:2], "SP")
        self.assertEqual(
            claim.line_ids.return_line_id, pieces.filtered(lambda piece: piece.result == "confirmed")
        )
        self.assertEqual((claim.line_count, claim.expected, claim.recovered), (2, 110, 0))
        held = self._get_old()
        claim.with_user(self.keeper).action_send()
        self.assertEqual((claim.state, claim.sent_on), ("sent", self.company._get_aftersales_today()))
        picking = claim.picking_id
        self.assertEqual((picking.state, picking.picking_type_id.code), ("assigned", "outgoing"))
        self.assertEqual((picking.partner_id, picking.origin), (self.maker, claim.name))
        self.assertEqual(picking.location_dest_id, self.maker.property_stock_supplier)
        with self._refused(UserError, "have not left yet"):
            claim.with_user(self.accountant).action_settle()
        self._do(picking)
        self.assertEqual(self._get_old(), held - 2)
        with self._refused(UserError, "without an answer"):
            claim.with_user(self.accountant).action_settle()
        first, second = claim.line_ids
        first.with_user(self.keeper).write({"answer": "granted", "recovered": 50})
        claim.with_user(self.accountant).action_refuse()
        self.assertEqual((second.answer, claim.recovered), ("back", 50))
        claim.with_user(self.accountant).action_settle()
        self.assertEqual((claim.state, claim.refund_state), ("settled", "draft"))
        move = claim.move_id
        self.assertEqual(
            (move.move_type, move.partner_id, move.amount_untaxed), ("in_refund", self.maker, 50)
        )
        self.assertIn(claim.name, move.invoice_line_ids.name)
        self._do(claim.back_id)
        self.assertEqual(self._get_old(), held - 1)
        move.action_post()
        self.assertEqual(claim.refund_state, "posted")
        self.assertTrue(claim.message_ids)

    def test_n12_claims_never_change_the_valuation(self):
        """N12: whatever the costing, value and cost stay as they were when pieces leave and come back."""
        for method in ("standard", "average", "fifo"):
            with self.subTest(method=method):
                category = self.env["product.category"].create(
                    {"name": method, "property_cost_method": method}
                )
                product = self._create_part(f"Part {method}", categ_id=category.id, standard_price=40)
                self._supply(self.north, 5, product)
                maker = self._create_supplier(method)
                self._sells(maker, product, 30)
                uses = self._use(2, product=product)
                self._report().sudo().write({"state": "draft"})
                self._report()
                self._inspect(self._send(uses))
                self.env.invalidate_all()
                value, price = product.total_value, product.standard_price
                claim = self.claims.with_user(self.keeper).create({"partner_id": maker.id})
                claim.action_collect()
                claim.action_send()
                self._do(claim.sudo().picking_id)
                self.assertEqual((product.total_value, product.standard_price), (value, price))
                claim.action_refuse()
                claim.with_user(self.accountant).action_settle()
                self._do(claim.sudo().back_id)
                self.assertEqual((product.total_value, product.standard_price), (value, price))
                moves = claim.sudo().picking_id.move_ids | claim.sudo().back_id.move_ids
                self.assertEqual((sum(moves.mapped("value")), self._get_old(product)), (0, 2))

    def test_n12_a_refused_claim_brings_no_credit_note(self):
        claim, _pieces = self._sent()
        claim.line_ids[0].with_user(self.keeper).answer = "scrap"
        claim.with_user(self.keeper).action_refuse()
        held = self._get_old()
        claim.with_user(self.accountant).action_settle()
        self.assertEqual((claim.state, claim.recovered, claim.refund_state), ("refused", 0, "none"))
        self.assertFalse(claim.move_id)
        scrap = self.env["stock.scrap"].search([("origin", "=", claim.name)])
        self.assertEqual((scrap.state, scrap.scrap_qty, scrap.location_id.usage), ("done", 1, "supplier"))
        self.assertEqual(sum(claim.back_id.move_ids.mapped("product_uom_qty")), 1)
        self._do(claim.back_id)
        self.assertEqual(self._get_old(), held + 1)
        for step in ("action_settle", "action_refuse", "action_grant", "action_refund"):
            with self.subTest(step=step), self._refused(UserError, "cannot go to"):
                getattr(claim.with_user(self.manager), step)()

    def test_n12_what_came_back_can_be_claimed_by_hand(self):
        """A piece that another supplier refused is not collected again by itself, but can be chosen."""
        claim, pieces = self._sent(count=1)
        claim.with_user(self.keeper).action_refuse()
        claim.with_user(self.accountant).action_settle()
        other = self.claims.with_user(self.keeper).create({"partner_id": self.maker.id})
        with self._refused(UserError, "No old part"):
            other.action_collect()
        other.line_ids = [Command.create({"return_line_id": pieces.id})]
        with self._refused(UserError, "does not lie among the old parts"):
            other.action_send()
        self._do(claim.back_id)
        other.action_send()
        self.assertEqual(other.state, "sent")

    def test_n12_serial_numbers_go_along(self):
        product = self._create_part("Board", tracking="serial")
        self._sells(self.maker, product, 20)
        for name in ("B-1", "B-2"):
            lot = self.env["stock.lot"].create({"name": f"N{name}", "product_id": product.id})
            self.env["stock.quant"]._update_available_quantity(product, self.north.location_id, 1, lot_id=lot)
        uses = self._use(2, product=product)
        self._report()
        with self._on(self.next_month):
            shipment = self.env["aftersales.part.return"]._send_for_station(
                self.north.sudo(),
                [(str(use.id), f"B-{n}", "Dead") for n, use in enumerate(uses, 1)],
            )
        self._inspect(shipment)
        pieces = shipment.line_ids.sorted("serial")
        claim = self.claims.with_user(self.keeper).create({"partner_id": self.maker.id})
        claim.line_ids = [Command.create({"return_line_id": pieces[1].id})]
        claim.action_send()
        picking = claim.sudo().picking_id
        self.assertEqual(picking.move_line_ids.lot_id.name, "B-2")
        self._do(picking)
        claim.action_refuse()
        claim.with_user(self.accountant).action_settle()
        self.assertEqual(claim.sudo().back_id.move_line_ids.lot_id.name, "B-2")

    def test_n12_recalled_before_it_leaves(self):
        claim, pieces = self._claim()
        claim.with_user(self.keeper).action_send()
        picking = claim.picking_id
        claim.with_user(self.keeper).action_recall()
        self.assertEqual((claim.state, claim.sent_on, claim.picking_id), ("draft", False, picking.browse()))
        self.assertEqual(picking.state, "cancel")
        claim.with_user(self.keeper).action_send()
        self._do(claim.picking_id)
        with self._refused(UserError, "have left"):
            claim.with_user(self.keeper).action_recall()
        self.assertEqual(claim.line_ids.return_line_id, pieces)

    def test_n12_the_credit_note_is_made_anew_where_it_was_dropped(self):
        claim, _pieces = self._sent()
        claim.with_user(self.keeper).action_grant()
        claim.with_user(self.accountant).action_settle()
        self.assertEqual(claim.move_id.amount_untaxed, 110)
        with self._refused(UserError, "stands"):
            claim.with_user(self.accountant).action_refund()
        claim.move_id.unlink()
        self.env.invalidate_all()
        self.assertEqual(claim.refund_state, "none")
        claim.with_user(self.accountant).action_refund()
        self.assertEqual((claim.refund_state, claim.move_id.amount_untaxed), ("draft", 110))

    # Which pieces, for how much -----------------------------------------------------------------------

    def test_n12_marked_pieces_go_to_the_suppliers_of_their_products(self):
        other = self._create_supplier("Other maker (test)")
        valve = self._create_part("Valve")
        self._sells(other, valve, 12.5)
        self._sells(self.maker, valve, 99).sequence = 5
        self._supply(self.north, 5, valve)
        uses = self._use(2) | self._use(1, product=valve)
        self._report()
        self._inspect(self._send(uses))
        draft = self.claims.with_user(self.keeper).create({"partner_id": other.id})
        action = uses.return_line_id.with_user(self.keeper).action_claim()
        claims = self.claims.search(action["domain"]).sorted("expected")
        self.assertEqual(
            claims.mapped(lambda claim: (claim.partner_id, claim.expected)),
            [
                (other, 12.5),
                (self.maker, 110),
            ],
        )
        self.assertIn(draft.with_env(self.env), claims, "A draft is filled up")
        with self._refused(UserError, "nobody has claimed yet"):
            uses.return_line_id.with_user(self.keeper).action_claim()

    def test_n12_without_a_supplier_it_is_chosen_and_the_cost_is_expected(self):
        lamp = self._create_part("Lamp", standard_price=7)
        self._supply(self.north, 5, lamp)
        uses = self._use(1, product=lamp)
        self._report()
        self._inspect(self._send(uses))
        with self._refused(UserError, "has no supplier"):
            uses.return_line_id.with_user(self.keeper).action_claim()
        claim = self.claims.with_user(self.keeper).create(
            {
                "partner_id": self.maker.id,
                "line_ids": [Command.create({"return_line_id": uses.return_line_id.id})],
            }
        )
        self.assertEqual(claim.expected, 7)
        claim.line_ids.expected = 6
        claim.action_send()
        self.assertEqual(claim.expected, 6)

    def test_n12_prices_in_another_currency_and_unit(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2001-01-01", "rate": 0.2, "company_id": self.company.id}
        )
        seller = self.maker.env["product.supplierinfo"].search([("partner_id", "=", self.maker.id)])
        seller.write(
            {"currency_id": dollar.id, "price": 60, "product_uom_id": self.env.ref("uom.product_uom_dozen")}
        )
        claim, _pieces = self._claim(count=1)
        self.assertEqual(claim.expected, 25, "60.00 USD a dozen, 5.00 CNY a dollar")

    def test_n12_only_confirmed_faults_each_once(self):
        claim, pieces = self._claim("no_fault", count=2)
        self.assertEqual(claim.line_count, 1)
        with self._refused_by_database("piece_once"):
            claim.line_ids.sudo().copy()
        claim.with_user(self.keeper).line_ids = [Command.create({"return_line_id": pieces[0].id})]
        with self._refused(UserError, "was not confirmed"):
            claim.with_user(self.keeper).action_send()
        empty = self.claims.with_user(self.keeper).create({"partner_id": self.maker.id})
        with self._refused(UserError, "is empty"):
            empty.action_send()
        for vals in ({"expected": -1}, {"recovered": 5}, {"answer": "granted", "recovered": -1}):
            with self.subTest(vals=vals), self._refused_by_database("amounts_sound"):
                claim.line_ids[0].sudo().write(vals)

    # Rights, sizes ------------------------------------------------------------------------------------

    def test_n12_who_claims_and_settles(self):
        claim, pieces = self._claim()
        for user in (self.clerk, self.engineer_user, self.dispatcher, self.accountant):
            for step in ("action_collect", "action_send", "action_recall"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(claim.with_user(user), step)()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                pieces.with_user(user).action_claim()
            with self.assertRaises(AccessError):
                self.claims.with_user(user).create({"partner_id": self.maker.id})
        claim.with_user(self.keeper).action_send()
        for user in (self.clerk, self.engineer_user, self.dispatcher, self.keeper):
            for step in ("action_settle", "action_refund", "action_view_refund"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(claim.with_user(user), step)()
        for user in (self.clerk, self.engineer_user, self.dispatcher):
            for step in ("action_grant", "action_refuse"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(claim.with_user(user), step)()
        for vals in (
            {"state": "settled"},
            {"name": "x"},
            {"recovered": 9},
            {"move_id": 1},
            {"picking_id": 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                claim.with_user(self.manager).write(vals)
        with self._refused(UserError, "cannot go to"):
            claim.with_user(self.manager).partner_id = self.company.partner_id
        with self._refused(UserError, "cannot go to"):
            claim.with_user(self.manager).unlink()
        for vals in ({"expected": 1}, {"return_line_id": pieces[0].id}):
            with self.subTest(vals=vals), self._refused(UserError, "cannot be changed in this step"):
                claim.line_ids[0].with_user(self.keeper).write(vals)
        with self._refused(UserError, "cannot be changed in this step"):
            claim.line_ids[0].with_user(self.keeper).unlink()

    def test_n12_claims_of_the_own_company_and_not_for_stations(self):
        claim, _pieces = self._claim()
        other = self.env["res.company"].create({"name": "Other (test)"})
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "test-claim-stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.link(self.env.ref("aftersales_service.group_manager").id),
                    Command.link(self.env.ref("aftersales_stock.group_keeper").id),
                ],
            }
        )
        for step in ("action_collect", "action_send", "action_grant", "action_settle"):
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(claim.with_user(stranger), step)()
        self.assertFalse(self.claims.with_user(stranger).search([]))
        portal = self._create_station_user(self.north, "test-claim-portal")
        for model in (claim, claim.line_ids):
            with self.assertRaises(AccessError):
                model.with_user(portal).read(["company_id"])
        with self.assertRaises(AccessError):
            claim.with_user(portal).action_send()

    def test_n12_queries_do_not_grow_with_the_pieces(self):
        """Eight pieces are collected, sent and settled with as many queries as two."""
        counts = []
        for size in (2, 8):
            self._returned(size)
            claim = self.claims.create({"partner_id": self.maker.id})
            spent = []
            for step in ("action_collect", "action_send", "action_grant", "action_settle"):
                if step == "action_grant":
                    self._do(claim.picking_id)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                getattr(claim, step)()
                self.env.flush_all()
                spent.append(self.env.cr.sql_log_count - before)
            counts.append(spent)
        for few, many in zip(*counts, strict=True):
            self.assertLessEqual(many, few + 2)
