from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common_warehouse import WarehouseCase


@tagged("post_install", "-at_install")
class TestShipment(KilledMixin, WarehouseCase):
    """N17: what is shipped is followed until the customer was asked how it came."""

    def _ship(self, count=1, **vals):
        pickings = self.env["stock.picking"]
        for _index in range(count):
            picking = self._transfer("out", 1)
            self._count_both(picking, 1, way="shipped", **vals)
            pickings |= picking
        self._validate(pickings)
        return pickings.aftersales_shipment_ids

    def _on_day(self, days):
        return freeze_time(self.now + timedelta(days=days))

    def _chase(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_stock.ir_cron_chase_shipments").method_direct_trigger()

    def test_n17_the_log_says_who_where_and_what(self):
        shipment = self._ship(receiver="Mrs Zhang")
        self.assertEqual(shipment.state, "shipped")
        self.assertEqual((shipment.receiver, shipment.phone), ("Mrs Zhang", self.customer.phone))
        self.assertIn("88 Renmin Road", shipment.address)
        self.assertEqual(shipment.goods, "1 × [TEST-M7] Fan motor M7")
        self.assertEqual(shipment.user_id, self.keeper)
        shipment.with_user(self.clerk).write({"tracking_number": "SF100"})
        self.assertEqual(shipment.tracking_number, "SF100")

    def test_n17_collected_goods_are_not_followed(self):
        picking = self._transfer("out", 1)
        self._count_both(picking, 1)
        self._validate(picking)
        self.assertFalse(picking.aftersales_shipment_ids)

    def test_n17_chased_on_the_third_day_and_the_customer_told(self):
        self.customer.email = "zhang@example.com"
        shipment = self._ship()
        for days, chased in ((2, False), (3, True)):
            with self._on_day(days):
                self._chase()
            self.assertEqual(bool(shipment.chased_on), chased, days)
        self.assertEqual(len(shipment.activity_ids), 1)
        self.assertEqual(shipment.activity_ids.user_id, self.keeper)
        mails = self.env["mail.mail"].search([("model", "=", shipment._name), ("res_id", "=", shipment.id)])
        self.assertEqual(len(mails), 1)
        with self._on_day(4):
            self._chase()
        self.assertEqual(len(shipment.activity_ids), 1, "a second run does nothing")

    def test_n17_killed_while_it_chases(self):
        """N17: each carrier is chased and each customer told once, whenever the run dies."""
        self.customer.email = "zhang@example.com"
        shipments = self._ship(3)
        mails = self.env["mail.mail"]
        domain = [("model", "=", shipments._name), ("res_id", "in", shipments.ids)]
        with self._on_day(3):
            self._check_killed(shipments._name, "_cron_chase", "_chase", lambda: len(shipments.activity_ids))
        self.assertEqual([len(shipment.activity_ids) for shipment in shipments], [1, 1, 1])
        self.assertEqual(sorted(mails.search(domain).mapped("res_id")), sorted(shipments.ids))

    def test_n17_another_figure_is_another_day(self):
        self.env.ref("aftersales_stock.warehouse_policy_general").chase_days = 5
        shipment = self._ship()
        self.assertEqual((shipment.chase_on - shipment.shipped_on).days, 5)

    def test_n17_delivered_in_time_nobody_is_chased(self):
        shipment = self._ship()
        shipment.with_user(self.keeper).action_deliver()
        with self._on_day(3):
            self._chase()
        self.assertFalse(shipment.chased_on)
        self.assertIn("Ask the customer", shipment.activity_ids.summary)

    def test_n17_the_customer_is_asked_about_damage_and_completeness(self):
        shipment = self._ship()
        with self._refused(UserError, "from there it cannot go"):
            shipment.with_user(self.clerk)._record_answer("Fine")
        shipment.with_user(self.clerk).action_deliver()
        with self._refused(UserError, "damaged or missing"):
            shipment.with_user(self.clerk)._record_answer(" ", damaged=True)
        wizard = self.env["aftersales.shipment.answer"].with_user(self.clerk)
        wizard.create({"shipment_id": shipment.id, "damaged": True, "answer": "Box is wet"}).action_record()
        self.assertEqual((shipment.state, shipment.asked_by_id), ("asked", self.clerk))
        self.assertEqual(shipment.activity_ids.user_id, self.manager)
        with self._refused(UserError, "from there it cannot go"):
            shipment.with_user(self.clerk).action_deliver()

    def test_n17_lost_goods_go_to_the_leader_and_may_turn_up(self):
        shipment = self._ship()
        shipment.with_user(self.keeper).action_lose()
        self.assertEqual(shipment.activity_ids.user_id, self.manager)
        shipment.with_user(self.keeper).action_deliver()
        self.assertEqual(shipment.state, "delivered")

    def test_n17_the_log_is_not_written_by_hand(self):
        shipment = self._ship()
        for vals in (
            {"state": "asked"},
            {"receiver": "X"},
            {"chase_on": self.today},
            {"delivered_on": self.today},
        ):
            with self.subTest(vals), self._refused(UserError, "kept by the system"):
                shipment.with_user(self.keeper).write(vals)
        with self._refused(AccessError, "."):
            shipment.with_user(self.engineer_user).action_deliver()

    def test_n17_late_is_a_filter(self):
        shipment = self._ship()
        for days, late in ((2, False), (3, True)):
            with self._on_day(days):
                shipment.invalidate_recordset(["is_late"])
                self.assertEqual(shipment.is_late, late)
                found = self.env["aftersales.shipment"].search([("is_late", "=", True)])
                self.assertEqual(shipment in found, late)

    def test_n18_shipments_are_kept_three_years(self):
        shipment = self._ship()
        with self._refused(AccessError, "."):
            shipment.with_user(self.keeper).unlink()
        expired = self.now.replace(year=self.now.year + 3)
        with freeze_time(expired - timedelta(days=1)), self._refused(UserError, "is kept until"):
            shipment.with_user(self.manager).unlink()
        with freeze_time(expired):
            shipment.with_user(self.manager).unlink()

    def test_n17_queries_of_the_sweep_do_not_grow(self):
        def count(many):
            shipments = self._ship(many)
            shipments.chase_on = self.today
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.env["aftersales.shipment"].search([("id", "in", shipments.ids)])._chase(self.today)
            self.env.flush_all()
            return self.cr.sql_log_count - start

        count(1)
        self.assertLessEqual(count(6), count(2) + 2)
