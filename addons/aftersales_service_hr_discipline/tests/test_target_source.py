from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_hr_discipline.tests.common_target import TargetCase

CENT, MINUTE = 0.01, 1


@tagged("post_install", "-at_install")
class TestTargetSource(TargetCase):
    """Targets measured from work log, sale orders and invoices (D14, D19, D24, D32, D34, D36)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.policy.target_watch_days = 400
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.product = cls.env["product.product"].create(
            {"name": "Filter", "type": "service", "taxes_id": False}
        )

    def _logged(self, day, minutes, employee=None, state="confirmed", **vals):
        start = datetime.fromisoformat(f"{day} 01:00:00")
        line = self.env["aftersales.worklog"].create(
            {
                "employee_id": (employee or self.engineer).id,
                "company_id": self.company.id,
                "start_on": start,
                "end_on": start + timedelta(minutes=minutes),
                "description": "Bench",
                **vals,
            }
        )
        line.state = state
        return line

    def _sold(self, moment, amount, employee=None, confirm=True, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": (employee or self.engineer).user_id.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": amount, "tax_ids": [Command.clear()]}
                    )
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        order.date_order = moment
        return order

    def _measured(self, source, amount=100, metric="sales", day="2025-07-01", **vals):
        return self._target(day, amount, source=source, metric=metric, final=False, **vals)

    def test_d36_hours_of_the_work_log_at_the_limit(self):
        """D36: 70 percent of 100 hours, a minute to each side; the sweep of the finished half-year."""
        cases = []
        for number, minutes in enumerate((4200 - MINUTE, 4200, 4200 + MINUTE)):
            person = self.env["hr.employee"].create({"name": f"P{number}", "company_id": self.company.id})
            for day in range(7):
                part = minutes - 6 * 600 if day == 6 else 600
                self._logged(f"2025-1{day % 2}-0{day + 1}", part, person)
            self._measured("worklog", metric="hours", employee=person)
            cases.append(person)
        self._sweep()
        self.assertEqual([self._proposed(person) for person in cases], [["D36.1"], [], []])
        facts = self._proposals(cases[0]).facts
        self.assertIn("69.98", facts)
        self.assertIn("Work Log", facts)

    def test_d34_only_confirmed_work_of_the_month_and_company_counts(self):
        target = self._measured("worklog", metric="hours", day="2026-02-01", period="month")
        self._logged("2026-02-02", 60)
        self._logged("2026-01-31", 60)
        self._logged("2026-03-01", 60)
        self._logged("2026-02-03", 60, kind="travel")
        self._logged("2026-02-04", 60, state="draft")
        self._logged("2026-02-05", 60, self.colleague)
        line = self._logged("2026-02-06", 30)
        target._measure()
        self.assertEqual(target.achieved, 1.5)
        line.with_context(active_test=False).reversed_by_ids = self._logged(
            "2026-02-07", 30, reversal_of_id=line.id
        )
        target._measure()
        self.assertEqual(target.achieved, 1, "what is reversed does not count")

    def test_d24_sale_orders_at_the_limit(self):
        """D24: 70 percent of 100,000, a cent to each side, before tax."""
        people = self.engineer | self.colleague | self.stranger
        for person, amount in zip(people, (70_000 - CENT, 70_000, 70_000 + CENT), strict=True):
            self._sold("2025-08-01 08:00:00", amount - 1000, person)
            self._sold("2025-12-31 15:59:59", 1000, person)
            self._measured("sale", 100_000, employee=person)
        self._sweep()
        self.assertEqual([self._proposed(person) for person in people], [["D24.1"], [], []])

    def test_d14_what_counts_as_sold(self):
        """Confirmed, by the person's user, in the company, within the days of its time zone."""
        target = self._measured("sale", day="2026-02-01", period="month")
        self._sold("2026-01-31 16:00:00", 10)  # midnight in Shanghai
        self._sold("2026-02-28 15:59:59", 20)
        self._sold("2026-01-31 15:59:59", 1000)
        self._sold("2026-02-28 16:00:00", 1000)
        self._sold("2026-02-10 08:00:00", 1000, confirm=False)
        self._sold("2026-02-10 08:00:00", 1000, self.colleague)
        cancelled = self._sold("2026-02-10 08:00:00", 1000)
        cancelled._action_cancel()
        target._measure()
        self.assertEqual(target.achieved, 30)
        rows = self.env["sale.order"].search(target.action_view_source()["domain"])
        self.assertEqual(sum(rows.mapped("amount_untaxed")), target.achieved, "the rows are the figure")

    def test_d14_another_currency_at_the_rate_of_the_order(self):
        other = (
            self.env.ref("base.EUR") if self.company.currency_id.name != "EUR" else self.env.ref("base.USD")
        )
        other.active = True
        self.env["res.currency.rate"].create(
            [
                {"name": day, "rate": rate, "currency_id": other.id, "company_id": self.company.id}
                for day, rate in (("2026-01-01", 0.5), ("2026-03-01", 0.25))
            ]
        )
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": other.id})
        order = self._sold("2026-02-10 08:00:00", 10, confirm=False, pricelist_id=pricelist.id)
        order.date_order = "2026-02-10 08:00:00"
        order.order_line.price_unit = 10
        order.state = "sale"
        self.assertAlmostEqual(order.currency_rate, 0.5)
        target = self._measured("sale", day="2026-02-01", period="month")
        self.assertEqual(target.achieved, 20)

    def test_d24_invoices_less_credit_notes(self):
        self.env["account.chart.template"].try_loading("generic_coa", self.company, install_demo=False)
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": kind,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "invoice_user_id": self.engineer.user_id.id,
                    "invoice_date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for kind, day, amount in (
                    ("out_invoice", "2026-02-01", 100),
                    ("out_invoice", "2026-02-28", 50),
                    ("out_refund", "2026-02-20", 30),
                    ("out_invoice", "2026-01-31", 1000),
                    ("out_invoice", "2026-02-10", 1000),
                )
            ]
        )
        moves[:-1].action_post()
        target = self._measured("invoice", day="2026-02-01", period="month")
        self.assertEqual(target.achieved, 120)
        rows = self.env["account.move"].search(target.action_view_source()["domain"])
        self.assertEqual(rows, moves[:3].search([("id", "in", moves[:3].ids)]))

    def test_d24_figures_that_change_mark_the_proposal(self):
        """Frozen evidence: an order of the half-year confirmed late changes no proposal, it marks it."""
        target = self._measured("sale", 100)
        self._sold("2025-09-01 08:00:00", 69)
        self._sweep()
        record = self._proposals()
        facts = record.facts
        self._sold("2025-09-02 08:00:00", 1)
        target.measured_on = "2026-03-09"
        self._sweep()
        self.assertEqual((self._proposals(), record.doubtful, record.facts), (record, True, facts))
        self.assertEqual(record.evidence_ids.raw.decode(), facts)

    def test_a_source_measures_its_own(self):
        for source, metric in (("worklog", "sales"), ("sale", "hours"), ("invoice", "hours")):
            with self.subTest(source), self._refused(ValidationError, "does not measure"):
                self._measured(source, metric=metric)
        target = self._measured("worklog", metric="hours")
        with self._refused(UserError, "are measured"):
            target.with_user(self.officer.user_id).achieved = 1

    def test_d47_the_rows_behind_a_target(self):
        """HR opens the work log behind a target, of the own company; nobody changes it there."""
        target = self._measured("worklog", metric="hours", day="2026-02-01", period="month")
        line = self._logged("2026-02-02", 60)
        self._logged("2026-02-03", 60, kind="travel")
        for name in ("officer", "manager", "boss", "auditor"):
            with self.subTest(name):
                mine = target.with_user(getattr(self, name).user_id)
                action = mine.action_view_source()
                self.assertEqual(mine.env[action["res_model"]].search(action["domain"]), line)
                self.assertFalse(line.with_env(mine.env).has_access("write"))
        for name in ("engineer", "head"):
            with self.subTest(name), self._refused(AccessError, "does not show"):
                target.with_user(getattr(self, name).user_id).action_view_source()
        with self.assertRaises(AccessError):
            target.with_user(self.stranger.user_id).action_view_source()
        with self._refused(UserError, "entered by hand"):
            self._target(final=False, period="year").action_view_source()
        self.officer.user_id.write({"company_ids": [Command.link(self.env.ref("base.main_company").id)]})
        there = line.with_user(self.officer.user_id).with_context(
            allowed_company_ids=self.env.ref("base.main_company").ids
        )
        self.assertFalse(there.search([("id", "=", line.id)]), "another company's work log")

    def test_queries_do_not_grow(self):
        """A slice of 40 measured targets takes as many queries as one of 4, of each source."""
        self.env["aftersales.target"].search([]).unlink()
        for source, metric in (("worklog", "hours"), ("sale", "sales"), ("invoice", "sales")):
            counts = []
            for size in (4, 40):
                people = self.env["hr.employee"].create(
                    [
                        {"name": f"{source} {size} {number}", "company_id": self.company.id}
                        for number in range(size)
                    ]
                )
                targets = self.targets.union(
                    *(self._measured(source, metric=metric, employee=person) for person in people)
                )
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                targets._measure()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            with self.subTest(source):
                self.assertLessEqual(counts[1], counts[0] + 2, counts)
