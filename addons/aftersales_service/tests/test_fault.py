from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestFault(ServiceCase):
    """S4: priority and work plan from the kind and severity of the fault."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cooling, cls.gas = cls.env["aftersales.fault"].create(
            [
                {
                    "code": "T01",
                    "name": "Does not cool",
                    "product_categ_id": cls.category.id,
                    "severity": "serious",
                    "priority": "1",
                    "usual_minutes": 90,
                    "work_plan": "Clean the filter.",
                    "part_ids": [Command.create({"product_id": cls.part.id, "quantity": 2})],
                },
                {"code": "T02", "name": "Smells of gas", "severity": "safety", "priority": "2"},
            ]
        )

    def test_s4_fault_proposes_priority_duration_and_plan(self):
        orders = self.env["aftersales.order"].with_user(self.clerk)
        order = orders.create({"lot_id": self.unit_paid.id, "fault_id": self.cooling.id})
        self.assertEqual((order.priority, order.planned_minutes), ("1", 90))
        self.assertEqual(order.fault, "Does not cool")
        self.assertEqual(order.work_plan, "Clean the filter.\nBring along: 2 × [TEST-M7] Fan motor M7")

    def test_s4_customers_words_and_given_priority_stay(self):
        order = self._create_order(fault="Warm air", fault_id=self.cooling.id, priority="2")
        self.assertEqual((order.fault, order.priority), ("Warm air", "2"))

    def test_s4_order_without_fault_code_is_normal(self):
        order = self._create_order()
        self.assertEqual((order.priority, order.planned_minutes, order.work_plan), ("0", 0, False))

    def test_s4_another_fault_moves_priority_until_dispatched(self):
        order = self._create_order(fault_id=self.cooling.id)
        order.with_user(self.clerk).fault_id = self.gas
        self.assertEqual(order.priority, "2")
        order.with_user(self.clerk).action_register()
        self._assign(order)
        order.with_user(self.engineer_user).fault_id = self.cooling
        self.assertEqual(order.priority, "2", "the engineer names the fault he found; urgency stands")
        self.assertEqual(order.planned_minutes, 90)

    def test_s4_plan_of_the_order_outlives_the_fault_tree(self):
        order = self._create_order(fault_id=self.cooling.id)
        self.cooling.write({"work_plan": "Another plan", "usual_minutes": 10, "priority": "0"})
        self.assertEqual((order.priority, order.planned_minutes), ("1", 90))
        self.assertRegex(order.work_plan, "Clean the filter")

    def test_s4_fault_belongs_to_the_products_category(self):
        other = self.env["product.category"].create({"name": "Washers (test)"})
        below = self.env["product.category"].create({"name": "Split", "parent_id": self.category.id})
        washer = self.env["aftersales.fault"].create(
            {"code": "T03", "name": "Does not drain", "product_categ_id": other.id}
        )
        with self._refused(ValidationError, "choose another fault"):
            self._create_order(fault_id=washer.id)
        self.appliance.categ_id = below
        self.assertTrue(self._create_order(fault_id=self.cooling.id), "a fault of the category above fits")

    def test_s4_usual_parts_and_labour_are_added_once(self):
        order = self._create_order(fault_id=self.cooling.id)
        order.with_user(self.clerk).action_add_usual_lines()
        lines = order.line_ids
        self.assertEqual(lines.mapped("kind"), ["part", "labour"])
        self.assertEqual(lines.mapped("quantity"), [2, 1.5])
        self.assertEqual(lines[0].product_id, self.part)
        with self._refused(UserError, "nothing to add"):
            order.with_user(self.clerk).action_add_usual_lines()
        with self._refused(UserError, "Choose the fault code"):
            self._create_order().with_user(self.clerk).action_add_usual_lines()
        with self._refused(AccessError, "Your role"):
            order.with_user(self.accountant).action_add_usual_lines()

    def test_s4_signed_fault_stands(self):
        order = self._play_until("signed", fault_id=self.cooling.id)
        with self._refused(UserError, "signed"):
            order.with_user(self.engineer_user).fault_id = self.gas

    def test_s4_code_is_unique_per_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        faults = self.env["aftersales.fault"]
        faults.create(
            [{"code": "T01", "name": "Same code", "company_id": c.id} for c in (self.company, other)]
        )
        with self._refused_by_database("aftersales_fault_code_unique"):
            faults.create({"code": "T01", "name": "Again"})
        with self._refused_by_database("aftersales_fault_minutes_positive"):
            faults.create({"code": "T09", "name": "Quick", "usual_minutes": -1})
        with self._refused_by_database("aftersales_fault_part_quantity_positive"):
            self.cooling.part_ids.quantity = 0

    def test_s4_roles_and_company(self):
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
            self.assertEqual(self.cooling.with_user(user).name, "Does not cool")
            with self.assertRaises(AccessError):
                self.cooling.with_user(user).write({"priority": "0"})
        self.cooling.with_user(self.manager).write({"priority": "0"})
        other = self.env["res.company"].create({"name": "Other"})
        self.cooling.company_id = other
        self.assertNotIn(self.cooling, self.cooling.with_user(self.clerk).search([]))

    def test_s4_fault_list_is_imported(self):
        """A spreadsheet with one line per part."""
        result = self.env["aftersales.fault"].load(
            ["code", "name", "product_categ_id", "severity", "priority", "usual_minutes",
             "part_ids/product_id", "part_ids/quantity"],
            [
                ["I1", "Leaks", self.category.name, "Serious", "Urgent", "45", "TEST-M7", "1"],
                ["I2", "Rattles", "", "Minor", "Normal", "30", "", ""],
            ],
        )  # fmt: skip
        self.assertFalse(result["messages"])
        leaks, rattles = self.env["aftersales.fault"].browse(result["ids"])
        self.assertEqual((leaks.priority, leaks.part_ids.product_id), ("1", self.part))
        self.assertFalse(rattles.part_ids)

    def test_s4_register_of_many_takes_as_many_queries_as_of_few(self):
        vals = {"lot_id": self.unit_paid.id, "fault_id": self.cooling.id}
        orders = self.env["aftersales.order"].with_user(self.clerk)
        orders.create([vals])

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders.create([vals] * number)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        self.assertLessEqual(count(20) - count(5), 3, "flat: the slack is the host's mail tracking")

    # Fellow workers ------------------------------------------------------------------

    def test_g4_fellow_worker_sees_the_job_as_his_own(self):
        order = self._play_until("assessment")
        mate = order.with_user(self.other_engineer_user)
        self.assertNotIn(mate, mate.search([]))
        order.worker_ids = self.other_engineer
        self.assertIn(mate, mate.search([]))
        self._add_line(order, user=self.other_engineer_user)
        self.assertTrue(mate.line_ids)
        self.assertTrue(mate.clock_ids)
        order.worker_ids = False
        with self.assertRaises(AccessError):
            mate.read(["name"])

    def test_g4_fellow_workers_are_set_by_the_dispatch_only(self):
        order = self._play_until("assessment")
        for user in (self.engineer_user, self.clerk, self.dispatcher):
            with self._refused(UserError, "kept by the system"):
                order.with_user(user).worker_ids = self.other_engineer
