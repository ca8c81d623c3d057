from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_rights import RightsCase
from .test_rights_matrix import MODELS

#: Models that everybody reads: what they say concerns nobody in particular.
OPEN = (
    "aftersales.conduct.chapter",
    "aftersales.conduct.rulebook",
    "aftersales.conduct.article",
    "aftersales.award.programme",
    "aftersales.appraisal.grade",
)

#: Words of the sample that nobody but those concerned may learn.
SECRETS = ("Secret", "JC2603", "Engineer 2026", "Seen by two")


@tagged("post_install", "-at_install")
class TestRightsAttack(RightsCase):
    """D47: a plain employee with a console learns nothing of a colleague's records, by no way."""

    def setUp(self):
        super().setUp()
        self.attacker = self.users["employee"]
        self.secret = self.samples["aftersales.conduct.record"]

    def _as_attacker(self, model):
        return self.env[model].with_user(self.attacker)

    def _ask(self, question):
        """Return the answer to `question`, what is refused is nothing."""
        self.env.invalidate_all()
        try:
            with self.cr.savepoint(), mute_logger("odoo.sql_db"):
                return question()
        except (UserError, IntegrityError):
            return None

    def _closed(self):
        return [name for name in MODELS if name not in OPEN]

    def test_d47_search_count_group_name_and_export(self):
        for name in self._closed():
            records = self._as_attacker(name)
            sample = records.browse(self.samples[name].ids)
            stored = [field.name for field in records._fields.values() if field.store]
            groups = [key for key in stored if records._fields[key].type in ("many2one", "selection", "char")]
            questions = {
                "search_read": lambda r=records, s=sample: r.search_read([("id", "in", s.ids)], ["id"]),
                "search_count": lambda r=records, s=sample: r.search_count([("id", "in", s.ids)]),
                "name_search": lambda r=records, s=sample: r.name_search("", [("id", "in", s.ids)]),
                "read": lambda s=sample: s.read(["display_name"]),
                "web_read": lambda s=sample: s.web_read({"display_name": {}}),
                "export": lambda s=sample: s.export_data(["id", "display_name"]),
                "copy": lambda s=sample: s.copy(),
                "metadata": lambda s=sample: s.get_metadata(),
            }
            for group in groups:
                questions[f"group by {group}"] = lambda r=records, g=group, s=sample: r.formatted_read_group(
                    [("id", "in", s.ids)], [g], ["__count"]
                )
                questions[f"page by {group}"] = lambda r=records, g=group, s=sample: r.web_read_group(
                    [("id", "in", s.ids)], [g], ["__count"]
                ).get("groups")
            for way, question in questions.items():
                with self.subTest(f"{name} {way}"):
                    self.assertFalse(self._ask(question))

    def test_d47_money_pivot_and_employees_have_no_side_door(self):
        """Sums of money, the public face of an employee, and paths that lead to records from elsewhere."""
        lines = self._as_attacker("aftersales.adjustment")
        self.assertEqual(lines.formatted_read_group([], ["employee_id"], ["amount:sum", "__count"]), [])
        total = lines.formatted_read_group([], [], ["amount:sum", "taken:sum"])
        self.assertFalse(any(row["amount:sum"] for row in total))
        public = self._as_attacker("hr.employee.public")
        self.assertFalse([name for name in public._fields if name.startswith("aftersales_conduct")])
        for model in ("hr.employee", "hr.employee.public", "hr.department", "res.users", "res.partner"):
            for field in self.env[model]._fields.values():
                if not (field.comodel_name or "").startswith(("aftersales.conduct", "aftersales.adjustment")):
                    continue
                with self.subTest(f"{model} {field.name}"):
                    self.assertTrue(field.groups)
        for domain in (
            [("joint_ids.facts", "ilike", "")],
            [("appeal_ids.grounds", "ilike", "")],
            [("superior_id.name", "ilike", "")],
            [("employee_id", "=", self.engineer.id)],
        ):
            self.assertFalse(
                self._ask(lambda d=domain: self._as_attacker("aftersales.conduct.record").search(d))
            )

    def test_d47_a_domain_does_not_look_through_an_own_record(self):
        """Own records lead to those of others only as far as these are readable themselves."""
        cause = self._play("heard", number="D18", proposer=self.officer)
        cause.with_user(self.officer.user_id).action_notify_union()
        self._decide(cause)
        joint = cause.joint_ids
        joint.with_user(self.head.user_id)._give_statement("Secret of the superior")
        mine = self.records.with_user(self.engineer.user_id)
        self.assertFalse(mine.search([("joint_ids.statement", "ilike", "Secret")]))
        self.assertFalse(mine.browse(cause.id).joint_ids)

    def test_d47_chatter_activities_attachments_followers(self):
        models = ["aftersales.conduct.record", "aftersales.conduct.appeal", "aftersales.conduct.dismissal"]
        models.append("aftersales.adjustment.sheet")
        for name in models:
            self.samples[name].message_post(body="Secret remark")
        self.samples["proposed"].activity_schedule(summary="Secret to do", user_id=self.users["officer"].id)
        self.samples["approved"].with_user(self.users["officer"]).action_export()
        asked = (
            ("mail.message", [("model", "in", models)], ["body", "record_name"]),
            ("mail.message", [("body", "ilike", "Secret")], ["body"]),
            ("mail.activity", [("res_model", "in", models)], ["summary", "res_name"]),
            ("mail.activity", [("summary", "ilike", "JC2603")], ["summary"]),
            ("ir.attachment", [("res_model", "in", models)], ["name", "raw"]),
            ("ir.attachment", [("id", "in", self.secret.evidence_ids.ids)], ["name"]),
            ("mail.followers", [("res_model", "in", models)], ["partner_id"]),
            ("mail.notification", [("mail_message_id.model", "in", models)], ["id"]),
        )
        for model, domain, names in asked:
            with self.subTest(f"{model} {domain}"):
                found = self._ask(lambda m=model, d=domain, n=names: self._as_attacker(m).search_read(d, n))
                self.assertFalse(found)

    def test_d47_nobody_forces_himself_into_a_file(self):
        """Posting, following, planning, attaching, linking on a colleague's record are refused."""
        partner = self.attacker.partner_id
        for name in ("aftersales.conduct.record", "aftersales.conduct.appeal", "aftersales.adjustment.sheet"):
            sample = self.samples[name].sudo(False).with_user(self.attacker)
            attempts = {
                "post": lambda s=sample: s.message_post(body="Hello"),
                "attach": lambda s=sample: self._as_attacker("ir.attachment").create(
                    {"name": "x", "raw": b"x", "res_model": s._name, "res_id": s.id}
                ),
                "write": lambda s=sample: s.write({"message_follower_ids": [Command.clear()]}),
                "plan": lambda s=sample: self._as_attacker("mail.activity").create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(s._name),
                        "res_id": s.id,
                        "user_id": self.attacker.id,
                    }
                ),
            }
            for way, attempt in attempts.items():
                with self.subTest(f"{name} {way}"), self.assertRaises(AccessError), self.cr.savepoint():
                    self.env.invalidate_all()
                    attempt()
            self.env.invalidate_all()
            self._ask(lambda s=sample: s.message_subscribe(partner_ids=partner.ids))
            self.assertNotIn(partner, sample.sudo().message_partner_ids)

    def test_d47_no_name_through_a_form_that_is_never_saved(self):
        """The host names what a form points to without asking for rights: our forms do not point there."""
        for name in MODELS:
            records = self._as_attacker(name)
            for field in records._fields.values():
                target = field.comodel_name
                if field.type != "many2one" or target not in MODELS or target in OPEN:
                    continue
                values = {field.name: self.samples[target].id}
                answer = self._ask(
                    lambda r=records, f=field, v=values: r.onchange(
                        v, [], {f.name: {"fields": {"display_name": {}}}}
                    )
                )
                with self.subTest(f"{name}.{field.name}"):
                    self.assertNotIn("Engineer", str(answer))
                created = self._ask(lambda r=records, v=values: r.create(v).read())
                with self.subTest(f"{name}.{field.name} created"):
                    self.assertNotIn("Engineer", str(created))

    def test_d47_a_new_login_and_a_lost_one(self):
        """Who is given an employee sees those below at once; who loses it sees nothing any more."""
        records = self.records.with_user(self.attacker)
        self.assertFalse(records.search([]))
        for sees, changes in (
            (False, {"colleague": False, "head": False}),
            (True, {"head": self.attacker}),
            (False, {"head": False}),
            (False, {"colleague": self.attacker}),
        ):
            for name, user in changes.items():
                getattr(self, name).user_id = user
                self.env.flush_all()
            self.assertEqual(self.secret in records.search([]), sees, changes)
        self.department.manager_id = self.colleague
        self.assertIn(self.secret, records.search([]))
        self.department.manager_id = self.chief
        self.engineer.parent_id = self.boss
        self.assertFalse(records.search([("employee_id", "=", self.engineer.id)]))

    def test_d47_a_chief_sees_the_department_and_not_the_own_draft(self):
        """The head of the department decides up to a demerit, and never reads a draft about himself."""
        self.chief.department_id = self.department
        self.chief.parent_id = self.boss
        own = self._draft(self.chief, proposer=self.boss)
        found = self.records.with_user(self.users["chief"]).search([])
        self.assertIn(self.secret, found)
        self.assertNotIn(own, found)
        stranger = self._draft(self.stranger, proposer=self.officer)
        self.assertNotIn(stranger, found)
