from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_training.tests.common import TrainingCase


@tagged("post_install", "-at_install")
class TestProposal(TrainingCase):
    """T1, T5, T6, D28: proposals of training become conduct records, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chapter = cls.env.ref("aftersales_training_hr_discipline.conduct_chapter_training")
        cls.rulebook = cls.env["aftersales.conduct.rulebook"].create(
            {
                "name": "Training (test)",
                "company_id": cls.company.id,
                "date_from": "2026-01-01",
                "article_ids": [
                    Command.create(
                        {
                            "number": number,
                            "name": number,
                            "chapter_id": chapter.id,
                            "measure": measure,
                            "trigger": trigger,
                        }
                    )
                    for number, measure, trigger in (
                        ("X1", "demerit", "report"),
                        ("X2", "warning", "training_breach"),
                        ("X3", "warning", "training_fail"),
                        ("X4", "major_demerit", "training_streak"),
                    )
                ],
            }
        )
        cls.rulebook.sudo().action_publish()

    def _propose(self, cause, key="a", **vals):
        return self.env["aftersales.training.proposal"]._propose(
            [
                {
                    "company_id": self.company.id,
                    "employee_id": self.engineer.id,
                    "department_id": self.north.id,
                    "cause": cause,
                    "date": "2026-03-05",
                    "facts": "What happened.",
                    "source_key": key,
                    **vals,
                }
            ]
        )

    def test_t6_each_cause_has_its_article(self):
        causes = {
            "plan": "X1",
            "report": "X1",
            "breach": "X2",
            "fail": "X3",
            "streak": "X4",
        }
        for cause, number in causes.items():
            proposal = self._propose(cause, cause)
            record = proposal.record_id
            self.assertEqual((record.article_id.number, record.state), (number, "proposed"))
            self.assertEqual((record.employee_id, str(record.event_date)), (self.engineer, "2026-03-05"))
            self.assertEqual((proposal.state, proposal.reason), ("taken", record.name))
            self.assertEqual(record.evidence_ids.raw.decode(), "What happened.")

    def test_t5_never_twice(self):
        first = self._propose("breach")
        self.assertFalse(self._propose("breach"))
        again = first.copy({"source_key": "a2"})
        again.source_key = "b"
        records = self.env["aftersales.conduct.record"].search([("employee_id", "=", self.engineer.id)])
        self.assertEqual(len(records), 1)

    def test_d28_a_late_plan_is_a_report_due(self):
        plan = self._create_plan(items=[{}])
        self._trigger("chase_training_plans", "2026-06-28")
        record = self.env["aftersales.conduct.record"].search([("employee_id", "=", self.head.id)])
        self.assertEqual((record.article_id.number, str(record.event_date)), ("X1", "2026-06-25"))
        self.assertIn(plan.name, record.facts)
        self._trigger("chase_training_plans", "2026-06-29")
        self.assertEqual(len(record.search([("employee_id", "=", self.head.id)])), 1)

    def test_t6_without_an_article_people_decide_in_training(self):
        proposal = self._propose("fail", date="2025-12-31")
        self.assertEqual((proposal.state, proposal.record_id.ids), ("open", []))
        proposal.with_user(self.boss.user_id)._update_state("dropped", "First time")
        self.assertEqual(proposal.state, "dropped")

    def test_t6_many_cost_few_queries(self):
        people = [self._create_person(f"person{index}", None, self.north) for index in range(9)]
        counts = []
        for some in (people[:2], people[2:]):
            rows = [
                {
                    "company_id": self.company.id,
                    "employee_id": person.id,
                    "department_id": self.north.id,
                    "cause": "fail",
                    "date": "2026-03-05",
                    "facts": "Failed.",
                    "source_key": f"many,{person.id}",
                }
                for person in some
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["aftersales.training.proposal"]._propose(rows)
            self.env.flush_all()
            counts.append((self.env.cr.sql_log_count - before) / len(some))
        self.assertLess(counts[1], counts[0])
