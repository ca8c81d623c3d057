from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from .common import ConductCase

#: Marks of the rulebook's cases: an article that gives each grade.
ARTICLES = {"+m": "D11", "+M": "D14.5", "-m": "D25", "-M": "D40"}


class RecordCase(ConductCase):
    """Records played by the people who would: head proposes, boss decides, officer gives notice."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-03-10 02:00:00"))
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.records = cls.env["aftersales.conduct.record"]
        cls.proof = cls.env["ir.attachment"].create({"name": "proof.txt", "raw": b"seen"})
        cls.members = cls.env["res.users"]
        for name in ("member1", "member2", "member3"):
            cls.members |= cls._create_person(name, "committee", department=cls.other_department).user_id

    def _draft(self, employee=None, number="D25", proposer=None, **vals):
        records = self.records.with_user((proposer or self.head).user_id)
        vals = {
            "employee_id": (employee or self.engineer).id,
            "article_id": self._article(number).id,
            "event_date": self.today,
            "facts": "Seen by two colleagues.",
            **vals,
        }
        return records.create(vals).with_env(self.env)

    def _play(self, until="in_force", employee=None, number="D25", day=None, **vals):
        """Play a record up to state `until`; `day` is the day it takes effect."""
        record = self._draft(employee, number, **vals)
        person = record.employee_id.user_id
        steps = {
            "draft": lambda: None,
            "proposed": lambda: record.with_user(record.proposer_id).action_propose(),
            "heard": lambda: record.is_reward or record.with_user(person)._give_statement("It was so."),
            "decided": lambda: self._decide(record, day),
            "notified": lambda: record.with_user(self.officer.user_id).action_notify(),
            "in_force": lambda: record.with_user(person).action_acknowledge(),
        }
        for state, step in steps.items():
            step()
            if state == until:
                break
        return record

    def _decide(self, record, day=None, measure=None, amount=None):
        amount = record.amount if amount is None else amount
        if not record.is_reward:
            record.evidence_ids = [Command.link(self.proof.id)]
        if record.needs_two:
            record.with_user(self.manager.user_id)._decide(
                measure or record.measure, day or self.today, amount, "Because."
            )
        record.with_user(self.boss.user_id)._decide(
            measure or record.measure, day or self.today, amount, "Because."
        )

    def _play_story(self, marks, employee=None):
        """Play e.g. "-m -M": one record a day, from today on."""
        found = self.records
        for number, mark in enumerate(marks.split()):
            day = self.today + timedelta(days=number)
            found |= self._play("notified", employee, ARTICLES[mark], day)
        return found

    def _ledger(self, employee=None, year=2026):
        return self.env["aftersales.conduct.ledger"].search(
            [("employee_id", "=", (employee or self.engineer).id), ("year", "=", year)]
        )

    def _open(self, employee=None, year=2026):
        """Return what is open, in the short form of the rulebook's cases."""
        ledger = self._ledger(employee, year)
        pairs = (
            ("M+", "major_merits"), ("M-", "major_demerits"), ("m+", "merits"), ("m-", "demerits"),
            ("s+", "commendations"), ("s-", "warnings"),
        )  # fmt: skip
        return " ".join(f"{mark}{ledger[name]}" for mark, name in pairs if ledger[name]) or "0"

    def _call_committee(self, record):
        appeal = record.appeal_ids
        appeal.with_user(self.manager.user_id)._call_committee(self.members)
        return appeal.with_user(self.members[0])
