from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase

#: The day on which the customers of the tests are first graded.
START = date(2026, 3, 2)


class CareCase(ServiceCase):
    """Customers with a first job in the past, and the sweep on a day of one's choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Grade, cls.Care = cls.env["aftersales.customer.grade"], cls.env["aftersales.care"]
        cls.ordinary, cls.long, cls.important = (
            cls.env.ref(f"aftersales_service.care_policy_{grade}")
            for grade in ("ordinary", "long", "important")
        )
        cls.company.aftersales_web_user_id = cls.dispatcher
        cls.env["aftersales.order"].search([]).sudo().write({"service_type": "D"})  # nobody else is graded

    def _create_customers(self, count, first=date(2024, 3, 2)):
        partners = self.env["res.partner"].create([{"name": f"Customer {index}"} for index in range(count)])
        self.env["aftersales.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "fault": "Noise",
                    "request_date": datetime(*first.timetuple()[:3], 4),
                }
                for partner in partners
            ]
        )
        return partners

    def _sweep(self, day):
        with freeze_time(datetime(day.year, day.month, day.day, 4)), self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_plan_care").method_direct_trigger()

    def _get_row(self, partner):
        return self.Grade.search([("partner_id", "=", partner.commercial_partner_id.id)])

    def _graded(self, hand=None, day=START, **options):
        """The row of a new customer, graded on `day`, or by hand."""
        partner = self._create_customers(1, **options)
        self._sweep(day)
        row = self._get_row(partner)
        if hand:
            with freeze_time(datetime(day.year, day.month, day.day, 4)):
                row.with_user(self.dispatcher).hand_grade = hand
        return row


@tagged("post_install", "-at_install")
class TestCustomerGrade(CareCase):
    """S18: customers are graded by years, by turnover, by hand."""

    def test_s18_default_intervals(self):
        """S18: long-standing at least once a year, important at least every half year."""
        policies = self.ordinary | self.long | self.important
        self.assertEqual(policies.mapped("interval_months"), [0, 12, 6])
        self.assertEqual(set(policies.mapped("code")), {"S18"})

    def test_s18_long_standing_from_the_day_on(self):
        """S18: a day before two years after the first job ordinary, on the day long-standing."""
        row = self._graded(first=date(2024, 3, 3))
        self.assertEqual((row.grade, row.basis, row.next_on), ("ordinary", "none", False))
        self._sweep(START + timedelta(1))
        self.assertEqual((row.grade, row.basis), ("long", "years"))

    def test_s18_important_by_turnover(self):
        """S18: at the amount, not a cent below it; a credit note counts against it, an old invoice not."""
        self.important.turnover = 1000
        partner = self._create_customers(1, first=START)
        for amount, move_type, day, grade in (
            (999.99, "out_invoice", START, "ordinary"),
            (0.01, "out_invoice", date(2025, 3, 3), "important"),
            (0.01, "out_refund", START, "ordinary"),
            (5000, "out_invoice", date(2025, 3, 2), "ordinary"),
        ):
            move = self.env["account.move"].create(
                {
                    "move_type": move_type,
                    "partner_id": partner.id,
                    "invoice_date": day,
                    "invoice_line_ids": [
                        fields.Command.create({"product_id": self.part.id, "price_unit": amount})
                    ],
                }
            )
            move.invoice_line_ids.tax_ids = False
            move.action_post()
            row = self._get_row(partner)
            row.sudo().checked_on = False
            self._sweep(START)
            self.assertEqual(self._get_row(partner).grade, grade, amount)

    def test_s18_hand_goes_before_everything(self):
        row = self._graded("important")
        self.assertEqual((row.grade, row.basis), ("important", "hand"))
        self._sweep(START + timedelta(400))
        self.assertEqual(row.grade, "important")
        with freeze_time(datetime(2027, 6, 1)):
            row.with_user(self.manager).hand_grade = False
        self.assertEqual((row.grade, row.basis), ("long", "years"))
        for user in (self.clerk, self.accountant, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                row.with_user(user).hand_grade = "important"
        with self._refused(UserError, "kept by the system"):
            row.with_user(self.manager).grade = "ordinary"

    def test_s18_own_people_and_cancelled_requests_are_no_customers(self):
        partners = self._create_customers(2)
        orders = self.env["aftersales.order"].search([("partner_id", "in", partners.ids)])
        orders[0].sudo().service_type = "D"
        orders[1].sudo().state = "cancelled"
        self._sweep(START)
        self.assertFalse(self.Grade.search([("partner_id", "in", partners.ids)]))

    def test_s18_a_company_is_one_customer(self):
        partner = self._create_customers(1)
        child = self.env["res.partner"].create({"name": "Branch", "parent_id": partner.id})
        self.env["aftersales.order"].create({"partner_id": child.id, "fault": "Noise"})
        self._sweep(START)
        self.assertEqual(self._get_row(child).partner_id, partner)
        self.assertEqual(child.with_user(self.clerk).aftersales_grade, "long")


@tagged("post_install", "-at_install")
class TestCare(CareCase):
    """S18: visits and calls are planned by themselves, once, and counted from the last contact."""

    def _care(self, hand="important"):
        row = self._graded(hand)
        self._sweep(row.plan_on)
        return row.care_ids

    def test_s18_half_a_year_and_a_year(self):
        """S18: 6 and 12 months: planned 14 days ahead, not a day sooner; overdue a day later, not on it."""
        for hand, last, kind in (
            ("important", date(2026, 9, 2), "visit"),
            ("long", date(2027, 3, 2), "call"),
        ):
            row = self._graded(hand)
            self.assertEqual((row.next_on, row.plan_on), (last, last - timedelta(14)))
            self._sweep(last - timedelta(15))
            self.assertFalse(row.care_ids)
            self._sweep(last - timedelta(14))
            care = row.care_ids
            self.assertEqual(
                (care.due_on, care.kind, care.grade, care.user_id), (last, kind, hand, self.dispatcher)
            )
            self.assertEqual(care.activity_ids.user_id, self.dispatcher)
            for days, late in ((-1, False), (0, False), (1, True)):
                with self.subTest(hand=hand, days=days), freeze_time(last + timedelta(days)):
                    care.invalidate_recordset(["is_late"])
                    self.assertEqual(care.is_late, late)
                    self.assertEqual(care in self.Care.search([("is_late", "=", True)]), late)

    def test_s18_swept_twice_and_killed(self):
        """S18: a second sweep adds nothing; one that dies half-way is finished by the next."""
        partners = self._create_customers(3)
        self._sweep(START)
        rows = self.Grade.search([("partner_id", "in", partners.ids)])
        day = rows[0].plan_on
        with (
            patch("odoo.addons.aftersales_base.models.aftersales_slice_mixin.SLICE", 1),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", side_effect=[1, 1, 0, 1, 0, 1, 0]),
        ):
            self._sweep(day)
        for _time in range(2):
            self._sweep(day)
            self._sweep(day + timedelta(1))
            self.assertEqual([len(row.care_ids) for row in rows], [1, 1, 1])
        with self._refused_by_database("one_planned"):
            rows.care_ids[0].sudo().copy({"state": "planned"})

    def test_s18_done_counts_from_the_contact(self):
        care = self._care().with_user(self.clerk)
        with freeze_time(datetime(2026, 9, 10, 4)):
            with self._refused(UserError, "Note first"):
                care.action_done()
            care.note = "Wants a quotation for a second unit"
            care.action_done()
        row = care.customer_id
        self.assertEqual((care.state, care.late, care.done_by_id), ("done", True, self.clerk))
        self.assertFalse(care.sudo().activity_ids)
        self.assertEqual((row.last_on, row.next_on), (date(2026, 9, 10), date(2027, 3, 10)))
        with self._refused(UserError, "cannot go to"):
            care.note = "Changed afterwards"
        self._sweep(date(2027, 2, 24))
        self.assertEqual(len(row.care_ids), 2)

    def test_s18_not_reached_is_planned_again(self):
        care = self._care().with_user(self.clerk)
        with freeze_time(datetime(2026, 8, 20, 4)):
            care._try("no_answer")
            self.assertEqual((care.tries, care.next_on, care.state), (1, date(2026, 8, 27), "planned"))
            care._try("later", date(2026, 8, 30), "after the holiday")
        self.assertEqual((care.tries, care.next_on), (2, date(2026, 8, 30)))
        self.assertEqual(set(care.try_ids.mapped("result")), {"no_answer", "later"})

    def test_s18_not_wanted_and_cancelled(self):
        """S18: a refusal is a contact; what is left out is not, and both wait for the next interval."""
        care = self._care().with_user(self.clerk)
        with freeze_time(datetime(2026, 9, 1, 4)):
            care.action_refuse()
            row = care.customer_id
            self.assertEqual(
                (care.state, row.last_on, row.next_on), ("refused", date(2026, 9, 1), date(2027, 3, 1))
            )
        self._sweep(row.plan_on)
        other = row.care_ids.filtered(lambda each: each.state == "planned").with_user(self.clerk)
        with freeze_time(datetime(2027, 3, 1, 4)):
            other.action_cancel()
        self.assertEqual((row.last_on, row.next_on), (date(2026, 9, 1), date(2027, 9, 1)))

    def test_s18_bulk_planning(self):
        """S18: another agent gets the contacts, and what they put before the one before him."""
        rows = self._graded("important") | self._graded("important")
        self._sweep(rows[0].plan_on)
        cares = rows.care_ids.with_user(self.clerk)
        dialog = cares.action_open_plan()
        plan = self.env["aftersales.callback.plan"].with_user(self.clerk).with_context(**dialog["context"])
        day = self.company._get_aftersales_today() + timedelta(2)
        plan.create({"user_id": self.manager.id, "next_on": day}).action_confirm()
        self.assertEqual((cares.user_id, set(cares.mapped("next_on"))), (self.manager, {day}))
        self.assertEqual(cares.sudo().activity_ids.user_id, self.manager)
        cares[0].user_id = self.clerk
        self.assertEqual(cares[0].sudo().activity_ids.user_id, self.clerk)
        self.assertEqual(cares[1].sudo().activity_ids.user_id, self.manager)

    # Another grade --------------------------------------------------------------------

    def _regrade(self, care, hand, day):
        with freeze_time(datetime(day.year, day.month, day.day, 4)):
            care.customer_id.with_user(self.dispatcher).hand_grade = hand

    def test_s18_what_is_planned_is_left_out_when_the_grade_drops(self):
        """S18: on its last day as well, not a day later: what is overdue was due by the grade of its day."""
        for days, state in ((-1, "cancelled"), (0, "cancelled"), (1, "planned")):
            care = self._care()
            row, counted = care.customer_id, care.customer_id.counts_from
            with self.subTest(days=days):
                self._regrade(care, "ordinary", care.due_on + timedelta(days))
                self.assertEqual((row.grade, care.state, row.counts_from), ("ordinary", state, counted))
                self.assertEqual(bool(care.activity_ids), state == "planned")
                said = care.message_ids.filtered(lambda message: "left out" in (message.body or ""))
                self.assertEqual(len(said), state == "cancelled")
                self._sweep(care.due_on + timedelta(2))
                self.assertEqual(len(row.care_ids), 1)

    def test_s18_the_next_grade_plans_anew_in_its_time(self):
        """S18: from half a year to a year: left out now, planned a year after the first grading."""
        care = self._care()
        self._regrade(care, "long", care.due_on - timedelta(3))
        self.assertEqual(care.state, "cancelled")
        row = care.customer_id
        self.assertEqual(row.next_on, date(2027, 3, 2))
        self._sweep(row.plan_on)
        following = row.care_ids - care
        self.assertEqual(
            (following.grade, following.due_on, following.state), ("long", row.next_on, "planned")
        )

    def test_s18_what_is_near_by_the_new_grade_stays_with_its_tries(self):
        """S18: an important customer is due sooner and visited; agent and tries stay."""
        care = self._care("long")
        care.user_id = self.manager
        with freeze_time(datetime(2027, 2, 20, 4)):
            care.with_user(self.clerk)._try("no_answer")
        self._regrade(care, "important", date(2027, 2, 21))
        self.assertEqual(
            (care.state, care.grade, care.kind, care.policy_id),
            ("planned", "important", "visit", self.important),
        )
        self.assertEqual((care.due_on, care.next_on), (date(2026, 9, 2), date(2027, 2, 21)))
        self.assertEqual((care.tries, care.user_id), (1, self.manager))
        self.assertEqual(care.activity_ids.date_deadline, date(2026, 9, 2))
        self.assertTrue(care.message_ids.filtered(lambda message: "is due by" in (message.body or "")))

    def test_s18_another_policy_of_the_same_grade(self):
        """S18: a policy that begins while a contact is planned holds for it as well."""
        care = self._care()
        self.important.date_to = care.due_on - timedelta(6)
        later = self.important.copy(
            {"date_from": care.due_on - timedelta(5), "date_to": False, "interval_months": 9}
        )
        self._sweep(care.due_on - timedelta(4))
        self.assertEqual((care.state, care.customer_id.policy_id), ("cancelled", later))
        self.assertEqual(care.customer_id.next_on, date(2026, 12, 2))

    def test_s18_first_day_is_the_companys(self):
        """S18, G2: an hour after midnight in Shanghai it is the new day, whatever the server's clock says."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        partner = self.env["res.partner"].create({"name": "Night owl"})
        self.env["aftersales.order"].create(
            {"partner_id": partner.id, "fault": "Noise", "request_date": datetime(2026, 3, 1, 17)}
        )
        with freeze_time(datetime(2026, 3, 1, 17)):
            self.Grade._add_customers()
        row = self._get_row(partner)
        self.assertEqual((row.first_on, row.counts_from), (START, START))

    def test_s18_roles_and_companies(self):
        care = self._care()
        care.with_user(self.accountant).read(["note"])
        for user in (self.accountant, self.engineer_user):
            for step in (
                "action_done",
                "action_refuse",
                "action_cancel",
                "action_open_try",
                "action_open_plan",
            ):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(care.with_user(user), step)()
        with self.assertRaises(AccessError):
            care.with_user(self.engineer_user).read(["note"])
        for values in ({"state": "done"}, {"due_on": "2030-01-01"}, {"tries": 0}, {"grade": "ordinary"}):
            with self.subTest(values=values), self._refused(UserError, "kept by the system"):
                care.with_user(self.clerk).write(values)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("clerk", "Qian")
        stranger.write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        for record in (care, care.customer_id):
            self.assertFalse(record.with_user(stranger).search([("id", "=", record.id)]))

    def test_s18_customer_leads_to_his_history(self):
        care = self._care()
        partner = care.partner_id.with_user(self.clerk)
        self.assertEqual((partner.aftersales_grade, partner.aftersales_care_count), ("important", 1))
        self.assertEqual(self.Care.search(partner.action_view_aftersales_care()["domain"]), care)

    def test_s18_queries_do_not_grow(self):
        """S18: grading and planning 5 or 20 customers takes the same queries."""
        counts = []
        for size in (1, 5, 20):  # the first fills the caches
            partners = self._create_customers(size)
            self.Grade._add_customers()
            rows = self.Grade.search([("partner_id", "in", partners.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows._regrade()
            rows._plan_care()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)

    def test_s18_queries_of_another_grade_do_not_grow(self):
        """S18: what is planned for 5 or 20 customers is left out with the same queries."""
        counts = []
        for size in (1, 5, 20):  # the first fills the caches
            partners = self._create_customers(size)
            self.Grade._add_customers()
            rows = self.Grade.search([("partner_id", "in", partners.ids)])
            rows._regrade()
            rows._plan_care()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.write({"hand_grade": "ordinary"})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(set(rows.care_ids.mapped("state")), {"cancelled"})
        self.assertLessEqual(counts[2], counts[1] + 2)
