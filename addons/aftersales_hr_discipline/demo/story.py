"""The demo story: two weeks of a centre, played through the methods behind the buttons.

Every record is proposed, answered, decided and notified by the people of `hr_demo.xml`, so that rights,
ledger and log are what they would be in life.
"""

import base64
from datetime import timedelta

from odoo.fields import Command

from .appraisals import Appraisals
from .goals import Goals

#: number, person, article, days ago, facts, step reached
CASES = [
    (1, "repairer", "D25", 12, "客户张先生的设备档案三周未建立，主管两次提醒后仍未补录。", "in_force"),
    (2, "repairer", "D37", 9, "七份维修档案缺少更换配件的记录，影响客户保修查询。", "in_force"),
    (3, "repairer", "D38.2", 6, "当班期间两次被发现在休息室玩手机，派工电话未接。", "in_force"),
    (
        4,
        "repairer",
        "D29",
        5,
        "提出压缩机检测夹具方案，单台检测时间由 40 分钟降到 25 分钟，已推广。",
        "in_force",
    ),
    (5, "repairer2", "D40", 8, "上门收取维修费 380 元，三天未上缴，经催促后才交回。", "appealed"),
    (6, "repairer2", "D31", 10, "周末促销活动期间连续两天加班完成 23 台安装，客户来信表扬。", "notified"),
    (7, "agent", "D42.2", 3, "质检抽查发现 11 月 3 日两通来电均响铃五声后才接听。", "in_force"),
    (8, "agent", "D41.5", 4, "客户投诉接线时语气生硬，录音核实属实。", "heard"),
    (9, "repairer2", "D27", 2, "未办理派车手续，使用公司车辆办理私事。", "proposed"),
    (10, "agent", "D29", 1, "整理常见故障问答手册，平均通话时长缩短一成。", "draft"),
    (11, "foreman", "D26.2", 7, "未按总经理要求提交月度维修质量分析，经两次书面催办。", "decided"),
]

STATEMENTS = {
    1: "那段时间出差较多，确实没有及时补录，以后会当天建档。",
    2: "配件都写在纸质凭证上，系统里漏录了，愿意补齐。",
    3: "当天身体不适，但没有请假，是我的错。",
    5: "当天收款后直接去外地出差，第三天回来就交了，没有占用的意思。",
    7: "两部电话同时响，没能及时接。",
    8: "客户连续来电七次，当时情绪没控制好，愿意道歉。",
    11: "数据来自三个系统，汇总需要时间，已向总经理口头说明。",
}

#: number on paper, person, article, event and decision (month and day of last year), facts
PAPER = [
    ("人字〔%s〕012 号", "repairer", "D37", "04-16", "04-25", "三份维修档案未在规定时间内归档。"),
    (
        "人字〔%s〕027 号",
        "repairer2",
        "D29",
        "09-03",
        "09-12",
        "提出主板清洗工艺改进建议，全年节约材料费约两万元。",
    ),
]

#: person, kind, amount, reason: what other sources handed in last month.
LAST_MONTH = [
    ("repairer", "other", -1260, "丢失真空泵一台，照价赔偿"),
    ("repairer2", "reward", 300, "客户送锦旗表扬"),
    ("agent", "fine", -100, "绩效扣款：漏报两次回访"),
]

#: Of everybody on the month's sheet.
WAGES = {"wage": 5200, "minimum_wage": 2010, "bonus": 800}


class Story:
    """Plays `CASES` on the main company, in the order of their events."""

    def __init__(self, env):
        language = env["res.lang"]._get_code("zh_CN") and "zh_CN"
        self.env = env(
            context={
                **env.context,
                "lang": language or env.lang,
                "mail_auto_subscribe_no_notify": True,  # no mail leaves a demo
                "mail_create_nosubscribe": True,
            }
        )
        self.today = self.env.company._get_aftersales_today()
        self.book = self.env.ref("aftersales_hr_discipline.conduct_rulebook_general")

    def _user(self, login):
        return self.env.ref(f"aftersales_hr_discipline.user_{login}")

    def _person(self, login):
        return self.env.ref(f"aftersales_hr_discipline.employee_{login}")

    def play(self):
        """Publish the rulebook, let most employees acknowledge it, then play the cases."""
        if self.book.state == "draft":
            self.book.with_env(self.env(user=self._user("hrmanager"))).action_publish()
        for login in ("gm", "hr", "hrmanager", "foreman", "repairer", "agent", "juror1"):
            rows = self.book.acknowledgement_ids.filtered(
                lambda row, login=login: row.user_id == self._user(login)
            )
            rows.with_user(self._user(login)).action_acknowledge()
        self._take_over_paper()
        for case in sorted(CASES, key=lambda case: -case[3]):
            self._play_case(*case)
        ledgers = self.env["aftersales.conduct.ledger"]
        domain = [("employee_id", "=", self._person("repairer").id), ("year", "=", self.today.year)]
        self._name(ledgers.search(domain), "conduct_ledger_demo_repairer")
        Goals(self).play()
        Appraisals(self).play()
        self._prepare_adjustments()

    def _prepare_adjustments(self):
        """D46: last month's sheet, handed to payroll, and this month's, waiting for the HR manager."""
        company = self.env.company
        first = self.today.replace(day=1)
        last_month = first - timedelta(days=1)
        self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": self._person(login).id,
                    "company_id": company.id,
                    "kind": kind,
                    "day": last_month,
                    "amount": amount,
                    "reason": reason,
                    "source_key": f"demo,{number}",
                }
                for number, (login, kind, amount, reason) in enumerate(LAST_MONTH)
            ]
        )
        sheets = self.env["aftersales.adjustment.sheet"]
        past = sheets.search([("company_id", "=", company.id), ("month", "<", first)])
        self._calculate(past)
        self._as(past, "gm").action_approve()
        self._as(past, "hr").action_export_workbook()
        self.env["aftersales.conduct.record"]._collect_adjustments(company)
        self._calculate(sheets.search([("company_id", "=", company.id), ("state", "=", "draft")]))

    def _calculate(self, sheets):
        self._as(sheets.person_ids, "hr").write(WAGES)
        self._as(sheets, "hr").action_calculate()

    def _take_over_paper(self):
        """What was decided on paper last year, before the system."""
        year = self.today.year - 1
        self._as(self.env["aftersales.conduct.history"], "hrmanager").create(
            [
                {
                    "reference": reference % year,
                    "employee": self._person(login).name,
                    "article": article,
                    "event_date": f"{year}-{day}",
                    "decided_on": f"{year}-{decided}",
                    "facts": facts,
                    "decider": "原人事经理 郑国华",
                }
                for reference, login, article, day, decided, facts in PAPER
            ]
        )

    def _play_case(self, number, login, article, days, facts, last):
        proposer = {"foreman": "hr", "agent": "hr"}.get(login, "foreman")
        articles = self.book.article_ids.filtered(lambda row: row.number == article)
        record = self._as(self.env["aftersales.conduct.record"], proposer).create(
            {
                "employee_id": self._person(login).id,
                "article_id": articles.id,
                "event_date": self.today - timedelta(days=days),
                "facts": facts,
            }
        )
        self._name(record, f"conduct_record_demo_{number}")
        steps = {
            "draft": lambda: self._attach(record, facts, proposer),
            "proposed": lambda: self._as(record, proposer).action_propose(),
            "heard": lambda: self._hear(record, login, STATEMENTS.get(number)),
            "decided": lambda: self._decide(record),
            "notified": lambda: self._as(record, "hr").action_notify(),
            "in_force": lambda: self._as(record, login).action_acknowledge(),
            "appealed": lambda: self._appeal(record, login),
        }
        for state, step in steps.items():
            step()
            if state == last:
                break

    def _name(self, record, name, module="aftersales_hr_discipline"):
        self.env["ir.model.data"].create(
            {
                "module": module,
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )

    def _as(self, records, login):
        return records.with_user(self._user(login)).with_context(**self.env.context)

    def _attach(self, record, facts, proposer):
        text = base64.b64encode(f"证人陈述\n{facts}\n".encode())
        files = self._as(self.env["ir.attachment"], proposer)
        file = files.create({"name": "证人陈述.txt", "datas": text})
        self._as(record, proposer).write({"evidence_ids": [Command.link(file.id)]})

    def _hear(self, record, login, words):
        if not record.is_reward:
            self._as(record, login)._give_statement(words)

    def _decide(self, record):
        signers = ("hrmanager", "gm") if record.needs_two else ("gm",)
        for login in signers:
            self._as(record, login)._decide(
                record.measure, self.today, record.amount, "事实清楚，依据充分，本人已陈述。"
            )

    def _appeal(self, record, login):
        self._as(record, login)._appeal("款项已如数交回，未造成损失，认为处分过重。")
        members = self._user("union") | self._user("juror1") | self._user("juror2")
        self._as(record.appeal_ids, "hrmanager")._call_committee(members)
