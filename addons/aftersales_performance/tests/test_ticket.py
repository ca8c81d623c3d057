from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.aftersales_service.tests.common import SIGNATURE
from odoo.addons.aftersales_service.tests.common_complaint import ComplaintCase
from odoo.addons.aftersales_service.tests.common_entitlement import EntitlementCase
from odoo.addons.aftersales_service.tests.common_killed import KilledMixin
from odoo.addons.aftersales_service.tests.common_money import MoneyCase


class TicketMixin:
    """The rulebook is in force, the ticket rules hold from today on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rulebook = cls.env.ref("aftersales_hr_discipline.conduct_rulebook_general")
        if rulebook.state == "draft":
            rulebook.action_publish()
        cls.company.aftersales_ticket_from = cls.company._get_aftersales_today() - timedelta(days=1)
        cls.breaches = cls.env["aftersales.ticket.breach"]

    def _find(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_find_breaches").method_direct_trigger()
        return self.breaches.search([("employee_id", "in", (self.engineer | self.other_engineer).ids)])

    def _make_due(self, days):
        """A moment `days` later."""
        return freeze_time(fields.Datetime.now() + timedelta(days=days))


@tagged("post_install", "-at_install")
class TestTicket(TicketMixin, MoneyCase):
    """D40, D41: what a voucher and kept fees cost."""

    def _play_late(self):
        """A job whose voucher is not back in time."""
        order = self._play_accepted()
        self._play_finish(order)
        clock = order.clock_ids.filtered(lambda each: each.kind == "voucher")
        clock.write({"state": "breached", "deadline": fields.Datetime.now()})
        return order

    def _count_valid(self, order):
        self.env.invalidate_all()
        self.env.flush_all()
        return self.env["aftersales.order.analysis"].browse(order.id).ticket_count

    def test_d41_a_late_voucher_loses_its_bonus_and_is_proposed_once(self):
        order = self._play_late()
        breach = self._find()
        self.assertEqual((breach.cause, breach.order_id, breach.bonus_lost), ("late", order, True))
        record = breach.record_id
        self.assertEqual(
            (record.article_id.number, record.measure, record.amount, record.state),
            ("D41.3", "demerit", 20, "proposed"),
        )
        self.assertIn(order.name, record.evidence_ids.raw.decode())
        self.assertEqual(self._find(), breach)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(self._count_valid(order), 0)

    def test_d41_the_ticket_is_valid_again_when_nobody_is_to_blame(self):
        order = self._play_late()
        record = self._find().record_id
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        record._update_state("rejected")
        self.assertFalse(record.search([("id", "=", record.id)]).state != "rejected")
        self.assertEqual(self._count_valid(order), 1)
        self.assertFalse(self.breaches.search([("record_id", "=", record.id)]).bonus_lost)

    def test_d41_a_voucher_in_time_is_a_valid_ticket(self):
        order = self._play_accepted()
        self._play_finish(order)
        self.assertFalse(self._find())
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(self._count_valid(order), 1)

    def test_d41_nothing_is_held_of_the_time_before_the_rules(self):
        self._play_late()
        self.company.aftersales_ticket_from = self.company._get_aftersales_today() + timedelta(days=2)
        self.assertFalse(self._find())
        self.company.aftersales_ticket_from = False
        self.assertFalse(self._find())

    def test_d41_the_office_reports_a_voucher(self):
        order = self._play_late()
        clerk = self.env["aftersales.ticket.report"].with_user(self.clerk)
        for cause, number in (("incomplete", "D41.1"), ("unsigned", "D41.2"), ("lost", "D41.3")):
            for _time in range(2):
                clerk.create(
                    {"order_id": order.id, "cause": cause, "facts": "Looked at today"}
                ).action_apply()
            breach = self.breaches.search([("order_id", "=", order.id), ("cause", "=", cause)])
            self.assertEqual((len(breach), breach.bonus_lost), (1, True))
            self.assertEqual(breach.record_id.article_id.number, number)
        late = self._find().filtered(lambda each: each.cause == "late")
        lost = self.breaches.search([("order_id", "=", order.id), ("cause", "=", "lost")])
        self.assertEqual(late.record_id, lost.record_id, "one article of one voucher: once")

    def test_d41_who_may_not_report(self):
        order = self._play_late()
        for user, sentence in ((self.engineer_user, "."), (self.accountant, ".")):
            with self._refused(AccessError, sentence):
                order.with_user(user)._report_voucher("lost", "Gone")
        self.engineer_user.group_ids |= self.env.ref("aftersales_service.group_clerk")
        with self._refused(UserError, "You worked on"):
            order.with_user(self.engineer_user)._report_voucher("lost", "Gone")
        for cause, facts in (("late", "Gone"), ("lost", " ")):
            with self._refused(UserError, "Say what is wrong"):
                order.with_user(self.clerk)._report_voucher(cause, facts)
        with self._refused(UserError, "has not begun"):
            planned = self._create_order()
            planned.sudo().engineer_id = self.engineer
            planned.with_user(self.clerk)._report_voucher("lost", "Gone")

    def test_d41_no_article_no_record_but_the_bonus_is_lost(self):
        self.env.ref("aftersales_performance.ticket_policy_general").late_article = False
        self._play_late()
        breach = self._find()
        self.assertEqual((breach.record_id.id, breach.bonus_lost), (False, True))

    def test_d40_fees_kept_back_at_and_below_the_limit(self):
        """D40: three days beyond the day by default; two are not enough, handed in late counts, too."""
        collection = self._collect()
        for days, found in ((2, 0), (3, 1), (4, 1)):
            with self._make_due(days):
                self.assertEqual(len(self._find()), found, f"{days} days")
        record = self._find().record_id
        self.assertEqual((record.article_id.number, record.measure), ("D40", "major_demerit"))
        self.assertIn(collection.name, record.facts)

    def test_d40_fees_handed_in_in_time_are_no_matter(self):
        collection = self._collect()
        self._count(self._hand_in(collection))
        with self._make_due(5):
            self.assertFalse(self._find())

    def test_d41_an_engineer_sees_the_own_and_nobody_elses(self):
        self._play_late()
        breach = self._find()
        mine = breach.with_user(self.engineer_user)
        self.assertIn("was due back", mine.facts)
        for attack in (
            lambda: mine.write({"cause": "fees"}),
            lambda: mine.write({"record_id": False}),
            mine.unlink,
            lambda: mine.create({"employee_id": self.other_engineer.id, "cause": "lost"}),
            lambda: mine._hold([]) or mine.copy(),
        ):
            with self._refused(UserError, "."):
                attack()
        others = self.breaches.with_user(self.other_engineer_user)
        self.assertFalse(others.search([]))
        self.assertFalse(sum(row["__count"] for row in others.formatted_read_group([], [], ["__count"])))
        for action in ("action_view_source", "action_view_record"):
            with self._refused(AccessError, "."):
                getattr(breach.with_user(self.other_engineer_user), action)()

    def test_d41_a_manager_filters_groups_and_exports_the_breaches(self):
        order = self._play_late()
        breach = self._find()
        groups = ("aftersales_performance.group_manager", "base.group_allow_export")
        manager = new_test_user(self.env, "performance", ",".join(groups), company_id=self.company.id)
        breaches = self.breaches.with_user(manager)
        names = ["employee_id/name", "cause", "order_id/name", "bonus_lost", "record_state"]
        (row,) = breaches.browse(breach.id).export_data(names)["datas"]
        self.assertEqual(row[:4], [breach.employee_id.name, "Voucher not back in time", order.name, True])
        self.assertTrue(row[4])
        search = etree.fromstring(breaches.get_view(view_type="search")["arch"])
        found = {
            node.get("name"): breach in breaches.search(safe_eval(node.get("domain")))
            for node in search.iter("filter")
            if node.get("domain")
        }
        self.assertEqual((found["voucher"], found["pending"]), (True, True))
        self.assertEqual((found["fees"], found["complaint"]), (False, False))
        for node in search.iter("filter"):
            group = safe_eval(node.get("context") or "{}").get("group_by")
            if group:
                rows = breaches.formatted_read_group([("id", "=", breach.id)], [group], ["__count"])
                self.assertEqual([row["__count"] for row in rows], [1], group)

    def test_d41_same_queries_for_two_as_for_eight(self):
        def count(number):
            orders = self.env["aftersales.order"].create(
                [{"partner_id": self.customer.id, "fault": str(each)} for each in range(number)]
            )
            rows = [
                {
                    "employee": self.engineer,
                    "company": self.company,
                    "cause": "lost",
                    "day": self.company._get_aftersales_today(),
                    "order": order,
                    "source": order,
                    "facts": "Lost",
                }
                for order in orders
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.breaches._hold(rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count(2)
        self.assertLessEqual(count(8) - few, 6 * 12, "the host's letter to the person for each, nothing more")


@tagged("post_install", "-at_install")
class TestTicketComplaint(TicketMixin, ComplaintCase):
    """S24, D41, D42: what a founded complaint leads to."""

    def _confirm(self, kind="quality", outcome=None, **share):
        complaint = self._open(at=self.now, kind=kind)
        outcomes = [Command.clear(), Command.create(outcome or {"kind": "compensation", "amount": 1000})]
        self._play_to_decision(complaint, outcome_ids=outcomes)
        complaint.with_user(self.manager).action_approve()
        complaint.with_user(self.accountant).share_ids = [
            Command.create({"employee_id": self.engineer.id, "percent": 100, **share})
        ]
        complaint.with_user(self.manager).action_confirm_loss()
        return complaint

    def _lines(self):
        return self.env["aftersales.adjustment"].search([("employee_id", "=", self.engineer.id)])

    def test_s24_without_a_measure_the_penalty_is_a_line_with_half_of_the_bonus_at_most(self):
        self._confirm()
        line = self._lines()
        self.assertEqual((line.amount, line.kind, line.bonus_share), (-1000, "fine", 50))
        self.assertFalse(self.breaches.search([("employee_id", "=", self.engineer.id)]))

    def test_s24_taken_at_and_above_half_of_the_bonus(self):
        for bonus, taken, carried in ((2000, -1000, 0), (1999.98, -999.99, -0.01)):
            self._lines().sheet_id.line_ids.sudo().unlink()
            self._confirm()
            line = self._lines()
            line.sheet_id.person_ids.write({"wage": 90_000, "bonus": bonus})
            line.sheet_id.person_ids._settle()
            self.assertEqual((line.taken, line.carried), (taken, carried))

    def test_s24_a_measure_is_proposed_with_its_amount_and_keeps_its_limit(self):
        for measure, number, amount, cap in (
            ("warning", "S24.1", 1000, 50),
            ("demerit", "S24.2", 1000, 50),
            ("major", "S24.3", 1000, 100),
        ):
            complaint = self._confirm(measure=measure)
            breach = self.breaches.search([("res_id", "=", complaint.id), ("cause", "=", "loss")])
            record = breach.record_id
            self.assertEqual(
                (record.article_id.number, record.amount, breach.bonus_share), (number, amount, cap)
            )
            self.assertFalse(self._lines(), "nothing before the record is decided")
            record.effective_date = record._get_today()
            self.assertEqual(record._prepare_adjustment_vals()["bonus_share"], cap)

    def test_d41_a_founded_service_complaint_is_proposed(self):
        self._confirm("service", measure="none")
        record = self.breaches.search([("employee_id", "=", self.engineer.id)]).record_id
        self.assertEqual((record.article_id.number, record.amount), ("D41.5", 50))

    def test_d42_a_founded_complaint_about_an_agent_is_proposed(self):
        self.engineer.aftersales_agent = True
        self._confirm("service")
        record = self.breaches.search([("employee_id", "=", self.engineer.id)]).record_id
        self.assertEqual((record.article_id.number, record.amount), ("D42.11", 100))

    def test_d41_a_complaint_that_was_not_justified_leads_to_nothing(self):
        self._confirm("service", {"kind": "not_justified"})
        self.assertFalse(self.breaches.search([("employee_id", "=", self.engineer.id)]))
        self.assertFalse(self._lines())


@tagged("post_install", "-at_install")
class TestTicketExtra(KilledMixin, TicketMixin, EntitlementCase):
    """D30, S14: 20 % of the net income goes to the sheet once the customer has paid."""

    def _sell(self):
        """The posted invoice of a job with an extra service of 1000."""
        alarm = self.env["product.product"].create(
            {"name": "Alarm installation", "type": "service", "taxes_id": False}
        )
        order = self._play_until("assessment", self.unit_free)
        self._add_line(order, "labour", extra_service=True, product_id=alarm.id, price_unit=1000)
        order.sudo().no_parts = True
        self._accept(order)
        self._finish(order)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.action_post()
        return order.invoice_ids

    def _pay(self, invoice):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({})._create_payments()

    def _lines(self):
        self._find()
        lines = self.env["aftersales.adjustment"].search([("employee_id", "=", self.engineer.id)])
        return sorted(lines.mapped("amount"))

    def test_s14_paid_once_the_customer_has_paid_and_taken_back_within_the_claim(self):
        invoice = self._sell()
        self.assertEqual(self._lines(), [])
        self._pay(invoice)
        self.assertEqual(self._lines(), [200])
        self.assertEqual(self._lines(), [200])
        invoice._reverse_moves().action_post()
        self.assertEqual(self._lines(), [-200, 200])
        first, back = self.env["aftersales.adjustment"].search(
            [("employee_id", "=", self.engineer.id)], order="id"
        )
        self.assertEqual(back.claim_id, first)

    def test_s14_a_run_that_is_killed_goes_on_and_pays_nothing_twice(self):
        for invoice in [self._sell() for _each in range(3)]:
            self._pay(invoice)
        lines = self.env["aftersales.adjustment"]
        self._check_killed(
            "aftersales.ticket.breach",
            "_cron_find",
            "aftersales.extra.due._pay_claims",
            lambda: lines.search_count([("employee_id", "=", self.engineer.id)]),
        )

    def test_s14_the_rules_begin_on_the_companys_day(self):
        self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-05 17:00:00"):
            company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(str(company.aftersales_ticket_from), "2026-03-06")

    def test_s14_what_was_due_before_the_rules_is_not_paid_again(self):
        self._pay(self._sell())
        self.company.aftersales_ticket_from = self.company._get_aftersales_today() + timedelta(days=1)
        self.assertEqual(self._lines(), [])
