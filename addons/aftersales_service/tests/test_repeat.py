from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestRepeat(EntitlementCase):
    """The same fault on the same unit within the set days is a repeat repair (S11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.fault, cls.other_fault = cls.env["aftersales.fault"].create(
            [{"code": "T-COLD", "name": "Does not cool"}, {"code": "T-LOUD", "name": "Noise"}]
        )
        cls.policy = cls.env.ref("aftersales_service.repeat_policy_general")

    def _first_job(self, unit=None, days_ago=10, **vals):
        """A job of `unit` that was finished at noon so many days ago."""
        ended_on = self._noon(self.today - relativedelta(days=days_ago))
        order = self._play_until("assessment", unit, **{"fault_id": self.fault.id, **vals})
        self._add_line(order)
        if order.customer_total:
            self._accept(order)
        self._finish(order)
        order.sudo().write({"request_date": ended_on, "repair_end": ended_on})
        return order

    def _again(self, days=0, **vals):
        moment = self._noon(self.today + relativedelta(days=days))
        return self._create_order(**{"fault_id": self.fault.id, "request_date": moment, **vals})

    def test_s11_within_the_window(self):
        """S11: days 0 and 30 after the end are repeats, day 31 is not, nor is a call before the end."""
        first = self._first_job(days_ago=30)
        for days, expected in ((-30, True), (-1, True), (0, True), (1, False)):
            with self.subTest(days=days):
                self.assertEqual(bool(self._again(days).repeat_of_id), expected)
        before = self._create_order(
            fault_id=self.fault.id, request_date=first.repair_end - relativedelta(minutes=1)
        )
        self.assertFalse(before.repeat_of_id, "called while the first job was not finished")

    def test_s11_last_day_ends_at_midnight_of_the_company(self):
        """S11, G2: 23:59 in Shanghai on day 30 is in, 00:00 on day 31 is not."""
        first = self._first_job(days_ago=30)
        midnight = self._noon(self.today).replace(hour=16)  # 24:00 in Shanghai
        day = self._create_order(fault_id=self.fault.id, request_date=midnight - relativedelta(minutes=1))
        after = self._create_order(fault_id=self.fault.id, request_date=midnight)
        self.assertEqual((day.repeat_of_id, bool(after.repeat_of_id)), (first, False))

    def test_s11_days_are_those_of_the_dated_policy(self):
        """S11: the figure in force on the day of the request; none, no repeats."""
        self._first_job(days_ago=20)
        self.assertTrue(self._again().repeat_of_id)
        self.env["aftersales.repeat.policy"].create(
            {"code": "S11", "days": 19, "company_id": self.company.id}
        )
        self.assertFalse(self._again().repeat_of_id, "the company's own policy goes first")
        self.env["aftersales.repeat.policy"].search([]).active = False
        self.assertFalse(self._again().repeat_of_id)
        with self._refused_by_database("days_positive"):
            self.policy.days = 0

    def test_s11_free_and_linked_to_the_first_job(self):
        """S11: out of warranty, and still free: borne by ourselves, the first job is marked."""
        first = self._first_job()
        self.assertEqual(first.customer_total, 100)
        order = self._again()
        line = self._add_line(order, user=self.clerk)
        self.assertEqual((order.service_type, order.proposal_code), ("C", "repeat"))
        self.assertIn(first.name, order.proposal_reason)
        self.assertEqual(self._decision(line), ("company", 100, "repeat"))
        self.assertEqual((first.repeat_count, first.was_repeated), (1, True))
        self.assertIn(first, self.env["aftersales.order"].search([("was_repeated", "=", True)]))

    def test_s11_station_bears_the_repeat_of_its_job(self):
        """S11: who did the first job makes it good."""
        first = self._first_job()
        first.sudo().station_id = self.env["aftersales.station"].create(
            {"name": "Station North", "partner_id": self.env["res.partner"].create({"name": "North"}).id}
        )
        line = self._add_line(self._again(), user=self.clerk)
        self.assertEqual(line.payer, "station")

    def test_s11_in_warranty_the_repeat_is_not_the_makers(self):
        """S11: a bad repair is ours, not the maker's, though the unit is in warranty."""
        self._first_job(self.unit_free)
        order = self._again(lot_id=self.unit_free.id)
        self.assertEqual(self._add_line(order, user=self.clerk).payer, "company")

    def test_s11_not_the_same(self):
        """S11, trap 15: another fault, another unit, the same serial on another product, no code."""
        self._first_job()
        other = self._create_unit("SN-OTHER", self.today - relativedelta(months=30))
        twin = self._create_unit(
            "SN-PAID-1",
            self.today - relativedelta(months=30),
            self._create_product("Split air conditioner X9", self.appliance),
        )
        for vals in (
            {"fault_id": self.other_fault.id},
            {"fault_id": False},
            {"lot_id": other.id},
            {"lot_id": twin.id},
            {"lot_id": False, "partner_id": self.customer.id},
        ):
            with self.subTest(vals=vals):
                self.assertFalse(self._again(**vals).repeat_of_id)

    def test_s11_cancelled_and_unfinished_jobs_do_not_count(self):
        """S11: only a job whose work was done can be repeated, and only a live repeat counts."""
        first = self._first_job()
        order = self._again()
        order.with_user(self.clerk)._cancel("Called by mistake")
        self.assertEqual((first.was_repeated, first.repeat_count), (False, 0))
        for state in ("registered", "repair", "cancelled"):
            first.sudo().state = state
            with self.subTest(state=state):
                self.assertFalse(self._again().repeat_of_id)

    def test_s11_repeat_of_a_repeat_belongs_to_the_first_job(self):
        """S11: days count from the job before; the chain hangs on the first job."""
        first = self._first_job(days_ago=40)
        second = self._first_job(days_ago=15, request_date=self._noon(self.today - relativedelta(days=20)))
        self.assertEqual(second.repeat_of_id, first)
        third = self._again()
        self.assertEqual(third.repeat_of_id, first)
        self.assertEqual(first.repeat_count, 2)
        self.assertFalse(second.was_repeated)

    def test_s11_dispatcher_links_and_unlinks_with_a_reason(self):
        """S11: without a fault code the dispatcher decides; only earlier jobs of the unit can be chosen."""
        first = self._first_job(fault_id=False)
        stranger = self._first_job(self.unit_free)
        order = self._again(fault_id=False)
        self.assertEqual(order.repeat_candidate_ids, first)
        for user in (self.clerk, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                order.with_user(user)._link_repeat(first)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                order.with_user(user)._unlink_repeat("No")
        dispatched = order.with_user(self.dispatcher)
        for job in (stranger, order, self.env["aftersales.order"]):
            with self.subTest(job=job), self._refused(UserError, "cannot be a repeat"):
                dispatched._link_repeat(job)
        action = dispatched.action_open_repeat()
        dialog = self.env["aftersales.repeat"].with_user(self.dispatcher).with_context(**action["context"])
        dialog.create({}).action_link()
        self.assertEqual((order.repeat_of_id, order.service_type), (first, "C"))
        with self._refused(UserError, "Say why"):
            dispatched._unlink_repeat(" ")
        dispatched._unlink_repeat("Another leak")
        self.assertEqual((order.repeat_of_id.id, order.service_type), (False, "A"))
        self.assertFalse(first.was_repeated)
        with self._refused(UserError, "not linked"):
            dispatched._unlink_repeat("Again")

    def test_s11_refused_repeat_is_not_found_again(self):
        """S11: what the dispatcher unlinked stays unlinked when a fact changes."""
        first = self._first_job()
        order = self._again()
        order.with_user(self.dispatcher)._unlink_repeat("Another cause")
        order.with_user(self.dispatcher).fault_id = self.other_fault
        order.with_user(self.dispatcher).fault_id = self.fault
        self.assertFalse(order.repeat_of_id)
        order.with_user(self.dispatcher)._link_repeat(first)
        self.assertEqual((order.repeat_of_id, order.repeat_refusal), (first, False))

    def test_s11_decided_order_keeps_its_link(self):
        """S11: begun or accepted: neither found, linked nor unlinked any more."""
        self._first_job()
        begun = self._again()
        begun.sudo().state = "repair"
        begun.sudo().fault_id = self.other_fault
        self.assertTrue(begun.repeat_of_id)
        with self._refused(UserError, "can no longer change"):
            begun.with_user(self.dispatcher)._unlink_repeat("Too late")

    def test_s11_nobody_writes_the_link_by_hand(self):
        """S11: link, mark and reason are the system's."""
        first, order = self._first_job(), self._again(fault_id=False)
        for vals in (
            {"repeat_of_id": first.id},
            {"repeat_chosen_id": first.id},
            {"was_repeated": True},
            {"repeat_refusal": "x"},
        ):
            with self.subTest(vals=vals), self._refused(UserError, "use the buttons"):
                order.with_user(self.dispatcher).write(vals)

    def test_s11_one_look_for_many_orders(self):
        """S11: 40 requests cost as many queries as 4."""
        counts = {}
        for size in (4, 40):
            units = self.env["stock.lot"].create(
                [
                    {
                        "name": f"R{size}-{index}",
                        "product_id": self.appliance.id,
                        "company_id": self.company.id,
                    }
                    for index in range(size)
                ]
            )
            jobs = self.env["aftersales.order"].create(
                [
                    {"lot_id": unit.id, "partner_id": self.customer.id, "fault_id": self.fault.id}
                    for unit in units
                ]
            )
            jobs.write({"state": "closed", "closed_on": self.now, "repair_end": self.now})
            again = self.env["aftersales.order"].create(
                [
                    {"lot_id": unit.id, "partner_id": self.customer.id, "fault_id": self.other_fault.id}
                    for unit in units
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = again._find_repeated()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual([found[order] for order in again], list(jobs))
        self.assertEqual(counts[4], counts[40])
