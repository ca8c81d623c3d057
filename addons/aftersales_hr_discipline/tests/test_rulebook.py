from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..const import GRADED, MEASURES
from .common import ConductCase

#: D9 to D42, H3, S24: article → for whom, reward or measure, graver one, kind of money, from, to, again.
EXPECTED = {
    "D9": ("sales", "merit", False, "none", 0, 0, 0),
    "D9.2": ("sales", "major_merit", False, "none", 0, 0, 0),
    "D10": ("sales", "merit", False, "none", 0, 0, 0),
    "D10.2": ("sales", "major_merit", False, "none", 0, 0, 0),
    "D11": ("sales", "merit", False, "none", 0, 0, 0),
    "D12": ("sales", "merit", False, "none", 0, 0, 0),
    "D13": ("sales", "merit", False, "none", 0, 0, 0),
    "D14.1": ("sales", "merit", False, "none", 0, 0, 0),
    "D14.2": ("sales", "merit", False, "none", 0, 0, 0),
    "D14.3": ("sales", "major_merit", False, "none", 0, 0, 0),
    "D14.4": ("sales", "merit", False, "none", 0, 0, 0),
    "D14.5": ("sales", "major_merit", False, "none", 0, 0, 0),
    "D15": ("sales", "merit", False, "none", 0, 0, 0),
    "D16": ("sales", "dismissal", False, "none", 0, 0, 0),
    "D17": ("sales", "dismissal", False, "none", 0, 0, 0),
    "D18": ("sales", "dismissal", False, "none", 0, 0, 0),
    "D19": ("sales", "transfer", False, "none", 0, 0, 0),
    "D20": ("sales", "demerit", False, "none", 0, 0, 0),
    "D21": ("sales", "demerit", False, "none", 0, 0, 0),
    "D22": ("sales", "dismissal", False, "none", 0, 0, 0),
    "D23": ("sales", "major_demerit", "dismissal", "none", 0, 0, 0),
    "D24.1": ("sales", "demerit", False, "none", 0, 0, 0),
    "D24.2": ("sales", "demerit", False, "none", 0, 0, 0),
    "D25": ("sales", "demerit", False, "none", 0, 0, 0),
    "D26.1": ("sales", "demerit", False, "none", 0, 0, 0),
    "D26.2": ("sales", "major_demerit", False, "none", 0, 0, 0),
    "D27": ("sales", "demerit", False, "none", 0, 0, 0),
    "D28": ("all", "demerit", False, "none", 0, 0, 0),
    "D29": ("repair", "merit", False, "none", 0, 0, 0),
    "D31": ("repair", "merit", False, "none", 0, 0, 0),
    "D32.1": ("repair", "merit", False, "none", 0, 0, 0),
    "D32.2": ("repair", "merit", False, "none", 0, 0, 0),
    "D32.3": ("repair", "major_merit", False, "none", 0, 0, 0),
    "D32.4": ("repair", "major_merit", False, "none", 0, 0, 0),
    "D33": ("repair", "dismissal", False, "none", 0, 0, 0),
    "D34": ("repair", "transfer", False, "none", 0, 0, 0),
    "D35": ("repair", "demerit", False, "none", 0, 0, 0),
    "D36.1": ("repair", "demerit", False, "none", 0, 0, 0),
    "D36.2": ("repair", "demerit", False, "none", 0, 0, 0),
    "D37": ("repair", "demerit", False, "none", 0, 0, 0),
    "D38.1": ("repair", "demerit", False, "none", 0, 0, 0),
    "D38.2": ("repair", "demerit", False, "none", 0, 0, 0),
    "D38.3": ("repair", "major_demerit", False, "none", 0, 0, 0),
    "D39": ("repair", "demerit", False, "none", 0, 0, 0),
    "D40": ("repair", "major_demerit", False, "none", 0, 0, 0),
    "D41.1": ("repair", "none", False, "ticket", 0, 0, 0),
    "D41.2": ("repair", "none", False, "ticket", 0, 0, 0),
    "D41.3": ("repair", "demerit", False, "fixed", 20, 0, 0),
    "D41.4": ("repair", "demerit", False, "fixed", 20, 0, 0),
    "D41.5": ("repair", "demerit", "major_demerit", "fixed", 50, 0, 0),
    "D41.6": ("repair", "major_demerit", False, "range", 50, 200, 0),
    "D41.7": ("repair", "dismissal", False, "month", 30, 100, 0),
    "D42.1": ("agent", "none", False, "fixed", 50, 0, 100),
    "D42.2": ("agent", "none", False, "fixed", 50, 0, 0),
    "D42.3": ("agent", "none", False, "fixed", 100, 0, 0),
    "D42.4": ("agent", "none", False, "fixed", 50, 0, 100),
    "D42.5": ("agent", "none", False, "range", 10, 100, 0),
    "D42.6": ("agent", "none", False, "fixed", 10, 0, 0),
    "D42.7": ("agent", "none", False, "fixed", 10, 0, 0),
    "D42.8": ("agent", "none", False, "fixed", 50, 0, 0),
    "D42.9": ("agent", "none", False, "fixed", 10, 0, 0),
    "D42.10": ("agent", "none", False, "fixed", 100, 0, 0),
    "D42.11": ("agent", "none", False, "fixed", 100, 0, 0),
    "D42.12": ("agent", "none", False, "fixed", 100, 0, 0),
    "D42.20": ("leader", "none", False, "fixed", 20, 0, 100),
    "D42.21": ("leader", "none", False, "fixed", 100, 0, 0),
    "D42.22": ("leader", "none", False, "fixed", 200, 0, 0),
    "D42.23": ("leader", "none", False, "fixed", 30, 0, 0),
    "D42.24": ("leader", "none", False, "fixed", 20, 0, 0),
    "D42.25": ("leader", "none", False, "fixed", 50, 0, 0),
    "D42.26": ("leader", "none", False, "fixed", 100, 0, 200),
    "D42.27": ("leader", "none", False, "fixed", 20, 0, 0),
    "H3.1": ("all", "none", False, "fixed", 10, 0, 0),
    "H3.2": ("all", "none", False, "fixed", 20, 0, 0),
    "H3.3": ("leader", "none", False, "fixed", 20, 0, 0),
    "H3.4": ("leader", "none", False, "fixed", 40, 0, 0),
    "H3.5": ("all", "none", False, "day", 2, 0, 0),
    "H3.6": ("all", "dismissal", False, "none", 0, 0, 0),
    "S24.1": ("all", "warning", False, "range", 400, 0, 0),
    "S24.2": ("all", "demerit", False, "range", 800, 0, 0),
    "S24.3": ("all", "major_demerit", False, "bonus", 100, 0, 0),
}


@tagged("post_install", "-at_install")
class TestRulebook(ConductCase):
    """A rulebook is published once, acknowledged by everybody, replaced by a new version."""

    def _ensure_shipped(self, *codes):
        """What each article of these rules provides for, and that there is no other one."""
        articles = self.rulebook.article_ids.filtered(lambda article: article.code in codes)
        found = {
            row.number: (
                row.audience,
                row.measure,
                row.severe_measure,
                row.money_kind,
                row.money_min,
                row.money_max,
                row.money_again,
            )
            for row in articles
        }
        self.assertEqual(found, {n: row for n, row in EXPECTED.items() if n.split(".")[0] in codes})
        self.assertEqual({number.split(".")[0] for number in found}, set(codes))

    def test_d9_to_d15_rewards_of_sales(self):
        """D9, D10, D11, D12, D13, D14, D15."""
        self._ensure_shipped("D9", "D10", "D11", "D12", "D13", "D14", "D15")

    def test_d16_to_d28_discipline_of_sales(self):
        """D16, D17, D18, D19, D20, D21, D22, D23, D24, D25, D26, D27, D28."""
        self._ensure_shipped(*(f"D{number}" for number in range(16, 29)))

    def test_d29_to_d32_rewards_of_repair(self):
        """D29, D31, D32; D30 is a share of the income (S14), no article."""
        self._ensure_shipped("D29", "D31", "D32")
        self.assertNotIn("D30", self.rulebook.article_ids.mapped("code"))

    def test_d33_to_d40_discipline_of_repair(self):
        """D33, D34, D35, D36, D37, D38, D39, D40."""
        self._ensure_shipped(*(f"D{number}" for number in range(33, 41)))

    def test_d41_service_vouchers(self):
        self._ensure_shipped("D41")

    def test_d42_call_centre(self):
        """The group leader pays double for a handover breach."""
        self._ensure_shipped("D42")
        self.assertEqual(self._article("D42.27").money_min, 2 * self._article("D42.6").money_min)

    def test_h3_attendance(self):
        """Leaders pay double; absence costs the pay of a day twice, two days propose the end."""
        self._ensure_shipped("H3")
        for own, leader in (("H3.1", "H3.3"), ("H3.2", "H3.4")):
            self.assertEqual(self._article(leader).money_min, 2 * self._article(own).money_min)

    def test_s24_what_a_loss_is_converted_to(self):
        self._ensure_shipped("S24")

    def test_every_article_is_expected(self):
        self.assertEqual(set(self._get_shipped().mapped("number")), set(EXPECTED))

    def _get_shipped(self):
        """Return the articles that come with this addon: others may bring theirs."""
        names = self.rulebook.article_ids.get_external_id()
        return self.rulebook.article_ids.filtered(
            lambda article: names[article.id].startswith("aftersales_hr_discipline.")
        )

    def test_d1_three_rewards_and_five_measures(self):
        self.assertEqual(len(GRADED), 6)
        self.assertLess({*GRADED, "removal", "dismissal"}, {key for key, _label in MEASURES})

    def test_d9_d10_profit_within_a_year_brings_another_major_merit(self):
        for number in ("D9", "D10"):
            article = self._article(number)
            self.assertEqual(article.follow_up_id, self._article(f"{number}.2"))
            self.assertEqual((article.follow_up_profit, article.follow_up_months), (100000, 12))

    def test_d18_d20_d35_d45_when_the_superior_answers(self):
        found = {
            row.number: (row.joint_case, row.joint_measure)
            for row in self.rulebook.article_ids
            if row.joint_case
        }
        joined = ("joined", "removal")
        self.assertEqual(found, {"D18": ("unreported", "demerit"), "D20": joined, "D35": joined})

    def test_d14_d19_d24_d28_d32_d34_d36_are_automatic(self):
        codes = set(self._get_shipped().filtered("automatic").mapped("code"))
        self.assertEqual(codes, {"D14", "D19", "D24", "D28", "D32", "D34", "D36"})

    def test_every_employee_is_asked_once_and_answers_alone(self):
        rows = self.rulebook.acknowledgement_ids.filtered(lambda row: row.company_id == self.company)
        self.assertEqual(len(rows), 8)
        mine = rows.filtered(lambda row: row.employee_id == self.engineer)
        with self._refused(AccessError, "for himself or herself"):
            mine.with_user(self.manager.user_id).action_acknowledge()
        mine.with_user(self.engineer.user_id).action_acknowledge()
        first = mine.acknowledged_on
        mine.with_user(self.engineer.user_id).action_acknowledge()
        self.assertTrue(first)
        self.assertEqual(mine.acknowledged_on, first)
        self.assertAlmostEqual(
            self.rulebook.with_user(self.manager.user_id).acknowledged_rate, 12.5, msg="1 of 8"
        )

    def test_who_joins_later_is_asked_too(self):
        fresh = self._create_person("fresh", parent=self.head)
        self.rulebook.with_user(self.manager.user_id).action_ask_everybody()
        rows = self.rulebook.acknowledgement_ids
        self.assertEqual(len(rows.filtered(lambda row: row.employee_id == fresh)), 1)
        self.assertEqual(len(rows.filtered(lambda row: row.employee_id == self.engineer)), 1)

    def test_d47_nobody_sees_a_colleagues_acknowledgement(self):
        rows = self.env["aftersales.conduct.acknowledgement"]
        seen = rows.with_user(self.engineer.user_id).search([])
        self.assertEqual(seen.employee_id, self.engineer)
        self.assertIn(self.engineer, rows.with_user(self.officer.user_id).search([]).employee_id)

    def test_a_published_rulebook_does_not_change(self):
        manager = self.manager.user_id
        article = self._article("D25")
        with self._refused(UserError, "does not change any more"):
            article.with_user(manager).measure = "warning"
        with self._refused(UserError, "does not change any more"):
            self.rulebook.with_user(manager).write({"name": "Other"})
        with self._refused(UserError, "does not change any more"):
            article.with_user(manager).copy({"number": "D25.9"})
        with self._refused(UserError, "does not change any more"):
            article.with_user(manager).unlink()

    def test_a_new_version_takes_over_on_its_first_day(self):
        manager = self.manager.user_id
        action = self.rulebook.with_user(manager).action_new_version()
        draft = self.env["aftersales.conduct.rulebook"].browse(action["res_id"]).with_user(manager)
        self.assertEqual(len(draft.article_ids), len(self.rulebook.article_ids))
        follow_up = draft.article_ids.filtered(lambda article: article.number == "D9").follow_up_id
        self.assertEqual(follow_up.rulebook_id, draft, "follow-ups stay within the version")
        draft.article_ids.filtered(lambda article: article.number == "D25").measure = "warning"
        draft.action_publish()
        self.assertEqual(self.rulebook.date_to, draft.date_from - timedelta(days=1))
        books = self.env["aftersales.conduct.rulebook"]
        self.assertEqual(books._get_in_force(self.today, self.company), self.rulebook)
        self.assertEqual(books._get_in_force(draft.date_from, self.company).id, draft.id)

    def test_only_an_hr_manager_publishes(self):
        draft = self.rulebook.copy({"date_from": "2040-01-01"})
        for person in (self.officer, self.boss, self.head, self.auditor):
            with self.subTest(person.name), self.assertRaises(AccessError):
                draft.with_user(person.user_id).action_publish()

    def test_a_forged_state_is_refused(self):
        draft = self.rulebook.copy({"date_from": "2040-01-01"}).with_user(self.manager.user_id)
        with self._refused(UserError, "kept by the system"):
            draft.write({"state": "published"})
        with self._refused(UserError, "kept by the system"):
            draft.create({"name": "Forged", "state": "published"})

    def test_employees_read_what_is_published_only(self):
        draft = self.rulebook.copy({"date_from": "2040-01-01"})
        books = self.env["aftersales.conduct.rulebook"].with_user(self.engineer.user_id)
        self.assertNotIn(draft, books.search([]))
        self.assertIn(self.rulebook, books.search([]))
        articles = self.env["aftersales.conduct.article"].with_user(self.engineer.user_id)
        self.assertFalse(articles.search([("rulebook_id", "=", draft.id)]))

    def test_withdrawn_today(self):
        self.rulebook.with_user(self.manager.user_id).action_withdraw()
        self.assertEqual(self.rulebook.state, "withdrawn")
        with self._refused(UserError, "not published"):
            self.rulebook.with_user(self.manager.user_id).action_withdraw()

    def test_an_empty_rulebook_is_not_published(self):
        empty = self.env["aftersales.conduct.rulebook"].create({"name": "Empty", "date_from": "2041-01-01"})
        with self._refused(UserError, "no article"):
            empty.with_user(self.manager.user_id).action_publish()

    def test_articles_that_make_no_sense_are_refused(self):
        draft = self.rulebook.copy({"date_from": "2040-01-01"})
        article = draft.article_ids.filtered(lambda row: row.number == "D23")
        for vals, sentence in (
            ({"severe_measure": "warning"}, "graver measure"),
            ({"measure": "merit", "severe_measure": False, "protected": True}, "only a measure"),
        ):
            with self._refused(ValidationError, sentence), self.cr.savepoint():
                article.write(vals)
        for vals in ({"money_min": -1}, {"money_min": 10, "money_max": 5}, {"joint_case": "always"}):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                article.write(vals)
                self.env.flush_all()

    def test_rulebooks_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other (test)"})
        book = self.env["aftersales.conduct.rulebook"].create(
            {
                "name": "Theirs",
                "company_id": other.id,
                "article_ids": [
                    Command.create(
                        {
                            "number": "1",
                            "name": "Late",
                            "measure": "warning",
                            "chapter_id": self.env.ref(
                                "aftersales_hr_discipline.conduct_chapter_attendance"
                            ).id,
                        }
                    )
                ],
            }
        )
        self.assertNotIn(book, book.with_user(self.manager.user_id).search([]))
        with self.assertRaises(AccessError):
            book.with_user(self.manager.user_id).action_publish()
