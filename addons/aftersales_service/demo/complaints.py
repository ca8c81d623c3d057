"""The complaints of the demo: one in each step, played by the people of each role."""

from datetime import timedelta

from odoo.fields import Command

from .play import Play
from .simulated_time import present


class Complaints(Play):
    """Plays the complaints, once per database."""

    def play(self):
        if self.env.ref("aftersales_service.complaint_demo_1", raise_if_not_found=False):
            return
        policies = self.env["aftersales.complaint.policy"].search([])
        # sudo: configuration of the demo
        policies.sudo().write({"management_user_id": self.ref("user_manager").id})
        self.play_repair()
        self.play_service()
        self.play_new()
        self.play_late()
        self.play_opinion()

    def open(self, number, days, **vals):
        """Register a complaint so many days ago."""
        order = self.ref(f"order_demo_{number}")
        with present(self.now - timedelta(days=days)):
            complaint = self.as_user("clerk", self.env["aftersales.complaint"]).create(
                {"order_id": order.id, "phone": order.phone, **vals}
            )
        return complaint.with_env(self.env)

    def sign(self, complaint, findings, days, login="dispatcher"):
        """Sign off the present stage so many days ago."""
        with present(self.now - timedelta(days=days)):
            stage = self.as_user(login, complaint.stage_id)
            stage.findings = findings
            stage.action_sign()

    def decide(self, complaint, text, days, **outcome):
        """Propose as the dispatcher, approve as the manager."""
        self.as_user("dispatcher", complaint).write(
            {"decision": text, "outcome_ids": [Command.create(outcome)]}
        )
        self.sign(complaint, "同意处理意见，报批。", days)
        with present(self.now - timedelta(days=days)):
            self.as_user("manager", complaint).action_approve()

    def play_opinion(self):
        """An opinion card with a bad level becomes a complaint."""
        with present(self.now - timedelta(days=1)):
            levels = ("fair", "satisfied", "unsatisfied", "unsatisfied")
            self.give_opinion(self.ref("order_demo_10"), levels, "约好上午来，下午才到，也没有电话。", True)

    def play_repair(self):
        """A justified complaint with cause and actions, repaired free of charge."""
        complaint = self.open(
            1, 8, description="维修后第三天又不制冷，要求彻底修好。", wish="免费重新维修", priority="1"
        )
        with present(self.now - timedelta(days=8)):
            self.as_user("clerk", complaint).action_answer()
        for findings in ("已登记，客户情绪激动。", "电容批次不良。", "焊接温度偏低。", "设计无异常。"):
            self.sign(complaint, findings, 7)
        self.decide(complaint, "我们将免费上门重新维修，并更换电容。", 5, kind="repair")
        manager = self.as_user("manager", complaint)
        manager.write({"analysis_method": "why", "root_cause": "供应商更换后，来料检验没有抽检电容。"})
        manager.action_prepare_analysis()
        answers = ("电容失效", "耐压不足", "批次不良", "来料未抽检", "检验规程没有更新")
        for step, answer in zip(complaint.analysis_ids, answers, strict=True):
            step.answer = answer
        today = self.now.date()
        self.as_user("manager", self.env["aftersales.complaint.action"]).create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "name": name,
                    "user_id": self.ref("user_dispatcher").id,
                    "due_on": today + timedelta(days=days),
                }
                for kind, name, days in (
                    ("corrective", "封存该批次电容，逐台更换", 3),
                    ("preventive", "修订来料检验规程，电容列入必检", 20),
                )
            ]
        )
        self.give_xml_id("complaint_demo_1", complaint)

    def play_service(self):
        """A complaint about a person, waiting for its approval."""
        complaint = self.open(
            2, 2, kind="service", description="师傅迟到两小时，态度不好。", channel="web", wish="道歉"
        )
        self.sign(complaint, "录音已调取。", 1)
        self.as_user("dispatcher", complaint).write(
            {
                "decision": "向您致歉，并补偿上门费。",
                "outcome_ids": [Command.create({"kind": "compensation", "amount": 50})],
            }
        )
        self.sign(complaint, "情况属实，建议补偿上门费。", 1)
        self.give_xml_id("complaint_demo_2", complaint)

    def play_new(self):
        """One of this morning, a major case."""
        complaint = self.open(3, 0, description="加热管漏电，家里小孩触电。", major="consumer", priority="2")
        self.give_xml_id("complaint_demo_3", complaint)

    def play_late(self):
        """One that nobody has looked after for a week: the sweep reminds."""
        complaint = self.open(4, 7, description="配件等了两周，没有人回电话。", kind="service")
        clocks = complaint.clock_ids.filtered(lambda each: each.complaint_stage_id)
        clocks.with_user(self.ref("user_manager")).sudo()._sweep()
        self.give_xml_id("complaint_demo_4", complaint)
