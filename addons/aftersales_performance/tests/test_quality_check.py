from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerformanceCase


@tagged("post_install", "-at_install")
class TestQualityCheck(PerformanceCase):
    """S27: scored blind, decided where two differ, shown to the agent, disputed."""

    def _check(self, twice=False):
        self._call(1)
        return self._draw(twice)

    def _step(self, check, user, purpose, text="Because", **vals):
        step = self.env["aftersales.quality.step"].with_user(user)
        return step.create({"check_id": check.id, "purpose": purpose, "text": text, **vals}).action_apply()

    def test_s27_grade_and_money(self):
        self._call(5)
        checks = self._draw()
        cards = [
            ((), "excellent", 50),
            (["closing"], "excellent", 50),
            (["greeting"], "good", 30),
            (["answer", "promise"], "fair", 0),
            (["answer", "words"], "poor", -10),
        ]
        for check, (missed, grade, pay) in zip(checks, cards, strict=True):
            self._score(check, missed)
            self.assertEqual((check.state, check.grade, check.pay), ("published", grade, pay))
        self.assertEqual(checks.mapped("points"), [100, 95, 90, 70, 65])
        self.assertEqual(checks[0].finding, "Nothing was missed.")
        self.assertIn("Greets", checks[2].finding)

    def test_s27_the_agent_is_told_by_the_system(self):
        self.agent.user_id.lang = "en_US"
        check = self._check()
        self._score(check)
        told = self.env["mail.message"].search([("model", "=", check._name), ("res_id", "=", check.id)])
        self.assertEqual(told.partner_ids, self.agent.user_id.partner_id)
        self.assertIn("until 03/08/2026", told.body)
        self.assertEqual(
            (told.author_id, told.create_uid.id), (self.env.ref("base.partner_root"), SUPERUSER_ID)
        )
        self.assertNotIn("Checker", f"{told.body} {told.subject} {told.email_from}")

    def test_s27_a_second_score_is_blind(self):
        check = self._check(twice=True)
        first = self._score(check)
        self.assertEqual(check.state, "open")
        for person in (self.second, self.leader):
            scores = self.env["aftersales.quality.score"].with_user(person.user_id)
            self.assertFalse(scores.search([("check_id", "=", check.id)]), person.name)
            self.env.invalidate_all()
            self.assertNotIn("score_ids", check.with_user(person.user_id).fields_get())
            with self._refused(AccessError, "."):
                check.with_user(person.user_id).read(["score_ids"])
        self.assertFalse(check.with_user(self.leader.user_id).shown_score_ids)
        for person in (self.second, self.leader):
            with self._refused(AccessError, "."):
                first.with_user(person.user_id).read(["points"])
            with self._refused(AccessError, "."):
                first.answer_ids.with_user(person.user_id).read(["missed"])
        self._score(check, ["closing"], self.second)
        self.assertEqual((check.state, check.grade, check.points), ("published", "excellent", 97.5))
        self.assertEqual(check.score_ids.sorted("id").mapped("gap"), [5, -5])
        self.assertEqual(set(check.score_ids.mapped("is_compared")), {True})
        self.assertEqual(
            check.score_ids.sorted("id").with_user(self.leader.user_id).mapped("points"), [100, 95]
        )

    def test_s27_a_second_checker_reads_the_first_by_no_route(self):
        check = self._check(twice=True)
        first = self._score(check, ["greeting"], remark="Forgot the greeting")
        self.env.flush_all()
        domains = [
            [("score_ids.grade", "=", first.grade)],
            [("score_ids.points", "<", 100)],
            [("score_ids.state", "=", "done")],
            [("score_ids", "!=", False)],
            [("score_ids.scorer_id", "=", self.checker.user_id.id)],
            [("score_ids.answer_ids.missed", "=", True)],
        ]
        shown = [[("shown_score_ids", "!=", False)], [("shown_score_ids.grade", "=", first.grade)]]
        for person in (self.second, self.leader):
            user = person.user_id
            user.group_ids |= self.env.ref("base.group_allow_export")
            self.env.invalidate_all()
            checks = self.env["aftersales.quality.check"].with_user(user)
            for domain in domains:
                with self._refused(AccessError, "."):
                    checks.search(domain)
            for domain in shown:
                if person == self.leader:
                    self.assertFalse(checks.search(domain), f"{person.name}: {domain}")
                else:
                    with self._refused(AccessError, "."):
                        checks.search(domain)
            rows = checks.formatted_read_group([("id", "=", check.id)], [], ["points:sum", "pay:sum"])
            self.assertFalse(rows[0]["points:sum"] or rows[0]["pay:sum"], person.name)
            for model, field in (("score", "check_id"), ("answer", "score_id.check_id")):
                found = self.env[f"aftersales.quality.{model}"].with_user(user)
                self.assertFalse(found.search_count([(field, "=", check.id)]), f"{person.name}: {model}")
                with self._refused(AccessError, "."):
                    target = first if model == "score" else first.answer_ids
                    target.with_user(user).export_data(["display_name"])
            values = checks.browse(check.id).read()[0]
            self.assertNotIn("Forgot", str(values))
            self.assertFalse((values["grade"], values["points"], values["finding"])[0], person.name)
            self.assertFalse(
                self.env["mail.message"]
                .with_user(user)
                .search_count([("body", "ilike", "Forgot the greeting")])
            )
            month = self.env["aftersales.quality.month"].with_user(user).search([])
            self.assertFalse(any(month.mapped("check_pay")), person.name)
        self._score(check, (), self.second)
        self.assertEqual(check.state, "compare")

    def test_s27_a_bad_always_gets_a_second_score(self):
        check = self._check()
        self._score(check, ["rude"])
        self.assertEqual(check.state, "open")
        self.assertFalse(check.score_ids.is_compared)
        self._score(check, ["rude"], self.second)
        self.assertEqual((check.state, check.grade, check.pay), ("published", "bad", 0))

    def test_s27_where_grades_differ_a_manager_decides(self):
        check = self._check(twice=True)
        self._score(check)
        self._score(check, ["greeting"], self.second)
        self.assertEqual((check.state, check.grade), ("compare", False))
        self.assertFalse(check.with_user(self.agent.user_id).has_access("read"))
        self._step(check, self.leader.user_id, "decide", "The greeting was there", grade="excellent")
        self.assertEqual((check.state, check.grade, check.pay), ("published", "excellent", 50))
        self.assertEqual(check.decider_id, self.leader.user_id)

    def test_s27_nobody_scores_twice_nor_a_third(self):
        check = self._check(twice=True)
        score = self._score(check)
        action = check.with_user(self.checker.user_id).action_score()
        self.assertEqual(action["res_id"], score.id, "the own card is opened again")
        check.with_user(self.second.user_id).action_score()
        with self._refused(UserError, "a colleague scores it already"):
            check.with_user(self.third.user_id).action_score()

    def test_s27_a_draft_of_somebody_who_is_gone_is_released(self):
        check = self._check(twice=True)
        first = self._score(check)
        check.with_user(self.second.user_id).action_score()
        with self._refused(UserError, "a colleague scores it already"):
            check.with_user(self.third.user_id).action_score()
        with self._refused(AccessError, "Performance Manager"):
            check.with_user(self.third.user_id).action_release()
        check.with_user(self.leader.user_id).action_release()
        self.assertEqual(check.score_ids, first, "what is done stays")
        self._score(check, (), self.third)
        self.assertEqual(check.state, "published")
        with self._refused(UserError, "in step"):
            check.with_user(self.leader.user_id).action_release()

    def test_s27_nobody_scores_the_own_contacts(self):
        self.agent.user_id.group_ids |= self.env.ref("aftersales_performance.group_scorer")
        check = self._check()
        with self._refused(AccessError, "."):
            check.with_user(self.agent.user_id).action_score()
        self.agent.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        with self._refused(AccessError, "."):
            check.with_user(self.agent.user_id).action_score()

    def test_s27_a_card_that_is_done_stays(self):
        score = self._score(self._check(twice=True)).with_user(self.checker.user_id)
        for change in (
            score.action_done,
            lambda: setattr(score, "remark", "Otherwise"),
            lambda: setattr(score.answer_ids[0], "missed", True),
        ):
            with self._refused(UserError, "does not change any more|in step"):
                change()

    def test_s27_dispute_and_decision(self):
        check = self._check()
        self._score(check, ["greeting"])
        self._step(check, self.agent.user_id, "dispute", "I greeted the customer")
        self.assertEqual((check.state, check.dispute), ("disputed", "I greeted the customer"))
        with self._refused(UserError, "in step"):
            self._step(check, self.agent.user_id, "dispute")
        self._step(check, self.leader.user_id, "decide", "True", grade="excellent")
        self.assertEqual((check.state, check.grade, check.pay), ("decided", "excellent", 50))
        with self._refused(UserError, "in step"):
            self._step(check, self.leader.user_id, "decide", grade="good")

    def test_s27_a_dispute_has_its_days(self):
        """Published on the 5th, three days: the whole 8th in Shanghai, not the 9th."""
        check = self._check()
        self._score(check, ["greeting"])
        for moment, shown in (("2026-03-08 15:59:59", True), ("2026-03-08 16:00:00", False)):
            with freeze_time(moment):
                self.env.invalidate_all()
                mine = check.with_user(self.agent.user_id)
                self.assertEqual((mine.is_disputable, check.is_disputable), (shown, False), moment)
        with freeze_time("2026-03-08 16:00:00"), self._refused(UserError, "could be disputed until"):
            self._step(check, self.agent.user_id, "dispute")
        with freeze_time("2026-03-08 15:59:59"):
            self._step(check, self.agent.user_id, "dispute")
        self.assertEqual(check.state, "disputed")

    def test_s27_a_dispute_and_a_decision_need_words(self):
        check = self._check()
        self._score(check, ["greeting"])
        with self._refused(UserError, "Give a reason"):
            self._step(check, self.agent.user_id, "dispute", " ")

    def test_s27_who_scored_does_not_decide(self):
        check = self._check()
        self._score(check, ["greeting"], self.leader)
        self._step(check, self.agent.user_id, "dispute")
        with self._refused(UserError, "Ask a colleague"):
            check.with_user(self.leader.user_id).action_decide()

    def test_s27_every_write_on_a_check_is_the_systems(self):
        check = self._check(twice=True)
        self._score(check)
        self._score(check, ["greeting"], self.second)
        self._step(check, self.leader.user_id, "decide", grade="good")
        self._step(check, self.agent.user_id, "dispute")
        self._step(check, self.leader.user_id, "decide", grade="good")
        self.env.flush_all()
        self.env.invalidate_all()
        for record in (check, check.month_id):
            self.assertEqual((record.create_uid.id, record.write_uid.id), (SUPERUSER_ID, SUPERUSER_ID))
