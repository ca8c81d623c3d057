import io
import re

import openpyxl

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ConductCase

ACTION = "/odoo/action-aftersales_hr_discipline"
RECORDS = f"{ACTION}.aftersales_conduct_record_action"
MINE = f"{ACTION}.aftersales_conduct_record_action_mine"
APPEALS = f"{ACTION}.aftersales_conduct_appeal_action"
SHEETS = f"{ACTION}.aftersales_adjustment_sheet_action"


@tagged("post_install", "-at_install")
class TestTour(ConductCase, HttpCase):
    """The story of a demerit and the month's money in the browser, in Chinese, by people of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        people = cls.engineer | cls.head | cls.boss | cls.officer | cls.manager
        names = {"member1": "评委甲", "member2": "评委乙", "member3": "评委丙"}
        for login, name in names.items():
            member = cls._create_person(login, "committee", department=cls.other_department)
            member.user_id.name = name
            people |= member
        cls.member = member.user_id
        cls.engineer.name = "李工"
        for user in people.user_id.with_context(no_reset_password=True):
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai", "password": user.login})
        cls.records = cls.env["aftersales.conduct.record"]
        cls.proof = cls.env["ir.attachment"].create({"name": "证人陈述.txt", "raw": b"seen"})

    def setUp(self):
        """Have the client's scripts put together first: on a slow machine a browser does not wait."""
        super().setUp()
        self.authenticate(self.officer.user_id.login, self.officer.user_id.login)
        page = self.url_open("/odoo", timeout=300).text
        for address in re.findall(r'/web/assets/[^"]+', page):
            self.url_open(address, timeout=300)

    def _play(self, tour, person, path):
        self.start_tour(path, tour, login=person.login, timeout=300)
        self.env.invalidate_all()

    def _create_demerit(self):
        """A demerit in force, without the browser."""
        record = self.records.with_user(self.head.user_id).create(
            {
                "employee_id": self.engineer.id,
                "article_id": self._article("D37").id,
                "event_date": self.today,
                "facts": "维修档案缺少更换配件的记录。",
            }
        )
        record.action_propose()
        record.with_user(self.engineer.user_id)._give_statement("愿意补齐。")
        record.sudo().evidence_ids = self.proof
        record.with_user(self.boss.user_id)._decide("demerit", record._get_today(), 0.0, "事实清楚。")
        return record.with_env(self.env)

    def _get_ledger(self):
        return self.env["aftersales.conduct.ledger"].search([("employee_id", "=", self.engineer.id)])

    def test_d43_d44_a_demerit_is_decided_and_its_appeal_won(self):
        """The third demerit makes a major one; with the appeal everything is as before."""
        self._create_demerit()
        self._create_demerit()
        self._play("conduct_propose", self.head.user_id, f"{RECORDS}/new")
        record = self.records.search([("employee_id", "=", self.engineer.id), ("state", "=", "proposed")])
        self.assertEqual((len(record), record.proposer_id), (1, self.head.user_id))
        self._play("conduct_statement", self.engineer.user_id, MINE)
        record.evidence_ids = [Command.set(self.proof.ids)]
        path = f"{RECORDS}/{record.id}"
        self._play("conduct_decide", self.boss.user_id, path)
        self.assertEqual((self._get_ledger().major_demerits, self._get_ledger().points), (1, -9))
        self._play("conduct_notify", self.officer.user_id, path)
        self._play("conduct_appeal", self.engineer.user_id, path)
        appeal = f"{APPEALS}/{record.appeal_ids.id}"
        self._play("conduct_committee", self.manager.user_id, appeal)
        self._play("conduct_verdict", self.member, appeal)
        ledger = self._get_ledger()
        self.assertEqual((record.state, record.appeal_ids.outcome), ("revoked", "revoked"))
        self.assertEqual((ledger.major_demerits, ledger.demerits, ledger.points), (0, 2, -6))
        posted = ledger.points_ids.filtered(lambda points: points.record_id == record)
        self.assertEqual(sorted(posted.mapped("points")), [-3, 3])
        self.assertEqual(record._find_broken_entry(), 0)

    def test_d46_a_month_is_approved_and_handed_to_payroll(self):
        """What goes beyond the limit is carried; the workbook says what payroll deducts."""
        line = self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": self.engineer.id,
                    "company_id": self.company.id,
                    "kind": "other",
                    "day": self.today,
                    "amount": -1200,
                    "reason": "配件损失",
                    "source_key": "tour,1",
                }
            ]
        )
        sheet = line.sheet_id
        sheet.person_ids.with_user(self.officer.user_id).write(
            {"wage": 5000, "minimum_wage": 2000, "bonus": 900}
        )
        path = f"{SHEETS}/{sheet.id}"
        self._play("conduct_sheet_calculate", self.officer.user_id, path)
        self._play("conduct_sheet_approve", self.manager.user_id, path)
        self.assertEqual((line.taken, line.carried_to_ids.amount), (-1000, -200))
        self._play("conduct_sheet_export", self.officer.user_id, path)
        page = openpyxl.load_workbook(io.BytesIO(sheet.workbook_id.raw)).active
        self.assertEqual((page["B2"].value, page["D2"].value), ("李工", -1000))
