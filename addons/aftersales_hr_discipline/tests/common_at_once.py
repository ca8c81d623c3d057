import threading
from contextlib import contextmanager

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger

#: What the second of two people may read.
CLEAR = r"Somebody else is changing|cannot go to"

#: What the tests leave in the database, in the order in which it can be removed.
OWN = "employee_id IN %(people)s"
TABLES = {
    "aftersales_adjustment": OWN,
    "aftersales_adjustment_person": OWN,
    "aftersales_adjustment_sheet": "month > '2036-01-01'",
    "aftersales_conduct_ledger": OWN,
    "aftersales_conduct_record": OWN,
}


class AtOnceCase(BaseCase):
    """Two people press a button at the same moment, with real cursors and commits.

    What the tests write is really in the database; it is removed again at the end.
    """

    tables = TABLES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls._clean_up)
        with cls._environment() as env:
            cls.company_id = env.company.id
            cls.book_was = env.ref("aftersales_hr_discipline.conduct_rulebook_general").state
            cls.people = {
                name: cls._create_person(env, name, role)
                for name, role in (
                    ("person", "base.group_user"),
                    ("officer", "aftersales_hr_discipline.group_officer"),
                    ("manager", "aftersales_hr_discipline.group_manager"),
                    ("boss", "aftersales_hr_discipline.group_general_manager"),
                )
            }
            env["hr.employee"].browse(cls.people["person"][0]).parent_id = cls.people["boss"][0]
            env.ref("aftersales_hr_discipline.conduct_rulebook_general").write({"state": "published"})
            env.cr.commit()

    @classmethod
    def _create_person(cls, env, name, role):
        user = env["res.users"].create(
            {
                "name": f"Two at once {name}",
                "login": f"test-conduct-at-once-{name}",
                "group_ids": [Command.set(env.ref(role).ids)],
            }
        )
        return env["hr.employee"].create({"name": user.name, "user_id": user.id}).id, user.id

    @classmethod
    @contextmanager
    def _environment(cls, uid=api.SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            employees = tuple(employee for employee, _user in cls.people.values())
            for table, condition in cls.tables.items():
                env.cr.execute(SQL(f"DELETE FROM {table} WHERE {condition}", people=employees))
            env.invalidate_all()
            users = env["res.users"].browse(user for _employee, user in cls.people.values())
            found = env["hr.employee"].browse(employees)
            resources, partners = found.resource_id, users.partner_id
            found.unlink()
            resources.unlink()
            users.unlink()
            partners.unlink()
            env.ref("aftersales_hr_discipline.conduct_rulebook_general").write({"state": cls.book_was})
            env.cr.commit()

    def _call(self, name, work, before=lambda: None):
        """Do `work(env)` as the web server does, with retries; return the sentence of a refusal."""
        steps = [before]
        with self._environment(self.people[name][1]) as env:

            def attempt():
                env["aftersales.conduct.record"].search([], limit=1).mapped("state")  # the snapshot is taken
                if steps:
                    steps.pop()()
                work(env)

            try:
                retrying(attempt, env)
            except UserError as error:
                env.cr.rollback()
                return str(error)
        return ""

    def _race(self, work, names=("manager", "boss")):
        """Let the two of `names` press at the same moment; return their sentences."""
        barrier = threading.Barrier(2, timeout=60)
        answers = {}

        def run(name):
            answers[name] = self._call(name, work, barrier.wait)

        threads = [threading.Thread(target=run, args=(name,), name=f"conduct-{name}") for name in names]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        return list(answers.values())

    def _create_sheet(self, day):
        """Commit a calculated sheet of which a rest is carried; return its id."""
        with self._environment() as env:
            line = env["aftersales.adjustment"]._add_adjustment([self._row(day, "first")])
            env.cr.commit()
            sheet_id = line.sheet_id.id

        def prepare(env):
            sheet = env["aftersales.adjustment.sheet"].browse(sheet_id)
            sheet.person_ids.write({"wage": 5000, "minimum_wage": 2000, "bonus": 900})
            sheet.action_calculate()

        self.assertEqual(self._call("officer", prepare), "")
        return sheet_id

    def _row(self, day, key):
        return {
            "employee_id": self.people["person"][0],
            "company_id": self.company_id,
            "kind": "other",
            "day": day,
            "amount": -1200,
            "reason": f"Loss {key}",
            "source_key": f"at-once,{day},{key}",
        }
