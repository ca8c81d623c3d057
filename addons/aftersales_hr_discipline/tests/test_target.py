from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_target import TargetCase
from .test_security import SEES

#: Limit, unit: one cent of 100,000 or one minute of 1,000 hours.
CENT, MINUTE = 0.01, 1 / 60


@tagged("post_install", "-at_install")
class TestTarget(TargetCase):
    """Targets are prorated, measured, and what the rulebook says is proposed once."""

    def _each(self, cases, **vals):
        """Every case is a person of its own: achieved → articles proposed."""
        for number, (achieved, expected) in enumerate(cases):
            person = self.env["hr.employee"].create({"name": f"P{number}", "company_id": self.company.id})
            self._target(achieved=achieved, employee=person, **vals)
            cases[number] = person, achieved, expected
        self._sweep()
        for person, achieved, expected in cases:
            with self.subTest(achieved=achieved):
                self.assertEqual(self._proposed(person), expected)

    def test_d14_d24_half_year_sales_at_each_limit(self):
        """D14, D24: at 70 and 100 percent, one cent to each side."""
        self._each(
            [
                (70_000 - CENT, ["D24.1"]),
                (70_000, []),
                (70_000 + CENT, []),
                (100_000 - CENT, []),
                (100_000, ["D14.1"]),
                (100_000 + CENT, ["D14.1"]),
            ]
        )

    def test_d14_d24_full_year_sales_at_each_limit(self):
        """D14, D24: at 80, 100, 120 and 150 percent, one cent to each side."""
        self._each(
            [
                (80_000 - CENT, ["D24.2"]),
                (80_000, []),
                (100_000 - CENT, []),
                (100_000, ["D14.2"]),
                (120_000 - CENT, ["D14.2"]),
                (120_000, ["D14.2", "D14.4"]),
                (150_000 - CENT, ["D14.2", "D14.4"]),
                (150_000, ["D14.2", "D14.5"]),
                (150_000 + CENT, ["D14.2", "D14.5"]),
            ],
            period="year",
            day="2025-05-05",
        )

    def test_d36_half_year_hours_at_the_limit(self):
        """D36: 70 percent of 1,000 hours, one minute to each side; no reward for half a year (D32)."""
        self._each(
            [(700 - MINUTE, ["D36.1"]), (700, []), (700 + MINUTE, []), (1600, [])],
            metric="hours",
            amount=1000,
        )

    def test_d32_d36_full_year_hours_at_each_limit(self):
        """D32, D36: at 80, 100, 120 and 150 percent, one minute to each side."""
        self._each(
            [
                (800 - MINUTE, ["D36.2"]),
                (800, []),
                (1000 - MINUTE, []),
                (1000, ["D32.1"]),
                (1200 - MINUTE, ["D32.1"]),
                (1200, ["D32.1", "D32.2"]),
                (1500 - MINUTE, ["D32.1", "D32.2"]),
                (1500, ["D32.1", "D32.3"]),
            ],
            metric="hours",
            amount=1000,
            period="year",
            day="2025-05-05",
        )

    def test_d19_d34_three_months_missed_in_a_row(self):
        """D19, D34: transfer or dismissal is proposed after the third month, and anew after the sixth."""
        self._months(99.99, 99.99, first="2025-09-01")
        self._months(99.98, 99.98, metric="hours", employee=self.colleague)
        self._sweep()
        self.assertEqual(self._proposed() + self._proposed(self.colleague), [])
        self._months(99.99, first="2025-11-01")
        self._months(100, first="2025-11-01", metric="hours", employee=self.colleague)
        self._sweep()
        record = self._proposals()
        self.assertEqual((record.article_id.number, record.measure), ("D19", "transfer"))
        self.assertEqual(record.facts.count("99.99"), 3 * 2, "each month stands in the facts")
        self.assertFalse(self._proposals(self.colleague))
        self._months(1, 1, first="2025-12-01")
        self._sweep()
        self.assertEqual(self._proposals(), record)
        self._months(1, first="2026-02-01")
        self._sweep()
        self.assertEqual(len(self._proposals()), 2)

    def test_d34_hours(self):
        self._months(99, 99, 99, metric="hours")
        self._sweep()
        self.assertEqual(self._proposed(), ["D34"])

    def test_d14_d32_three_years_in_a_row(self):
        for metric, numbers in (("sales", {"D14.2", "D14.3"}), ("hours", {"D32.1", "D32.4"})):
            for year in (2023, 2024, 2025):
                self._target(f"{year}-01-01", 100, 100, period="year", metric=metric)
            self._sweep()
            found = self._proposals().filtered(lambda record: record.target_id.date_from.year == 2025)
            found = found.filtered(lambda record, metric=metric: record.target_id.metric == metric)
            self.assertEqual(set(found.mapped("article_id.number")), numbers)

    def test_limits_are_data_of_the_rulebook(self):
        """S: another limit is another article of a new version, nothing else."""
        self._article("D24.1").sudo().target_below = 65
        self._each([(65_000 - CENT, ["D24.1"]), (65_000, [])])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._article("D14.4").sudo().target_below = 110
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._article("D14.4").sudo().target_period = False

    def test_never_twice_and_the_evidence_is_frozen(self):
        """D24: rule, person and period come once; later figures change no proposal, they mark it."""
        target = self._target(achieved=65_000)
        self._sweep()
        record = self._proposals()
        self.assertEqual((record.state, record.proposer_id), ("proposed", self.env.ref("base.user_root")))
        self.assertEqual((record.event_date, record.target_id), (target.date_to, target))
        self.assertIn("65.00 %", record.facts)
        self.assertEqual(record.evidence_ids.raw.decode(), record.facts)
        self.assertTrue(record.activity_ids, "the person is asked for a statement")
        facts = record.facts
        self._sweep()
        target.with_user(self.officer.user_id).achieved = 64_000
        self._sweep()
        self.assertEqual((self._proposals(), record.doubtful, record.facts), (record, False, facts))
        target.with_user(self.officer.user_id).achieved = 70_000
        self._sweep()
        self.assertEqual((self._proposals(), record.doubtful, record.state), (record, True, "proposed"))
        self.assertEqual(record.facts, facts)
        self.assertIn("no longer hold", record.message_ids[0].body)
        target.with_user(self.officer.user_id).achieved = 69_000
        self._sweep()
        self.assertEqual((self._proposals(), record.doubtful), (record, False))
        record.with_user(self.boss.user_id)._reject("Long illness")
        target.with_user(self.officer.user_id).achieved = 60_000
        self._sweep()
        self.assertEqual(self._proposals(), record, "what was not pursued does not come back")

    def test_d19_an_earlier_month_changes_what_hangs_on_it(self):
        first = self._months(99, 99, 99)[0]
        self._sweep()
        first.with_user(self.officer.user_id).achieved = 100
        self._sweep()
        self.assertTrue(self._proposals().doubtful)

    def test_only_what_is_final_is_judged(self):
        """Figures by hand are confirmed; the period is over; the rulebook was in force."""
        target = self._target(achieved=1, final=False)
        self._sweep()
        self.assertFalse(self._proposals())
        running = self._target("2026-03-01", period="month", final=False)
        with self._refused(UserError, "confirm it afterwards"):
            running.with_user(self.officer.user_id).action_confirm()
        self.rulebook.sudo().date_from = "2026-01-01"
        target.with_user(self.officer.user_id).action_confirm()
        self._sweep()
        self.assertFalse(self._proposals(), "no rulebook was in force then")
        self.rulebook.sudo().date_from = "2025-12-31"
        self._sweep()
        self.assertEqual(self._proposed(), ["D24.1"])

    def test_prorated_for_hiring_date_and_leave(self):
        """D24: 184 days; hired on 1 October 92; of those 10 on leave; 65 percent of the whole is enough."""
        self.engineer.sudo().write({"contract_date_start": "2025-10-01", "date_version": "2025-10-01"})
        target = self._target(amount=184_000, achieved=65_000, final=False)
        self.assertEqual((target.days, target.present, target.required), (184, 92, 92_000))
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Leave",
                    "resource_id": self.engineer.resource_id.id,
                    "calendar_id": self.company.resource_calendar_id.id,
                    "date_from": f"2025-{first}",
                    "date_to": f"2025-{last}",
                }
                for first, last in (
                    ("11-03 00:00:00", "11-12 12:00:00"),
                    ("11-20 02:00:00", "11-20 05:59:00"),
                )
            ]
        )
        target.measured_on = "2026-03-09"
        self._sweep()
        self.assertEqual((target.present, target.required), (82, 82_000))
        self.assertEqual((target.rate, target.standing), (79.26, "open"))
        self.policy.leave_hours = 3.5
        target.measured_on = "2026-03-09"
        self._sweep()
        self.assertEqual(target.present, 81)

    def test_d24_nothing_is_required_between_two_contracts(self):
        """D24: of 184 days from July on, away from 1 August to 30 September: 61 days."""
        self.engineer.sudo().write(
            {
                "date_version": "2025-01-01",
                "contract_date_start": "2025-01-01",
                "contract_date_end": "2025-07-31",
            }
        )
        self.engineer.sudo().create_version(
            {"date_version": "2025-10-01", "contract_date_start": "2025-10-01", "contract_date_end": False}
        )
        target = self._target(amount=184_000, achieved=0, final=False)
        self.assertEqual((target.days, target.present, target.required), (184, 123, 123_000))

    def test_nothing_is_required_of_who_was_not_there(self):
        self.engineer.sudo().write({"contract_date_start": "2026-01-01", "date_version": "2026-01-01"})
        target = self._target(achieved=0)
        self._sweep()
        self.assertEqual((target.required, target.standing, self._proposals()), (0, "none", self.records))

    def test_periods_follow_the_policy_year(self):
        self.policy.first_month = 4
        target = self._target("2025-11-11", final=False)
        self.assertEqual((str(target.date_from), str(target.date_to)), ("2025-10-01", "2026-03-31"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._target("2026-01-01", final=False)

    def test_a_confirmed_target_stays(self):
        target = self._target(achieved=80_000).with_user(self.officer.user_id)
        for vals in ({"employee_id": self.colleague.id}, {"date_from": "2025-01-01"}, {"metric": "hours"}):
            with self.subTest(vals), self._refused(UserError, "only its figures"):
                target.write(vals)
        with self._refused(UserError, "it stays"):
            target.unlink()
        for name, value in (("rate", 100), ("final", False), ("required", 1), ("standing", "met")):
            with self.subTest(name), self._refused(UserError, "kept by the system"):
                target.write({name: value})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            target.amount = -1

    def test_the_form(self):
        form = Form(self.targets.with_user(self.officer.user_id))
        form.employee_id = self.engineer
        form.period = "year"
        form.amount = 1200
        target = form.save()
        self.assertEqual((str(target.date_from), str(target.date_to)), ("2026-01-01", "2026-12-31"))
        self.assertEqual(target.department_id, self.department)

    def test_a_department_gets_its_targets_in_one_go(self):
        self._target("2026-01-01", period="month", final=False)
        plan = Form(self.env["aftersales.target.plan"].with_user(self.officer.user_id))
        plan.department_id = self.department
        plan.date_from = fields.Date.to_date("2026-01-20")
        plan.count = 3
        plan.amount = 5000
        action = plan.save().action_apply()
        found = self.targets.search(action["domain"])
        people = self.env["hr.employee"].search([("department_id", "child_of", self.department.id)])
        self.assertEqual(len(found), 3 * len(people))
        mine = found.filtered(lambda target: target.employee_id == self.engineer).sorted("date_from")
        self.assertEqual(mine.mapped("amount"), [100_000, 5000, 5000], "what was there stays")
        self.assertEqual(
            [str(day) for day in mine.mapped("date_to")], ["2026-01-31", "2026-02-28", "2026-03-31"]
        )

    def test_targets_come_from_a_file(self):
        """The host's import takes the template, in the words of the screen."""
        rows = "employee_id,metric,period,date_from,amount,achieved\n"
        rows += "Engineer,Labour hours,Month,2026-02-10,160,171.5\nColleague,sales,year,2026-01-01,90000,0\n"
        wizard = (
            self.env["base_import.import"]
            .with_user(self.officer.user_id)
            .create(
                {
                    "res_model": "aftersales.target",
                    "file": rows.encode(),
                    "file_type": "text/csv",
                    "file_name": "t.csv",
                }
            )
        )
        names = rows.splitlines()[0].split(",")
        options = {"has_headers": True, "quoting": '"', "separator": ",", "date_format": "%Y-%m-%d"}
        result = wizard.execute_import(names, names, options)
        self.assertEqual(result["messages"], [])
        hours, sales = self.targets.browse(result["ids"])
        self.assertEqual(
            (hours.employee_id, str(hours.date_from), hours.rate), (self.engineer, "2026-02-01", 107.18)
        )
        self.assertEqual((sales.metric, sales.period, sales.amount), ("sales", "year", 90000))
        self.assertTrue(self.targets.get_import_templates()[0]["template"])

    def test_d47_who_sees_and_sets_targets(self):
        target = self._target(achieved=65_000)
        for name, sees in SEES.items():
            mine = target.with_user(getattr(self, name).user_id)
            with self.subTest(name):
                self.assertEqual(bool(mine.search([("id", "=", target.id)])), sees)
                if name not in ("officer", "manager"):
                    for step in (
                        lambda mine=mine: mine.write({"achieved": 1}),
                        mine.action_confirm,
                        mine.unlink,
                        lambda mine=mine: mine.create({"employee_id": self.colleague.id, "amount": 1}),
                    ):
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            step()
        plans = self.env["aftersales.target.plan"]
        for name in ("engineer", "head", "auditor"):
            with self.subTest(name), self.assertRaises(AccessError):
                plans.with_user(getattr(self, name).user_id).create({"amount": 1})

    def test_queries_do_not_grow(self):
        """Measured and judged, a slice of 40 takes as many queries as one of 4."""
        self.policy.target_watch_days = 400

        def run(targets):
            targets.write({"measured_on": "2026-01-01", "to_judge": True})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            targets._measure()
            targets._judge()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        counts = []
        for size in (4, 40):
            people = self.env["hr.employee"].create(
                [{"name": f"Q{size}-{number}", "company_id": self.company.id} for number in range(size)]
            )
            targets = self.targets
            for person in people:
                targets |= self._target(achieved=90_000, employee=person)
            counts.append(run(targets))
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_queries_of_proposals_do_not_grow(self):
        """D14: forty rewards are proposed with as many queries as four."""
        counts = []
        for size in (4, 40):
            people = self.env["hr.employee"].create(
                [{"name": f"R{size}-{number}", "company_id": self.company.id} for number in range(size)]
            )
            targets = self.targets
            for person in people:
                targets |= self._target(achieved=100_000, employee=person)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            targets._judge()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(targets.record_ids), size)
        self.assertLessEqual(counts[1], counts[0] + 10, counts)

    def test_a_slice_can_be_killed_and_run_again(self):
        """D24: what was proposed before is found by its key, whatever the mark says."""
        target = self._target(achieved=65_000)
        self._sweep()
        target.to_judge = True
        self._sweep()
        self.assertEqual(len(self._proposals()), 1)
        key = self._proposals().proposal_key
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._draft().sudo().write({"proposal_key": key})
