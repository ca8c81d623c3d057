from odoo.tests import HttpCase, tagged

from .common_target import TargetCase

TARGETS = "/odoo/action-aftersales_hr_discipline.aftersales_target_action"
MINE = "/odoo/action-aftersales_hr_discipline.aftersales_conduct_record_action_mine"


@tagged("post_install", "-at_install")
class TestTourTarget(TargetCase, HttpCase):
    """Half-year proposals in Chinese, from the figures to the statement."""

    def test_d14_d24_a_half_year_is_judged(self):
        """D14, D24: HR confirms, the sweep proposes a merit and a demerit, the person answers."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        for person in (self.officer, self.engineer):
            person.user_id.write({"lang": "zh_CN", "password": person.user_id.login})
        self._target(achieved=65_000, final=False)
        self._target(achieved=104_000, employee=self.colleague, final=False)
        self.start_tour(TARGETS, "aftersales_target_confirm", login=self.officer.user_id.login, timeout=180)
        self._sweep()
        self.assertEqual((self._proposed(), self._proposed(self.colleague)), (["D24.1"], ["D14.1"]))
        self.start_tour(MINE, "aftersales_target_answer", login=self.engineer.user_id.login, timeout=180)
        self.env.invalidate_all()
        self.assertEqual(self._proposals().state, "heard")
