from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import MONTH
from .common_bonus import QUARTER, BonusCase
from .common_star import MARKS

ACTION = "/odoo/action-aftersales_performance"
CHECKS = f"{ACTION}.aftersales_quality_check_action"
MY_CHECKS = f"{ACTION}.aftersales_quality_check_action_mine"
MONTHS = f"{ACTION}.aftersales_quality_month_action"
STARS = f"{ACTION}.aftersales_star_rating_action"
MY_MONTH = f"{ACTION}.aftersales_my_month_action"
MY_BONUS = f"{ACTION}.aftersales_bonus_share_action_mine"
POOLS = f"{ACTION}.aftersales_bonus_pool_action"
APPEALS = f"{ACTION}.aftersales_bonus_appeal_action"


@tagged("post_install", "-at_install")
class TestTourQuarter(BonusCase, HttpCase):
    """S27, S28, B1–B3: a quarter in the browser, in Chinese, by everybody who has a part in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.engineer.name, cls.agent.name = "李工", "小陈"
        people = cls.checker | cls.agent | cls.leader | cls.engineer | cls.keeper | cls.director
        for user in people.user_id.with_context(no_reset_password=True):
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai", "password": user.login})

    def _play(self, tour, person, path):
        self.start_tour(path, f"quarter_{tour}", login=person.user_id.login, timeout=240)
        self.env.invalidate_all()

    def _draw_february(self):
        """Ten days before: the month is drawn when it is over, all but one contact scored."""
        self._call(3)
        with freeze_time("2026-04-09 02:00:00"):
            checks = self._draw()
            for check in checks[1:]:
                self._score(check)
        return checks[0]

    def test_s27_b3_a_quarter(self):
        # S27: a contact is checked, disputed and decided; the month is paid
        check = self._draw_february()
        self._play("score", self.checker, CHECKS)
        self.assertEqual((check.state, check.grade), ("published", "good"))
        self._play("dispute", self.agent, MY_CHECKS)
        self.assertEqual((check.state, check.dispute), ("disputed", "客户自己要求先挂断，请复听录音。"))
        self._play("decide", self.leader, f"{CHECKS}/{check.id}")
        self.assertEqual((check.state, check.grade), ("decided", "excellent"))
        with freeze_time("2026-04-14 02:00:00"):
            self._play("month", self.leader, f"{MONTHS}/{check.month_id.id}")
        self.assertEqual((check.month_id.state, check.month_id.total_pay), ("approved", 150))

        # S28: the stars of the month
        self.env.ref("aftersales_performance.star_policy_general").volume_target = 3
        rating = self.env["aftersales.star.rating"]._rate(self.company, MONTH)
        rating = rating.filtered(lambda each: each.employee_id == self.agent)
        for part in rating.part_ids.filtered(lambda each: each.part in MARKS and each.part != "peers"):
            part.with_user(self.leader.user_id).value = MARKS[part.part]
        self._play("stars", self.leader, f"{STARS}/{rating.id}")
        self.assertEqual((rating.state, rating.missing_count), ("approved", 0))

        # S7, S20: the engineer's own page; B1–B3: the pool of the quarter
        self._earned("parts_own", 400)
        self._tickets(2, on="2026-04-02 02:00:00")
        self._tickets(2)
        self._tickets(3, self.colleague)
        lost = self._job("2026-03-02 02:00:00", repair_start="2026-03-02 04:00:00", state="acceptance")
        self._play("mine", self.engineer, MY_MONTH)
        pool = self._pool()
        self._play("publish", self.keeper, f"{POOLS}/{pool.id}")
        before = self._amounts(pool)
        self._play("object", self.engineer, MY_BONUS)
        appeal = pool.appeal_ids
        self.assertEqual((appeal.employee_id, appeal.order_ids, appeal.state), (self.engineer, lost, "open"))
        self.assertGreater(pool.reserve, 0)
        self._play("accept", self.keeper, f"{APPEALS}/{appeal.id}")
        amounts = self._amounts(pool)
        self.assertEqual((appeal.state, pool.reserve), ("accepted", 0))
        self.assertGreater(amounts[self.engineer], before[self.engineer])
        self.assertEqual(set(amounts), {self.head, self.deputy, self.engineer, self.colleague})

        # approved by somebody else, frozen, on the adjustment sheet
        with freeze_time("2026-04-14 02:00:00"):
            self._play("approve", self.director, f"{POOLS}/{pool.id}")
        self._tickets(1)
        with freeze_time("2026-04-14 03:00:00"):
            self._play("pay", self.keeper, f"{POOLS}/{pool.id}")
        self.assertEqual(
            (pool.state, self._amounts(pool)), ("paid", amounts), "a later ticket changes nothing"
        )
        lines = self.env["aftersales.adjustment"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "reward")]
        )
        paid = lines.filtered(lambda line: line.employee_id in amounts)
        self.assertAlmostEqual(sum(paid.mapped("amount")), pool.payout, 2)
        self.assertIn(150, lines.filtered(lambda line: line.employee_id == self.agent).mapped("amount"))
        self.assertEqual(pool.quarter, QUARTER)
