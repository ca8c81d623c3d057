from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PerformanceCase

ROLES = ("agent", "other_agent", "checker", "leader", "officer")
#: Rights of each role: r(ead), u(pdate), d(elete); the samples are the agent's, published, approved.
MODELS = {
    "aftersales.quality.policy": "r r r ru r",
    "aftersales.quality.item": "r r r rud r",
    "aftersales.quality.month": "r - - r -",
    "aftersales.quality.check": "r - - r -",
    "aftersales.quality.score": "- - ru ru -",
    "aftersales.quality.answer": "- - ru ru -",
    "aftersales.quality.praise": "r - rud rud -",
}


@tagged("post_install", "-at_install")
class TestQualitySecurity(PerformanceCase):
    """S27, G1: an agent never learns who scored, nor what a colleague gets."""

    def _make_samples(self):
        self._call(1)
        check = self._draw()
        self._score(check, ["greeting"])
        month = check.month_id
        month._update_state("approved")
        praise = self.env["aftersales.quality.praise"].with_user(self.checker.user_id)
        praise = praise.create({"employee_id": self.agent.id, "text": "So kind"})
        praise.with_user(self.leader.user_id).action_confirm()
        return {
            "aftersales.quality.policy": self.policy,
            "aftersales.quality.item": self.policy.item_ids[0],
            "aftersales.quality.month": month,
            "aftersales.quality.check": check,
            "aftersales.quality.score": check.score_ids,
            "aftersales.quality.answer": check.score_ids.answer_ids[0],
            "aftersales.quality.praise": praise,
        }

    def test_g1_matrix(self):
        samples = self._make_samples()
        for model, row in MODELS.items():
            for role, rights in zip(ROLES, row.split(), strict=True):
                user = getattr(self, role).user_id
                for letter, mode in (("r", "read"), ("u", "write"), ("d", "unlink")):
                    with self.subTest(model=model, role=role, mode=mode):
                        self.assertEqual(samples[model].with_user(user).has_access(mode), letter in rights)

    def test_g1_every_model_is_in_the_matrix(self):
        ours = {
            model
            for model, kind in self.env.items()
            if model.startswith("aftersales.quality.") and not kind._abstract and not kind._transient
        }
        self.assertEqual(ours, set(MODELS))

    def test_s27_an_agent_cannot_see_who_checked_whom(self):
        samples = self._make_samples()
        check = samples["aftersales.quality.check"].with_user(self.agent.user_id)
        self.env.invalidate_all()
        names = {self.checker.user_id.id, self.checker.user_id.partner_id.id, self.checker.id}
        readable = check.fields_get()
        for secret in ("score_ids", "decider_id", "needs_second"):
            self.assertNotIn(secret, readable)
        values = check.read(list(readable))[0]
        people = {
            (name, value[0])
            for name, value in values.items()
            if isinstance(value, tuple) and check._fields[name].comodel_name in ("res.users", "res.partner")
        }
        self.assertFalse([pair for pair in people if pair[1] in names])
        self.assertNotIn("Checker", str(values))
        for domain in (
            [("score_ids.scorer_id", "=", self.checker.user_id.id)],
            [("decider_id", "=", self.leader.user_id.id)],
        ):
            with self._refused(AccessError, "."):
                check.search(domain)
        with self._refused(AccessError, "."):
            self.env["aftersales.quality.score"].with_user(self.agent.user_id).search([])
        with self._refused(AccessError, "."):
            self.env["aftersales.quality.check"].with_user(self.agent.user_id).formatted_read_group(
                [], ["decider_id"], ["__count"]
            )

    def test_s27_a_manager_who_is_an_agent_does_not_see_it_either(self):
        self.agent.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        samples = self._make_samples()
        for model in ("aftersales.quality.score", "aftersales.quality.answer"):
            self.assertFalse(samples[model].with_user(self.agent.user_id).has_access("read"))

    def test_s27_an_agent_cannot_change_a_score(self):
        samples = self._make_samples()
        agent = self.agent.user_id
        check = samples["aftersales.quality.check"].with_user(agent)
        attacks = (
            lambda: check.write({"grade": "excellent"}),
            lambda: check._decide("excellent", "I say so"),
            check.action_score,
            check.action_decide,
            lambda: check.create({"month_id": check.month_id.id, "grade": "excellent"}),
            lambda: samples["aftersales.quality.score"].with_user(agent).write({"grade": "excellent"}),
            lambda: samples["aftersales.quality.score"].with_user(agent).action_done(),
            lambda: samples["aftersales.quality.answer"].with_user(agent).write({"missed": False}),
            lambda: samples["aftersales.quality.month"].with_user(agent).write({"total_pay": 1000}),
            lambda: samples["aftersales.quality.month"].with_user(agent).action_approve(),
            lambda: samples["aftersales.quality.praise"].with_user(agent).write({"amount": 1000}),
        )
        for attack in attacks:
            with self._refused(UserError, "."):
                attack()

    def test_s27_a_checker_changes_what_the_card_asks_and_nothing_else(self):
        self._call(1)
        check = self._draw()
        checker = self.checker.user_id
        check.with_user(checker).action_score()
        score = check.score_ids.with_user(checker)
        for attack in (
            lambda: score.write({"grade": "bad"}),
            lambda: score.write({"scorer_id": self.second.user_id.id}),
            lambda: score.answer_ids[0].write({"item_id": self.policy.item_ids[1].id}),
            lambda: score.with_user(self.second.user_id).write({"remark": "Mine"}),
            lambda: score.answer_ids[0].with_user(self.second.user_id).write({"missed": True}),
            lambda: score.with_user(self.second.user_id).action_done(),
        ):
            with self._refused(UserError, "."):
                attack()

    def test_s27_nobody_reads_a_colleagues_pay_effect(self):
        samples = self._make_samples()
        month = samples["aftersales.quality.month"]
        month._deliver()
        for person in (self.other_agent, self.checker):
            user = person.user_id
            self.assertFalse(self.env["aftersales.quality.month"].with_user(user).search([]))
            self.assertFalse(
                self.env["aftersales.quality.check"].with_user(user).search([("grade", "!=", False)])
            )
            lines = self.env["aftersales.adjustment"].with_user(user)
            self.assertFalse(lines.search([("employee_id", "=", self.agent.id)]))
        self.assertEqual(month.with_user(self.agent.user_id).total_pay, 30)

    def test_s27_an_unfinished_month_is_nobodys_but_the_managers(self):
        self._call(1)
        check = self._draw()
        for person in (self.agent, self.checker):
            self.assertFalse(check.month_id.with_user(person.user_id).has_access("read"))
        self.assertFalse(check.with_user(self.agent.user_id).has_access("read"), "who is checked is not told")

    def test_s27_nobody_disputes_for_somebody_else(self):
        check = self._make_samples()["aftersales.quality.check"]
        step = self.env["aftersales.quality.step"]
        for person in (self.other_agent, self.leader):
            with self._refused(AccessError, "."):
                step.with_user(person.user_id).create(
                    {"check_id": check.id, "purpose": "dispute", "text": "Wrong"}
                ).action_apply()
        mine = step.with_user(self.agent.user_id).create(
            {"check_id": check.id, "purpose": "dispute", "text": "Wrong"}
        )
        with self._refused(AccessError, "."):
            mine.with_user(self.other_agent.user_id).action_apply()

    def test_g1_another_companys_month_is_not_seen(self):
        month = self._make_samples()["aftersales.quality.month"]
        other = self.env["res.company"].create({"name": "Elsewhere"})
        month.company_id = other
        for person in (self.agent, self.leader):
            self.assertFalse(month.with_user(person.user_id).has_access("read"))

    def test_s27_the_own_card_opens_after_the_check_was_published(self):
        """S27: who finished a card reads it again, though the check itself is not his to see any more."""
        self._call(1)
        check = self._draw()
        self._score(check)
        card = check.sudo().score_ids.with_user(self.checker.user_id)
        named = {"fields": {"display_name": {}}}
        fields = {"check_id": named, "employee_id": named, "kind": {}, "state": {}, "display_name": {}}
        answers = {"item_id": named, "points": {}, "missed": {}}
        self.env.invalidate_all()
        (found,) = card.web_read({**fields, "answer_ids": {"fields": answers}})
        self.assertEqual((found["state"], found["check_id"]["id"]), ("done", check.id))
