from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from .common import PerformanceCase


@tagged("post_install", "-at_install")
class TestShift(KilledMixin, PerformanceCase):
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

    def _owe_calls(self, shift):
        """Call-backs of the day before the shift ends, of that day and the day after; a care call."""
        last = self.company._get_aftersales_date(shift.date_to)
        days = [last - timedelta(days=1), last, last + timedelta(days=1)]
        mine = {"user_id": self.agent.user_id.id}
        calls = self.env["aftersales.callback"].create(
            [
                {"order_id": order.id, "due_on": day, "next_on": day, **mine}
                for order, day in zip(self._call(3, user_id=self.leader.user_id.id), days, strict=True)
            ]
        )
        customer = self.env["aftersales.customer.grade"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "first_on": last,
                "counts_from": last,
            }
        )
        policy = self.env.ref("aftersales_service.care_policy_ordinary")
        care = self.env["aftersales.care"].create(
            {
                "customer_id": customer.id,
                "grade": "ordinary",
                "kind": policy.kind,
                "policy_id": policy.id,
                "due_on": last,
                "next_on": last,
                **mine,
            }
        )
        return calls, care

    def test_s26_calls_that_were_due_and_not_made_are_open_matters(self):
        """S6, S18: due by the day on which the shift ends; a later call stays with the agent."""
        shift = self._begin()
        calls, care = self._owe_calls(shift)
        with self._refused(UserError, calls[1].display_name):
            shift.action_hand_over()
        shift.action_list_matters()
        names = sorted(shift.item_ids.mapped("name"))
        self.assertEqual(
            names,
            sorted(
                [
                    *(f"Call-Back · {call.display_name}" for call in calls[:2]),
                    f"Customer Care · {care.display_name}",
                ]
            ),
        )
        opened = shift.item_ids[:1].action_view_matter()
        self.assertEqual(opened["res_model"], shift.item_ids[:1].res_model)
        shift.item_ids.filtered(
            lambda item: item.res_id == calls[0].id and item.res_model == calls._name
        ).passes = False
        shift.action_hand_over()
        shift.with_user(self.other_agent.user_id).action_accept()
        agent, taker = self.agent.user_id, self.other_agent.user_id
        self.assertEqual([call.user_id for call in calls], [agent, taker, agent])
        self.assertEqual(care.user_id, taker)

    def test_s26_a_call_made_meanwhile_is_off_the_list(self):
        shift = self._begin()
        calls, _care = self._owe_calls(shift)
        shift.action_list_matters()
        calls[1]._update_state("cancelled")
        shift.action_list_matters()
        self.assertNotIn(
            calls[1].id, shift.item_ids.filtered(lambda item: item.res_model == calls._name).mapped("res_id")
        )

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

    def _escalate(self, at):
        """Run the scheduled work at a moment; return who was told of which shift so far."""
        self.leader.user_id.lang = "en_US"
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_escalate_shifts").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.message"].search(
            [("model", "=", "aftersales.shift"), ("subject", "=", "Shift not handed over")]
        )

    def test_s26_a_shift_that_is_not_handed_over_is_told_once(self):
        shift = self._begin()
        self.assertFalse(self._escalate(shift.date_to + timedelta(minutes=15)))
        told = self._escalate(shift.date_to + timedelta(minutes=16))
        self.assertEqual(told.mapped("res_id"), shift.ids)
        self.assertIn(self.leader.user_id.partner_id, told.partner_ids)
        self.assertIn("not written", told.filtered(lambda each: each.partner_ids == self._leader()).body)
        self.assertEqual(self._escalate(shift.date_to + timedelta(days=1)), told, "once")

    def _leader(self):
        return self.leader.user_id.partner_id

    def test_s26_a_handover_that_nobody_accepts_is_told(self):
        shift = self._begin()
        self._own()
        shift.action_list_matters()
        written = shift.date_to + timedelta(minutes=10)
        with freeze_time(written):
            shift.action_hand_over()
        self.assertFalse(self._escalate(written + timedelta(minutes=15)))
        told = self._escalate(written + timedelta(minutes=16))
        self.assertTrue(told)
        self.assertTrue(shift.escalated_on)

    def test_s26_a_shift_that_nobody_begins_is_told_and_one_accepted_is_not(self):
        shift = self._plan()
        self.assertTrue(self._escalate(shift.date_to + timedelta(minutes=16)))
        done = self._begin(date_from=self.now + timedelta(days=1))
        done.action_hand_over()
        done.with_user(self.other_agent.user_id).action_accept()
        before = self._escalate(self.now)
        self.assertEqual(self._escalate(done.date_to + timedelta(days=1)), before)

    def test_s26_a_run_that_is_killed_goes_on_and_tells_and_fines_once(self):
        """S26, D42: three agents leave at once; each is told of and held late once."""
        third = self._create_person("third agent", parent=self.head)
        third.user_id.group_ids |= self.env.ref("aftersales_service.group_clerk")
        third.aftersales_agent = True
        self.head.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        for person in (self.agent, self.other_agent, third):
            shift = self._plan(person, self.other_agent if person == third else third)
            shift.with_user(person.user_id).action_start()
        told = [("model", "=", "aftersales.shift"), ("partner_ids", "=", self.head.user_id.partner_id.id)]
        with freeze_time(self.now + timedelta(days=1)):
            self._check_killed(
                "aftersales.shift",
                "_cron_escalate",
                "_tell_superiors",
                lambda: self.env["mail.message"].search_count(told),
            )
            self._check_killed(
                "aftersales.ticket.breach",
                "_cron_find",
                "aftersales.shift._hold_late",
                lambda: self.env["aftersales.ticket.breach"].search_count([("cause", "=", "handover")]),
            )

    def test_s26_a_manager_names_another_who_takes_over(self):
        """The next one is ill: the handover does not wait for ever."""
        shift = self._begin()
        order = self._own()
        shift.action_list_matters()
        shift.action_hand_over()
        with self._refused(UserError, "in step"):
            shift.taker_id = self.checker
        led = shift.with_user(self.leader.user_id)
        with self._refused(UserError, "say who takes over"):
            led.taker_id = self.agent
        led.taker_id = self.checker
        told = self.env["mail.message"].search([("model", "=", shift._name), ("res_id", "=", shift.id)])
        self.assertIn(self.checker.user_id.partner_id, told.partner_ids)
        with self._refused(AccessError, "Only who takes over"):
            shift.with_user(self.other_agent.user_id).action_accept()
        shift.with_user(self.checker.user_id).action_accept()
        self.assertEqual(order.user_id, self.checker.user_id)
        with self._refused(UserError, "in step"):
            led.taker_id = self.other_agent

    def test_s26_after_the_end_a_manager_hands_over_for_an_agent_who_is_gone(self):
        shift = self._begin()
        order = self._own()
        led = shift.with_user(self.leader.user_id)
        with freeze_time(shift.date_to), self._refused(AccessError, "Only Agent"):
            led.action_list_matters()
        with freeze_time(shift.date_to + timedelta(minutes=1)):
            self.env.invalidate_all()
            led.action_list_matters()
            led.events = "The agent fell ill"
            led.action_hand_over()
            with self._refused(AccessError, "."):
                led.action_accept()
        shift.with_user(self.other_agent.user_id).action_accept()
        self.assertEqual(order.user_id, self.other_agent.user_id)

    def test_d42_a_group_leader_pays_double(self):
        shift = self._begin(is_leader=True)
        with freeze_time(shift.date_to + timedelta(hours=1)):
            record = self._find().record_id
        self.assertEqual((record.article_id.number, record.amount), ("D42.27", 20))
