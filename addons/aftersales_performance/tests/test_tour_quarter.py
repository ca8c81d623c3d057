from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common_bonus import BonusCase

ACTION = "/odoo/action-aftersales_performance"
CHECKS = f"{ACTION}.aftersales_quality_check_action"
MY_CHECKS = f"{ACTION}.aftersales_quality_check_action_mine"
MONTHS = f"{ACTION}.aftersales_quality_month_action"


@tagged("post_install", "-at_install")
class TestTourQuarter(BonusCase, HttpCase):
    """S27: a month of quality checks in the browser, in Chinese, by checker, agent and manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        people = cls.checker | cls.agent | cls.leader
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

    def test_s27_a_month_of_checks(self):
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
