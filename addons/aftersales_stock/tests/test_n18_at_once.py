from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.aftersales_service.tests.test_two_at_once import TwoAtOnceCase

#: What the second of two keepers may read.
CLEAR = (
    r"Somebody else is changing|You counted|is counted and checked|too much|is closed|being posted"
    r"|cannot go to"
)


@tagged("post_install", "-at_install")
class TestWarehouseAtOnce(TwoAtOnceCase):
    """N14, N18: slips, days and vans, when two people of the warehouse press at the same moment."""

    @classmethod
    def _create_people(cls, env):
        cls.addClassCleanup(cls._clean_goods)
        keepers = env["res.users"].create(
            [
                {
                    "name": f"Keeper {index}",
                    "login": f"test-n18-at-once-{index}",
                    "lang": "en_US",
                    "group_ids": [Command.link(env.ref("aftersales_stock.group_keeper").id)],
                }
                for index in range(3)
            ]
        )
        cls._keep(keepers.partner_id)
        cls._keep(keepers)
        cls.keepers = keepers.ids
        product = env["product.product"].create(
            {"name": "Warehouse at once", "is_storable": True, "standard_price": 40}
        )
        cls._keep(product.product_tmpl_id)
        cls.product_id = product.id
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        cls.warehouse_id, cls.stock_id = warehouse.id, warehouse.lot_stock_id.id
        van = cls._keep(env["stock.location"].create({"name": "Van at once", "usage": "internal"}))
        engineer = env["hr.employee"].create(
            {
                "name": "Engineer at once",
                "aftersales_engineer": True,
                "aftersales_location_id": van.id,
                "aftersales_van_limit": 200,
            }
        )
        cls._keep(engineer.resource_id)
        cls._keep(engineer)
        cls.van_id, cls.engineer_id = van.id, engineer.id
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 50)
        cls.ruled = env.company.aftersales_warehouse_rules
        env.company.aftersales_warehouse_rules = True

    @classmethod
    def _clean_goods(cls):
        """Take out what nobody deletes: goods, their documents, the day."""
        with cls._environment() as env:
            env.company.aftersales_warehouse_rules = cls.ruled
            env.flush_all()
            pickings = env["stock.move"].search([("product_id", "=", cls.product_id)]).picking_id
            for statement in (
                "DELETE FROM aftersales_van_request WHERE employee_id = %(engineer)s",
                "DELETE FROM aftersales_day_close_line WHERE product_id = %(product)s",
                "DELETE FROM aftersales_day_close WHERE warehouse_id = %(warehouse)s",
                "DELETE FROM aftersales_slip_line WHERE product_id = %(product)s",
                "DELETE FROM stock_move_line WHERE product_id = %(product)s",
                "DELETE FROM stock_move WHERE product_id = %(product)s",
                "DELETE FROM stock_quant WHERE product_id = %(product)s",
                "DELETE FROM stock_picking WHERE id = ANY(%(pickings)s)",
            ):
                env.cr.execute(
                    SQL(
                        statement,
                        engineer=cls.engineer_id,
                        product=cls.product_id,
                        warehouse=cls.warehouse_id,
                        pickings=pickings.ids,
                    )
                )
            env.cr.commit()

    def _commit_receipt(self):
        """Commit a receipt of ten pieces; return the id of its slip."""
        with self._environment() as env:
            operation = env["stock.warehouse"].browse(self.warehouse_id).in_type_id
            suppliers = env.ref("stock.stock_location_suppliers")
            places = {"location_id": suppliers.id, "location_dest_id": self.stock_id}
            move = {"product_id": self.product_id, "product_uom_qty": 10, **places}
            picking = env["stock.picking"].create(
                {"picking_type_id": operation.id, "move_ids": [Command.create(move)], **places}
            )
            picking.action_confirm()
            slip = env["aftersales.slip"]._open_for(picking)
            env.cr.commit()
            return slip.id

    def _sign(self, env, slip_id, quantity=10):
        product = env["product.product"].browse(self.product_id)
        env["aftersales.slip"].browse(slip_id)._sign({product: quantity}, {product: 10})

    def test_n14_one_person_counts_in_two_windows(self):
        """He signs once: his second signature is never that of the second person."""
        slip_id = self._commit_receipt()
        mine = self.keepers[0]
        answers = self._race(*[(mine, lambda env: self._sign(env, slip_id))] * 2)
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            slip = env["aftersales.slip"].browse(slip_id)
            self.assertEqual((slip.state, slip.first_user_id.id), ("counted", mine))

    def test_n14_two_check_the_same_count(self):
        """One of them is the second person, with his own figures; the other is told."""
        slip_id = self._commit_receipt()
        self.assertEqual(self._call(self.keepers[0], lambda env: self._sign(env, slip_id)), "")
        answers = self._race(
            (self.keepers[1], lambda env: self._sign(env, slip_id, 10)),
            (self.keepers[2], lambda env: self._sign(env, slip_id, 9)),
        )
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            slip = env["aftersales.slip"].browse(slip_id)
            winner = answers.index("")
            self.assertEqual(slip.second_user_id.id, self.keepers[1 + winner])
            self.assertEqual(slip.state, ("checked", "different")[winner])

    def test_n18_a_day_closes_while_goods_are_posted(self):
        """Either the goods stand in the closed day, or they are not posted into it."""
        with self._environment() as env:
            close = env["aftersales.day.close"].create({"warehouse_id": self.warehouse_id})
            close_id = close.id
            env.cr.commit()

        def post(env):
            # sudo: a job takes its parts whoever presses the button
            jobs = env["product.product"].sudo().browse(self.product_id).property_stock_production
            move = env["stock.move"].sudo()
            move = move.create(
                {
                    "product_id": self.product_id,
                    "product_uom_qty": 3,
                    "location_id": self.stock_id,
                    "location_dest_id": jobs.id,
                }
            )
            move._action_confirm()
            move.write({"quantity": 3, "picked": True})
            move._action_done()

        def end(env):
            env["aftersales.day.close"].browse(close_id).action_close()

        answers = self._race((self.keepers[0], post), (self.keepers[1], end))
        self.assertIn("", answers)
        for answer in filter(None, answers):
            self.assertRegex(answer, CLEAR)
        with self._environment() as env:
            close = env["aftersales.day.close"].browse(close_id)
            done = env["stock.move"].search_count(
                [("product_id", "=", self.product_id), ("state", "=", "done"), ("product_uom_qty", "=", 3)]
            )
            self.assertEqual(done, int(not answers[0]))
            if close.state == "closed" and done:
                lines = close.line_ids.filtered(lambda line: line.product_id.id == self.product_id)
                self.assertEqual(lines.outgoing, 3)

    def test_n18_two_keepers_fill_one_van(self):
        """Limit 200.00, two requests of 120.00 each: one is sent, the other hears why it is not."""
        with self._environment() as env:
            line = Command.create({"product_id": self.product_id, "quantity": 3})
            requests = env["aftersales.van.request"].create(
                [{"employee_id": self.engineer_id, "line_ids": [line]} for _each in range(2)]
            )
            requests.action_ask()
            first, second = requests.ids
            env.cr.commit()
        answers = self._race(
            *(
                (
                    uid,
                    lambda env, number=number: env["aftersales.van.request"].browse(number).action_approve(),
                )
                for uid, number in zip(self.keepers, (first, second), strict=False)
            )
        )
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            engineer = env["hr.employee"].browse(self.engineer_id)
            self.assertEqual(engineer._get_aftersales_van_value(), 120)
