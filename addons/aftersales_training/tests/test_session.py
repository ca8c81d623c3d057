from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestSession(SessionCase):
    """From the plan to the archive (T3, T5, T8)."""

    def test_t1_the_issued_plan_makes_its_sessions(self):
        self.assertEqual((self.training.state, self.training.department_id), ("draft", self.north))
        self.assertEqual((self.training.date_start, self.training.date_end), (self.START, self.END))
        self.assertEqual((self.training.class_hours, str(self.training.date)), (2.0, "2026-07-10"))
        self.assertRegex(self.training.name, r"PC\d{4}-\d{5}")

    def test_t2_an_induction_of_four_days_has_four_dates(self):
        with self._on("2026-06-20"):
            item = {"class_hours": 16, "days": 4, "kind": "induction", "date": "2026-08-20"}
            plan = self._play(self._create_plan(month="2026-08-01", items=[item]), "issued")
        session = self.env["aftersales.training.session"].search([("plan_item_id", "in", plan.item_ids.ids)])
        self.assertEqual([slot.start.day for slot in session.slot_ids], [20, 21, 22, 23])
        self.assertEqual(session.class_hours, 16.0)

    def test_t5_the_audience_is_the_unit_and_what_is_below(self):
        self._invite()
        people = self.training.attendance_ids.employee_id
        self.assertEqual(people, self.head | self.engineer | self.colleague | self.organiser)
        self.training.with_user(self.head.user_id).action_fill()
        self.assertEqual(len(self.training.attendance_ids), 4)

    def test_t5_the_audience_by_job(self):
        job = self.env["hr.job"].create({"name": "Repairer", "company_id": self.company.id})
        self.engineer.job_id = job
        self.training.audience_job_ids = job
        self._invite()
        self.assertEqual(self.training.attendance_ids.employee_id, self.engineer)

    def test_t5_the_invitation_has_a_calendar_file(self):
        self._invite()
        message = self._find_messages().filtered("attachment_ids")
        self.assertIn(self.engineer.user_id.partner_id, message.notified_partner_ids)
        self.assertIn("at least 5 minutes", message.body)
        self.assertIn("2026-07-10 09:00", message.body)
        self.assertIn(b"DTSTART:20260710T010000Z", message.attachment_ids.raw)

    def test_t5_who_comes_later_is_invited_alone(self):
        self._invite()
        late = self._create_person("newcomer", None, self.north)
        self.training.with_user(self.head.user_id).action_fill()
        before = self._find_messages()
        self.training.with_user(self.head.user_id).action_invite()
        new = self._find_messages() - before
        self.assertEqual(new.notified_partner_ids, late.user_id.partner_id)

    def test_t5_a_date_that_moves_is_announced_again(self):
        self._invite()
        session = self.training.with_user(self.head.user_id)
        session.slot_ids.end += timedelta(minutes=15)
        self.assertFalse(any(self.training.attendance_ids.mapped("is_told")))
        before = self._find_messages()
        session.action_invite()
        new = self._find_messages() - before
        self.assertIn("10:45", new.body)
        self.assertEqual(len(new.notified_partner_ids), 4)

    def test_t8_where_somebody_signed_in_the_date_stays(self):
        self._invite()
        self._sign(self.engineer)
        slot = self.training.slot_ids.with_user(self.head.user_id)
        for change in (lambda: slot.write({"start": self.START - timedelta(hours=1)}), slot.unlink):
            with self._refused(UserError, "this date stays"):
                change()
        slot.place = "Room 2"

    def test_t8_not_held_without_sign_in_and_summary(self):
        self._invite()
        held = self.training.with_user(self.head.user_id)
        for signs, summary in ((False, "Good"), (True, False), (True, "  ")):
            with self.subTest(signs=signs, summary=summary), self._refused(UserError, "without the sign-in"):
                if signs:
                    self._sign(self.engineer)
                held.summary = summary
                with freeze_time(self.END):
                    held.action_hold()
        self._sign(self.engineer)
        self._hold()
        self.assertEqual(self.training.state, "held")
        self.assertIn("Photos", self.training.archive_missing)

    def test_t8_not_held_before_it_is_over(self):
        self._invite()
        self._sign(self.engineer)
        self.training.summary = "Good"
        with freeze_time(self.END - timedelta(seconds=1)), self._refused(UserError, "not over"):
            self.training.with_user(self.head.user_id).action_hold()

    def test_t5_late_and_absent_are_breaches_excused_is_not(self):
        self._invite()
        self._sign(self.engineer)
        self._sign(self.colleague, at=self.START)
        self._row(self.organiser).state = "excused"
        self._hold()
        found = {(breach.employee_id, breach.kind) for breach in self.training.breach_ids}
        self.assertEqual(found, {(self.colleague, "late"), (self.head, "absent")})
        self.assertEqual(self._row(self.head).state, "absent")
        with self._refused(UserError, "kept by the system"):
            self.training.breach_ids.with_user(self.head.user_id).unlink()

    def test_t5_organisers_note_other_breaches(self):
        self._invite()
        session = self.training.with_user(self.head.user_id)
        session.breach_ids = [Command.create({"employee_id": self.engineer.id, "kind": "phone"})]
        with self._refused(UserError, "not on the list"):
            session.breach_ids = [Command.create({"employee_id": self.manager.id, "kind": "uniform"})]
        with self._refused(AccessError, "."):
            self.training.breach_ids.with_user(self.engineer.user_id).unlink()
        self.assertTrue(self.training.breach_ids.with_user(self.engineer.user_id).has_access("read"))
        self.assertFalse(self.training.breach_ids.with_user(self.colleague.user_id).has_access("read"))

    def test_t3_an_addition_needs_reason_and_approval(self):
        session = self._create_added()
        session.action_fill()
        with self._refused(UserError, "not in the plan"):
            session.action_schedule()
        self._answer(session.action_ask_addition(), self.head, "New model in July")
        self.assertEqual((session.state, session.add_reason), ("to_approve", "New model in July"))
        with self._refused(AccessError, "."):
            session.action_approve()
        with self._refused(UserError, "under decision"):
            session.department_id = self.project
        with self._on("2026-07-10"), self._refused(UserError, "begins in the past"):
            session.with_user(self.manager.user_id).action_approve()
        with self._on("2026-07-01"):
            session.with_user(self.manager.user_id).action_approve()
        self.assertEqual((session.state, session.approver_id), ("scheduled", self.manager.user_id))

    def test_t3_a_refused_addition_goes_back(self):
        session = self._create_added()
        self._answer(session.action_ask_addition(), self.head, "Please")
        approver = session.with_user(self.manager.user_id)
        self._answer(approver.action_refuse(), self.manager, "Next month")
        self.assertEqual((session.state, session.refusal), ("draft", "Next month"))
        session.unlink()

    def test_t3_a_cancellation_needs_reason_and_approval(self):
        self._invite()
        session = self.training.with_user(self.head.user_id)
        with self._refused(UserError, "cancel it with a reason"):
            session.unlink()
        self._answer(session.action_ask_cancellation(), self.head, "Typhoon")
        with self._refused(AccessError, "."):
            session.action_approve()
        approver = session.with_user(self.manager.user_id)
        self._answer(approver.action_refuse(), self.manager, "Move it on line")
        self.assertEqual(session.state, "scheduled")
        self._answer(session.action_ask_cancellation(), self.head, "Typhoon again")
        approver.action_approve()
        self.assertEqual((session.state, session.cancel_reason), ("cancelled", "Typhoon again"))
        message = self._find_messages()[:1]
        self.assertIn("Typhoon again", message.body)
        self.assertIn(self.engineer.user_id.partner_id, message.notified_partner_ids)

    def test_t3_nobody_approves_what_he_asked_for(self):
        session = self.training.with_user(self.manager.user_id)
        self._answer(session.action_ask_cancellation(), self.manager, "No room")
        with self._refused(UserError, "somebody else decides"):
            session.action_approve()

    def test_t5_leave_by_district_head_then_general_manager(self):
        self._invite()
        with self._on("2026-07-02"):
            leave = (
                self.env["aftersales.training.leave"]
                .with_user(self.engineer.user_id)
                .create(
                    {"session_id": self.training.id, "employee_id": self.engineer.id, "reason": "Wedding"}
                )
            )
            self.assertEqual(leave.department_id, self.north)
            for person in (self.engineer, self.colleague, self.other_head, self.boss):
                with self._refused(UserError, "."):
                    leave.with_user(person.user_id).action_approve()
            self.assertEqual(leave.sudo().activity_ids.user_id, self.head.user_id)
            leave.with_user(self.head.user_id).action_approve()
            self.assertEqual((leave.state, self._row(self.engineer).state), ("seconded", "invited"))
            self.assertEqual(leave.sudo().activity_ids.user_id, self.boss.user_id)
            with self._refused(AccessError, "."):
                leave.with_user(self.head.user_id).action_approve()
            leave.with_user(self.boss.user_id).action_approve()
        self.assertEqual((leave.state, self._row(self.engineer).state), ("approved", "excused"))
        self.assertFalse(leave.sudo().activity_ids)
        told = self.env["mail.message"].search([("model", "=", leave._name), ("res_id", "=", leave.id)])
        self.assertIn(self.engineer.user_id.partner_id, told.notified_partner_ids)
        second = self.training.slot_ids.copy({"start": self.END, "end": self.END + timedelta(hours=1)})
        self.training.with_user(self.head.user_id).action_fill()
        self.assertEqual(
            {row.employee_id: row.state for row in second.attendance_ids}[self.engineer], "excused"
        )
        self.assertEqual((self.training.invited_count, self.training.present_count), (4, 0))

    def test_t5_the_head_who_asks_is_decided_on_by_the_manager(self):
        self._invite()
        with self._on("2026-07-02"):
            leave = (
                self.env["aftersales.training.leave"]
                .with_user(self.head.user_id)
                .create({"session_id": self.training.id, "reason": "Customer visit"})
            )
            self.assertEqual(leave.sudo().activity_ids.user_id, self.manager.user_id)
            with self._refused(UserError, "himself or herself"):
                leave.action_approve()
            leave.with_user(self.manager.user_id).action_approve()
        self.assertEqual((leave.state, leave.head_id), ("seconded", self.manager.user_id))

    def test_t5_leave_is_asked_for_oneself_and_before_it_begins(self):
        self._invite()
        leaves = self.env["aftersales.training.leave"].with_user(self.engineer.user_id)
        vals = {"session_id": self.training.id, "employee_id": self.engineer.id, "reason": "Ill"}
        with freeze_time(self.START), self._refused(UserError, "before it begins"):
            leaves.create(vals)
        with self._on("2026-07-02"):
            with self._refused(AccessError, "."):
                leaves.create({**vals, "employee_id": self.colleague.id})
            with self._refused(UserError, "kept by the system"):
                leaves.create({**vals, "state": "approved"})
            leave = leaves.create(vals)
            self._answer(leave.with_user(self.head.user_id).action_refuse(), self.head, "Everybody comes")
        self.assertEqual((leave.state, leave.refusal), ("refused", "Everybody comes"))

    def test_t8_a_held_session_does_not_change(self):
        self._invite()
        self._sign(self.engineer)
        session = self.training.with_user(self.head.user_id)
        session.breach_ids = [Command.create({"employee_id": self.engineer.id, "kind": "phone"})]
        noted = session.breach_ids
        self._hold()
        session.minutes_text = "Questions on the new model"
        session.breach_ids = [Command.create({"employee_id": self.engineer.id, "kind": "uniform"})]
        for empty in (False, "", " \n"):
            with self._refused(IntegrityError, "held_summary"), mute_logger("odoo.sql_db"):
                session.summary = empty
                session.flush_recordset()
        for change in (
            lambda: session.write({"lecturer_id": self.head.id}),
            lambda: session.slot_ids.write({"place": "Elsewhere"}),
            lambda: session.slot_ids.create(
                {"session_id": session.id, "start": self.START, "end": self.END},
            ),
            noted.unlink,
            lambda: noted.write({"kind": "uniform"}),
            lambda: self._row(self.head).with_user(self.head.user_id).unlink(),
            session.action_fill,
        ):
            with self._refused(UserError, "does not change any more"):
                change()

    def test_t5_a_list_costs_the_same_for_many(self):
        """T5: inviting, signing in and closing with 40 people takes the queries it takes with 10."""
        counts = []
        for count in (10, 40):
            unit = self._create_unit(f"Unit {count}", "district")
            unit.manager_id = self.head
            self.env["hr.employee"].create(
                [
                    {"name": f"P{count}-{index}", "company_id": self.company.id, "department_id": unit.id}
                    for index in range(count)
                ]
            )
            with self._on("2026-06-20"):
                plan = self._play(self._create_plan(unit, items=[{}]), "issued")
            session = self.env["aftersales.training.session"].search(
                [("plan_item_id", "in", plan.item_ids.ids)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            session.action_fill()
            session.attendance_ids.is_told = True
            with self._on("2026-07-01"):
                session.action_schedule()
            with freeze_time(self.START):
                session.attendance_ids[: count // 2].action_sign_in()
            session.summary = "Good"
            with freeze_time(self.END):
                session.action_hold()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(session.breach_ids), count)
        self.assertLessEqual(counts[1], counts[0] + 3)
