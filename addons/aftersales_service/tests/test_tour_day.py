from datetime import timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ServiceCase

JOBS = "/odoo/action-aftersales_service.aftersales_order_action_my_jobs"
REPORTS = "/odoo/action-aftersales_service.aftersales_daily_report_action"


@tagged("post_install", "-at_install")
class TestTourDay(ServiceCase, HttpCase):
    """An engineer's day on his telephone, tap by tap (S7, S10, S29)."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer_user.password = cls.engineer_user.login
        cls.env["aftersales.checklist"].create(
            {
                "name": "Live voltage (test)",
                "kind": "safety",
                "product_categ_ids": [Command.set(cls.category.ids)],
                "item_ids": [
                    Command.create({"name": "Locked out", "sequence": 1}),
                    Command.create({"name": "Volts", "sequence": 2, "needs_value": True}),
                ],
            }
        )
        cls.van = cls.env["stock.location"].create({"name": "Van of Li", "usage": "internal"})
        cls.engineer.aftersales_location_id = cls.van
        cls.env["stock.quant"]._update_available_quantity(cls.part, cls.van, 2)
        cls.company.aftersales_require_photos = False

    def test_s7_a_day_on_the_telephone(self):
        """S7, S10, S29: today's list, there, checks, work, own part, photo, signature, daily report."""
        order = self._play_until("registered", self.unit_free)
        order.with_user(self.dispatcher)._assign(
            self.engineer, self.now, self.now + timedelta(hours=1), order.engineer_id
        )
        self.start_tour(JOBS, "aftersales_engineer_day", login=self.engineer_user.login, timeout=180)
        self.env.invalidate_all()
        visit = order.visit_ids
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.travel_started_on <= visit.arrived_on <= visit.started_on <= visit.ended_on)
        ticks = order.check_ids.sorted("sequence")
        self.assertEqual(ticks.mapped("done"), [True, True])
        self.assertEqual((ticks[1].value, ticks.done_by_id), ("0 V", self.engineer_user))
        line = order.line_ids
        self.assertEqual((line.source, line.move_id.location_id), ("own", self.van))
        self.assertEqual(line.move_id.state, "done")
        self.assertEqual((order.photo_ids.visit_id, order.photo_ids.taken_by_id), (visit, self.engineer_user))
        self.assertTrue(order.signature)
        self.assertEqual(order.state, "follow_up")

        # the tour takes seconds, which are no minutes: the day gets an entry by hand
        self.env["aftersales.worklog"].with_user(self.engineer_user).create(
            {
                "employee_id": self.engineer.id,
                "start_on": self.now - timedelta(minutes=90),
                "end_on": self.now - timedelta(minutes=30),
                "description": "Tools",
            }
        )
        self.start_tour(REPORTS, "aftersales_engineer_report", login=self.engineer_user.login, timeout=120)
        self.env.invalidate_all()
        report = self.env["aftersales.daily.report"].search([("employee_id", "=", self.engineer.id)])
        self.assertEqual((report.state, report.hours_total), ("submitted", 1))
