from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_record import RecordCase

#: D47: whose records and ledgers each person sees; the record is about the engineer.
SEES = {
    "engineer": True,  # own
    "head": True,  # direct superior
    "boss": True,  # general manager, and above the head
    "officer": True,
    "manager": True,
    "auditor": True,
    "colleague": False,
    "stranger": False,
}


@tagged("post_install", "-at_install")
class TestSecurity(RecordCase):
    """D47: own records, those of subordinates, HR all of the own company; nobody else anything."""

    def setUp(self):
        super().setUp()
        self.record = self._play("notified")
        self.record.with_user(self.engineer.user_id)._appeal("No")
        self.third = self._play_story("-M -M -M", self.colleague)
        self.env.invalidate_all()

    def test_d47_who_sees_the_record_and_its_ledger(self):
        ledger = self._ledger()
        for name, sees in SEES.items():
            user = getattr(self, name).user_id
            for records in (self.record, ledger, ledger.step_ids, ledger.points_ids):
                with self.subTest(f"{name} {records._name}"):
                    found = records.with_user(user).search([("id", "in", records.ids)])
                    self.assertEqual(bool(found), sees)
                    self.env.invalidate_all()
                    if sees:
                        records.with_user(user).read(["display_name"])
                    else:
                        with self.assertRaises(AccessError):
                            records.with_user(user).read(["display_name"])

    def test_d47_no_way_around_counts_groups_chatter_or_search(self):
        """A colleague learns nothing: not by counting, grouping, messages, attachments or names."""
        user = self.stranger.user_id
        for model in ("aftersales.conduct.record", "aftersales.conduct.ledger", "aftersales.conduct.points"):
            records = self.env[model].with_user(user)
            self.assertEqual(records.search_count([]), 0, model)
            self.assertEqual(records._read_group([], ["employee_id"], ["__count"]), [], model)
            self.assertEqual(records.name_search(""), [], model)
        messages = self.env["mail.message"].with_user(user)
        domain = [("model", "=", "aftersales.conduct.record"), ("res_id", "=", self.record.id)]
        self.assertEqual(messages.search_count(domain), 0)
        with self.assertRaises(AccessError):
            self.proof.with_user(user).read(["raw"])
        employees = self.env["hr.employee"].with_user(user)
        with self.assertRaises(AccessError):
            employees.browse(self.engineer.id).read(["aftersales_conduct_count"])
        for path in ("appeal_ids", "log_ids", "joint_ids"):
            with self.assertRaises(AccessError):
                self.record.with_user(user).read([path])

    def test_d47_the_log_and_dismissals_are_not_for_employees(self):
        for model in (
            "aftersales.conduct.log",
            "aftersales.conduct.snapshot",
            "aftersales.conduct.dismissal",
        ):
            for person in (self.engineer, self.head, self.colleague):
                with self.subTest(f"{model} {person.name}"), self.assertRaises(AccessError):
                    self.env[model].with_user(person.user_id).search([])
            self.assertTrue(self.env[model].with_user(self.auditor.user_id).search([]))

    def test_d47_a_draft_is_not_shown_to_the_person(self):
        draft = self._draft()
        self.assertFalse(draft.with_user(self.engineer.user_id).search([("id", "=", draft.id)]))
        self.assertTrue(draft.with_user(self.boss.user_id).search([("id", "=", draft.id)]))

    def test_d47_who_proposes(self):
        """A superior for the people below, HR for everybody; nobody for a colleague or himself."""
        for proposer, employee in (
            (self.engineer, self.colleague),
            (self.engineer, self.engineer),
            (self.head, self.stranger),
            (self.head, self.head),
            (self.head, self.boss),
            (self.auditor, self.engineer),
        ):
            with self.subTest(proposer.name), self.assertRaises(AccessError), self.cr.savepoint():
                self._draft(employee, proposer=proposer)
        self.assertTrue(self._draft(proposer=self.head))
        self.assertTrue(self._draft(proposer=self.boss))
        self.assertTrue(self._draft(self.stranger, proposer=self.officer))

    def test_d47_nobody_writes_or_deletes_what_is_not_his(self):
        draft = self._draft()
        for name in ("engineer", "colleague", "stranger", "auditor", "boss"):
            user = getattr(self, name).user_id
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                draft.with_user(user).write({"facts": "x"})
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                draft.with_user(user).unlink()
        draft.with_user(self.officer.user_id).unlink()

    def test_d47_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other (test)"})
        outsider = new_test_user(
            self.env,
            "conduct-outsider",
            groups="aftersales_hr_discipline.group_manager,aftersales_hr_discipline.group_general_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("record", "ledger", "points", "entry", "log", "snapshot", "dismissal", "appeal"):
            rows = self.env[f"aftersales.conduct.{model}"].with_user(outsider)
            rows = rows.with_context(allowed_company_ids=other.ids)
            self.assertEqual(rows.search_count([]), 0, model)

    def test_rpc_attackers_are_refused_by_every_button(self):
        """G1: every public method checks right and state again; a stranger gets nowhere."""
        user = self.stranger.user_id
        record = self.record.with_user(user)
        for name in dir(type(record)):
            if name.startswith("action_") and "conduct" in getattr(type(record), name).__module__:
                with self.subTest(name), self.assertRaises(UserError), self.cr.savepoint():
                    getattr(record, name)()
        dismissal = self._ledger(self.colleague).dismissal_ids.with_user(user)
        for name in (
            "action_approve",
            "action_hear",
            "action_notify_union",
            "action_review",
            "action_reject",
        ):
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                getattr(dismissal, name)()

    def test_rpc_dialogs_give_no_right(self):
        """Whoever makes a dialog by hand gets no further than the record lets him."""
        user = self.stranger.user_id
        steps = self.env["aftersales.conduct.step"].with_user(user)
        for purpose in ("statement", "refusal", "reject", "delivery", "appeal", "revoke", "follow_up"):
            with self.subTest(purpose), self.assertRaises(AccessError), self.cr.savepoint():
                steps.create({"purpose": purpose, "record_id": self.record.id, "text": "x"}).action_apply()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["aftersales.conduct.decision"].with_user(user).create(
                {
                    "record_id": self.record.id,
                    "note": "x",
                    "measure": "warning",
                    "effective_date": self.today,
                    "amount": 0,
                }
            ).action_decide()

    def test_d47_a_dialog_made_by_hand_tells_nothing(self):
        """Neither a dialog created with everything given nor its onchange reads a foreign record."""
        wizards = self.env["aftersales.conduct.decision"].with_user(self.stranger.user_id)
        vals = {
            "record_id": self.record.id,
            "note": "x",
            "measure": "warning",
            "effective_date": self.today,
            "amount": 0,
        }
        wizard = wizards.create(vals)
        for name in ("statement", "employee_id", "proposed_measure", "balance_now", "points_then"):
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AccessError):
                wizard.read([name])
            with self.subTest(f"onchange {name}"), self.assertRaises(AccessError):
                wizards.onchange(vals, ["record_id"], {name: {}})

    def test_traps_22_to_25_an_employee_reads_names_and_the_own_record(self):
        """A field of hr.employee without groups would take the names away from everybody."""
        self.env.invalidate_all()
        own = self.record.with_user(self.engineer.user_id)
        self.assertEqual(own.employee_id.name, "Engineer")
        self.assertEqual(own.superior_id.display_name, "Head")
        self.env["hr.employee"].with_user(self.engineer.user_id).search([]).read([])
        for name, field in self.env["hr.employee"]._fields.items():
            if name.startswith("aftersales_conduct"):
                self.assertTrue(field.groups, name)

    def test_the_own_screen_opens_for_everybody(self):
        """The web client reads every field of the form as the person concerned, superior and HR."""
        for name in ("engineer", "head", "officer", "auditor", "boss", "manager"):
            user = getattr(self, name).user_id
            for record in (self.record, self._ledger()):
                arch = etree.fromstring(record.with_user(user).get_view(view_type="form")["arch"])
                names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
                with self.subTest(f"{name} {record._name}"):
                    record.with_user(user).read(names)
