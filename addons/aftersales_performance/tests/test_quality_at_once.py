from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_hr_discipline.tests.common_at_once import OWN, TABLES, AtOnceCase

#: What the second of two people may read.
CLEAR = r"Somebody else is changing|cannot go to|a colleague scores it already"


@tagged("post_install", "-at_install")
class TestQualityAtOnce(AtOnceCase):
    """Two people press a button at the same moment (S27)."""

    tables = {"aftersales_quality_month": OWN, **TABLES}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            group = env.ref("aftersales_performance.group_manager")
            for name in ("manager", "boss"):
                env["res.users"].browse(cls.people[name][1]).group_ids = [Command.link(group.id)]
            env.cr.commit()

    def _create_check(self, month, **vals):
        """Commit a month with one check of one score; return the check's id."""
        with self._environment() as env:
            policy = env.ref("aftersales_performance.quality_policy_general")
            row = env["aftersales.quality.month"].create(
                {
                    "company_id": self.company_id,
                    "employee_id": self.people["person"][0],
                    "month": month,
                    "policy_id": policy.id,
                    "check_ids": [
                        Command.create(
                            {
                                "kind": "request",
                                "res_model": "aftersales.order",
                                "res_id": 1,
                                "contact_on": f"{month} 08:00:00",
                                **vals,
                            }
                        )
                    ],
                }
            )
            env.cr.commit()
            return row.check_ids.id

    def test_s27_a_contact_with_one_score_is_scored_by_one(self):
        check_id = self._create_check("2036-03-01")
        answers = self._race(lambda env: env["aftersales.quality.check"].browse(check_id).action_score())
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            self.assertEqual(len(env["aftersales.quality.check"].browse(check_id).score_ids), 1)

    def test_s27_two_cards_done_at_once_publish_the_check(self):
        """S27: neither of the two colleagues waits for the other's card, which is done already."""
        check_id = self._create_check("2036-05-01", needs_second=True)

        def score(env):
            env["aftersales.quality.check"].browse(check_id).action_score()

        for name in ("manager", "boss"):
            self.assertEqual(self._call(name, score), "")

        def done(env):
            mine = [("check_id", "=", check_id), ("scorer_id", "=", env.uid)]
            env["aftersales.quality.score"].search(mine).action_done()

        self.assertEqual(self._race(done), ["", ""])
        with self._environment() as env:
            check = env["aftersales.quality.check"].browse(check_id)
            self.assertEqual((check.state, check.grade), ("published", "excellent"))

    def test_s27_a_month_is_approved_once(self):
        check_id = self._create_check(
            "2036-04-01", state="published", grade="good", pay=30, dispute_until="2026-01-01"
        )

        def approve(env):
            env["aftersales.quality.check"].browse(check_id).month_id.action_approve()

        answers = self._race(approve)
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            lines = env["aftersales.adjustment"].search([("employee_id", "=", self.people["person"][0])])
            self.assertEqual(lines.mapped("amount"), [30])
