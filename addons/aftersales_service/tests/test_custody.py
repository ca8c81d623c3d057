from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_base.models import aftersales_slice_mixin

from .test_workshop import WorkshopCase


@tagged("post_install", "-at_install")
class TestCustody(WorkshopCase):
    """S8: goods that nobody collects: two notices, then a manager decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("aftersales_service.custody_policy_default")
        cls.cron = cls.env.ref("aftersales_service.ir_cron_remind_owners")
        cls.customer.email = "zhang@example.com"

    def _make_ready(self, count=1, prefix="SN-C"):
        units = self._take_in_free(count, prefix)
        self._repair(units)
        self._pass(units)
        return units

    def _run(self, days):
        """Let the scheduled action run `days` after today."""
        with freeze_time(self.now + timedelta(days=days)), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("model", "=", "aftersales.goods.receipt")])

    def test_s8_notices_on_their_days(self):
        """S8: nothing a day before; on the 30th, 60th and 90th day a stage, two mails, three activities."""
        unit = self._make_ready()
        order = unit.order_id
        self.assertEqual(unit.custody_policy_id, self.policy)
        self.assertEqual(
            (self.policy.notice_days, self.policy.reminder_days, self.policy.abandon_days), (30, 60, 90)
        )
        for days, stage, mails, activities in (
            (29, False, 0, 0),
            (30, "notified", 1, 1),
            (59, "notified", 1, 1),
            (60, "reminded", 2, 2),
            (89, "reminded", 2, 2),
            (90, "abandoned", 2, 3),
            (300, "abandoned", 2, 3),
        ):
            self._run(days)
            with self.subTest(days=days):
                self.assertEqual(unit.custody_stage, stage)
                self.assertEqual(len(self._mails()), mails)
                own = order.activity_ids.filtered(
                    lambda each: (
                        each.activity_type_id
                        == self.env.ref("aftersales_service.mail_activity_type_uncollected")
                    )
                )
                self.assertEqual(len(own), activities)
                self.assertEqual(own.user_id, order.user_id if activities else self.env["res.users"])
        self.assertEqual(unit.state, "ready", "nothing happens to the goods by itself")
        self.assertIn(unit.serial, self._mails()[0].body_html)

    def test_s8_run_twice_tells_once(self):
        """S8: killed and run again on the same day: no second mail."""
        self._make_ready(3)
        self._run(30)
        self._run(30)
        self.assertEqual(len(self._mails()), 1, "one letter for the three units of a receipt")

    def test_s8_late_notice_leaves_the_whole_time(self):
        """S8: the action stood still for a year: first notice now, the second one 30 days later."""
        unit = self._make_ready()
        self._run(365)
        self.assertEqual(unit.custody_stage, "notified")
        self._run(394)
        self.assertEqual(unit.custody_stage, "notified")
        self._run(395)
        self.assertEqual(unit.custody_stage, "reminded")

    def test_s8_slices(self):
        """S8: more receipts than a slice are all told."""
        units = self._make_ready(1, "SN-S1") | self._make_ready(1, "SN-S2") | self._make_ready(1, "SN-S3")
        self.patch(aftersales_slice_mixin, "SLICE", 2)
        self._run(30)
        self.assertEqual(set(units.mapped("custody_stage")), {"notified"})
        self.assertEqual(len(self._mails()), 3)

    def test_scheduled_work_speaks_the_language_of_the_company(self):
        """Who reads the activity reads his own language, not that of the server's user."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        units, heard = self._make_ready(), []
        domain = Domain("id", "in", units.ids)
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            units.with_env(self.env(cr=cursor))._work_in_slices(
                domain, lambda found: heard.append((found.ids, found.env.lang))
            )
        self.assertEqual(heard, [(units.ids, "fr_FR")])

    def test_s8_collected_or_reopened_goods_are_left_alone(self):
        """S8: who came is not reminded; a unit sent back waits anew."""
        units = self._make_ready(2)
        self._collect(units[0])
        units[1].with_user(self.engineer_user).action_send_back()
        self.assertFalse(units[1].custody_due or units[1].custody_policy_id)
        self._run(90)
        self.assertFalse(any(units.mapped("custody_stage")))
        self.assertFalse(self._mails())

    def test_s8_company_policy_from_its_day_on(self):
        """S8: a unit keeps the policy of the day it was ready."""
        old = self._make_ready(1, "SN-O")
        policy = self.policy.copy(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "notice_days": 7,
                "reminder_days": 14,
                "abandon_days": 21,
            }
        )
        new = self._make_ready(1, "SN-N")
        self.assertEqual((old.custody_policy_id, new.custody_policy_id), (self.policy, policy))
        self._run(7)
        self.assertEqual((old.custody_stage, new.custody_stage), (False, "notified"))
        with self._refused(UserError, "was used"):
            policy.with_user(self.manager).notice_days = 8
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.policy.copy({"date_from": "2031-01-01", "notice_days": 60})
            self.env.flush_all()

    def test_s8_manager_decides_with_a_reason(self):
        """S8: only abandoned goods, only a manager, only with a reason; the receipt is voided then."""
        units = self._make_ready(3)
        manager = units.with_user(self.manager)
        with self._refused(UserError, "can still collect"):
            manager.action_open_dispose()
        self._run(30)
        with self._refused(UserError, "can still collect"):
            manager._dispose("sold", "Because")
        self._run(60)
        self._run(90)
        with self.assertRaises(AccessError):
            units.with_user(self.dispatcher)._dispose("sold", "Because")
        for disposal, reason in (("sold", " "), ("burnt", "Because"), (None, "Because")):
            with self.subTest(disposal=disposal), self._refused(UserError, "what becomes"):
                manager._dispose(disposal, reason)
        action = manager.action_open_dispose()
        dialog = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        dialog.create(
            {"disposal": "scrapped", "reason": "Owner gave it up by phone", "unit_ids": units[0].ids}
        ).action_apply()
        self.assertEqual((units[0].state, units[0].disposal), ("disposed", "scrapped"))
        self.assertEqual(units[0].disposed_by_id, self.manager)
        manager[1]._dispose("returned", "Sent by courier")
        self.assertEqual(units[1].state, "returned")
        self.assertEqual(units.receipt_id.state, "open")
        manager[2]._dispose("sold", "Storage cost")
        self.assertEqual(units.receipt_id.state, "returned")

    def test_s8_owner_of_abandoned_goods_can_still_come(self):
        """S8: until the manager decides, the goods are his."""
        unit = self._make_ready()
        for days in (30, 60, 90):
            self._run(days)
        self._collect(unit)
        self.assertEqual(unit.state, "returned")
        self.assertEqual(fields.Date.to_date(unit.custody_due), None)
