from odoo.fields import Command

from . import rights_appraisal
from .common_record import RecordCase

#: The roles of D47, in the order of the tables below: who they are beside the person concerned.
ROLES = (
    "person",  # the record is about this one
    "employee",  # a colleague without any rights
    "superior",  # direct superior, who proposed the record
    "chief",  # head of the department, not in the line of superiors
    "officer",  # HR
    "manager",  # HR manager
    "director",  # general manager, not in the line of superiors
    "committee",  # called for the appeal
    "auditor",
)


class RightsCase(RecordCase):
    """One person with everything that can be written about him, and one user for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._create_person("chief", department=cls.other_department)
        cls.director = cls._create_person("director", "general_manager", department=cls.other_department)
        cls.department.manager_id = cls.chief
        cls.users = {
            "person": cls.engineer.user_id,
            "employee": cls.colleague.user_id,
            "superior": cls.head.user_id,
            "chief": cls.chief.user_id,
            "officer": cls.officer.user_id,
            "manager": cls.manager.user_id,
            "director": cls.director.user_id,
            "committee": cls.members[0],
            "auditor": cls.auditor.user_id,
        }

        cls.samples = cls("_create_samples")._create_samples()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _create_samples(self):
        """Return record by key: one of each model, records and sheets in the states that methods need."""
        story = self._play_story("-M -M -M")
        appealed = self._play("notified")
        appealed.with_user(self.engineer.user_id)._appeal("Secret grounds")
        self._call_committee(appealed)
        ledger = self._ledger()
        ledger.dismissal_ids.sudo().write({"union_notice_on": self.today, "later_reward": True})
        lines = self.env["aftersales.adjustment"]
        keys = {}
        for month, state in (("2026-03-02", "sheet"), ("2026-04-02", "later")):
            keys[state] = lines._add_adjustment([self._row(month)])
        sheet = keys["sheet"].sheet_id
        means = {"wage": 5000, "minimum_wage": 2000, "bonus": 900}
        people = (keys["sheet"] | keys["later"]).sheet_id.person_ids
        people.with_user(self.officer.user_id).write(means)
        approved = self._approve_earlier_month(lines)
        book = self.rulebook.sudo().copy({"version": "2", "date_from": "2026-06-01"})
        graver = self._play("heard", number="D16")
        samples = {
            "aftersales.conduct.policy": self.env.ref("aftersales_hr_discipline.conduct_policy_general"),
            "aftersales.conduct.chapter": self.rulebook.article_ids.chapter_id[0],
            "aftersales.conduct.rulebook": self.rulebook,
            "book": book,
            "aftersales.conduct.article": self.rulebook.article_ids[0],
            "aftersales.conduct.acknowledgement": self.rulebook.acknowledgement_ids.filtered(
                lambda row: row.employee_id == self.engineer
            ),
            "aftersales.conduct.record": appealed,
            "aftersales.conduct.log": appealed.log_ids[0],
            "aftersales.conduct.ledger": ledger,
            "aftersales.conduct.entry": ledger.step_ids[0],
            "aftersales.conduct.points": ledger.points_ids[0],
            "aftersales.conduct.snapshot": ledger.snapshot_ids[0],
            "aftersales.conduct.dismissal": ledger.dismissal_ids,
            "aftersales.conduct.appeal": appealed.appeal_ids,
            "aftersales.adjustment": keys["sheet"],
            "aftersales.adjustment.sheet": sheet,
            "aftersales.adjustment.person": sheet.person_ids,
            "aftersales.conduct.history": self.env["aftersales.conduct.history"].create(self._paper()),
            "approved": approved,
            "reward": self._play("notified", number="D9"),
            "graver": graver,
            "hr.employee": self.engineer,
            "in_force": story[0],
        }
        for state in ("draft", "proposed", "heard", "decided", "notified"):
            samples[state] = self._play(state)
        samples["heard"].evidence_ids = [Command.link(self.proof.id)]
        samples["in_force"].with_user(self.engineer.user_id).action_acknowledge()
        samples |= self._create_goals()
        samples |= rights_appraisal.create_samples(self)
        return {**samples, **self._create_dialogs(samples)}

    def _create_goals(self):
        """A target of a period that is over, and awards: one nominated, one approved."""
        officer, manager = self.users["officer"], self.users["manager"]
        award, approved = (
            self.env["aftersales.award"]
            .with_user(self.users["superior"])
            .create(
                {
                    "programme_id": self.env.ref(f"aftersales_hr_discipline.award_programme_{name}").id,
                    "employee_id": self.engineer.id,
                    "date_from": "2026-02-01",
                    "reason": "Secret deeds",
                }
            )
            for name in ("engineer", "learner")
        )
        approved.with_user(officer)._review(approved.prize, "Secret finding")
        approved.with_user(manager)._approve(approved.prize)
        step = {"award_id": award.id, "purpose": "review", "prize": award.prize}
        plan = {"employee_ids": [Command.set(self.engineer.ids)], "amount": 100}
        return {
            "aftersales.target": self.env["aftersales.target"].create(
                {"employee_id": self.engineer.id, "date_from": "2026-02-01", "amount": 100}
            ),
            "aftersales.target.plan": self.env["aftersales.target.plan"].with_user(officer).create(plan),
            "aftersales.award.programme": award.programme_id,
            "aftersales.award": award,
            "approved award": approved,
            "aftersales.award.step": self.env["aftersales.award.step"].with_user(officer).create(step),
        }

    def _create_dialogs(self, samples):
        """Dialogs that the person, the chief, the manager and the committee have open."""
        users, appeal = self.users, samples["aftersales.conduct.appeal"]
        decision = {"record_id": samples["heard"].id, "note": "Because"}
        verdicts = self.env["aftersales.conduct.verdict"]
        return {
            "aftersales.conduct.step": self.env["aftersales.conduct.step"]
            .with_user(users["person"])
            .create({"purpose": "statement", "record_id": samples["proposed"].id, "text": "Secret words"}),
            "aftersales.conduct.story": self.env["aftersales.conduct.story"]
            .with_user(users["superior"])
            .create({"employee_id": self.engineer.id, "company_id": self.company.id}),
            "aftersales.conduct.decision": self.env["aftersales.conduct.decision"]
            .with_user(users["chief"])
            .create(decision),
            "aftersales.conduct.verdict": verdicts.with_user(users["committee"]).create(
                {"appeal_id": appeal.id, "purpose": "decide", "reason": "Well"}
            ),
            "call": verdicts.with_user(users["manager"]).create(
                {"appeal_id": appeal.id, "purpose": "call", "user_ids": [Command.set(self.members.ids)]}
            ),
        }

    def _row(self, day, **vals):
        return {
            "employee_id": self.engineer.id,
            "company_id": self.company.id,
            "kind": "fine",
            "day": self.env["aftersales.adjustment"]._fields["day"].to_date(day),
            "amount": -1200,
            "reason": "Secret reason",
            "source_key": f"rights,{day}",
            **vals,
        }

    def _paper(self):
        return {
            "reference": "Secret paper",
            "employee": "Engineer",
            "article": "D25",
            "event_date": "2026-02-01",
            "facts": "Secret facts",
            "decided_on": "2026-02-10",
            "decider": "The old manager",
        }

    def _approve_earlier_month(self, lines):
        """Return an approved sheet of a month before all others."""
        line = lines._add_adjustment([self._row("2026-01-02")])
        sheet = line.sheet_id
        sheet.person_ids.with_user(self.officer.user_id).write(
            {"wage": 9000, "minimum_wage": 2000, "bonus": 2000}
        )
        sheet.with_user(self.officer.user_id).action_calculate()
        sheet.with_user(self.manager.user_id).action_approve()
        return sheet
