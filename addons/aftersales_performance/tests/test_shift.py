from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerformanceCase


@tagged("post_install", "-at_install")
class TestShift(PerformanceCase):
    """S26, G4: twelve hours, a written handover, and nothing without its owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.aftersales_ticket_from = "2026-03-01"
        cls.now = fields.Datetime.now()

    def _plan(self, person=None, taker=None, **vals):
        return (
            self.env["aftersales.shift"]
            .with_user(self.leader.user_id)
            .create(
                {
                    "employee_id": (person or self.agent).id,
                    "taker_id": (taker or self.other_agent).id,
                    "date_from": self.now,
                    **vals,
                }
            )
        )

    def _begin(self, **vals):
        """The agent's shift, on duty, with the three texts."""
        shift = self._plan(**vals).with_user(self.agent.user_id)
        shift.action_start()
        shift.write({"instructions": "Call Mr Li", "events": "none", "contacts": "none"})
        return shift

    def _own(self, count=1, **vals):
        return self._call(count, user_id=self.agent.user_id.id, **vals)

    def _find(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_find_breaches").method_direct_trigger()
        return self.env["aftersales.ticket.breach"].search([("cause", "=", "handover")])

    def test_s26_a_shift_has_twelve_hours_or_what_the_company_says(self):
        shift = self._plan()
        self.assertEqual(shift.date_to - shift.date_from, timedelta(hours=12))
        self.company.aftersales_shift_hours = 8
        later = self._plan(date_from=self.now + timedelta(hours=12))
        self.assertEqual(later.date_to - later.date_from, timedelta(hours=8))
        with self._refused(UserError, "nobody is in two shifts"):
            self._plan(date_from=self.now + timedelta(hours=19))

    def test_s26_open_matters_go_to_who_accepts(self):
        shift = self._begin()
        order, kept, closed = self._own(3)
        complaint = self.env["aftersales.complaint"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "description": "Nobody called back",
                "user_id": self.agent.user_id.id,
            }
        )
        closed._update_state("cancelled")
        shift.action_list_matters()
        self.assertEqual(
            sorted(shift.item_ids.mapped("name")),
            sorted(f"{matter.display_name} · Zhang Wei" for matter in (order, kept, complaint)),
        )
        shift.item_ids.filtered(lambda item: item.name.startswith(kept.display_name)).passes = False
        shift.action_hand_over()
        self.assertEqual(order.user_id, self.agent.user_id, "until it is accepted")
        shift.with_user(self.other_agent.user_id).action_accept()
        taker = self.other_agent.user_id
        self.assertEqual((order.user_id, complaint.user_id), (taker, taker))
        self.assertEqual(kept.user_id, self.agent.user_id)
        self.assertEqual(shift.state, "accepted")

    def test_s26_nobody_leaves_with_a_matter_that_is_not_listed(self):
        shift = self._begin()
        order = self._own()
        with self._refused(UserError, order.name):
            shift.action_hand_over()
        shift.action_list_matters()
        shift.action_hand_over()
        late = self._own()
        with self._refused(UserError, late.name):
            shift.with_user(self.other_agent.user_id).action_accept()
        shift.with_user(self.other_agent.user_id).action_return()
        self.assertEqual((shift.state, shift.written_on), ("running", False))
        shift.action_list_matters()
        shift.action_hand_over()
        shift.with_user(self.other_agent.user_id).action_accept()
        self.assertEqual((order | late).user_id, self.other_agent.user_id)

    def test_s26_the_handover_is_written_in_full(self):
        shift = self._begin()
        for name in ("instructions", "events", "contacts"):
            before = shift[name]
            shift[name] = " "
            with self._refused(UserError, "is empty"):
                shift.action_hand_over()
            shift[name] = before
        for taker in (False, self.agent.id):
            shift.taker_id = taker
            with self._refused(UserError, "say who takes over"):
                shift.action_hand_over()

    def test_s26_each_writes_the_own_part(self):
        shift = self._begin()
        self._own()
        shift.action_list_matters()
        for user, attack in (
            (self.other_agent, lambda each: each.write({"instructions": "Mine"})),
            (self.other_agent, lambda each: each.action_hand_over()),
            (self.other_agent, lambda each: each.action_accept()),
            (self.other_agent, lambda each: each.action_list_matters()),
            (self.other_agent, lambda each: each.item_ids.write({"passes": False})),
            (self.agent, lambda each: each.write({"date_to": "2026-12-01"})),
            (self.agent, lambda each: each.write({"state": "accepted"})),
            (self.agent, lambda each: each.write({"minutes_late": 0})),
            (self.agent, lambda each: each.item_ids.unlink()),
            (self.agent, lambda each: each.item_ids.write({"res_id": 1})),
            (self.agent, lambda each: each.action_accept()),
            (self.agent, lambda each: each.unlink()),
            (self.leader, lambda each: each.write({"date_to": "2026-12-01"})),
            (self.leader, lambda each: each.unlink()),
        ):
            with self._refused(UserError, "."):
                attack(shift.with_user(user.user_id))
        self.assertFalse(shift.with_user(self.stranger.user_id).has_access("read"))
        shift.action_hand_over()
        with self._refused(UserError, "in step"):
            shift.write({"events": "Later"})
        with self._refused(AccessError, "Only who takes over"):
            shift.action_accept()

    def test_d42_a_handover_is_late_after_its_minutes(self):
        shift = self._begin()
        for minutes, found in ((15, 0), (16, 1)):
            with freeze_time(shift.date_to + timedelta(minutes=minutes)):
                self.assertEqual(len(self._find()), found, f"{minutes} minutes")
        record = self._find().record_id
        self.assertEqual((record.article_id.number, record.amount), ("D42.6", 10))

    def test_d42_written_late_counts_and_written_in_time_does_not(self):
        for minutes, found in ((15, 0), (16, 1)):
            shift = self._begin(date_from=self.now + timedelta(days=minutes))
            with freeze_time(shift.date_to + timedelta(minutes=minutes)):
                shift.action_hand_over()
            with freeze_time(shift.date_to + timedelta(days=1)):
                self.assertEqual(len(self._find()), found, f"{minutes} minutes")

    def test_d42_a_group_leader_pays_double(self):
        shift = self._begin(is_leader=True)
        with freeze_time(shift.date_to + timedelta(hours=1)):
            record = self._find().record_id
        self.assertEqual((record.article_id.number, record.amount), ("D42.27", 20))
