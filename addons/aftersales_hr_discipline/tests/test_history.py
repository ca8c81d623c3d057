import csv
import io
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_record import RecordCase

COLUMNS = (
    "reference",
    "employee",
    "article",
    "measure",
    "event_date",
    "facts",
    "decided_on",
    "decider",
    "points",
    "amount",
)


@tagged("post_install", "-at_install")
class TestHistory(RecordCase):
    """Records that were decided on paper come from a file, and never instead of a decision (D43)."""

    def _row(self, number=1, **cells):
        return {
            "reference": f"P-{number}",
            "employee": "Engineer",
            "article": "D25",
            "measure": "",
            "event_date": "2026-01-05",
            "facts": "File not kept",
            "decided_on": "2026-01-12",
            "decider": "Old Wang, manager",
            "points": "",
            "amount": "",
            **cells,
        }

    def _import(self, rows, person=None):
        """Upload a file as the web client does; return the importer's answer."""
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        importer = (
            self.env["base_import.import"]
            .with_user((person or self.manager).user_id)
            .create(
                {
                    "res_model": "aftersales.conduct.history",
                    "file": text.getvalue().encode(),
                    "file_type": "text/csv",
                }
            )
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8", "skip": 0}
        options = importer.parse_preview({**options, "limit": 2000})["options"]
        answer = importer.execute_import(list(COLUMNS), list(COLUMNS), options)
        self.env.invalidate_all()
        return answer

    def _imported(self):
        return self.records.search(
            [("imported", "=", True), ("company_id", "=", self.company.id)], order="id"
        )

    def test_paper_enters_the_ledger_as_of_its_dates(self):
        rows = [
            self._row(1),
            self._row(2, points="-3"),
            self._row(3, article="D11", event_date="2025-06-01", decided_on="2025-06-08"),
        ]
        self.assertEqual(self._import(rows)["messages"], [])
        first, second, old = self._imported()
        self.assertEqual((first.state, first.year, first.points), ("in_force", 2026, -3))
        self.assertEqual(str(first.effective_date), "2026-01-12")
        self.assertEqual((old.state, old.year, old.is_reward), ("expired", 2025, True))
        self.assertEqual((self._open(), self._open(year=2025)), ("m-2", "m+1"))
        months = self._ledger().points_ids.mapped("month")
        self.assertEqual({str(month) for month in months}, {"2026-01-01"})
        self.assertEqual(first.log_ids.sorted("number").mapped("event"), ["created", "imported"])
        self.assertEqual(first._find_broken_entry(), 0)
        self.assertIn("Old Wang, manager", first.decision_note)
        self.assertFalse(first.decider_id)
        self.assertEqual((first.department_id, second.superior_id), (self.department, self.head))

    def test_people_are_found_by_badge_or_name(self):
        self.colleague.write({"name": "Engineer", "barcode": "0815"})
        answer = self._import([self._row(1)])
        self.assertIn("2 persons are called", answer["messages"][0]["message"])
        self.assertEqual(self._import([self._row(1, employee="0815")])["messages"], [])
        self.assertEqual(self._imported().employee_id, self.colleague)

    def test_a_refused_row_names_its_line_and_nothing_is_taken(self):
        for number, (cells, sentence) in enumerate(
            (
                ({"employee": "Nobody"}, "0 persons are called “Nobody”"),
                ({"article": "D99"}, "no article “D99”"),
                ({"measure": "Major demerit"}, "does not provide"),
                ({"points": "-9"}, "worth -3 points, not -9"),
                ({"decided_on": "2026-03-10"}, "before 2026-03-10"),
                ({"decided_on": "2026-01-01"}, "in that order"),
                ({"amount": "-1"}, "not negative"),
                ({"reference": "P-1"}, "taken over already"),
                ({"employee": "Manager"}, "own record"),
            )
        ):
            rows = [self._row(1), self._row(100 + number, **cells), self._row(3)]
            with mute_logger("odoo.sql_db"):
                messages = self._import(rows)["messages"]
            with self.subTest(sentence):
                self.assertEqual(len(messages), 1, messages)
                self.assertRegex(messages[0]["message"], sentence)
                self.assertEqual(messages[0]["rows"]["from"], 1, "the second line of the file")
                self.assertFalse(self._imported())

    def test_a_current_decision_cannot_be_forged(self):
        """The day before the system's first decision is the last; afterwards the date moves no more."""
        self._play("decided")
        yesterday, today = self.today - timedelta(days=1), self.today
        for day, good in ((yesterday, True), (today, False)):
            answer = self._import([self._row(day.day, decided_on=str(day))])
            self.assertEqual(not answer["messages"], good, day)
        history = self.env["aftersales.conduct.history"].with_user(self.manager.user_id)
        late = {**self._row(7), "effective_date": today, "measure": False, "points": 0, "amount": 0}
        with self._refused(UserError, "before"):
            history.create(late)
        for forged in ({"record_id": 1}, {"company_id": 1}):
            with self._refused(UserError, "kept by the system"):
                history.create({**late, **forged})
        taken = history.search([], limit=1)
        for step in (lambda: taken.write({"amount": 1}), taken.unlink):
            with self.assertRaises(UserError), self.cr.savepoint():
                step()

    def test_a_long_file_asks_no_more_than_a_short_one(self):
        """Fifty rows of many people cost the queries of five, but for the ledgers' rows."""
        counts = []
        for size in (5, 50):
            names = [f"P{size}-{number}" for number in range(size)]
            self.env["hr.employee"].create([{"name": name, "company_id": self.company.id} for name in names])
            rows = [
                {**self._row(name), "employee": name, "measure": False, "points": 0, "amount": 0}
                for name in names
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["aftersales.conduct.history"].with_user(self.manager.user_id).create(rows)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 15, counts)

    def test_only_the_hr_manager_takes_over(self):
        for person in (self.officer, self.boss, self.head, self.auditor, self.engineer):
            with self.subTest(person.name):
                vals = {**self._row(1), "measure": False, "points": 0, "amount": 0}
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.env["aftersales.conduct.history"].with_user(person.user_id).create(vals)

    def test_d46_money_of_the_paper_comes_to_no_sheet(self):
        self._import([self._row(1, article="D41.3", amount="20")])
        record = self._imported()
        self.assertEqual(record.amount, 20)
        self.env["aftersales.conduct.record"]._collect_adjustments(self.company)
        record.with_user(self.boss.user_id)._revoke("An error of old")
        self.env["aftersales.conduct.record"]._collect_adjustments(self.company)
        self.assertFalse(self.env["aftersales.adjustment"].search([("company_id", "=", self.company.id)]))
        self.assertEqual(self._open(), "0")

    def test_d44_paper_can_be_appealed_within_its_days(self):
        self._import([self._row(1, decided_on="2026-03-02"), self._row(2, decided_on="2026-03-03")])
        old, fresh = (record.with_user(self.engineer.user_id) for record in self._imported())
        with self._refused(UserError, "ended on"):
            old._appeal("Too late")
        fresh._appeal("In time: seven days")
        self.assertEqual(fresh.state, "appealed")
