from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestAppraisalResult(AppraisalCase):
    """What follows from a published result: appeal, pay, proposals, correction (A6, A8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._create_template(name="Paid", pay_base=2000)
        cls.members = cls.env["res.users"]
        for name in ("member1", "member2", "member3"):
            cls.members |= cls._create_person(name, "committee", department=cls.other_department).user_id
        cls.cycle = cls._start()
        cls.sheet = cls._sheet(cls.cycle)

    def _publish(self, values=(80, 90), **vals):
        self._complete(self.sheet, values, **vals)
        self._sign(self.sheet)
        self.sheet.with_user(self.officer.user_id).action_publish()
        return self.sheet.with_user(self.engineer.user_id)

    def _appeal(self, indicator=None):
        self._publish()._appeal(indicator or self.env["aftersales.appraisal.indicator"], "It was more.")
        appeal = self.sheet.appeal_ids
        appeal.with_user(self.manager.user_id)._call_committee(self.members)
        return appeal.with_user(self.members[0])

    def _step(self, appeal, **vals):
        action = appeal.action_decide()
        values = {name[8:]: value for name, value in action["context"].items()}
        return self.env[action["res_model"]].with_user(appeal.env.user).create({**values, **vals})

    def test_a8_an_appeal_against_a_line_shows_its_effect_before_the_vote(self):
        appeal = self._appeal(self.sheet.indicator_ids[0])
        step = self._step(appeal, outcome="changed", value=95, text="The list says so.")
        self.assertEqual(step.effect, "84.80 Good → 90.80 Excellent")
        self.assertEqual(self.sheet.score, 84.8)
        step.action_apply()
        self.assertEqual((self.sheet.score, self.sheet.state), (90.8, "final"))
        self.assertEqual((appeal.score_before, appeal.score_after), (84.8, 90.8))
        with self._refused(UserError, "final"):
            appeal._decide("upheld", 0, 0, "Again")

    def test_a8_an_appeal_against_the_whole_may_leave_the_result(self):
        appeal = self._appeal()
        step = self._step(appeal, outcome="changed", points=-1, text="x")
        self.assertEqual(step.effect, "84.80 Good → 83.80 Good")
        appeal._decide("upheld", 0, 5, "The values hold.")
        self.assertEqual((self.sheet.score, self.sheet.state), (84.8, "final"))

    def test_a8_who_appeals_when_and_who_decides(self):
        mine = self._publish()
        nothing = self.env["aftersales.appraisal.indicator"]
        for person in (self.head, self.officer):
            with self.assertRaises(AccessError):
                self.sheet.with_user(person.user_id)._appeal(nothing, "For him")
        with self._refused(UserError, "own sheet"):
            mine._appeal(self._sheet(self.cycle, self.colleague).indicator_ids[0], "Other")
        self.sheet.sudo().appeal_until = "2026-04-01"
        with self._refused(UserError, "ended on"):
            mine._appeal(nothing, "Late")
        self.sheet.sudo().appeal_until = "2026-04-02"
        mine._appeal(nothing, "In time")
        appeal = self.sheet.appeal_ids
        manager = appeal.with_user(self.manager.user_id)
        with self._refused(UserError, "took part"):
            manager._call_committee(self.members | self.head.user_id)
        with self._refused(UserError, "at least 3"):
            manager._call_committee(self.members[:2])
        with self._refused(UserError, "has not the role"):
            manager._call_committee(self.members | self.officer.user_id)
        manager._call_committee(self.members)
        for user in (self.manager.user_id, self.engineer.user_id):
            with self.assertRaises(AccessError):
                appeal.with_user(user)._decide("changed", 0, 50, "Mine")
        self.env.invalidate_all()
        self.assertEqual(self.sheet.with_user(self.members[0]).score, 84.8)

    def _finish(self):
        self.sheet.sudo().appeal_until = "2026-04-01"
        self._work()

    def _lines(self):
        return self.env["aftersales.adjustment"].search(
            [("employee_id", "=", self.engineer.id), ("source_key", "like", "aftersales.appraisal")],
            order="id",
        )

    def test_a6_performance_pay_is_a_line_of_the_month_once(self):
        self._publish()
        self.assertFalse(self._lines())
        self._finish()
        self.assertEqual((self.sheet.pay, self.sheet.withheld, self._lines().amount), (1696, 0, 1696))
        self._work()
        self.assertEqual(len(self._lines()), 1)

    def test_a6_below_60_part_of_the_bonus_is_withheld_and_the_pay_step_proposed(self):
        self._publish((50, 50), superior=50, peers=(50, 50))
        self._finish()
        self.assertEqual((self.sheet.pay, self.sheet.withheld), (700, 300))
        kinds = set(self.sheet.proposal_ids.mapped("kind"))
        self.assertEqual(kinds, {"freeze", "step_down", "placement"})
        director = self.sheet.proposal_ids.with_user(self.boss.user_id)
        with self.assertRaises(AccessError):
            self.sheet.proposal_ids.with_user(self.manager.user_id).action_approve()
        with self._refused(UserError, "stays, is trained"):
            director.action_approve()
        placement = director.filtered(lambda proposal: proposal.kind == "placement")
        placement.write({"placement": "train", "training_days": 3})
        director.action_approve()
        with self._refused(UserError, "decided already"):
            placement.placement = "leave"
        with self._refused(UserError, "decided already"):
            director.action_reject()

    def test_a6_good_is_a_candidate_and_nothing_more(self):
        self._publish()
        self._finish()
        self.assertEqual(self.sheet.proposal_ids.mapped("kind"), ["candidate"])

    def test_a6_the_other_formula_takes_a_share_of_the_wage_of_the_period(self):
        self.policy.pay_formula = "wage"
        self.colleague.version_ids.wage = 5000
        self.sheet = self._sheet(self._start(day="2025-11-01"), self.colleague)
        self.assertEqual(self.sheet.pay_base, 5000)
        self.sheet.sudo().write({"score": 80, "state": "published"})
        self._finish()
        self.assertEqual(self.sheet.pay, 1200)

    def test_a8_a_final_result_is_corrected_by_reversing_lines(self):
        self._publish()
        self._finish()
        for person in (self.manager, self.engineer):
            with self.assertRaises(AccessError):
                self.sheet.with_user(person.user_id)._correct(5.2, "Mistake")
        director = self.sheet.with_user(self.boss.user_id)
        with self._refused(UserError, "Give a reason"):
            director._correct(5.2, "")
        director._correct(5.2, "A value was read wrongly")
        lines = self._lines()
        self.assertEqual(lines.mapped("amount"), [1696, -1696, 1800])
        self.assertEqual(lines[1].claim_id, lines[0])
        director._correct(0, "It was right")
        self.assertEqual(sum(self._lines().mapped("amount")), 1696)
        self.assertEqual((self.sheet.score, self.sheet.revision), (84.8, 2))

    def test_a6_last_in_the_department_is_a_list_only(self):
        for person, score in ((self.engineer, 70), (self.colleague, 60), (self.third, 80)):
            self._sheet(self.cycle, person).sudo().write({"score": score, "state": "superior"})
        self.env.flush_all()
        found = self.env["aftersales.appraisal.sheet"].search(
            [("is_last", "=", True), ("cycle_id", "=", self.cycle.id)]
        )
        self.assertEqual(found.employee_id, self.colleague)

    def test_a5_dated_grades(self):
        """Sheets of a later policy have its grades, earlier ones keep theirs."""
        self.policy.date_to = "2026-03-31"
        later = self.policy.copy({"date_from": "2026-04-01", "date_to": False})
        later.grade_ids.filtered(lambda grade: grade.score_from == 90).score_from = 84
        self._complete(self.sheet)
        self.assertEqual((self.sheet.grade_id.name, self.cycle.policy_id), ("Good", self.policy))
        sheet = self._sheet(self._start(day="2026-05-01"))
        sheet.sudo().indicator_ids.write({"actual": 85, "known": True})
        sheet.sudo()._sum_up()
        self.assertEqual((sheet.grade_id.name, sheet.cycle_id.policy_id), ("Excellent", later))

    def test_a3_a_veto_caps_the_score(self):
        template = self._create_template(name="Veto")
        template.sudo().line_ids[0].veto_below = 60
        sheet = self._sheet(self._start(template, day="2025-11-01"))
        for value, score in ((60, 84), (59.99, 59)):
            sheet.sudo().indicator_ids[0].write({"actual": value, "known": True})
            sheet.sudo().indicator_ids[1:].write({"actual": 100, "known": True})
            sheet.sudo()._sum_up()
            self.assertEqual((sheet.score, sheet.vetoed), (score, value < 60))
