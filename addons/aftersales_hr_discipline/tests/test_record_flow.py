from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..const import RECORD_STATES, RECORD_TRANSITIONS
from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestRecordFlow(RecordCase):
    """D43: draft → proposed → heard → decided → notified → in force, each by the right person."""

    def test_d43_a_demerit_from_the_proposal_to_its_force(self):
        record = self._draft(number="D41.3")
        self.assertEqual((record.measure, record.amount, record.state), ("demerit", 20.0, "draft"))
        record.with_user(self.head.user_id).action_propose()
        self.assertEqual(record.statement_deadline, self.today + timedelta(days=3))
        self.assertEqual(record.activity_ids.user_id, self.engineer.user_id)
        record.with_user(self.engineer.user_id)._give_statement("The printer was broken.")
        self.assertFalse(record.activity_ids)
        self._decide(record, amount=20.0)
        self.assertEqual((record.points, record.year, record.decider_id), (-3, 2026, self.boss.user_id))
        record.with_user(self.officer.user_id).action_notify()
        self.assertEqual(record.appeal_deadline, self.today + timedelta(days=7))
        record.with_user(self.engineer.user_id).action_acknowledge()
        self.assertEqual(record.state, "in_force")

    def test_d43_the_table_is_whole(self):
        states = {key for key, _label in RECORD_STATES}
        self.assertEqual(set(RECORD_TRANSITIONS), states)
        self.assertLessEqual({t for targets in RECORD_TRANSITIONS.values() for t in targets}, states)

    def test_d43_every_other_way_is_refused(self):
        record = self._play("proposed")
        for target in {key for key, _l in RECORD_STATES} - set(RECORD_TRANSITIONS["proposed"]):
            with self._refused(UserError, "cannot go to"), self.cr.savepoint():
                record._update_state(target)

    def test_d43_a_measure_needs_the_statement_and_evidence(self):
        record = self._play("proposed")
        boss = record.with_user(self.boss.user_id)
        with self._refused(UserError, "cannot go to"):
            boss._decide("demerit", self.today, 0, "No")
        record.with_user(self.engineer.user_id)._give_statement("Yes")
        with self._refused(UserError, "no evidence"):
            boss._decide("demerit", self.today, 0, "No")
        own = self.env["ir.attachment"].with_user(self.head.user_id).create({"name": "a", "raw": b"a"})
        record.with_user(self.head.user_id).write({"evidence_ids": [Command.link(own.id)]})
        self.assertEqual(own.with_user(self.boss.user_id).raw, b"a", "who decides sees the evidence")
        boss._decide("demerit", self.today, 0, "Now")
        self.assertEqual(record.state, "decided")

    def test_d43_a_refused_statement_is_recorded_by_hr(self):
        record = self._play("proposed")
        with self._refused(AccessError, "role"):
            record.with_user(self.head.user_id)._record_refusal("Said nothing")
        record.with_user(self.officer.user_id)._record_refusal("Said nothing, two witnesses")
        self._decide(record)
        self.assertEqual(record.state, "decided")

    def test_d43_a_reward_needs_no_statement(self):
        record = self._play("proposed", number="D11")
        with self._refused(UserError, "reward"):
            record.with_user(self.engineer.user_id)._give_statement("Thanks")
        self._decide(record)
        self.assertEqual((record.points, self._open()), (3, "m+1"))

    def test_d43_who_decides_is_neither_person_nor_proposer(self):
        record = self._play("heard")
        record.evidence_ids = [Command.link(self.proof.id)]
        for person in (self.head, self.engineer):
            with self._refused(UserError, "neither"):
                record.with_user(person.user_id)._decide("demerit", self.today, 0, "Own")

    def test_d43_up_to_a_demerit_a_superior_decides(self):
        record = self._play("heard")
        record.evidence_ids = [Command.link(self.proof.id)]
        self.assertFalse(record.needs_two)
        for person in (self.colleague, self.stranger, self.officer, self.auditor):
            with self.subTest(person.name), self.assertRaises(AccessError), self.cr.savepoint():
                record.with_user(person.user_id)._decide("demerit", self.today, 0, "No")
        record.with_user(self.manager.user_id)._decide("demerit", self.today, 0, "HR manager, too")
        self.assertEqual(record.state, "decided")

    def test_d43_from_a_major_demerit_on_two_sign(self):
        record = self._play("heard", number="D40")
        record.evidence_ids = [Command.link(self.proof.id)]
        self.assertTrue(record.needs_two)
        with self._refused(AccessError, "role"):
            record.with_user(self.boss.user_id)._decide("major_demerit", self.today, 0, "First?")
        record.with_user(self.manager.user_id)._decide("major_demerit", self.today, 0, "First")
        self.assertEqual((record.state, record.first_signer_id), ("heard", self.manager.user_id))
        with self._refused(AccessError, "role"):
            record.with_user(self.manager.user_id)._decide("major_demerit", self.today, 0, "Again")
        self.manager.user_id.group_ids = [
            Command.link(self.env.ref("aftersales_hr_discipline.group_general_manager").id)
        ]
        with self._refused(UserError, "somebody else"):
            record.with_user(self.manager.user_id)._decide("major_demerit", self.today, 0, "Both hats")
        record.with_user(self.boss.user_id)._decide("major_demerit", self.today, 0, "Second")
        self.assertEqual((record.state, record.points), ("decided", -9))

    def test_d43_the_limit_of_the_superior_is_policy(self):
        self.env["aftersales.conduct.policy"].create(
            {"company_id": self.company.id, "head_limit": "major_demerit"}
        )
        self.assertFalse(self._play("heard", number="D40").needs_two)

    def test_d43_dismissal_needs_the_union_notice(self):
        record = self._play("heard", number="D16")
        record.evidence_ids = [Command.link(self.proof.id)]
        with self._refused(UserError, "union"):
            record.with_user(self.manager.user_id)._decide("dismissal", self.today, 0, "Out")
        record.with_user(self.officer.user_id).action_notify_union()
        self._decide(record)
        self.assertEqual((record.state, record.points, self._open()), ("decided", 0, "0"))

    def test_d43_a_graver_measure_than_heard_is_refused_a_milder_one_is_not(self):
        record = self._play("heard")
        record.evidence_ids = [Command.link(self.proof.id)]
        with self._refused(UserError, "graver"):
            record.with_user(self.boss.user_id)._decide("major_demerit", self.today, 0, "More")
        self._decide(record, measure="warning")
        self.assertEqual((record.points, self._open()), (-1, "s-1"))

    def test_d43_it_never_takes_effect_in_the_past(self):
        record = self._play("heard")
        record.evidence_ids = [Command.link(self.proof.id)]
        with self._refused(UserError, "today or later"):
            record.with_user(self.boss.user_id)._decide("demerit", self.today - timedelta(days=1), 0, "Back")

    def test_d43_what_was_proposed_does_not_change(self):
        record = self._play("proposed")
        for vals in ({"facts": "Other"}, {"employee_id": self.colleague.id}, {"amount": 1}):
            with self._refused(UserError, "does not change"):
                record.with_user(self.head.user_id).write(vals)
        with self._refused(UserError, "does not change"):
            record.with_user(self.officer.user_id).unlink()
        decided = self._play("decided")
        with self._refused(UserError, "evidence stays"):
            decided.with_user(self.officer.user_id).write({"evidence_ids": [Command.clear()]})

    def test_d42_again_in_the_year_costs_double(self):
        """D42.1: 50, again 100; the year before, a revoked record and a later event do not count."""
        self.rulebook.sudo().date_from = "2020-01-01"
        self.assertEqual(self._play("in_force", number="D42.1", event_date="2025-12-31").year, 2026)
        first = self._play("in_force", number="D42.1", event_date="2026-01-01")
        self.assertEqual((first.amount, first.is_repeat), (50, False))
        again = self._draft(number="D42.1")
        self.assertEqual((again.amount, again.is_repeat), (100, True))
        self.assertFalse(self._draft(number="D42.2").is_repeat, "another article")
        self.assertFalse(self._draft(self.colleague, number="D42.1").is_repeat, "another person")
        first.with_user(self.boss.user_id)._revoke("Mistaken")
        self.assertFalse(self._draft(number="D42.1").is_repeat)

    def test_d47_again_tells_nothing_about_a_colleague(self):
        self._play("in_force", number="D42.1")
        vals = {"employee_id": self.engineer.id, "article_id": self._article("D42.1").id}
        for person, seen in ((self.colleague, False), (self.head, True)):
            records = self.records.with_user(person.user_id)
            found = records.onchange(
                {**vals, "event_date": str(self.today)},
                ["article_id", "employee_id"],
                {"amount": {}, "is_repeat": {}, "employee_id": {}, "article_id": {}, "event_date": {}},
            )["value"]
            self.assertEqual(found.get("is_repeat", False), seen, person.name)
            self.assertEqual(found["amount"], 100 if seen else 50)

    def test_d41_d42_money_at_its_limits(self):
        """No more than the article's amount; a range from its lowest to its highest, or nothing."""
        for number, allowed, refused in (
            ("D41.6", (0, 50, 200), (49.99, 200.01)),
            ("D42.1", (0, 50, 100), (100.01,)),
            ("D25", (0,), (0.01,)),
            ("S24.1", (0, 400, 9000), (399.99,)),
            ("S24.2", (0, 800), (799.99,)),
            ("S24.3", (0, 5000), ()),
        ):
            record = self._draft(number=number)
            for amount in allowed:
                record._ensure_money(amount)
            for amount in refused:
                with self.subTest(number), self._refused(UserError, "does not provide for"):
                    record._ensure_money(amount)
        record = self._play("heard", number="D41.3")
        record.evidence_ids = [Command.link(self.proof.id)]
        with self._refused(UserError, "does not provide for"):
            record.with_user(self.boss.user_id)._decide("demerit", self.today, 20.01, "More")
        with self._refused(UserError, "does not provide for"):
            self._draft(number="D41.3", amount=21).with_user(self.head.user_id).action_propose()

    def test_d43_who_has_no_login_hands_in_paper(self):
        """HR enters statement and appeal; nobody else speaks for a person, HR not for one with a login."""
        self.engineer.user_id = False
        record = self._play("proposed")
        self.assertFalse(record.activity_ids)
        with self._refused(AccessError, "role"):
            record.with_user(self.head.user_id)._give_statement("He says")
        record.with_user(self.officer.user_id)._give_statement("On paper: it was so.")
        self._decide(record)
        record.with_user(self.officer.user_id).action_notify()
        with self._refused(AccessError, "person concerned"):
            record.with_user(self.officer.user_id).action_acknowledge()
        record.with_user(self.officer.user_id)._appeal("On paper: no.")
        self.assertEqual(record.state, "appealed")
        other = self._play("proposed", self.colleague)
        with self._refused(AccessError, "person concerned"):
            other.with_user(self.officer.user_id)._give_statement("He says")

    def test_d43_many_proposals_at_once_ask_in_one_go(self):
        """Activities and log of thirty proposals cost no more queries than of three."""
        counts = []
        for size in (3, 30):
            drafts = self.records.union(*(self._draft() for _number in range(size)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            silent = {"mail_activity_quick_update": True}  # the host's letters to the persons are not ours
            drafts.with_user(self.head.user_id).with_context(**silent).action_propose()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(drafts.activity_ids), size)
        self.assertLessEqual(counts[1], counts[0] + 15, counts)

    def test_d43_forged_values_are_refused(self):
        record = self._play("draft").with_user(self.head.user_id)
        forged = {
            "state": "in_force",
            "points": 9,
            "effective_date": self.today,
            "decider_id": self.boss.user_id.id,
            "proposer_id": self.boss.user_id.id,
            "department_id": self.other_department.id,
            "company_id": 1,
            "log_head": "x",
        }
        for name, value in forged.items():
            with self.subTest(name), self._refused(UserError, "kept by the system"):
                record.write({name: value})
        other = record.with_context(default_state="in_force", default_points=9)
        self.assertEqual(other.copy().state, "draft")

    def test_an_article_not_in_force_that_day_is_refused(self):
        self.rulebook.sudo().date_from = self.today
        with self._refused(ValidationError, "not in force"):
            self._draft(event_date=self.today - timedelta(days=1))
        with self._refused(ValidationError, "future"):
            self._draft(event_date=self.today + timedelta(days=1))

    def test_a_measure_that_the_article_does_not_name_is_refused(self):
        with self._refused(ValidationError, "does not provide"):
            self._draft(measure="major_demerit")
        self.assertEqual(self._draft(number="D41.5", measure="major_demerit").measure, "major_demerit")

    def test_trap_23_the_position_is_that_of_the_day(self):
        """A transfer later leaves department and superior of the record alone."""
        record = self._play("decided")
        self.engineer.department_id = self.other_department
        self.engineer.parent_id = self.boss
        record.invalidate_recordset()
        self.assertEqual((record.department_id, record.superior_id), (self.department, self.head))

    def test_d18_d45_the_superior_who_did_not_report_answers(self):
        record = self._play("heard", number="D18", proposer=self.officer)
        record.with_user(self.officer.user_id).action_notify_union()
        self._decide(record)
        joint = record.joint_ids
        self.assertEqual((joint.employee_id, joint.measure, joint.state), (self.head, "demerit", "proposed"))
        reported = self._play("heard", number="D18", proposer=self.officer, superior_reported=True)
        reported.with_user(self.officer.user_id).action_notify_union()
        self._decide(reported)
        self.assertFalse(reported.joint_ids)

    def test_d20_d45_only_a_superior_who_joined_in_answers(self):
        self.assertFalse(self._play("decided", number="D20", proposer=self.officer).joint_ids)
        joined = self._play("decided", number="D20", proposer=self.officer, superior_joined=True)
        self.assertEqual(joined.joint_ids.measure, "removal")

    def test_d45_case_12_a_revoked_cause_revokes_the_joint_liability(self):
        record = self._play("heard", number="D18", proposer=self.officer)
        record.with_user(self.officer.user_id).action_notify_union()
        self._decide(record)
        joint = record.joint_ids
        joint.with_user(self.head.user_id)._give_statement("I did not know.")
        joint.evidence_ids = [Command.link(self.proof.id)]
        joint.sudo().proposer_id = self.officer.user_id
        joint.with_user(self.manager.user_id)._decide("demerit", self.today, 0, "Should have known")
        self.assertEqual(self._open(self.head), "m-1")
        record.with_user(self.boss.user_id)._revoke("Mistaken identity")
        self.assertEqual((record.state, joint.state, self._open(self.head)), ("revoked", "revoked", "0"))

    def test_several_persons_in_one_case(self):
        first = self._play("proposed")
        action = first.with_user(self.head.user_id).action_add_person()
        second = (
            self.records.with_user(self.head.user_id)
            .with_context(**action["context"])
            .create({"employee_id": self.colleague.id})
        )
        self.assertEqual((second.case_number, second.facts), (first.name, first.facts))
        with self._refused(AccessError, "adds persons"):
            first.with_user(self.engineer.user_id).action_add_person()

    def test_d9_d10_follow_up_at_the_limits(self):
        record = self._play("notified", number="D9")
        officer = record.with_user(self.officer.user_id)
        with self._refused(UserError, "at least"):
            officer._follow_up(99999.99, "Campaign")
        fresh = officer._follow_up(100000, "Campaign")
        self.assertEqual((fresh.measure, fresh.origin_id, fresh.state), ("major_merit", record, "draft"))
        with self._refused(UserError, "there already"):
            officer._follow_up(100000, "Again")

    def test_d9_follow_up_after_a_year_is_refused(self):
        record = self._play("notified", number="D9")
        record.sudo().event_date = "2025-03-10"
        record.with_user(self.officer.user_id)._follow_up(100000, "On the last day")
        late = self._play("notified", number="D9")
        late.sudo().event_date = "2025-03-09"
        with self._refused(UserError, "until"):
            late.with_user(self.officer.user_id)._follow_up(100000, "Late")

    def test_what_is_not_pursued_leaves_no_trace_in_the_ledger(self):
        record = self._play("heard")
        with self._refused(UserError, "neither"):
            record.with_user(self.head.user_id)._reject("Mine")
        record.with_user(self.boss.user_id)._reject("No proof")
        self.assertEqual((record.state, len(self._ledger())), ("rejected", 0))

    def test_the_dialog_of_the_decision_says_what_it_comes_to(self):
        self._play_story("-m -m")
        record = self._play("heard")
        record.evidence_ids = [Command.link(self.proof.id)]
        wizard = (
            self.env["aftersales.conduct.decision"]
            .with_user(self.boss.user_id)
            .create({"record_id": record.id, "note": "Third time"})
        )
        self.assertEqual((wizard.balance_now, wizard.balance_then), ("Demerits × 2", "Major Demerits × 1"))
        self.assertEqual((wizard.points_then, wizard.reaches_threshold), (-3, False))
        wizard.action_decide()
        self.assertEqual(self._open(), "M-1")
