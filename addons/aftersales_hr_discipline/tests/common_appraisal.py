from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from .common import ConductCase


class AppraisalSteps:
    """What people of an appraisal do, for a test on top of `ConductCase`.

    head ← engineer, colleague, third; the template has values by hand (80 %) and raters (20 %).
    """

    @classmethod
    def _prepare_people(cls):
        cls.third = cls._create_person("third", parent=cls.head)
        cls.department.manager_id = cls.boss
        cls.policy = cls.env.ref("aftersales_hr_discipline.appraisal_policy_general")

    @classmethod
    def _create_template(cls, **vals):
        """Return a published template for the department: two values by hand of 40 %, raters of 20 %."""
        line = {"rule": "direct", "weight": 40}
        template = cls.env["aftersales.appraisal.template"].create(
            {
                "name": "Repair",
                "company_id": cls.company.id,
                "period": "quarter",
                "department_ids": [Command.set(cls.department.ids)],
                "line_ids": [
                    Command.create({**line, "name": "Work", "dimension": "goal"}),
                    Command.create({**line, "name": "Attitude", "dimension": "attitude"}),
                    Command.create({**line, "name": "360", "source": "raters", "weight": 20}),
                ],
                "question_ids": [
                    Command.create({"name": "Duty", "weight": 1}),
                    Command.create({"name": "Skill", "weight": 3}),
                ],
                **vals,
            }
        )
        template.with_user(cls.manager.user_id).action_publish()
        return template

    @classmethod
    def _start(cls, template=None, day="2026-02-01", **vals):
        """Return a running cycle."""
        cycle = cls.env["aftersales.appraisal.cycle"].create(
            {
                "template_id": (template or cls.template).id,
                "company_id": cls.company.id,
                "date_from": day,
                **vals,
            }
        )
        cycle.with_user(cls.officer.user_id).action_start()
        return cycle

    def _work(self):
        """Let the scheduled action run."""
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_work_appraisals").method_direct_trigger()
        self.env.invalidate_all()

    @classmethod
    def _sheet(cls, cycle, employee=None):
        return cycle.sheet_ids.filtered(lambda sheet: sheet.employee_id == (employee or cls.engineer))

    @classmethod
    def _ratings(cls, sheet, kind=None):
        return cls.env["aftersales.appraisal.rating"].search(
            [("sheet_id", "=", sheet.id), *([("kind", "=", kind)] if kind else [])]
        )

    @classmethod
    def _answer(cls, ratings, *points):
        """Let each rater answer every question with his of `points`, the last for the rest."""
        for number, rating in enumerate(ratings):
            own = rating.with_user(rating.rater_id.user_id)
            own.action_open()
            own.answer_ids.write({"points": points[min(number, len(points) - 1)]})
            own.action_submit()

    @classmethod
    def _fill(cls, sheet, *values):
        """Let the superior enter the values by hand."""
        by_hand = sheet.indicator_ids.filtered(lambda indicator: indicator.source == "hand")
        for indicator, value in zip(by_hand, values, strict=True):
            indicator.with_user(sheet.superior_id.user_id).write({"actual": value, "evidence": "List"})

    @classmethod
    def _complete(cls, sheet, values=(80, 90), superior=90, peers=(80, 70)):
        """Bring a sheet before the superior."""
        cls._fill(sheet, *values)
        cls._answer(cls._ratings(sheet, "superior"), superior)
        cls._answer(cls._ratings(sheet, "peer"), *peers)
        sheet.with_user(cls.officer.user_id).action_evaluate()

    @classmethod
    def _sign(cls, sheet, until="confirmed"):
        """Sign up to state `until`: superior, head of the department, HR manager, general manager."""
        users = {"superior": cls.head, "head": cls.boss, "hr": cls.manager, "general": cls.boss}
        while sheet.state != until:
            sheet.with_user(users[sheet.state].user_id).action_sign()


class AppraisalCase(AppraisalSteps, ConductCase):
    """Q1 2026 of the repair department, on a day after it: head with three people, who rate each other."""

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-04-02 02:00:00"))
        super().setUpClass()
        cls.today = fields.Date.today()
        cls._prepare_people()
        cls.template = cls._create_template()
