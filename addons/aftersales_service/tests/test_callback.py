from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase
from .test_workshop import WorkshopCase

ANSWERS = {
    "solved": "yes",
    "attitude": "satisfied",
    "charged": "no",
    "score": 9,
    "suggestion": "Come earlier",
}


@tagged("post_install", "-at_install")
class TestCallback(ServiceCase):
    """S6: the call after the work: planned by itself, planned again, its answers kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("aftersales_service.callback_policy_default")

    def _call(self, unit=None, **vals):
        """The planned call of an order whose work is done, as its clerk sees it."""
        order = self._play_until("signed", unit or self.unit_free, **vals)
        self.assertEqual(order.state, "follow_up")
        return order.callback_ids.with_user(self.clerk)

    def _answer(self, call, **answers):
        call.write({**ANSWERS, **answers})
        call.action_done()

    def test_s6_planned_within_three_days(self):
        """S6: due on the third day after the signature, first call on the next, for the order's owner."""
        call = self._call()
        day = call.order_id._get_local_date(call.order_id.signed_on)
        self.assertEqual((self.policy.days, call.policy_id), (3, self.policy))
        self.assertEqual((call.due_on, call.next_on), (day + timedelta(3), day + timedelta(1)))
        self.assertEqual((call.state, call.user_id), ("planned", call.order_id.user_id))

    def test_s6_overdue_from_the_fourth_day_on(self):
        call = self._call()
        for days, late in ((2, False), (3, False), (4, True)):
            with self.subTest(days=days), freeze_time(call.received_on + timedelta(days=days)):
                call.invalidate_recordset(["is_late"])
                self.assertEqual(call.is_late, late)
                self.assertEqual(call in call.search([("is_late", "=", True)]), late)
                self.assertEqual(call in call.search([("is_late", "=", False)]), not late)
        with freeze_time(call.received_on + timedelta(days=4)):
            self._answer(call)
        self.assertTrue(call.late)

    def test_s6_answers_close_a_solved_job(self):
        call = self._call()
        self._answer(call)
        order = call.order_id
        self.assertEqual(
            (call.state, call.done_by_id, call.late, call.finding), ("done", self.clerk, False, False)
        )
        self.assertEqual((order.state, order.solved, order.follow_up_note), ("closed", "yes", "Come earlier"))

    def test_s6_unsolved_job_stays_open_and_is_called_anew(self):
        """S6: not solved: the order waits for the decision; done again, it is called again."""
        call = self._call()
        self._answer(call, solved="no", attitude="unsatisfied", score=1)
        order = call.order_id
        self.assertEqual((order.state, order.solved), ("follow_up", "no"))
        order.with_user(self.clerk).action_reopen()
        self.assertEqual(call.state, "done")
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(order.callback_ids.mapped("state"), ["done", "planned"])

    def test_s6_every_answer_is_needed(self):
        """S6: each answer missing is named; a score of 0 or 11 is none."""
        call = self._call()
        for name in ("solved", "attitude", "charged", "score"):
            call.write({**ANSWERS, name: False})
            with self.subTest(name=name), self._refused(UserError, "not answered yet"):
                call.action_done()
        for score in (-1, 11):
            with self.subTest(score=score), self._refused_by_database("score_range"):
                call.sudo().score = score
        for score in (1, 10):
            call.write({**ANSWERS, "score": score})
            call._ensure_complete()

    def test_s6_not_reached_is_planned_again(self):
        """S6: nobody answers, the customer refuses: next day by the policy, or the day agreed."""
        call = self._call()
        today = self.company._get_aftersales_today()
        call._try("no_answer")
        self.assertEqual((call.tries, call.next_on, call.state), (1, today + timedelta(1), "planned"))
        call._try("refused", today + timedelta(5), "on holiday")
        self.assertEqual((call.tries, call.next_on), (2, today + timedelta(5)))
        self.assertCountEqual(call.try_ids.mapped("result"), ["refused", "no_answer"])
        self.assertEqual(call.try_ids.user_id, self.clerk)
        for result in ("", "reached", None):
            with self.subTest(result=result), self._refused(UserError, "how the call went"):
                call._try(result)
        with self._refused(UserError, "today or later"):
            call._try("later", today - timedelta(1))
        with self.assertRaises(AccessError):
            call.try_ids.write({"note": "reached"})

    def test_s6_charged_otherwise_is_looked_into(self):
        """S6: charged on a job in warranty: marked, a case, an activity for the person of the policy."""
        self.policy.user_id = self.manager
        call = self._call()
        self._answer(call, charged="yes", charged_amount=50)
        self.assertEqual(call.finding, "not_owed")
        activity = call.order_id.activity_ids.filtered(
            lambda each: each.activity_type_id == self.env.ref("aftersales_service.mail_activity_type_charge")
        )
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("50", activity.summary)
        case = call.complaint_id
        self.assertEqual((case.order_id, case.kind, case.state), (call.order_id, "service", "registered"))
        self.assertEqual((case.user_id, case.taken_by_id), (self.manager, self.clerk))
        self.assertIn("50", case.description)
        self.assertTrue(case.clock_ids)
        self.assertEqual(call.action_view_complaint()["res_id"], case.id)

    def test_s6_what_agrees_opens_no_case(self):
        """S6: nothing owed and nothing charged; and where the policy says so, a difference neither."""
        for charged, opens, finding in (("no", True, False), ("yes", False, "not_owed")):
            self.policy.opens_complaint = opens
            call = self._call()
            self._answer(call, charged=charged)
            with self.subTest(charged=charged, opens=opens):
                self.assertEqual(call.finding, finding)
                self.assertFalse(call.complaint_id)
                self.assertEqual(bool(call.order_id.activity_ids.filtered("automated")), bool(finding))
        with self._refused(UserError, "kept by the system"):
            self._call().complaint_id = self.env["aftersales.complaint"]

    def test_s6_fees_are_those_of_the_invoice(self):
        """S6: paid by the books; another amount named, a cent less, the same."""
        order = self._play_until("signed", self.unit_paid)
        order.with_user(self.accountant).action_invoice()
        invoice = order.invoice_ids
        invoice.action_post()
        owed = invoice.amount_total
        self.assertEqual(order._get_fees(), (owed, 0.0))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertEqual(order._get_fees(), (owed, owed))
        order.with_user(self.clerk).action_settled()
        call = order.callback_ids.with_user(self.clerk)
        for charged, named, finding in (
            ("yes", owed, False),
            ("yes", 0, False),
            ("yes", owed - 0.01, "other_amount"),
            ("yes", owed + 0.01, "other_amount"),
            ("no", 0, "not_paid"),
        ):
            call.write({"charged": charged, "charged_amount": named})
            with self.subTest(charged=charged, named=named):
                self.assertEqual(call._get_finding(), finding)

    def test_s6_closed_without_a_call_is_told(self):
        call = self._call()
        order = call.order_id.with_user(self.clerk)
        order.solved = "yes"
        order.action_close()
        self.assertEqual((order.state, call.state), ("closed", "skipped"))
        with self._refused(UserError, "cannot go to"):
            call.action_done()

    def test_s6_reopened_job_is_not_called(self):
        call = self._call()
        call.order_id.with_user(self.clerk).action_reopen()
        self.assertEqual(call.state, "cancelled")

    def test_s6_own_jobs_are_not_called(self):
        """S6: nobody is called about the company's own units (type D)."""
        order = self._play_until("acceptance", self.unit_free)
        order.sudo().write({"state": "follow_up", "service_type": "D"})
        order._plan_callbacks()
        self.assertFalse(order.callback_ids)

    def test_s6_bulk_planning(self):
        calls = self._call() | self._call()
        with self._refused(UserError, "Choose an agent or a day"):
            calls._plan()
        with self._refused(UserError, "today or later"):
            calls._plan(next_on=self.company._get_aftersales_today() - timedelta(1))
        day = self.company._get_aftersales_today() + timedelta(2)
        dialog = calls.action_open_plan()
        plan = self.env["aftersales.callback.plan"].with_user(self.clerk).with_context(**dialog["context"])
        plan.create({"user_id": self.dispatcher.id, "next_on": day}).action_confirm()
        self.assertEqual((calls.user_id, set(calls.mapped("next_on"))), (self.dispatcher, {day}))

    def test_s6_calls_are_made_and_kept_by_the_system(self):
        call = self._call()
        for values in ({"state": "done"}, {"due_on": "2030-01-01"}, {"tries": 0}, {"finding": False}):
            with self.subTest(values=values), self._refused(UserError, "kept by the system"):
                call.write(values)
        with self.assertRaises(AccessError):
            call.create({"order_id": call.order_id.id, "due_on": "2030-01-01", "next_on": "2030-01-01"})
        with self.assertRaises(AccessError):
            call.unlink()
        self._answer(call)
        with self._refused(UserError, "cannot go to"):
            call.write({"score": 10})

    def test_s6_roles(self):
        """S6: the office calls, the accountant reads, engineers and strangers see nothing."""
        call = self._call()
        call.with_user(self.accountant).read(["score", "fee_owed"])
        for user in (self.accountant, self.engineer_user):
            for step in ("action_done", "action_open_try", "action_open_plan"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(call.with_user(user), step)()
        with self.assertRaises(AccessError):
            call.with_user(self.engineer_user).read(["score"])
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("clerk", "Qian")
        stranger.write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(call.with_user(stranger).search([("id", "=", call.id)]))

    def test_s6_queries_do_not_grow(self):
        """S6: planning the calls of 2 or of 12 orders takes the same queries."""
        counts = []
        for count in (2, 12):
            orders = self.env["aftersales.order"].create(
                [{"lot_id": self.unit_free.id, "fault": "x", "phone": str(index)} for index in range(count)]
            )
            orders.sudo().write({"state": "follow_up", "signed_on": self.now})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._plan_callbacks()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(orders.callback_ids), count)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestCallbackWorkshop(WorkshopCase):
    """S6: the days count from the day the customer has his goods back."""

    def test_s6_called_about_once_the_goods_are_back(self):
        unit = self._take_in_free(1)
        order = unit.order_id
        self._start(unit)
        self._finish(unit)
        self._fill_voucher(order)
        order.with_user(self.engineer_user).no_parts = True
        order.with_user(self.engineer_user).action_finish()
        self._pass(unit)
        order.with_user(self.clerk)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(order.state, "follow_up")
        self.assertFalse(order.callback_ids, "the unit is still with us")
        with freeze_time(self.now + timedelta(days=10)):
            self._collect(unit)
            order.invalidate_recordset()
            day = order._get_local_date(fields.Datetime.now())
        self.assertEqual(order.callback_ids.due_on, day + timedelta(3))
