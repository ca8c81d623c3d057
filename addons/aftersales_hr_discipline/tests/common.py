from contextlib import contextmanager

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase


class ConductCase(TransactionCase):
    """A company with a line of superiors, HR, a general manager, and a published rulebook.

    boss (general manager) → head → engineer and colleague; officer and HR manager beside them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Conduct (test)"})
        cls.company.partner_id.lang = "en_US"  # what scheduled actions write is compared in English
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)]})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.department, cls.other_department = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("Repair (test)", "Sales (test)")]
        )
        cls.people = {}
        cls.boss = cls._create_person("boss", "general_manager")
        cls.head = cls._create_person("head", parent=cls.boss)
        cls.engineer = cls._create_person("engineer", parent=cls.head)
        cls.colleague = cls._create_person("colleague", parent=cls.head)
        cls.officer = cls._create_person("officer", "officer", parent=cls.boss)
        cls.manager = cls._create_person("manager", "manager", parent=cls.boss)
        cls.stranger = cls._create_person("stranger", department=cls.other_department)
        cls.auditor = cls._create_person("auditor", "auditor")
        cls.rulebook = cls.env.ref("aftersales_hr_discipline.conduct_rulebook_general")
        if cls.rulebook.state == "draft":
            cls.rulebook.with_user(cls.manager.user_id).action_publish()
        cls.today = fields.Date.today()

    @classmethod
    def _create_person(cls, name, role=None, parent=None, department=None):
        groups = [cls.env.ref("base.group_user").id]
        if role:
            groups.append(cls.env.ref(f"aftersales_hr_discipline.group_{role}").id)
        user = cls.env["res.users"].create(
            {
                "name": name.title(),
                "login": f"conduct-{name}",
                "email": f"{name}@example.com",
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
                "parent_id": parent.id if parent else False,
                "department_id": (department or cls.department).id,
            }
        )

    @classmethod
    def _article(cls, number):
        return cls.env["aftersales.conduct.article"].search(
            [("rulebook_id", "=", cls.rulebook.id), ("number", "=", number)]
        )

    @contextmanager
    def _refused(self, exception, sentence):
        """What is done inside must raise `exception` with words that match; nothing of it is kept."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)
