from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_inspection import InspectionCase


@tagged("post_install", "-at_install")
class TestAssessment(InspectionCase):
    """S30: the self-assessment: points, stars by the policy of the day, owners, the one before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("aftersales_service.assessment_policy_default")
        cls.template = cls.env["aftersales.checklist"].create(
            {
                "name": "Assessment (test)",
                "kind": "assessment",
                "sequence": 1,
                "item_ids": [
                    Command.create(
                        {
                            "clause": f"5.{number}",
                            "name": f"Clause {number}",
                            "answer": "points",
                            "points": points,
                            "user_id": user.id,
                        }
                    )
                    for number, points, user in (
                        (1, 90, cls.clerk),
                        (2, 5, cls.clerk),
                        (3, 5, cls.engineer_user),
                    )
                ],
            }
        )

    def _assess(self):
        sheet = (
            self.env["aftersales.inspection"]
            .with_user(self.dispatcher)
            .create({"kind": "assessment", "checklist_id": self.template.id})
        )
        sheet.action_start()
        return sheet

    def _give(self, sheet, *points):
        for line, given in zip(sheet.line_ids, points, strict=True):
            line.number = given
            line.action_keep()

    def test_s30_seeded_skeleton(self):
        """S30: clause numbers in their sections; where nobody has changed them the points make a hundred."""
        seeded = self.env.ref("aftersales_service.checklist_assessment")
        self.assertEqual((seeded.kind, seeded.code), ("assessment", "S30"))
        self.assertEqual([self.policy[name] for name in self.policy._get_limits()], [70, 80, 90, 95])

    def test_s30_stars_at_their_limits(self):
        """S30: 70 qualified, 80 three, 90 four, 95 five; a hundredth below is not enough."""
        sheet = self._assess()
        for first, grade in (
            (69.99, "none"),
            (70, "qualified"),
            (79.99, "qualified"),
            (80, "three"),
            (89.99, "three"),
            (90, "four"),
        ):
            self._give(sheet, first, 0, 0)
            with self.subTest(score=first):
                self.assertEqual((sheet.score, sheet.grade), (first, grade))
        for last, score, grade in ((4.99, 94.99, "four"), (5, 95, "five")):
            self._give(sheet, 90, 0, last)
            with self.subTest(score=score):
                self.assertEqual((sheet.score, sheet.grade), (score, grade))

    def test_s30_what_does_not_apply_is_left_out(self):
        """S30: with a reason; its points leave both sums, and the explanation says so."""
        sheet = self._assess()
        self._give(sheet, 66.5, 0, 0)
        line = sheet.line_ids[1]
        with self._refused(UserError, "why “Clause 2” does not apply"):
            line.action_na()
        line.note = "We sell no goods"
        line.action_na()
        self.assertEqual((sheet.score, sheet.grade), (70, "qualified"))
        self.assertEqual((sheet.points_given, sheet.points_possible, sheet.points_excluded), (66.5, 95, 5))
        sheet = sheet.with_context(lang="en_US")
        self.assertIn("66.5 of 95 points: 70.00 of 100.", sheet.explanation)
        self.assertIn("5 points do not apply", sheet.explanation)
        self.assertIn("Three stars from 80", sheet.explanation)

    def test_s30_points_within_the_item(self):
        line = self._assess().line_ids[1]
        for number in (-0.01, 5.01):
            line.number = number
            with self.subTest(number=number), self._refused(UserError, "enter 0 to 5"):
                line.action_keep()
        with self._refused_by_database("given_range"):
            line.sudo().write({"given": 5.01})

    def test_s30_policy_of_the_day_stands(self):
        """S30: a later policy judges later sheets; one that has judged is not changed."""
        sheet = self._assess()
        self._give(sheet, 70, 0, 0)
        with self._refused(UserError, "end it and add a new row"):
            self.policy.qualified = 60
        self.policy.date_to = "2026-06-30"
        later = self.policy.copy({"date_from": "2026-07-01", "date_to": False, "qualified": 75})
        sheet.action_done()
        with freeze_time("2026-07-01 02:00:00"):
            other = self._assess()
            self._give(other, 74.99, 0, 0)
        self.assertEqual((sheet.policy_id, sheet.grade), (self.policy, "qualified"))
        self.assertEqual((other.policy_id, other.grade), (later, "none"))
        for vals in ({"three": 70}, {"five": 100.01}, {"qualified": 0}):
            with self.subTest(vals=vals), self._refused_by_database("limits_order"):
                later.copy({"date_from": "2027-01-01", "active": False, **vals})

    def test_s30_compared_with_the_one_before(self):
        first = self._assess()
        self._give(first, 70, 0, 0)
        first.action_done()
        self.assertEqual((first.previous_id.id, first.score_change), (False, 0))
        with freeze_time("2026-07-10 02:00:00"):
            second = self._assess()
            self._give(second, 75.5, 5, 0)
            second.action_done()
        self.assertEqual((second.previous_id, second.score_change), (first, 10.5))
        self.assertEqual(second.done_on, date(2026, 7, 10))

    def test_s30_owners_hand_in_their_evidence(self):
        """S30: each owner is asked once for his clauses; he hands in note and files, not points."""
        sheet = self._assess()
        kind = self.env.ref("aftersales_service.mail_activity_type_evidence")
        asked = sheet.sudo().activity_ids.filtered(lambda each: each.activity_type_id == kind)
        self.assertEqual(asked.user_id, self.clerk | self.engineer_user)
        self.assertIn("5.1 and 5.2", asked.filtered(lambda each: each.user_id == self.clerk).summary)
        line = sheet.line_ids[0].with_user(self.clerk)
        line.write({"note": "Chart of 2026", "attachment_ids": self._file(line, self.clerk).ids})
        self.assertEqual(line.sudo().attachment_ids.res_id, line.id)
        for call in (
            lambda: line.write({"number": 90}),
            line.action_keep,
            line.action_na,
            lambda: line.write({"user_id": self.manager.id}),
            line.inspection_id.action_done,
            lambda: sheet.line_ids[2].with_user(self.clerk).write({"note": "x"}),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()
        self._give(sheet, 90, 5, 5)
        sheet.action_ask_owners()
        asked = sheet.sudo().activity_ids.filtered(lambda each: each.activity_type_id == kind)
        self.assertFalse(asked, "nothing is open any more")

    def test_s30_done_once_all_is_judged(self):
        sheet = self._assess()
        with self._refused(UserError, "Clause 1, Clause 2, and Clause 3"):
            sheet.action_done()
        self._give(sheet, 90, 0, 0)
        sheet.action_done()
        self.assertFalse(sheet.finding_ids, "a gap may have a finding, it need not")

    def test_s30_kind_of_checklist(self):
        sheets = self.env["aftersales.inspection"].with_user(self.dispatcher)
        self.assertEqual(sheets.create({"kind": "assessment"}).checklist_id, self.template)
        with self._refused(ValidationError, "another kind"):
            sheets.create({"kind": "assessment", "checklist_id": self.checklist.id})
        with self._refused_by_database("site_known"):
            sheets.create({"kind": "site", "checklist_id": self.checklist.id})
