import re

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..tools.target import find_period
from .common import ConductCase
from .common_appraisal import AppraisalSteps

ACTION = "/odoo/action-aftersales_hr_discipline"
PLANS = f"{ACTION}.aftersales_appraisal_plan_action"
CYCLES = f"{ACTION}.aftersales_appraisal_cycle_action"
INBOX = f"{ACTION}.aftersales_appraisal_rating_action"
SHEETS = f"{ACTION}.aftersales_appraisal_sheet_action"
MINE = f"{ACTION}.aftersales_appraisal_sheet_action_mine"
CALIBRATION = f"{ACTION}.aftersales_appraisal_sheet_action_calibration"
APPEALS = f"{ACTION}.aftersales_appraisal_appeal_action"


@tagged("post_install", "-at_install")
class TestTourAppraisal(AppraisalSteps, ConductCase, HttpCase):
    """A1–A8: the story of a quarter in the browser, in Chinese, by employee, peer, superior and HR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls._prepare_people()
        cls.policy.rating_days = 200
        cls.template = cls._create_template(name="维修人员季度考核", pay_base=2000, with_self=True)
        cls.template.sudo().line_ids[0].name = "维修任务"
        cls.engineer.name = "李工"
        cls.members = [
            cls._create_person(f"member{n}", "committee", department=cls.other_department) for n in range(3)
        ]
        people = cls.engineer | cls.head | cls.officer | cls.colleague | cls.manager | cls.members[0]
        for user in people.user_id.with_context(no_reset_password=True):
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai", "password": user.login})

    def setUp(self):
        """Have the client's scripts put together first: on a slow machine a browser does not wait."""
        super().setUp()
        self.authenticate(self.officer.user_id.login, self.officer.user_id.login)
        page = self.url_open("/odoo", timeout=300).text
        for address in re.findall(r'/web/assets/[^"]+', page):
            self.url_open(address, timeout=300)

    def _play(self, tour, person, path):
        self.start_tour(path, f"appraisal_{tour}", login=person.user_id.login, timeout=300)
        self.env.invalidate_all()

    def test_a1_a8_a_quarter_from_the_plan_to_the_pay(self):
        today = self.company._get_aftersales_today()
        this_quarter, _end = find_period(today, "quarter")

        # A3: goals of the next quarter are agreed
        self._play("plan", self.engineer, f"{PLANS}/new")
        plan = self.env["aftersales.appraisal.plan"].search([("employee_id", "=", self.engineer.id)])
        self.assertGreater(plan.date_from, today)
        self._play("plan_approve", self.head, f"{PLANS}/{plan.id}")
        plan.with_user(self.officer.user_id).action_file()

        # A1, A2: the last quarter is appraised
        self._play("start", self.officer, f"{CYCLES}/new")
        cycle = self.env["aftersales.appraisal.cycle"].search([("template_id", "=", self.template.id)])
        self.assertEqual(cycle.date_to, fields.Date.subtract(this_quarter, days=1))
        sheet = self._sheet(cycle)
        self._play("rate_self", self.engineer, INBOX)
        self._play("rate_superior", self.head, INBOX)
        self._play("rate_peer", self.colleague, INBOX)
        self._answer(self._ratings(sheet, "peer").filtered(lambda rating: rating.state == "open"), 70)
        self._play("values", self.head, f"{SHEETS}/{sheet.id}")
        self._play("progress", self.officer, CYCLES)
        self.assertEqual((sheet.rater_score, sheet.score, sheet.grade_id.name), (84, 84.8, "Good"))
        self.assertEqual((sheet.self_score, sheet.peer_average), (95, 75))

        # A3, A5: signatures; HR brings departments to one measure
        self._play("sign", self.head, f"{SHEETS}/{sheet.id}")
        self._sign(sheet, "hr")
        self._play("calibrate", self.manager, CALIBRATION)
        self.assertEqual((sheet.change, sheet.score), (2, 86.8))
        self._sign(sheet)

        # A8: publication, appeal, decision; A6: the pay
        self._play("publish", self.officer, f"{SHEETS}/{sheet.id}")
        self._play("appeal", self.engineer, MINE)
        appeal = sheet.appeal_ids
        self.assertEqual((sheet.state, appeal.indicator_id.name), ("appealed", "维修任务"))
        members = self.env["res.users"].union(*(member.user_id for member in self.members))
        appeal.with_user(self.manager.user_id)._call_committee(members)
        self._play("decide", self.members[0], f"{APPEALS}/{appeal.id}")
        self._play("read", self.engineer, MINE)
        line = self.env["aftersales.adjustment"].search([("employee_id", "=", self.engineer.id)])
        self.assertEqual((sheet.state, sheet.pay, line.amount), ("final", 1816, 1816))
