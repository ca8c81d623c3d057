from contextlib import contextmanager

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase


class TrainingCase(TransactionCase):
    """A company with head office, two districts and a project below the first, and the people of each role.

    The day is frozen by the tests that need one; deadlines are calendar days of the company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Training (test)"})
        cls.company.partner_id.lang = "en_US"
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)]})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.office = cls._create_unit("Head Office (test)", "head_office")
        cls.north = cls._create_unit("North (test)", "district", cls.office)
        cls.south = cls._create_unit("South (test)", "district", cls.office)
        cls.project = cls._create_unit("Metro (test)", "project", cls.north)
        cls.head = cls._create_person("head", "organiser", cls.north)
        cls.other_head = cls._create_person("otherhead", "organiser", cls.south)
        cls.organiser = cls._create_person("organiser", "organiser", cls.project)
        cls.engineer = cls._create_person("engineer", None, cls.north)
        cls.colleague = cls._create_person("colleague", None, cls.north)
        cls.officer = cls._create_person("officer", "officer", cls.office)
        cls.manager = cls._create_person("manager", "manager", cls.office)
        cls.boss = cls._create_person("boss", "general_manager", cls.office)
        cls.office.manager_id = cls.boss
        cls.north.manager_id = cls.head
        cls.south.manager_id = cls.other_head
        cls.project.aftersales_training_user_ids = cls.organiser.user_id
        cls.company.write(
            {
                "aftersales_training_officer_id": cls.officer.user_id.id,
                "aftersales_training_manager_id": cls.manager.user_id.id,
            }
        )
        cls.course = cls.env.ref("aftersales_training.training_course_products")

    @classmethod
    def _create_unit(cls, name, level, parent=None):
        return cls.env["hr.department"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "parent_id": parent.id if parent else False,
                "aftersales_training_level": level,
            }
        )

    @classmethod
    def _create_person(cls, name, role, department):
        groups = [cls.env.ref("base.group_user").id]
        if role:
            groups.append(cls.env.ref(f"aftersales_training.group_{role}").id)
        user = cls.env["res.users"].create(
            {
                "name": name.title(),
                "login": f"training-{name}",
                "email": f"{name}@example.com",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set(groups)],
            }
        )
        return cls.env["hr.employee"].create(
            {
                "name": name.title(),
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": department.id,
            }
        )

    @classmethod
    def _create_plan(cls, department=None, month="2026-07-01", items=(), **vals):
        """Create the plan of a unit; `items` are dicts, one a training of the 10th where they say nothing."""
        month = fields.Date.to_date(month)
        return cls.env["aftersales.training.plan"].create(
            {
                "department_id": (department or cls.north).id,
                "month": month,
                "item_ids": [
                    Command.create({"course_id": cls.course.id, "date": month.replace(day=10), **item})
                    for item in items
                ],
                **vals,
            }
        )

    @classmethod
    def _play(cls, plan, state):
        """Take a plan to `state`, each step by whose it is."""
        steps = [
            ("submitted", "action_submit", cls.head),
            ("consolidated", "action_consolidate", cls.officer),
            ("approved", "action_approve", cls.manager),
            ("issued", "action_issue", cls.officer),
        ]
        for reached, method, person in steps:
            getattr(plan.with_user(person.user_id), method)()
            if reached == state:
                break
        return plan

    @contextmanager
    def _on(self, day, time="04:00"):
        """Play on `day`; 04:00 UTC is noon in Shanghai."""
        with freeze_time(f"{day} {time}:00"):
            yield

    def _trigger(self, cron, day, time="04:00"):
        """Run a scheduled action of this addon on `day`."""
        with self._on(day, time), self.enter_registry_test_mode():
            self.env.ref(f"aftersales_training.ir_cron_{cron}").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def _refused(self, exception, sentence):
        """What is done inside must raise `exception` with words that match; nothing of it is kept."""
        with self.assertRaises(exception) as caught, self.env.cr.savepoint():
            yield
        self.assertRegex(str(caught.exception), sentence)
