from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestVanStock(WarehouseCase):
    """N18 for what engineers carry along: limit, request, count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van = cls.env["stock.location"].create(
            {
                "name": "Van Li",
                "usage": "internal",
                "location_id": cls.warehouse.view_location_id.location_id.id,
            }
        )
        cls.engineer.aftersales_location_id = cls.van
        cls.engineer.aftersales_van_limit = 200

    def _ask(self, quantity=1.0, user=None, **vals):
        requests = self.env["aftersales.van.request"].with_user(user or self.engineer_user)
        request = requests.create(
            {"line_ids": [Command.create({"product_id": self.part.id, "quantity": quantity})], **vals}
        )
        request.action_ask()
        return request.with_env(self.env)

    def test_n18_the_parts_go_into_the_van(self):
        request = self._ask(2)
        request.with_user(self.keeper).action_approve()
        self.assertEqual(request.state, "approved")
        picking = request.picking_id
        self.assertEqual((picking.location_id, picking.location_dest_id), (self.stock, self.van))
        self._validate(picking)
        self.assertEqual(self.part.with_context(location=self.van.id).qty_available, 2)
        self.assertEqual(self.engineer._get_aftersales_van_value(), 80)

    def test_n18_the_limit_at_below_and_above(self):
        """A part costs 40, the limit is 200: 4 and 5 pass, 6 do not."""
        for quantity, refused in ((4, False), (5, False), (6, True)):
            request = self._ask(quantity)
            if refused:
                with self._refused(UserError, "too much"), self.cr.savepoint():
                    request.with_user(self.keeper).action_approve()
                self.assertEqual(request.state, "asked")
            else:
                request.with_user(self.keeper).action_approve()
                self.assertEqual(request.state, "approved")
                request.picking_id.action_cancel()

    def test_n18_what_is_on_its_way_counts(self):
        self._ask(3).with_user(self.keeper).action_approve()
        with self._refused(UserError, "too much"), self.cr.savepoint():
            self._ask(3).with_user(self.keeper).action_approve()
        self._ask(2).with_user(self.keeper).action_approve()

    def test_n18_no_limit(self):
        self.engineer.aftersales_van_limit = 0
        self._ask(10).with_user(self.keeper).action_approve()

    def test_n18_own_requests_only_and_decided_by_others(self):
        request = self._ask()
        with self._refused(AccessError, "."):
            request.with_user(self.other_engineer_user).read(["state"])
        with self._refused(AccessError, "."):
            self._ask(user=self.other_engineer_user, employee_id=self.engineer.id)
        with self._refused(AccessError, "decided by the warehouse"):
            request.with_user(self.engineer_user).action_approve()
        self.engineer_user.group_ids += self.env.ref("aftersales_stock.group_keeper")
        with self._refused(UserError, "your own request"):
            request.with_user(self.engineer_user).action_approve()
        with self._refused(UserError, "kept by the system"):
            request.with_user(self.engineer_user).write({"state": "approved"})
        with self._refused(UserError, "was sent"):
            request.line_ids.with_user(self.engineer_user).write({"quantity": 50})

    def test_n18_refused_with_a_reason(self):
        request = self._ask()
        with self._refused(UserError, "Say why"):
            request.with_user(self.keeper)._refuse(" ")
        dialog = request.with_user(self.keeper).action_refuse()
        wizard = self.env["aftersales.reason"].with_user(self.keeper).with_context(**dialog["context"])
        wizard.create({"reason": "Out of stock"}).action_apply()
        self.assertEqual((request.state, request.refusal), ("refused", "Out of stock"))
        with self._refused(UserError, "from there it cannot go"):
            request.with_user(self.keeper).action_approve()

    def test_n18_without_a_van_nothing_is_asked(self):
        with self._refused(UserError, "has no van stock"):
            self._ask(user=self.other_engineer_user)

    def test_n18_the_engineer_counts_his_van_and_another_approves(self):
        self._ask(2).with_user(self.keeper).action_approve()
        self._validate(self.env["stock.picking"].search([("location_dest_id", "=", self.van.id)]))
        inventories = self.env["aftersales.inventory"].with_user(self.engineer_user)
        inventory = inventories.create({"location_id": self.van.id, "kind": "van"})
        inventory.action_fill()
        inventory.line_ids.write({"counted": 1, "reason": "Used on the motorway"})
        inventory.action_sign()
        with self._refused(AccessError, "."):
            inventory.action_approve()
        inventory.with_user(self.manager).action_approve()
        self.assertEqual(self.part.with_context(location=self.van.id).qty_available, 1)
        with self._refused(AccessError, "."):
            inventories.create({"location_id": self.stock.id})

    # For a job, without a sale (N8) -----------------------------------------------------

    def _job(self, engineer=None, **vals):
        return self.env["aftersales.order"].create(
            {
                "partner_id": self.customer.id,
                "fault": "No cooling",
                "engineer_id": (engineer or self.engineer).id,
                "state": "repair",
                **vals,
            }
        )

    def test_n8_parts_for_a_job_without_a_sale(self):
        """Asked for on the order, approved by line with a reason, brought into the van: nothing is sold."""
        order = self._job()
        part = {"order_id": order.id, "product_id": self.part.id, "quantity": 2, "source": "warehouse"}
        order.line_ids = [Command.create(part)]
        action = order.with_user(self.engineer_user).action_ask_for_parts()
        requests = self.env["aftersales.van.request"].with_user(self.engineer_user)
        request = requests.with_context(**action["context"]).create({})
        self.assertEqual((request.order_id, request.line_ids.product_id), (order, self.part))
        self.assertEqual(request.line_ids.quantity, 2)
        request.action_ask()
        line = request.line_ids.with_user(self.keeper)
        line.quantity_approved = 1
        with self._refused(UserError, "say why"), self.cr.savepoint():
            request.with_user(self.keeper).action_approve()
        line.reason = "One is left"
        request.with_user(self.keeper).action_approve()
        self.assertEqual(request.picking_id.move_ids.product_uom_qty, 1)
        self.assertIn(order.name, request.picking_id.origin)
        self.assertEqual(order.van_request_count, 1)
        self.assertFalse(order.sale_order_count)
        self.assertEqual(order.action_view_van_requests()["domain"], [("order_id", "=", order.id)])

    def test_n8_only_for_an_open_job_of_the_engineer(self):
        for order in (
            self._job(self.other_engineer),
            self._job(state="closed"),
            self._job(state="acceptance"),
        ):
            with self._refused(UserError, "needs no parts"), self.cr.savepoint():
                self._ask(user=self.keeper, employee_id=self.engineer.id, order_id=order.id)

    def test_n8_the_job_is_over_when_it_is_decided(self):
        order = self._job()
        request = self._ask(order_id=order.id)
        order.state = "cancelled"
        with self._refused(UserError, "needs no parts"):
            request.with_user(self.keeper).action_approve()

    def test_n8_the_decision_is_the_warehouses(self):
        """What the engineer writes into the decision is gone when he asks, and refused afterwards."""
        line = {"product_id": self.part.id, "quantity": 1, "quantity_approved": 9, "reason": "trust me"}
        requests = self.env["aftersales.van.request"].with_user(self.engineer_user)
        request = requests.create({"line_ids": [Command.create(line)]})
        request.action_ask()
        self.assertEqual((request.line_ids.quantity_approved, request.line_ids.reason), (1, False))
        with self._refused(AccessError, "decided by the warehouse"):
            request.line_ids.write({"quantity_approved": 9})
        decided = request.line_ids.with_user(self.keeper)
        decided.write({"quantity_approved": 0, "reason": "None left"})
        with self._refused(UserError, "refuse it instead"):
            request.with_user(self.keeper).action_approve()
        with self._refused(UserError, "was sent"):
            decided.write({"quantity": 5})
