from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestLedger(RecordCase):
    """The cases of the regulation through the records (D2–D6); the engine has tests of its own."""

    def test_d3_case_1_three_demerits_make_a_major_one(self):
        self._play_story("-m -m -m")
        ledger = self._ledger()
        self.assertEqual((self._open(), ledger.points, ledger.record_count), ("M-1", -9, 3))
        self.assertEqual(sum(ledger.points_ids.mapped("points")), -9, "conversion posts nothing")

    def test_d4_case_7_three_merits_cancel_a_major_demerit(self):
        self._play_story("-M +m +m")
        self.assertEqual(self._open(), "M-1 m+2")
        self._play("decided", number="D11", day=self.today + timedelta(days=5))
        self.assertEqual(self._open(), "0")
        kinds = self._ledger().step_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["carried", "offset"])

    def test_d5_case_3b_dismissal_is_proposed_once(self):
        self._play_story("-M -M -m -m -m")
        proposal = self._ledger().dismissal_ids
        self.assertEqual((proposal.state, proposal.threshold_day), ("open", self.today + timedelta(days=4)))
        self._play("decided", number="D40", day=self.today + timedelta(days=9))
        self.assertEqual(len(self._ledger().dismissal_ids), 1)
        self.assertEqual(self.engineer.active, True, "never automatic")

    def test_d5_case_4_a_later_merit_stays_in_the_dossier(self):
        self._play_story("-M -M -m -m -m +m")
        proposal = self._ledger().dismissal_ids
        self.assertEqual(self._open(), "M-2 m-2")
        self.assertEqual((proposal.state, proposal.later_reward), ("open", True))

    def test_d5_case_4_the_same_day_it_never_arises(self):
        self._play_story("-M -M -m -m")
        self._play("decided", number="D11", day=self.today + timedelta(days=8))
        self._play("decided", number="D25", day=self.today + timedelta(days=8))
        self.assertFalse(self._ledger().dismissal_ids)

    def test_d6_d44_case_5_an_appeal_won_withdraws_the_proposal(self):
        records = self._play_story("-M -M -m -m -m")
        last = records[-1]
        last.with_user(self.engineer.user_id)._appeal("It was not me.")
        self._call_committee(last)._decide("revoked", False, "Not proved")
        ledger = self._ledger()
        self.assertEqual((self._open(), ledger.threshold_day), ("M-2 m-2", False))
        self.assertEqual(ledger.dismissal_ids.state, "withdrawn")
        points = ledger.points_ids.filtered(lambda row: row.record_id == last)
        self.assertEqual(points.sorted("id").mapped("points"), [-3, 3], "three points back")

    def test_d6_case_8_the_year_it_takes_effect(self):
        record = self._play("heard")
        self._decide(record, date(2027, 1, 5))
        self.assertEqual((record.year, self._open(year=2026), self._open(year=2027)), (2027, "0", "m-1"))
        self.assertEqual(self._ledger(year=2027).points_ids.month, date(2027, 1, 1))

    def test_d6_d44_case_9_a_reduction_replaces(self):
        first = self._play_story("-M -m -m")[0]
        self.assertEqual(self._ledger().points, -15)
        first.with_user(self.engineer.user_id)._appeal("Too hard.")
        self._call_committee(first)._decide("changed", "demerit", "First time")
        self.assertEqual((self._open(), self._ledger().points), ("M-1", -9))
        fresh = self.records.search([("replaces_id", "=", first.id)])
        self.assertEqual(
            (fresh.state, fresh.measure, fresh.effective_date), ("upheld", "demerit", self.today)
        )
        self.assertEqual((first.state, first.measure), ("changed", "major_demerit"))
        self.assertEqual(sum(self._ledger().points_ids.mapped("points")), -9)

    def test_d6_case_10_a_protected_measure_stands(self):
        self._article("D40").sudo().protected = True
        self._play_story("-M +M")
        self.assertEqual(self._open(), "M+1 M-1")

    def test_d6_case_11_divergence_is_marked(self):
        self._play_story("+m +m +m -m -M")
        self.assertEqual(self._open(), "M-1 m+2")
        self.assertTrue(self._ledger().divergent)

    def test_d2_a_closed_month_gets_a_line_in_the_next_open_one(self):
        self.company.aftersales_conduct_closed_until = date(2026, 3, 31)
        self._play("decided")
        row = self._ledger().points_ids
        self.assertEqual((row.month, row.points, row.adjustment), (date(2026, 4, 1), -3, True))

    def test_d6_reading_again_writes_nothing(self):
        self._play_story("-m -m")
        ledger = self._ledger()
        before = (len(ledger.snapshot_ids), ledger.step_ids.ids, ledger.points_ids.ids, ledger.input_hash)
        ledger.sudo()._refresh({(self.engineer.id, self.company.id, 2026)})
        ledger.invalidate_recordset()
        after = (len(ledger.snapshot_ids), ledger.step_ids.ids, ledger.points_ids.ids, ledger.input_hash)
        self.assertEqual(before, after)
        self.assertEqual(before[0], 2, "one snapshot for each change")

    def test_d4_steps_that_stay_keep_their_rows(self):
        self._play_story("-m +M")
        kept = set(self._ledger().step_ids.ids)
        self._play("decided", number="D41.5", measure="demerit", day=self.today + timedelta(days=4))
        self.assertLess(kept, set(self._ledger().step_ids.ids))

    def test_d3_new_figures_are_read_by_the_scheduled_action(self):
        self._play_story("-m -m")
        self.env["aftersales.conduct.policy"].create({"company_id": self.company.id, "group_size": 2})
        ledger = self._ledger()
        self.assertTrue(ledger.stale)
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_refresh_conduct_ledgers").method_direct_trigger()
        ledger.invalidate_recordset()
        self.assertEqual((ledger.stale, self._open()), (False, "M-1"))

    def test_d6_nobody_writes_a_ledger(self):
        self._play("decided")
        for person in (self.manager, self.boss, self.engineer):
            with self.subTest(person.name), self.assertRaises(AccessError), self.cr.savepoint():
                self._ledger().with_user(person.user_id).write({"points": 0})
        with self._refused(UserError, "only ever added"):
            self._ledger().snapshot_ids.sudo().write({"payload": "{}"})

    def test_d6_queries_do_not_grow_with_the_employees(self):
        people = self.env["hr.employee"].create(
            [{"name": f"Many {n}", "company_id": self.company.id} for n in range(40)]
        )
        policy = self.env.ref("aftersales_hr_discipline.conduct_policy_general")
        article = self._article("D40")
        vals = {
            "article_id": article.id,
            "facts": "x",
            "event_date": self.today,
            "state": "in_force",
            "effective_date": self.today,
            "year": 2026,
            "points": -9,
            "policy_id": policy.id,
        }
        self.records.sudo().create(
            [{**vals, "employee_id": p.id} for p in people for _n in range(2 + p.id % 2)]
        )
        ledgers = self.env["aftersales.conduct.ledger"].sudo()

        def count(chosen):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            ledgers._refresh({(person.id, self.company.id, 2026) for person in chosen})
            return self.cr.sql_log_count - before

        count(people[:2])
        few, many = count(people[2:5]), count(people[5:])
        self.assertLessEqual(many, few, f"{few} queries for 3, {many} for 35")
        found = ledgers.search([("employee_id", "in", people.ids)])
        self.assertEqual(len(found.dismissal_ids), 20, "every second reaches the threshold")
        self.assertEqual(sum(found.mapped("points")), -9 * 100)

    def test_d6_records_of_past_years_lapse(self):
        record = self._play("in_force")
        record.sudo().write({"year": 2025, "appeal_deadline": "2025-12-31"})
        waiting = self._play("in_force", employee=self.colleague)
        waiting.sudo().write({"year": 2025})
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_expire_conduct_records").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((record.state, waiting.state), ("expired", "in_force"))


@tagged("post_install", "-at_install")
class TestDismissal(RecordCase):
    """D5, D43: dismissal goes through only when everything the law asks for is there."""

    def _reach(self):
        records = self._play_story("-M -M -M")
        return records, self._ledger().dismissal_ids

    def test_d5_every_gate(self):
        records, proposal = self._reach()
        boss, officer = self.boss.user_id, self.officer.user_id
        steps = (
            ("statement", lambda: proposal.with_user(officer)._hear("Says he is sorry")),
            ("union notice", lambda: proposal.with_user(officer).action_notify_union()),
            ("appeal period", lambda: records.sudo().write({"appeal_deadline": "2026-03-09"})),
        )
        for gap, close in steps:
            with self._refused(UserError, gap):
                proposal.with_user(boss)._approve("Enough")
            close()
            self.env.invalidate_all()
        proposal.with_user(boss)._approve("Enough")
        self.assertEqual((proposal.state, proposal.decider_id), ("approved", boss))
        with self._refused(UserError, "not open"):
            proposal.with_user(boss)._approve("Twice")

    def test_d5_an_open_appeal_holds_it_up(self):
        records, proposal = self._reach()
        proposal.with_user(self.officer.user_id)._hear("x")
        proposal.with_user(self.officer.user_id).action_notify_union()
        records[0].with_user(self.engineer.user_id)._appeal("No")
        records.sudo().write({"appeal_deadline": "2026-03-09"})
        with self._refused(UserError, "appeal period"):
            proposal.with_user(self.boss.user_id)._approve("Now")

    def test_d5_a_later_reward_must_be_seen(self):
        records, proposal = self._reach()
        self._play("decided", number="D14.5", day=self.today + timedelta(days=9))
        proposal.with_user(self.officer.user_id)._hear("x")
        proposal.with_user(self.officer.user_id).action_notify_union()
        records.sudo().write({"appeal_deadline": "2026-03-09"})
        self.env.invalidate_all()
        with self._refused(UserError, "later reward"):
            proposal.with_user(self.boss.user_id)._approve("Now")
        proposal.with_user(self.boss.user_id).action_see_reward()
        proposal.with_user(self.boss.user_id)._approve("Seen, and still")
        self.assertEqual(proposal.state, "approved")

    def test_d5_readings_that_disagree_need_the_legal_review(self):
        self._play_story("+m +m +m -m -M -M -M")
        proposal = self._ledger().dismissal_ids
        self.assertTrue(proposal.legal_review)
        self.assertIn("the legal review", proposal._get_gaps())
        proposal.with_user(self.manager.user_id)._review("Counsel agrees")
        self.assertNotIn("the legal review", proposal._get_gaps())

    def test_d5_who_may_not(self):
        _records, proposal = self._reach()
        for person in (self.manager, self.officer, self.auditor, self.engineer, self.head):
            with self.subTest(person.name), self.assertRaises(AccessError), self.cr.savepoint():
                proposal.with_user(person.user_id)._approve("Mine")


@tagged("post_install", "-at_install")
class TestAppeal(RecordCase):
    """D44: within the period, to a committee that took no part; its decision is final."""

    def test_d44_on_the_last_day_and_the_day_after(self):
        record = self._play("notified")
        record.sudo().appeal_deadline = self.today - timedelta(days=1)
        with self._refused(UserError, "ended on"):
            record.with_user(self.engineer.user_id)._appeal("Late")
        record.sudo().appeal_deadline = self.today
        record.with_user(self.engineer.user_id)._appeal("In time")
        self.assertEqual(record.state, "appealed")
        self.assertEqual(self._open(), "m-1", "filing does not suspend the points")

    def test_d44_only_the_person_appeals_and_once(self):
        record = self._play("in_force")
        with self._refused(AccessError, "person concerned"):
            record.with_user(self.head.user_id)._appeal("For him")
        record.with_user(self.engineer.user_id)._appeal("No")
        self._call_committee(record)._decide("upheld", False, "Stands")
        self.assertEqual(record.state, "upheld")
        with self._refused(UserError, "cannot go to|final"):
            record.with_user(self.engineer.user_id)._appeal("Again")

    def test_d44_a_committee_without_those_who_took_part(self):
        record = self._play("notified")
        record.with_user(self.engineer.user_id)._appeal("No")
        appeal = record.appeal_ids.with_user(self.manager.user_id)
        committee = self.env.ref("aftersales_hr_discipline.group_committee")
        for person in (self.head, self.boss, self.engineer):
            person.user_id.group_ids = [Command.link(committee.id)]
            with self.subTest(person.name), self._refused(UserError, "took part"):
                appeal._call_committee(self.members | person.user_id)
        with self._refused(UserError, "not the role"):
            appeal._call_committee(self.members | self.stranger.user_id)
        with self._refused(UserError, "at least 3"):
            appeal._call_committee(self.members[:2])
        with self._refused(AccessError, "role"):
            appeal.with_user(self.officer.user_id)._call_committee(self.members)

    def test_d44_nobody_calls_the_own_committee(self):
        record = self._play("notified", employee=self.manager, proposer=self.officer)
        record.with_user(self.manager.user_id)._appeal("No")
        with self._refused(UserError, "own case"):
            record.appeal_ids.with_user(self.manager.user_id)._call_committee(self.members)

    def test_d44_only_a_member_decides(self):
        record = self._play("notified")
        record.with_user(self.engineer.user_id)._appeal("No")
        self._call_committee(record)
        for person in (self.manager, self.boss, self.engineer):
            with self.subTest(person.name), self._refused(AccessError, "member"):
                record.appeal_ids.with_user(person.user_id)._decide("upheld", False, "x")
        member = record.with_user(self.members[0])
        self.assertEqual(member.facts, "Seen by two colleagues.", "a member reads the case")
        other = self._play("notified", employee=self.colleague)
        with self.assertRaises(AccessError):
            other.with_user(self.members[0]).read(["facts"])

    def test_d44_a_reduction_is_to_a_milder_measure(self):
        record = self._play("notified")
        record.with_user(self.engineer.user_id)._appeal("No")
        member = self._call_committee(record)
        with self._refused(UserError, "milder"):
            member._decide("changed", "major_demerit", "Worse")
        with self._refused(UserError, "to which measure"):
            member._decide("changed", False, "?")
