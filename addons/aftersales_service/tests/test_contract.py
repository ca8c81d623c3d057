from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCase


class ContractCase(ServiceCase):
    """Contracts as the clerk writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.product = cls.env.ref("aftersales_service.product_contract")
        cls.product.taxes_id = False

    def _contract(self, run=True, **vals):
        contracts = self.env["aftersales.contract"].with_user(self.clerk)
        contract = contracts.create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                **vals,
            }
        )
        if run:
            contract.action_run()
        return contract.with_env(self.env)

    def _call(self, day, unit=None, **vals):
        """A request on `day`, at noon in Shanghai."""
        return self._create_order(unit, request_date=f"{day} 04:00:00", **vals)

    def _run_cron(self, name, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(f"aftersales_service.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCoverage(ContractCase):
    """What a contract pays, by kind, by line, by included calls (S15)."""

    def test_s15_usual_terms_by_kind(self):
        """Full duty pays everything, half duty no parts, per call nothing; each contract its own rows."""
        expected = {"full": (100, 100, 100), "half": (0, 100, 100), "per_call": (0, 0, 0)}
        for kind, shares in expected.items():
            contract = self._contract(run=False, kind=kind)
            for line, product, share in zip(
                ("part", "labour", "callout"), (self.part, self.labour, self.callout), shares, strict=True
            ):
                with self.subTest(kind=kind, line=line):
                    code = "covered" if share else "excluded"
                    self.assertEqual(contract._get_coverage(line, product), (Decimal(share), code))
            self.assertEqual(contract.notice_months, 1)
            self.assertEqual(bool(contract.band_ids), kind == "per_call")

    def test_s15_changed_kind_brings_its_terms(self):
        contract = self._contract(run=False)
        contract.with_user(self.clerk).kind = "half"
        self.assertEqual(contract._get_coverage("part", self.part)[1], "excluded")
        self.assertEqual(len(contract.coverage_ids), 3)

    def test_s15_nearest_category_decides(self):
        """Parts are not covered, but those of one category are, by half."""
        contract = self._contract(
            run=False,
            kind="half",
            coverage_ids=[
                Command.create({"kind": "part", "share": 0}),
                Command.create({"kind": "part", "share": 50, "product_categ_id": self.category.id}),
            ],
        )
        self.assertEqual(contract._get_coverage("part", self.part), (Decimal(0), "excluded"))
        self.assertEqual(contract._get_coverage("part", self.appliance), (Decimal(50), "partly"))
        self.assertEqual(contract._get_coverage("labour", self.labour), (Decimal(0), "excluded"))

    def test_s15_later_policy_changes_later_contracts_only(self):
        contract = self._contract()
        policy = self.env.ref("aftersales_service.contract_policy_full")
        policy.coverage_ids.filtered(lambda row: row.kind == "part").share = 80
        policy.notice_months = 2
        self.assertEqual(contract._get_coverage("part", self.part)[0], 100)
        self.assertEqual(contract.notice_months, 1)
        later = self._contract(run=False)
        self.assertEqual(later._get_coverage("part", self.part)[0], 80)
        self.assertEqual(later.notice_months, 2)

    def test_s15_half_duty_says_what_it_leaves_out(self):
        self._contract(kind="half")
        order = self._call("2026-05-01")
        self.assertEqual(order.service_type, "B")
        self.assertEqual(order.proposal_values["excluded"], ["part"])
        self.assertIn("except: Part", order.with_context(lang="en_US").proposal_reason)

    def test_s15_per_call_is_paid_work(self):
        contract = self._contract(kind="per_call")
        order = self._call("2026-05-06")
        self.assertEqual((order.service_type, order.proposal_code), ("A", "per_call"))
        self.assertEqual(order.contract_id, contract)

    def test_s15_included_calls_are_used_up(self):
        """Two calls included: the third is paid work; a cancelled one gives its call back."""
        contract = self._contract(visits_included=2)
        first, second = self._call("2026-03-01"), self._call("2026-04-01")
        self.assertEqual((first.service_type, second.service_type), ("B", "B"))
        third = self._call("2026-05-01")
        self.assertEqual((third.service_type, third.proposal_code), ("A", "used_up"))
        self.assertIn("2 calls", third.with_context(lang="en_US").proposal_reason)
        self.assertEqual(contract.visits_used, 2)
        with freeze_time("2026-05-01 04:00:00"):
            contract.invalidate_recordset()
            self.assertEqual(contract.visits_left, 0)
            self.assertIn(contract, contract.search([("used_up", "=", True)]))
        first.with_user(self.clerk).action_register()
        first.with_user(self.clerk)._cancel("Not needed")
        self.assertEqual(contract.visits_used, 1)
        third.with_user(self.clerk).action_propose()
        self.assertEqual(third.service_type, "B")

    def test_s15_calls_taken_over_in_one_batch(self):
        """A register with three calls, two of them included: the third is paid."""
        self._contract(visits_included=2)
        orders = self.env["aftersales.order"].create(
            [
                {"lot_id": self.unit_paid.id, "fault": "x", "request_date": f"2026-05-0{day} 04:00:00"}
                for day in (1, 2, 3)
            ]
        )
        self.assertEqual(orders.mapped("service_type"), ["B", "B", "A"])

    def test_s15_calls_per_contract_year(self):
        """One call a year over two years: 28 February is the first year's, 1 March the second's."""
        vals = {"date_start": "2025-03-01", "date_end": "2027-02-28", "visits_included": 1}
        contract = self._contract(**vals)
        days = ("2026-02-27", "2026-02-28", "2026-03-01", "2027-02-28")
        self.assertEqual([self._call(day).service_type for day in days], ["B", "A", "B", "A"])
        contract._terminate("Moved away")
        self._contract(visit_basis="term", **vals)
        self.assertEqual([self._call(day).service_type for day in days], ["B", "A", "A", "A"])

    def test_s15_warranty_uses_up_no_call(self):
        contract = self._contract(visits_included=1, date_start="2020-01-01", date_end="2099-12-31")
        order = self._create_order(self.unit_free)
        self.assertEqual((order.service_type, order.contract_id), ("C", contract))
        self.assertEqual(contract.visits_used, 0)

    def test_s15_stand_by_goes_before_per_call(self):
        standby = self._contract(kind="full")
        self._contract(kind="per_call", date_end="2027-12-31")
        self.assertEqual(self._call("2026-05-01").contract_id, standby)

    def test_s15_decided_order_keeps_its_contract(self):
        contract = self._contract(date_start="2020-01-01", date_end="2099-12-31")
        order = self._play_until("repair")
        self.assertEqual(order.contract_id, contract)
        contract.with_user(self.clerk)._terminate("Moved away")
        order.with_user(self.clerk).action_propose()
        self.assertEqual((order.contract_id, order.service_type), (contract, "B"))


@tagged("post_install", "-at_install")
class TestTimeBand(ContractCase):
    """Per call by time band (S15): weekday, night, weekend, holiday."""

    def _callout(self, moment, **vals):
        order = self._create_order(request_date=moment)
        return self._add_line(order, "callout", user=self.clerk, **vals)

    def test_s15_call_costs_what_its_band_says(self):
        """The fee is 30: weekday 100 %, night 150 %, weekend 200 %, holiday 300 %; UTC + 8."""
        self.customer.lang = "en_US"  # the bands are called as he reads it
        contract = self._contract(kind="per_call")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-09-30 16:00:00",
                "date_to": "2026-10-01 15:59:59",
            }
        )
        for moment, name, price in (
            ("2026-09-28 00:00:00", "Weekday", 30),  # Monday 8:00
            ("2026-09-27 23:59:00", "Night", 45),  # Monday 7:59
            ("2026-09-28 09:59:00", "Weekday", 30),
            ("2026-09-28 10:00:00", "Night", 45),
            ("2026-09-26 02:00:00", "Weekend", 60),
            ("2026-10-01 02:00:00", "Public holiday", 90),
        ):
            with self.subTest(moment=moment):
                line = self._callout(moment)
                self.assertEqual(line.order_id.band_id.name, name)
                self.assertEqual(line.order_id.band_id.contract_id, contract)
                self.assertEqual(line.price_unit, price)
                self.assertEqual(line.customer_amount, price)

    def test_s15_planned_time_counts_until_quoted(self):
        """Asked for by day, planned at night: the night's price; once quoted, the price stands."""
        self._contract(kind="per_call", date_start="2020-01-01", date_end="2099-12-31")
        order = self._create_order(request_date="2026-09-28 02:00:00")
        order.with_user(self.clerk).action_register()
        line = self._add_line(order, "callout", user=self.clerk)
        self.assertEqual(line.price_unit, 30)
        night = {"planned_start": "2026-09-28 12:00:00", "planned_end": "2026-09-28 13:00:00"}
        order.with_user(self.dispatcher).write(night)
        self.assertEqual(line.price_unit, 45)
        order.with_user(self.clerk).action_prepare_quotation()
        day = {"planned_start": "2026-09-29 02:00:00", "planned_end": "2026-09-29 03:00:00"}
        order.with_user(self.dispatcher).write(day)
        self.assertEqual(line.price_unit, 45)

    def test_s15_price_of_the_contracts_own_band(self):
        """A price instead of a share; labour and parts keep theirs."""
        band = {"name": "Any", "hour_from": 0, "hour_to": 24, "pricing": "price", "price": 77}
        self._contract(kind="per_call", band_ids=[Command.create(band)], coverage_ids=[])
        line = self._callout("2026-09-28 02:00:00")
        self.assertEqual(line.price_unit, 77)
        self.assertEqual(self._add_line(line.order_id, "labour", user=self.clerk).price_unit, 80)

    def test_s15_bands_that_make_no_sense(self):
        contract = self._contract(run=False, kind="per_call")
        for vals, constraint in (
            ({"hour_from": -1}, "hours_of_a_day"),
            ({"hour_from": 24}, "hours_of_a_day"),
            ({"hour_to": 24.5}, "hours_of_a_day"),
            ({"price": -1}, "price_positive"),
            ({"policy_id": contract.policy_id.id}, "one_owner"),
        ):
            vals = {"name": "x", "contract_id": contract.id, "hour_from": 0, "hour_to": 24, **vals}
            with self.subTest(vals=vals), self._refused_by_database(constraint):
                self.env["aftersales.time.band"].create(vals)


@tagged("post_install", "-at_install")
class TestRenewal(ContractCase):
    """Notice one month before the end, once; renewal; expiry (S15)."""

    def _notices(self, contract):
        return (
            len(contract.activity_ids),
            self.env["mail.mail"]
            .sudo()
            .search_count([("model", "=", contract._name), ("res_id", "=", contract.id)]),
        )

    def test_s15_notice_the_day_before_the_day_and_never_twice(self):
        """End 31 March: notice on 28 February in Shanghai, 16:00 UTC of the 27th."""
        self.customer.email = "zhang@example.com"
        contract = self._contract(date_start="2026-04-01", date_end="2027-03-31")
        self.assertEqual(contract.notice_date, date(2027, 2, 28))
        self._run_cron("watch_contracts", "2027-02-27 15:59:00")
        self.assertEqual(self._notices(contract), (0, 0))
        self._run_cron("watch_contracts", "2027-02-27 16:00:00")
        self.assertEqual(self._notices(contract), (1, 1))
        self.assertTrue(contract.notified_on)
        activity = contract.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.clerk, date(2027, 3, 31)))
        self._run_cron("watch_contracts", "2027-02-28 16:00:00")
        self._run_cron("watch_contracts", "2027-03-31 04:00:00")
        self.assertEqual(self._notices(contract), (1, 1))
        self.assertEqual(contract.state, "running")

    def test_s15_notice_that_was_missed_is_given_late(self):
        """The scheduled action stood still for a week."""
        contract = self._contract()
        self._run_cron("watch_contracts", "2026-12-07 04:00:00")
        self.assertEqual(self._notices(contract)[0], 1)

    def test_s15_customer_without_email_is_phoned(self):
        self.customer.email = False
        contract = self._contract()
        self._run_cron("watch_contracts", "2026-12-01 04:00:00")
        self.assertEqual(self._notices(contract), (1, 0))
        self.assertRegex(contract.activity_ids.summary, "phone|电话")

    def test_s15_no_notice_for_drafts_renewed_or_ended(self):
        draft, renewed, ended = self._contract(run=False), self._contract(), self._contract()
        renewed.with_user(self.clerk).action_renew()
        ended.with_user(self.clerk)._terminate("Moved away")
        self._run_cron("watch_contracts", "2026-12-01 04:00:00")
        for contract in (draft, renewed, ended):
            self.assertFalse(contract.notified_on)

    def test_s15_expires_the_day_after_its_last(self):
        contract, renewed = self._contract(), self._contract()
        renewed.with_user(self.clerk).action_renew()
        self._run_cron("watch_contracts", "2026-12-31 15:59:00")
        self.assertEqual((contract.state, renewed.state), ("running", "running"))
        self._run_cron("watch_contracts", "2026-12-31 16:00:00")
        self.assertEqual((contract.state, renewed.state), ("expired", "renewed"))
        self.assertEqual(self._call("2026-12-31").service_type, "B", "its days stay covered")

    def test_s15_renewed_on_the_same_terms_for_as_long(self):
        contract = self._contract(
            date_start="2025-03-01",
            date_end="2026-02-28",
            kind="half",
            price=1200,
            lot_ids=[Command.set(self.unit_paid.ids)],
        )
        action = contract.with_user(self.clerk).action_renew()
        following = contract.next_ids
        self.assertEqual(action["res_id"], following.id)
        self.assertEqual((following.date_start, following.date_end), (date(2026, 3, 1), date(2027, 2, 28)))
        self.assertEqual((following.state, following.kind, following.price), ("draft", "half", 1200))
        self.assertEqual(following.lot_ids, self.unit_paid)
        self.assertEqual(following._get_coverage("part", self.part)[1], "excluded")
        self.assertEqual(len(following.coverage_ids), 3)
        self.assertNotEqual(following.name, contract.name)
        self.assertTrue(contract.is_renewed)
        following.with_user(self.clerk).price = 1300
        following.with_user(self.clerk).action_run()
        with self._refused(UserError, "cannot be renewed"):
            contract.with_user(self.clerk).action_renew()

    def test_s15_renewal_that_was_dropped_can_be_made_again(self):
        contract = self._contract()
        contract.with_user(self.clerk).action_renew()
        contract.next_ids.with_user(self.clerk).action_cancel()
        self.env.flush_all()
        self.assertFalse(contract.is_renewed)
        contract.with_user(self.clerk).action_renew()
        self.assertEqual(len(contract.next_ids), 2)
        with self._refused_by_database("previous_unique"):
            contract.copy({"previous_id": contract.id})

    def test_s15_notice_costs_no_query_per_contract(self):
        """Ten contracts more cost the mails and reminders themselves, nothing else."""
        self.customer.email = False
        counts = {}
        for size in (5, 25):
            contracts = self.env["aftersales.contract"].union(*(self._contract() for _index in range(size)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contracts.browse(contracts.ids)._give_notice()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual((counts[25] - counts[5]) / 20, 0.5, counts)


@tagged("post_install", "-at_install")
class TestScheduledVisits(ContractCase):
    """Visits planned for the term, their orders made ahead of time, once (S15)."""

    def test_s15_visits_every_three_months(self):
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(visit_plan="every", visit_number=3)
        days = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
        self.assertEqual(contract.visit_ids.sorted("date").mapped("date"), days)

    def test_s15_order_made_so_many_days_ahead_and_once(self):
        """14 days before 1 July: on 17 June in Shanghai; not the day before, never twice."""
        with freeze_time("2026-06-01 04:00:00"):
            contract = self._contract(
                date_start="2026-07-01", date_end="2027-06-30", visit_plan="per_year", visit_number=1
            )
        visit = contract.visit_ids
        self._run_cron("schedule_visits", "2026-06-16 15:59:00")
        self.assertFalse(visit.order_ids)
        self._run_cron("schedule_visits", "2026-06-16 16:00:00")
        order = visit.order_ids
        self.assertEqual(len(order), 1)
        self.assertEqual(
            (order.state, order.service_type, order.proposal_code), ("registered", "B", "scheduled")
        )
        self.assertEqual((order.contract_id, order.contract_day), (contract, date(2026, 7, 1)))
        self.assertEqual((order.user_id, order.channel), (self.clerk, "own"))
        self.assertFalse(order.clock_ids, "nobody waits for an answer or an arrival")
        self.assertEqual(visit.state, "ordered")
        self._run_cron("schedule_visits", "2026-06-20 04:00:00")
        self.assertEqual(len(visit.order_ids), 1)

    def test_s15_ended_contract_gets_no_orders(self):
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(visit_plan="every", visit_number=6)
            visits = contract.visit_ids
            contract.with_user(self.clerk)._terminate("Moved away")
        self.assertFalse(visits.exists())

    def test_s15_cancelled_visit_is_not_made_again_by_itself(self):
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(visit_plan="per_year", visit_number=1)
            visit = contract.visit_ids
            visit.with_user(self.clerk).action_create_orders()
            with self._refused(UserError, "needs no service order"):
                visit.with_user(self.clerk).action_create_orders()
            visit.order_ids.with_user(self.clerk)._cancel("Customer is away")
        self.assertEqual(visit.state, "cancelled")
        self._run_cron("schedule_visits", "2026-01-02 04:00:00")
        self.assertEqual(len(visit.order_ids), 1)
        with freeze_time("2026-01-03 04:00:00"):
            visit.with_user(self.clerk).action_create_orders()
        self.assertEqual((len(visit.order_ids), visit.state), (2, "ordered"))
        with self._refused_by_database("visit_unique"):
            visit.order_ids.sorted("id")[-1].sudo().copy({"contract_visit_id": visit.id})

    def test_s15_visits_planned_anew(self):
        """Another number a year: those with an order stay, the others move."""
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(visit_plan="per_year", visit_number=2)
            first = contract.visit_ids.sorted("date")[0]
            first.with_user(self.clerk).action_create_orders()
            contract.with_user(self.clerk).visit_number = 4
            contract.with_user(self.clerk).action_plan_visits()
        self.assertEqual(len(contract.visit_ids), 4)
        self.assertIn(first, contract.visit_ids)
        with self._refused(UserError, "has a service order"):
            first.with_user(self.clerk).date = "2026-02-01"
        with self._refused(UserError, "outside the term"):
            contract.visit_ids[-1].with_user(self.clerk).date = "2027-02-01"
        with self._refused_by_database("slot_unique"):
            contract.visit_ids.sorted("date")[-1].date = first.date

    def test_s15_orders_of_visits_in_constant_queries(self):
        counts = {}
        for size in (5, 25):
            with freeze_time("2026-01-01 04:00:00"):
                visits = self.env["aftersales.contract.visit"]
                for _index in range(size):
                    visits |= self._contract(visit_plan="per_year", visit_number=1).visit_ids
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                visits.browse(visits.ids)._create_orders()
                self.env.flush_all()
                counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual((counts[25] - counts[5]) / 20, 4, counts)


@tagged("post_install", "-at_install")
class TestBilling(ContractCase):
    """Invoices by period, through the host's invoicing; they add up to the price (S15)."""

    def _periods(self, contract):
        return contract.period_ids.sorted("date_from")

    def test_s15_periods_add_up_to_the_price(self):
        for period, count in (("month", 12), ("quarter", 4), ("half_year", 2), ("year", 1), ("once", 1)):
            contract = self._contract(price=1000.01, billing_period=period)
            periods = self._periods(contract)
            with self.subTest(period=period):
                self.assertEqual(len(periods), count)
                self.assertEqual(round(sum(periods.mapped("amount")), 2), 1000.01)
                self.assertEqual(periods[0].date_from, contract.date_start)
                self.assertEqual(periods[-1].date_to, contract.date_end)
        self.assertFalse(self._contract(price=0).period_ids)

    def test_s15_invoice_on_the_day_and_once(self):
        """Second quarter: on 1 April in Shanghai, not a day before, never twice."""
        contract = self._contract(price=400, billing_period="quarter")
        self._run_cron("invoice_contracts", "2026-03-31 15:59:00")
        first = contract.invoice_ids
        self.assertEqual(len(first), 1)
        self.assertEqual((first.move_type, first.state, first.amount_untaxed), ("out_invoice", "draft", 100))
        self.assertEqual((first.partner_id, first.invoice_origin), (self.customer, contract.name))
        self.assertIn(contract.name, first.invoice_line_ids.name)
        self._run_cron("invoice_contracts", "2026-03-31 16:00:00")
        self._run_cron("invoice_contracts", "2026-04-01 16:00:00")
        self.assertEqual(len(contract.invoice_ids), 2)
        self.assertEqual(contract.amount_invoiced, 200)
        self.assertEqual(self._periods(contract).mapped("state"), ["draft", "draft", "planned", "planned"])

    def test_s15_in_arrears_on_the_last_day(self):
        contract = self._contract(price=100, billing_timing="arrears")
        self.assertEqual(contract.period_ids.due_on, date(2026, 12, 31))
        self._run_cron("invoice_contracts", "2026-12-30 15:00:00")
        self.assertFalse(contract.invoice_ids)

    def test_s15_button_of_the_accountant(self):
        with freeze_time("2026-04-01 04:00:00"):
            contract = self._contract(price=400, billing_period="quarter")
            for user in (self.clerk, self.dispatcher):
                with self.assertRaises(AccessError):
                    contract.with_user(user).action_invoice()
            for user in (self.engineer_user,):
                with self.assertRaises(AccessError):
                    contract.with_user(user).action_invoice()
            self.assertTrue(contract.with_user(self.accountant).has_due_period)
            contract.with_user(self.accountant).action_invoice()
            self.assertEqual(len(contract.invoice_ids), 2)
            with self._refused(UserError, "Nothing is due"):
                contract.with_user(self.accountant).action_invoice()
            with self._refused(UserError, "Nothing is due"):
                self._periods(contract)[3].with_user(self.manager).action_invoice()

    def test_s15_cancelled_deleted_or_reversed_invoice_is_made_again(self):
        with freeze_time("2026-04-01 04:00:00"):
            contract = self._contract(price=300, billing_period="month")
            contract.with_user(self.accountant).action_invoice()
            one, two, three, _four = self._periods(contract)[:4]
            one.move_id.with_user(self.accountant).button_cancel()
            two.move_id.with_user(self.accountant).unlink()
            invoice = three.move_id.with_user(self.accountant)
            invoice.action_post()
            self.assertEqual(three.state, "posted")
            invoice._reverse_moves(cancel=True)
            self.env.invalidate_all()
            self.assertEqual((one | two | three).mapped("state"), ["planned"] * 3)
            self.assertEqual(contract.amount_invoiced, 25)
            contract.with_user(self.accountant).action_invoice()
        self.assertEqual(contract.amount_invoiced, 100)
        self.assertNotEqual(three.move_id, invoice)

    def test_s15_credit_notes_are_among_the_invoices(self):
        """S15: what is given back lies beside what was invoiced, and is taken off it."""
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(price=300, billing_period="once")
            contract.with_user(self.accountant).action_invoice()
            invoice = contract.period_ids.move_id.with_user(self.accountant)
            self.assertEqual((contract.invoice_count, contract.invoice_total), (1, 0), "a draft")
            invoice.action_post()
            self.assertEqual(contract.invoice_total, 300)
            credit = invoice._reverse_moves()
            self.assertEqual(credit.aftersales_contract_id, contract)
            credit.invoice_line_ids.price_unit = 100
            credit.action_post()
        self.assertEqual((contract.invoice_count, contract.invoice_total), (2, 200))
        self.assertEqual(contract.period_ids.state, "posted")
        action = contract.with_user(self.accountant).action_view_invoices()
        self.assertEqual(self.env["account.move"].search(action["domain"]), invoice | credit)

    def test_s15_termination_says_why(self):
        """S15: a contract in force is not cancelled; its end has a reason, a draft needs none."""
        contract, draft = self._contract(), self._contract(run=False)
        with self._refused(UserError, "terminate it with a reason"):
            contract.with_user(self.clerk).action_cancel()
        for reason in ("", " ", None):
            with self._refused(UserError, "Say why"):
                contract.with_user(self.clerk)._terminate(reason)
        with self.assertRaises(AccessError):
            contract.with_user(self.engineer_user).action_open_terminate()
        with self._refused(UserError, "use the buttons"):
            contract.with_user(self.clerk).termination_reason = "Other"
        action = contract.with_user(self.clerk).action_open_terminate()
        dialog = self.env["aftersales.reason"].with_user(self.clerk).with_context(**action["context"])
        dialog.create({"reason": " Hotel closed "}).action_apply()
        self.assertEqual((contract.state, contract.termination_reason), ("cancelled", "Hotel closed"))
        with self._refused(UserError, "cannot go to"):
            contract.with_user(self.clerk)._terminate("Again")
        draft.with_user(self.clerk).action_cancel()
        self.assertEqual(draft.state, "cancelled")

    def test_s15_posted_and_paid(self):
        with freeze_time("2026-01-01 04:00:00"):
            contract = self._contract(price=120)
            contract.with_user(self.accountant).action_invoice()
            invoice = contract.period_ids.move_id
            invoice.action_post()
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            register.create({})._create_payments()
        self.assertEqual(contract.period_ids.state, "paid")

    def test_s15_ended_early(self):
        """In arrears, on 10 April: April is cut to ten of thirty days, what follows is dropped."""
        with freeze_time("2026-04-10 04:00:00"):
            contract = self._contract(price=1200, billing_period="month", billing_timing="arrears")
            periods = self._periods(contract)
            periods[:3].with_user(self.accountant).action_invoice()
            contract.with_user(self.clerk)._terminate("Moved away")
            periods = self._periods(contract)
            self.assertEqual(periods.mapped("amount"), [100, 100, 100, 33.33])
            self.assertEqual(periods[-1].date_to, date(2026, 4, 10))
            contract.with_user(self.accountant).action_invoice()
        self.assertEqual(contract.amount_invoiced, 333.33)

    def test_s15_invoices_are_tied_by_the_server_only(self):
        contract = self._contract(price=100)
        vals = {"move_type": "out_invoice", "partner_id": self.customer.id}
        moves = self.env["account.move"].with_user(self.accountant)
        with self._refused(UserError, "made on the contract"):
            moves.create({**vals, "aftersales_contract_id": contract.id})
        with self._refused(UserError, "stays with the contract"):
            moves.create(vals).aftersales_contract_id = contract
        period = contract.period_ids
        for user in (self.clerk, self.accountant, self.manager):
            with self.subTest(user=user.name), self._refused(UserError, "use the buttons"):
                period.with_user(user).write({"amount": 1})

    def test_s15_invoices_of_many_periods(self):
        """What one more invoice costs is the host's invoice itself."""
        counts = {}
        for size in (2, 12):
            with freeze_time("2026-12-31 04:00:00"):
                contract = self._contract(price=1200, billing_period="month")
                periods = self._periods(contract)[:size]
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                periods.browse(periods.ids).with_user(self.accountant).action_invoice()
                self.env.flush_all()
                counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual((counts[12] - counts[2]) / 10, 15, counts)


@tagged("post_install", "-at_install")
class TestContractGuards(ContractCase):
    """What was agreed stands; each role, each company (S15, G1)."""

    def test_s15_agreed_terms_stand(self):
        contract = self._contract(price=100, kind="per_call")
        for name, value in {
            "price": 1,
            "date_end": "2030-01-01",
            "kind": "full",
            "partner_id": self.company.partner_id.id,
            "visits_included": 99,
            "billing_period": "month",
            "coverage_ids": [Command.clear()],
        }.items():
            for user in (self.clerk, self.manager):
                with self.subTest(field=name, user=user.name), self._refused(UserError, "are agreed"):
                    contract.with_user(user).write({name: value})
        with self._refused(UserError, "are agreed"):
            contract.coverage_ids[0].with_user(self.clerk).share = 100
        with self._refused(UserError, "are agreed"):
            contract.band_ids[0].with_user(self.clerk).unlink()
        with self._refused(UserError, "cannot be deleted"):
            contract.with_user(self.manager).unlink()
        contract.with_user(self.clerk).lot_ids = self.unit_paid

    def test_s15_server_fields_are_refused(self):
        contract = self._contract(run=False)
        for name, value in {
            "state": "running",
            "notified_on": "2026-01-01",
            "previous_id": contract.id,
            "visits_used": 0,
            "amount_invoiced": 5,
            "policy_id": False,
        }.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                contract.with_user(self.manager).write({name: value})

    def test_s15_steps_not_in_the_table(self):
        contract = self._contract()
        for step in ("action_run",):
            with self.subTest(step=step), self._refused(UserError, "cannot go to"):
                getattr(contract.with_user(self.clerk), step)()
        contract.with_user(self.clerk)._terminate("Moved away")
        for step in ("action_run", "action_cancel"):
            with self.subTest(step=step), self._refused(UserError, "cannot go to"):
                getattr(contract.with_user(self.clerk), step)()
        with self._refused(UserError, "cannot be renewed"):
            contract.with_user(self.clerk).action_renew()
        with self._refused(UserError, "not in force"):
            contract.with_user(self.clerk).action_plan_visits()

    def test_g1_engineer_sees_no_price_and_changes_nothing(self):
        contract = self._contract(price=100, visit_plan="per_year", visit_number=1)
        mine = contract.with_user(self.engineer_user)
        self.assertEqual(mine.kind, "full")
        with self.assertRaises(AccessError):
            mine.read(["price"])
        with self.assertRaises(AccessError):
            self.env["aftersales.contract.period"].with_user(self.engineer_user).search([])
        for step in ("action_run", "action_cancel", "action_renew", "action_plan_visits", "action_invoice"):
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(mine, step)()
        for visit in contract.visit_ids.with_user(self.engineer_user):
            with self.assertRaises(AccessError):
                visit.action_create_orders()

    def test_g1_policies_are_the_managers(self):
        policy = self.env.ref("aftersales_service.contract_policy_half")
        row = policy.coverage_ids[0]
        with self.assertRaises(AccessError):
            row.with_user(self.clerk).share = 50
        with self.assertRaises(AccessError):
            self.env["aftersales.time.band"].with_user(self.dispatcher).create(
                {"policy_id": policy.id, "name": "x", "hour_from": 0, "hour_to": 24}
            )
        row.with_user(self.manager).share = 50
        with self._refused_by_database("share_of_hundred"):
            row.share = 100.01
        with self._refused(ValidationError, "already in force"):
            policy.copy()

    def test_g1_second_company_sees_nothing(self):
        contract = self._contract(price=100, visit_plan="per_year", visit_number=1, date_end="2099-12-31")
        company = self.env["res.company"].create({"name": "Second centre"})
        user = self._create_user("manager", "Other")
        user.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        for records in (contract, contract.visit_ids, contract.period_ids, contract.coverage_ids):
            records = records.with_user(user)
            self.env.invalidate_all()
            with self.subTest(model=records._name):
                self.assertNotIn(records[0].id, records.search([]).ids)
                with self.assertRaises(AccessError):
                    records.read(["display_name"])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            contract.visit_ids.with_user(user).action_create_orders()
        with self.assertRaises(AccessError):
            contract.with_user(user).action_renew()

    def test_s15_foreign_units_are_refused(self):
        other = self.env["res.partner"].create({"name": "Somebody else"})
        unit = self._create_unit("SN-FOREIGN", self.today - timedelta(days=9), partner=other)
        with self._refused(ValidationError, "belongs to"):
            self._contract(lot_ids=[Command.set(unit.ids)])

    def test_s15_amounts_and_numbers_that_make_no_sense(self):
        for vals, constraint in (
            ({"price": -1}, "price_positive"),
            ({"visits_included": -1}, "visits_positive"),
            ({"date_end": "2025-12-31"}, "date_order"),
            ({"visit_plan": "every", "visit_number": 0}, "visit_number_positive"),
            ({"notice_months": -1}, "notice_positive"),
        ):
            with self.subTest(vals=vals), self._refused_by_database(constraint):
                self._contract(run=False, **vals)
        self.assertTrue(self._contract(run=False, date_end="2026-01-01"))
        contract = self._contract(date_end=self.today + relativedelta(years=1))
        self.assertEqual(contract.state, "running")
