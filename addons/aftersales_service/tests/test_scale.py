import logging
from datetime import timedelta

from odoo.tests import tagged

from .common import ServiceCase

_logger = logging.getLogger(__name__)

#: The columns that the list of orders shows (`aftersales_order_view_list`).
LIST_FIELDS = {
    "priority": {},
    "name": {},
    "request_date": {},
    "partner_id": {"fields": {"display_name": {}}},
    "phone": {},
    "address": {},
    "product_id": {"fields": {"display_name": {}}},
    "lot_id": {"fields": {"display_name": {}}},
    "fault": {},
    "service_type": {},
    "channel": {},
    "user_id": {"fields": {"display_name": {}}},
    "engineer_id": {"fields": {"display_name": {}}},
    "planned_start": {},
    "currency_id": {"fields": {"display_name": {}}},
    "customer_total": {},
    "value_total": {},
    "invoice_state": {},
    "state": {},
}


@tagged("post_install", "-at_install")
class TestScale(ServiceCase):
    """What one more order costs in queries, flush included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["stock.quant"]._update_available_quantity(cls.part, cls.warehouse.lot_stock_id, 1000)

    def _count(self, call):
        """Return the queries of `call()` from cold caches, with what it leaves to be flushed."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        self.env.cr.precommit.run()  # the history of tracked fields is written here
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_growth(self, name, counts, limit):
        """`counts` is size → queries; one more record may cost `limit` queries."""
        (small, few), (large, many) = sorted(counts.items())
        growth = (many - few) / (large - small)
        _logger.info("%s: %s queries for %s, %s for %s: %.2f each", name, few, small, many, large, growth)
        self.assertLessEqual(growth, limit, f"{name}: {counts}")

    def _create_units(self, prefix, count):
        customers = self.env["res.partner"].create(
            [{"name": f"{prefix}{index}", "phone": f"1{index:010d}"} for index in range(count)]
        )
        units = self.env["stock.lot"].create(
            [
                {
                    "name": f"{prefix}-{index}",
                    "product_id": self.appliance.id,
                    "company_id": self.company.id,
                    "aftersales_partner_id": customer.id,
                    "aftersales_sale_date": self.today - timedelta(days=20 * (index % 50)),
                }
                for index, customer in enumerate(customers)
            ]
        )
        self.env["aftersales.contract"].create(
            [{"partner_id": each.id, "date_end": "2099-12-31"} for each in customers[::10]]
        ).action_run()
        return units

    def _create_orders(self, prefix, count, **vals):
        orders = self.env["aftersales.order"].with_user(self.clerk)
        return orders.create(
            [{"lot_id": unit.id, "fault": "Noise", **vals} for unit in self._create_units(prefix, count)]
        ).with_env(self.env)

    def _create_assigned(self, prefix, count, part=True):
        """Assessed warranty or contract jobs of Li, with a part each."""
        orders = self._create_orders(prefix, count)
        orders.sudo().write({"state": "registered"})
        self._assign(orders)
        orders.sudo().override_type = "C"
        if part:
            self.env["aftersales.order.line"].create(
                [{"order_id": order.id, "kind": "part", "product_id": self.part.id} for order in orders]
            )
        return orders

    # Execution: visits, checks, work log (S7, S10, S29) ---------------------------------

    def _create_visited(self, prefix, count):
        """Assigned jobs with three checks each."""
        if "checklist" not in self.__dict__:
            items = [("Locked out", False), ("Volts", True), ("Test run", False)]
            self.checklist = self.env["aftersales.checklist"].create(
                {
                    "name": "Scale",
                    "kind": "safety",
                    "product_categ_ids": self.category.ids,
                    "item_ids": [(0, 0, {"name": name, "needs_value": value}) for name, value in items],
                }
            )
        return self._create_assigned(prefix, count, part=False)

    def test_visits_and_checks_of_many_jobs(self):
        """S7, S29: assigned, under way, arrived, ticked and left: what one more job costs each time."""
        counts = {}
        for count in (5, 25):
            orders = self._create_orders(f"V{count}", count)
            orders.sudo().write({"state": "registered"})
            self._create_visited(f"W{count}", 1)  # the checklist is there before it is counted
            counts.setdefault("assign", {})[count] = self._count(lambda orders=orders: self._assign(orders))
            self.assertEqual((len(orders.visit_id), len(orders.check_ids)), (count, 3 * count))
            own = orders.with_user(self.dispatcher)
            checks = own.check_ids.browse(own.current_check_ids.ids)  # as a remote call gives them
            checks.value = "0"
            steps = {
                "travel": own.action_travel,
                "arrive": own.action_arrive,
                "tick": checks.action_tick,
                "leave": own.action_leave,
            }
            for name, step in steps.items():
                counts.setdefault(name, {})[count] = self._count(step)
        limits = {"assign": 2, "travel": 1, "arrive": 4, "tick": 0.2, "leave": 2}
        for name, limit in limits.items():
            self._assert_growth(f"visits: {name}", counts[name], limit)

    def test_work_log_of_many_people(self):
        """S10: time by hand, measured and reversed, of several people on several days."""
        counts = {}
        for count in (5, 25):
            people = self.env["hr.employee"].create(
                [{"name": f"L{count}-{index}", "aftersales_engineer": True} for index in range(count)]
            )
            start = self.now - timedelta(days=count + 10)
            vals_list = [
                {
                    "employee_id": person.id,
                    "start_on": start + timedelta(days=index % 5),
                    "end_on": start + timedelta(days=index % 5, hours=1),
                    "description": "Tools",
                }
                for index, person in enumerate(people)
            ]
            logs = self.env["aftersales.worklog"].with_user(self.dispatcher)
            counts.setdefault("by hand", {})[count] = self._count(
                lambda logs=logs, vals_list=vals_list: logs.create(vals_list)
            )
            lines = logs.search([("employee_id", "in", people.ids)])
            self.assertEqual(len(lines), count)
            visit = self._create_assigned(f"L{count}", 1, part=False).visit_id
            visit.sudo().worker_ids = people
            span = [(visit, "work", start + timedelta(hours=2), start + timedelta(hours=3))]
            counts.setdefault("measured", {})[count] = self._count(
                lambda span=span: self.env["aftersales.worklog"]._log_stretches(span)
            )
            self.assertEqual(len(visit.worklog_ids), count)
            counts.setdefault("reversed", {})[count] = self._count(
                lambda lines=lines: lines._reverse("Wrong day")
            )
        for name, sizes in counts.items():
            self._assert_growth(f"work log: {name}", sizes, 2)

    def test_creating_500_orders(self):
        """S1, S2: warranty, contract and type of 500 orders: at most 2 queries per order."""
        counts = {}
        for count in (50, 500):
            units = self._create_units(f"C{count}", count)
            orders = self.env["aftersales.order"].with_user(self.clerk)
            vals_list = [{"lot_id": unit.id, "fault": "Noise"} for unit in units]
            counts[count] = self._count(lambda orders=orders, vals_list=vals_list: orders.create(vals_list))
        created = self.env["aftersales.order"].search([("lot_id.name", "=like", "C500-%")])
        self.assertEqual(set(created.mapped("service_type")), {"A", "B", "C"})
        self._assert_growth("create", counts, 2)

    def test_assigning(self):
        """S3: a dispatcher gives 50 orders to an engineer at once."""
        counts = {}
        for count in (5, 50):
            orders = self._create_orders(f"A{count}", count)
            orders.sudo().write({"state": "registered"})
            counts[count] = self._count(lambda orders=orders: self._assign(orders))
            self.assertEqual(set(orders.mapped("state")), {"assessment"})
        self._assert_growth("assign", counts, 2)

    def test_moving_states(self):
        """G3: registering 50 enquiries at once."""
        counts = {}
        for count in (5, 50):
            orders = self._create_orders(f"R{count}", count).with_user(self.clerk)
            counts[count] = self._count(orders.action_register)
        self._assert_growth("register", counts, 2)

    def test_starting_and_finishing(self):
        """S7, S8: repair cards, reservations and stock moves of a batch are the host's; they are few."""
        start, finish = {}, {}
        for count in (3, 15):
            orders = self._create_assigned(f"S{count}", count)
            start[count] = self._count(orders.with_user(self.engineer_user).action_start)
            orders.write({"handling": "Done", "result": "Good", "time_spent": 1})
            finish[count] = self._count(orders.with_user(self.engineer_user).action_finish)
            self.assertEqual(set(orders.mapped("state")), {"acceptance"})
            self.assertEqual(set(orders.sudo().mapped("cost_total")), {40.0})
        self._assert_growth("start", start, 30)
        self._assert_growth("finish", finish, 60)

    def test_adding_lines(self):
        """S12: fees and prices of the lines of many orders."""
        counts = {}
        for count in (5, 50):
            orders = self._create_orders(f"L{count}", count)
            lines = self.env["aftersales.order.line"].with_user(self.clerk)
            vals_list = [
                {"order_id": order.id, "kind": kind, **extra}
                for order in orders
                for kind, extra in (("part", {"product_id": self.part.id}), ("callout", {}), ("labour", {}))
            ]
            counts[count] = self._count(lambda lines=lines, vals_list=vals_list: lines.create(vals_list))
        self._assert_growth("lines of one order", counts, 3)

    def test_invoicing_many_jobs(self):
        """S12: jobs of one customer and of many in one run: half of what they cost one by one.

        Two of them for each kind of document that follows the state of an invoice: billing periods,
        statements of stations, outcomes of complaints, claims on suppliers; the host posts one invoice
        after the other.
        """
        counts = {}
        for count in (5, 25):
            orders = self._create_orders(f"Q{count}", count)
            orders[: count // 2].sudo().partner_id = self.customer
            orders.sudo().write({"state": "registered", "override_type": "A"})
            for order in orders:
                self._add_line(order, "callout", user=self.clerk)
                order.with_user(self.clerk).action_prepare_quotation()
            orders.with_user(self.clerk).action_accept_quotation()
            orders.sudo().state = "settlement"
            orders = orders.with_user(self.accountant)
            counts[count] = self._count(orders.action_invoice)
            self.assertEqual([len(order.invoice_ids) for order in orders], [1] * count)
        self._assert_growth("invoices", counts, 26)

    def test_reading_the_list(self):
        """S2: 80 orders on a page cost the same as 8, for the clerk and for the engineer."""
        self._create_assigned("P", 80, part=False)
        for user in (self.clerk, self.engineer_user):
            orders = self.env["aftersales.order"].with_user(user)
            counts = {
                count: self._count(
                    lambda orders=orders, count=count: orders.web_search_read([], LIST_FIELDS, limit=count)
                )
                for count in (8, 80)
            }
            self._assert_growth(f"list read by {user.name}", counts, 0)

    def test_correcting_the_sale_date_of_many_units(self):
        """S1: one more corrected unit costs the history of unit and order (3 queries each), no search."""
        counts = {}
        for count in (5, 50):
            units = self._create_orders(f"D{count}", count).lot_id
            date = self.today - timedelta(days=1000)
            counts[count] = self._count(
                lambda units=units, date=date: units.write({"aftersales_sale_date": date})
            )
        self._assert_growth("sale date", counts, 6)

    def test_card_does_not_read_all_serials(self):
        """Trap 14: the form of a repair card reads its own unit, not every serial of the product."""
        self._create_units("T", 200)
        order = self._create_assigned("U", 1)
        order.with_user(self.engineer_user).action_start()
        card = order.repair_ids
        self.assertEqual(card.allowed_lot_ids, card.lot_id)
        self.assertEqual(card.read(["allowed_lot_ids"])[0]["allowed_lot_ids"], card.lot_id.ids)
