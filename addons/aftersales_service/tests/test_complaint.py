from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_complaint import MONDAY, ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCase):
    """Number, route, stages and deadlines of a complaint (S21, S22, G4)."""

    # Number -------------------------------------------------------------------------

    def test_s22_number_is_year_month_serial_without_gaps(self):
        first, second = self._open(), self._open()
        self.assertEqual([first.name, second.name], ["2026/03-0001", "2026/03-0002"])
        with self._refused(UserError, "role does not include"), self.env.cr.savepoint():
            self._open().with_user(self.clerk).action_approve()
        self.assertEqual(self._open().name, "2026/03-0003", "what is rolled back gives its number back")

    def test_s22_each_month_begins_anew_by_the_company_s_day(self):
        self._open(datetime(2026, 3, 31, 15, 59))
        late = self._open(datetime(2026, 3, 31, 16, 0))
        self.assertEqual(late.name, "2026/04-0001", "in Shanghai it is April")

    def test_s22_each_company_has_its_own_numbers(self):
        self._open()
        other = self.env["res.company"].create({"name": "Other (test)"})
        complaint = self.Complaint.create(
            {"company_id": other.id, "partner_id": self.customer.id, "description": "Late"}
        )
        self.assertTrue(complaint.name.endswith("-0001"))

    def test_s22_a_batch_draws_its_numbers_in_one_query(self):
        vals = {"partner_id": self.customer.id, "description": "Noise"}

        def count(size):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Complaint.create([vals] * size)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        small, large = count(5), count(25)
        self.assertLess(large - small, 20 * 4, "activities and followers only, no query per number or stage")

    def test_s22_numbers_are_nobody_s_to_give_or_to_delete(self):
        with self._refused(UserError, "kept by the system"):
            self._open(state="closed")
        complaint = self._open(name="2026/03-9999")
        self.assertEqual(complaint.name, "2026/03-0001", "a name of a client is not taken")
        with self._refused(UserError, "kept by the system"):
            complaint.with_user(self.manager).name = "X"
        with self._refused(UserError, "withdraw one"):
            complaint.unlink()

    # Route --------------------------------------------------------------------------

    def test_s22_quality_goes_through_all_stages_others_skip_the_technical_ones(self):
        quality, service = self._open(), self._open(kind="service")
        self.assertEqual(
            quality.stage_ids.mapped("stage"),
            ["registration", "quality", "production", "research", "business", "general"],
        )
        self.assertEqual(service.stage_ids.mapped("stage"), ["registration", "business", "general"])
        self.assertEqual(quality.stage_ids.mapped("limit_days"), [0.5, 1, 1, 1, 5, 0.5])
        self.assertEqual(self._open(route="abroad").stage_ids.mapped("limit_days"), [0.5, 1, 1, 1, 12, 0.5])

    def test_s22_another_kind_or_route_plans_the_stages_to_come_anew(self):
        complaint = self._open()
        complaint.with_user(self.clerk).write({"kind": "service", "route": "abroad"})
        self.assertEqual(complaint.stage_ids.sorted("sequence").mapped("limit_days"), [0.5, 12, 0.5])
        self.assertEqual(complaint.policy_id, self.abroad)
        self.assertEqual(self._get_clock(complaint, "case").limit_days, 17)
        self._sign(complaint)
        with self._refused(UserError, "cannot go to"):
            complaint.with_user(self.clerk).kind = "quality"

    def test_s22_history_keeps_the_figures_of_its_day(self):
        complaint = self._open()
        self.domestic.case_days = 20
        clock = self._get_clock(complaint, "case")
        clock._replay()
        self.assertEqual(clock.deadline, datetime(2026, 3, 19, 9))

    def test_s22_without_a_policy_nothing_is_registered(self):
        self.domestic.date_to = "2026-02-28"
        with self._refused(UserError, "No complaint policy"):
            self._open()

    def test_s22_the_last_stage_and_no_other_approves(self):
        with self._refused(ValidationError, "last stage"):
            self.domestic.stage_ids[0].approves = True
        with self._refused(ValidationError, "last stage"):
            self.domestic.stage_ids = [Command.delete(self.domestic.stage_ids.filtered("approves").id)]

    def test_g4_nothing_is_without_an_owner_or_a_responsible(self):
        complaint = self._open()
        self.assertEqual(complaint.user_id, self.clerk)
        responsible = {each.stage: each.user_id for each in complaint.stage_ids}
        self.assertEqual(responsible["quality"], self.clerk, "the owner, where the policy names nobody")
        self.assertEqual(responsible["research"], self.researcher)
        self.assertEqual(responsible["general"], self.manager)
        with self._refused(UserError, "never without"):
            complaint.stage_ids[1].with_user(self.dispatcher).user_id = False

    def test_g4_opened_from_an_order_it_is_the_owner_s(self):
        order = self._create_order(self.unit_free)
        complaint = self.Complaint.with_user(self.engineer_user)._open_from_order(
            order, {"description": "Was rude", "kind": "service"}
        )
        complaint = complaint.with_env(self.env)
        self.assertEqual(
            (complaint.partner_id, complaint.lot_id, complaint.product_id, complaint.user_id),
            (self.customer, self.unit_free, self.appliance, order.user_id),
        )

    # Deadlines ----------------------------------------------------------------------

    def test_s21_s22_limits_are_working_days(self):
        complaint = self._open()
        deadlines = {each.kind: each.deadline for each in complaint.clock_ids}
        self.assertEqual(
            deadlines,
            {
                "complaint_answer": datetime(2026, 3, 3, 9),
                "complaint_solution": datetime(2026, 3, 5, 9),
                "complaint_case": datetime(2026, 3, 19, 9),
                "complaint_stage": datetime(2026, 3, 2, 4),
            },
            "one, three and thirteen days after the first; half a day is four hours",
        )
        self.assertEqual(complaint.next_deadline, datetime(2026, 3, 2, 4))
        abroad = self._open(route="abroad")
        self.assertEqual(self._get_clock(abroad, "case").deadline, datetime(2026, 3, 25, 9))

    def test_s22_half_a_day_in_the_afternoon_ends_the_next_morning(self):
        complaint = self._open(MONDAY + timedelta(hours=7))
        self.assertEqual(self._get_clock(complaint, "stage").deadline, datetime(2026, 3, 3, 2))

    def test_s22_each_stage_has_its_limit_from_its_own_beginning(self):
        complaint = self._open()
        self._sign(complaint, at=datetime(2026, 3, 4, 1))
        self.assertEqual(complaint.stage, "quality")
        self.assertEqual(self._get_clock(complaint, "stage").deadline, datetime(2026, 3, 5, 9))
        self.assertEqual(
            complaint.clock_ids.filtered("complaint_stage_id").sorted("id").mapped("state"),
            ["met_late", "running"],
        )

    def test_s21_answered_at_the_last_second_is_in_time(self):
        for moment, late in ((datetime(2026, 3, 3, 9), False), (datetime(2026, 3, 3, 9, 0, 1), True)):
            complaint = self._open()
            with freeze_time(moment):
                complaint.with_user(self.clerk).action_answer()
            self.assertEqual(complaint.answer_late, late)
            self.assertEqual(
                self._get_clock(complaint, "answer").state, "met_late" if late else "met_in_time"
            )

    def test_s25_the_first_answer_is_the_policy_s_and_given_once(self):
        self.customer.lang = "en_US"
        complaint = self._open()
        complaint.with_user(self.clerk).action_answer()
        message = complaint.message_ids.filtered(lambda each: self.customer in each.partner_ids)
        self.assertIn("looking into your complaint", message.body)
        with self._refused(UserError, "answered already"):
            complaint.with_user(self.clerk).action_answer()

    def test_s21_waiting_for_the_customer_stops_the_clocks(self):
        complaint = self._open()
        with freeze_time(datetime(2026, 3, 3, 0)):
            complaint.with_user(self.dispatcher)._pause_clocks("customer", "Sends the unit")
        self.assertTrue(complaint.waiting)
        with freeze_time(datetime(2026, 3, 5, 0)):
            complaint.with_user(self.dispatcher).action_resume_clocks()
        self.assertFalse(complaint.waiting)
        self.assertEqual(self._get_clock(complaint, "case").deadline, datetime(2026, 3, 23, 9))

    # Sweep --------------------------------------------------------------------------

    def test_s22_an_overdue_stage_sends_one_reminder(self):
        complaint = self._open()
        self._sweep(datetime(2026, 3, 2, 4))
        self.assertFalse(complaint.notice_ids, "the deadline itself is in time")
        for moment in (datetime(2026, 3, 2, 4, 0, 1), datetime(2026, 3, 2, 6)):
            self._sweep(moment)
        notice = complaint.notice_ids
        self.assertEqual(
            (notice.kind, notice.user_id, notice.stage_id.stage), ("reminder", self.clerk, "registration")
        )
        deadline = self.env.ref("aftersales_service.mail_activity_type_deadline")
        told = complaint.activity_ids.filtered(lambda each: each.activity_type_id == deadline)
        self.assertEqual(told.user_id, self.clerk | self.manager, "warned, then escalated")

    def test_s22_whom_a_reminder_is_for_answers_it_once(self):
        complaint = self._open()
        self._sweep(datetime(2026, 3, 3, 0))
        notice = complaint.notice_ids
        with self._refused(AccessError, "is answered by"):
            notice.with_user(self.manager).answer = "Mine"
        notice.with_user(self.clerk).answer = "The customer was not at home, tomorrow."
        self.assertTrue(notice.answered_on)
        with self._refused(UserError, "the answer stands"):
            notice.with_user(self.clerk).answer = "Another one"
        with self._refused(UserError, "kept by the system"):
            notice.with_user(self.clerk).issued_on = fields.Datetime.now()

    def test_s22_the_sweep_costs_the_same_for_a_large_slice(self):
        vals = {"partner_id": self.customer.id, "description": "Noise"}

        def count(size):
            with freeze_time(MONDAY):
                complaints = self.Complaint.create([vals] * size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._sweep(datetime(2026, 3, 2, 4, 30))
            self.env.flush_all()
            self.assertEqual(len(complaints.notice_ids), size)
            return self.env.cr.sql_log_count - before

        count(1)
        small, large = count(10), count(60)
        self.assertLessEqual(large - small, 15, f"{small} queries for 10 stages, {large} for 60")

    # Management ---------------------------------------------------------------------

    def test_s21_a_major_case_is_reported_at_once(self):
        complaint = self._open(major="consumer")
        kind = self.env.ref("aftersales_service.mail_activity_type_complaint_major")
        told = complaint.activity_ids.filtered(lambda each: each.activity_type_id == kind)
        self.assertEqual(told.user_id, self.manager)
        self.assertEqual(complaint.reported_on, MONDAY)
        ordinary = self._open()
        self.assertFalse(ordinary.reported_on)
        ordinary.with_user(self.clerk).major = "quality"
        self.assertTrue(ordinary.reported_on)

    def test_s21_escalating_makes_it_urgent_and_tells_management(self):
        complaint = self._open()
        complaint.with_user(self.clerk).action_escalate()
        self.assertEqual(complaint.priority, "2")
        self.assertTrue(complaint.reported_on)

    # Steps --------------------------------------------------------------------------

    def test_s22_a_stage_is_signed_by_its_responsible_with_findings(self):
        complaint = self._open()
        with self._refused(UserError, "has found"):
            complaint.stage_id.with_user(self.clerk).action_sign()
        for _step in ("registration", "quality", "production"):
            self._sign(complaint)
        self.assertEqual(complaint.stage, "research")
        with self._refused(AccessError, "is Ma's"):
            complaint.stage_id.with_user(self.clerk).findings = "Mine"
        stage = complaint.stage_id.with_user(self.researcher)
        stage.write({"findings": "Capacitor too small", "decision": "Replace"})
        stage.action_sign()
        self.assertEqual(complaint.stage, "business")
        with self._refused(UserError, "signed off and stands"):
            stage.findings = "Changed"

    def test_s22_stages_run_one_after_the_other(self):
        complaint = self._open()
        waiting = complaint.stage_ids.filtered(lambda each: each.stage == "business")
        waiting.with_user(self.dispatcher).findings = "Early"
        with self._refused(UserError, "cannot go to"):
            waiting.with_user(self.dispatcher).action_sign()

    def test_s23_to_approval_only_with_a_decision(self):
        complaint = self._open(kind="service")
        self._sign(complaint)
        with self._refused(UserError, "write the answer"):
            self._sign(complaint, self.supervisor)

    def test_s23_another_one_approves(self):
        complaint = self._play_to_decision(self._open())
        self.assertEqual((complaint.state, complaint.proposed_by_id), ("decision", self.supervisor))
        with self._refused(AccessError, "role does not include"):
            complaint.with_user(self.supervisor).action_approve()
        with self._refused(UserError, "approves the decision"):
            complaint.stage_id.with_user(self.manager).write({"findings": "Fine"})
            complaint.stage_id.with_user(self.manager).action_sign()
        complaint.sudo().proposed_by_id = self.manager
        with self._refused(UserError, "another manager"):
            complaint.with_user(self.manager).action_approve()

    def test_s23_who_did_the_job_does_not_decide(self):
        order = self._create_order(self.unit_free)
        order.sudo().engineer_id = self.other_engineer
        self.other_engineer_user.group_ids |= self.env.ref("aftersales_service.group_manager")
        complaint = self._play_to_decision(self._open(order_id=order.id))
        with self._refused(AccessError, "somebody else decides"):
            complaint.with_user(self.other_engineer_user).action_approve()
        complaint.stage_id.sudo().user_id = self.other_engineer_user
        with self._refused(AccessError, "somebody else decides"):
            complaint.stage_id.with_user(self.other_engineer_user).findings = "All was well"

    def test_s23_a_rejected_decision_goes_back(self):
        complaint = self._play_to_decision(self._open())
        complaint.with_user(self.manager)._reject("Offer a replacement")
        self.assertEqual((complaint.state, complaint.stage), ("investigation", "business"))
        self._sign(complaint, self.supervisor)
        self.assertEqual(complaint.state, "decision")

    def test_s22_withdrawn_complaints_keep_their_number_and_stop(self):
        complaint = self._open()
        with self._refused(UserError, "Say why"):
            complaint.with_user(self.clerk)._withdraw(" ")
        complaint.with_user(self.clerk)._withdraw("Registered twice")
        self.assertFalse(complaint.clock_ids.filtered(lambda each: not each.ended_on))
        with self._refused(UserError, "can no longer change"):
            complaint.with_user(self.manager).description = "Another one"
        self.assertEqual(self._open().name, "2026/03-0002")

    # Rights -------------------------------------------------------------------------

    def test_s22_a_responsible_without_a_service_role_sees_his_case_only(self):
        mine, other = self._open(), self._open(kind="service")
        seen = self.Complaint.with_user(self.researcher).search([])
        self.assertEqual(seen & (mine | other), mine)
        with self._refused(AccessError, "."):
            mine.with_user(self.researcher).description = "Mine"
        with self._refused(AccessError, "."):
            self.Complaint.with_user(self.researcher).create(
                {"partner_id": self.customer.id, "description": "X"}
            )

    def test_s22_engineers_do_not_see_complaints(self):
        complaint = self._open()
        self.assertFalse(complaint.with_user(self.engineer_user).search([("id", "=", complaint.id)]))

    def test_s22_other_companies_do_not_see_it(self):
        complaint = self._open()
        other = self.env["res.company"].create({"name": "Other (test)"})
        self.dispatcher.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(complaint.with_user(self.dispatcher).search([("id", "=", complaint.id)]))
