from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase

QUESTIONS = ("attitude", "skill", "arrival", "promise")


class OpinionCase(ServiceCase):
    """Jobs whose customers have an opinion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("aftersales_service.opinion_policy_default")
        cls.Opinion = cls.env["aftersales.opinion"]

    def _answers(self, *levels, **values):
        """Answers of a card; one level stands for all four."""
        levels = levels * 4 if len(levels) == 1 else levels
        return {**dict(zip(QUESTIONS, levels, strict=True)), **values}

    def _open_card(self, unit=None, **vals):
        """The card of a job that the customer has signed for."""
        order = self._play_until("signed", unit or self.unit_free, **vals)
        self.assertEqual(order.state, "follow_up")
        return order.opinion_id

    def _close(self, orders):
        orders.with_user(self.clerk).write({"solved": "yes"})
        orders.with_user(self.clerk).action_close()

    def _create_follow_ups(self, count, unit=None, **vals):
        """Orders that only wait to be closed; the way there is told elsewhere."""
        orders = self.env["aftersales.order"].create(
            [{"lot_id": (unit or self.unit_free).id, "fault": "Noise", **vals} for _index in range(count)]
        )
        orders.sudo().write({"state": "follow_up", "engineer_id": self.engineer.id, "solved": "yes"})
        return orders


@tagged("post_install", "-at_install")
class TestOpinion(OpinionCase):
    """S17: one card for every job, four questions, four levels, points by policy."""

    def test_s17_default_points_and_limits(self):
        self.assertEqual(self.policy.code, "S17")
        self.assertEqual(
            self.policy._get_points(), {"very": 100, "satisfied": 80, "fair": 60, "unsatisfied": 0}
        )

    def test_s17_one_card_from_the_signature_to_the_end(self):
        """S17: made when the work is accepted, open; closing adds no second one; type D has none."""
        opinion = self._open_card()
        self.assertEqual((opinion.state, opinion.policy_id, opinion.response), ("open", self.policy, 0))
        self.assertFalse(opinion.open_until)
        self._close(opinion.order_id)
        self.assertEqual(opinion.order_id.opinion_ids, opinion)
        self.assertTrue(opinion.invited_on)
        day = opinion.order_id._get_local_date(opinion.order_id.closed_on)
        self.assertEqual(opinion.open_until, day + timedelta(days=30))
        own = self._create_follow_ups(1)
        own.sudo().service_type = "D"
        self._close(own)
        self.assertFalse(own.opinion_ids)
        with self._refused_by_database("one_per_order"):
            self.Opinion.sudo().create({"order_id": opinion.order_id.id, "policy_id": self.policy.id})

    def test_s17_answers_are_scored_by_the_policy_in_force_then(self):
        """S17: the card keeps the policy it was made under; a newer one counts for newer cards."""
        opinion = self._open_card()
        self.policy.date_to = self.today
        self.policy.copy(
            {"date_from": self.today + timedelta(1), "date_to": False, "points_satisfied": 70, "code": "S17"}
        )
        with freeze_time(self.now + timedelta(days=2)):
            opinion._answer(self._answers("very", "satisfied", "fair", "unsatisfied", remark=" Fine "))
            self.assertEqual(
                [opinion[f"score_{name}"] for name in QUESTIONS] + [opinion.score], [100, 80, 60, 0, 60]
            )
            later = self._create_follow_ups(1)
            self._close(later)
            later.opinion_id._answer(self._answers("satisfied"))
            self.assertEqual(later.opinion_id.score, 70)
        self.assertEqual((opinion.state, opinion.response, opinion.remark), ("answered", 100, "Fine"))

    def test_s17_what_is_no_answer_is_refused(self):
        opinion = self._open_card()
        good = self._answers("very")
        for wrong in (
            {},
            {**good, "skill": ""},
            {**good, "skill": None},
            {**good, "promise": "100"},
            {**good, "arrival": "excellent"},
        ):
            with self.subTest(wrong=wrong), self._refused(UserError, "all four questions"):
                opinion._answer(wrong)
        self.assertEqual((opinion.state, opinion.score), ("open", 0))
        opinion._answer({**good, "remark": "x" * 5000})
        self.assertEqual(len(opinion.remark), 3000)

    def test_s17_low_score_opens_a_complaint_once(self):
        """S17: just below the limit a complaint, at it and above none; and only one, whatever follows."""
        for limit, made in ((79.99, 0), (80, 0), (80.01, 1)):
            with self.subTest(limit=limit):
                order = self._create_follow_ups(1)
                order._make_opinions()
                self.policy.complaint_limit = limit
                order.opinion_id._answer(self._answers("satisfied"))
                self.assertEqual(len(order.complaint_ids), made)
        order.opinion_id._answer(self._answers("unsatisfied", is_complaint=True))
        order.opinion_id._answer(self._answers("very"))
        complaint = order.opinion_id.complaint_id
        self.assertEqual(order.complaint_ids, complaint)
        self.assertEqual(
            (complaint.kind, complaint.channel, complaint.user_id), ("service", "web", order.user_id)
        )
        self.assertTrue(complaint.clock_ids, "it has its own clock")
        self.assertIn("80 of 100 points", complaint.description)

    def test_s17_remark_marked_as_complaint_opens_one(self):
        """S17: however good the levels are."""
        opinion = self._open_card()
        opinion._answer(self._answers("very", remark="Scratched my floor"))
        self.assertFalse(opinion.complaint_id)
        opinion._answer(self._answers("very", remark="Scratched my floor", is_complaint=True))
        self.assertIn("Scratched my floor", opinion.complaint_id.description)

    def test_s17_changed_until_the_last_day(self):
        """S17: on the last day yes, on the next no more; unchanged answers leave no trace."""
        opinion = self._open_card()
        self._close(opinion.order_id)
        opinion._answer(self._answers("fair"))
        messages = opinion.order_id.message_ids
        opinion._answer(self._answers("fair"))
        self.assertEqual(opinion.order_id.message_ids, messages)
        self.assertFalse(opinion.changed_on)
        with freeze_time(self.now + timedelta(days=30)):
            opinion._answer(self._answers("satisfied"))
            self.assertTrue(opinion.changed_on)
        with freeze_time(self.now + timedelta(days=31)), self._refused(UserError, "card is closed"):
            opinion._answer(self._answers("very"))
        self.assertEqual(opinion.score, 80)

    def test_s17_reopened_job_waits_with_its_card(self):
        """S17: nobody answers while the work goes on again; a cancelled job needs no answer."""
        order = self._create_follow_ups(1)
        order._make_opinions()
        opinion = order.opinion_id
        order.with_user(self.clerk).write({"solved": "no"})
        order.with_user(self.clerk).action_reopen()
        with self._refused(UserError, "nothing to answer"):
            opinion._answer(self._answers("very"))
        order.with_user(self.clerk)._cancel("Moved away")
        self.assertEqual((opinion.state, opinion.closed_on), ("expired", False))

    def test_s17_agent_answers_for_the_customer(self):
        """S17: marked with his name; he corrects his own entry, the customer's word is the last."""
        opinion = self._open_card()
        card = opinion.with_user(self.clerk)
        self._enter(card, "fair")
        self.assertEqual((opinion.agent_id, opinion.score), (self.clerk, 60))
        self._enter(card, "satisfied")
        self.assertEqual(opinion.score, 80)
        opinion._answer(self._answers("very"))
        self.assertFalse(opinion.agent_id)
        with self._refused(UserError, "himself"):
            self._enter(card, "fair")
        self.assertEqual(opinion.score, 100)
        self.assertIn("Entered by Chen", "".join(opinion.order_id.message_ids.mapped("body")))

    def _enter(self, card, level, **answers):
        """Answer in the dialog."""
        action = card.action_open_answer()
        defaults = {key[8:]: value for key, value in action["context"].items()}
        dialog = self.env["aftersales.opinion.answer"].with_user(card.env.user)
        dialog.create({**defaults, **self._answers(level), **answers}).action_confirm()

    def test_s17_complaint_an_agent_enters_is_registered_by_him(self):
        opinion = self._open_card()
        self._enter(opinion.with_user(self.clerk), "unsatisfied")
        complaint = opinion.complaint_id
        self.assertEqual((complaint.channel, complaint.taken_by_id), ("phone", self.clerk))

    def test_s17_who_did_the_work_does_not_answer_for_the_customer(self):
        opinion = self._open_card()
        self.engineer_user.group_ids += self.env.ref("aftersales_service.group_clerk")
        with self._refused(UserError, "You worked on"):
            opinion.with_user(self.engineer_user)._answer_for_customer(self._answers("very"))

    def test_s17_roles(self):
        """G1, S17: engineers read their own, office all; only the office answers; nobody forges."""
        opinion, foreign = self._open_card(), self._create_follow_ups(1)
        foreign._make_opinions()
        foreign.sudo().engineer_id = self.other_engineer
        foreign = foreign.opinion_id
        cards = (opinion | foreign).ids
        for user, seen in (
            (self.engineer_user, opinion),
            (self.clerk, opinion | foreign),
            (self.accountant, opinion | foreign),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(self.Opinion.with_user(user).search([("id", "in", cards)]), seen)
        for user in (self.engineer_user, self.accountant):
            with self.subTest(answers=user.name), self.assertRaises(AccessError):
                opinion.with_user(user)._answer_for_customer(self._answers("very"))
            with self.subTest(link=user.name), self.assertRaises(AccessError):
                opinion.with_user(user).read(["url"])
        for user in (self.engineer_user, self.clerk, self.manager, self.accountant):
            card = opinion.with_user(user)
            for forge in (
                lambda card=card: card.write({"score": 100}),
                lambda card=card: card.write({"state": "answered"}),
                lambda card=card: card.create({"order_id": opinion.order_id.id}),
                lambda card=card: card.unlink(),
            ):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    forge()

    def test_s17_companies_keep_their_cards_apart(self):
        opinion = self._open_card()
        other = self.env["res.company"].create({"name": "Other centre"})
        stranger = self._create_user("manager", "Hu")
        stranger.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.Opinion.with_user(stranger).search([("id", "=", opinion.id)]))
        with self.assertRaises(AccessError):
            opinion.with_user(stranger).read(["score"])

    def test_s17_policy_is_sound(self):
        for vals in (
            {"points_very": 101},
            {"points_satisfied": 59},
            {"points_unsatisfied": -1},
            {"complaint_limit": 101},
        ):
            with self.subTest(vals=vals), self._refused_by_database("points_range"):
                self.policy.write(vals)
        for vals in ({"open_days": 0}, {"remind_days": 30}, {"remind_days": -1}):
            with self.subTest(vals=vals), self._refused_by_database("days_sound"):
                self.policy.write(vals)
        with self.assertRaises(AccessError):
            self.policy.with_user(self.dispatcher).points_fair = 90


@tagged("post_install", "-at_install")
class TestOpinionInvitation(OpinionCase):
    """S17: who is asked, reminded, and given up on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "zhang@example.com"
        cls.customer.lang = "en_US"

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("subject", "like", "how satisfied are you")])

    def _watch(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_watch_opinions").method_direct_trigger()

    def test_s17_invited_when_the_order_is_closed(self):
        opinion = self._open_card()
        self.assertFalse(self._mails())
        self._close(opinion.order_id)
        mail = self._mails()
        self.assertIn(f"/opinion/{opinion.order_id.id}/", mail.body_html)
        answered = self._create_follow_ups(1)
        answered._make_opinions()
        answered.opinion_id._answer(self._answers("very"))
        self._close(answered)
        self.assertEqual(self._mails(), mail, "who has answered is not asked")
        self.company.aftersales_notify_opinion = False
        self._close(self._create_follow_ups(1))
        self.assertEqual(self._mails(), mail, "the company does not want it")

    def test_s17_reminded_once_and_closed_after_the_last_day(self):
        """S17: reminder on the seventh day, closed on the day after the last; sweeping twice adds nothing."""
        self.policy.remind_days = 7
        order = self._create_follow_ups(1)
        self._close(order)
        opinion = order.opinion_id
        for days, mails, state in (
            (6, 1, "open"),
            (7, 2, "open"),
            (7, 2, "open"),
            (8, 2, "open"),
            (30, 2, "open"),
            (31, 2, "expired"),
            (31, 2, "expired"),
        ):
            self._watch(self.now + timedelta(days=days))
            self.assertEqual((len(self._mails()), opinion.state), (mails, state), days)
        with self._refused(UserError, "card is closed"):
            opinion._answer(self._answers("very"))

    def test_s17_nobody_is_reminded_without_a_policy_for_it(self):
        order = self._create_follow_ups(1)
        self._close(order)
        self._watch(self.now + timedelta(days=20))
        self.assertEqual((len(self._mails()), order.opinion_id.reminded_on), (1, False))

    def test_s17_as_many_queries_for_twenty_as_for_five(self):
        """Closing asks in one batch: what a card costs is no query of its own."""
        counts = []
        for size in (1, 5, 20):  # the first fills the caches
            orders = self._create_follow_ups(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders._make_opinions()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders._get_open_opinions()._update_state("expired")
            self.env.flush_all()
            counts[-1] += self.cr.sql_log_count - before
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestOpinionFigures(OpinionCase):
    """S17, S20: response rate and satisfaction."""

    def test_s20_response_rate_and_satisfaction(self):
        """S20: of the closed orders with a card; unanswered ones do not pull the mean down."""
        orders = self._create_follow_ups(4)
        self._close(orders)
        orders[0].opinion_id._answer(self._answers("very"))
        orders[1].opinion_id._answer(self._answers("satisfied"))
        early = self._open_card()
        early._answer(self._answers("fair"))
        analysis = self.env["aftersales.order.analysis"]
        measures = [
            "response_rate:avg",
            "response_count:sum",
            "satisfaction_rate:avg",
            "satisfaction_count:sum",
        ]
        domain = [("id", "in", orders.ids)]
        self.assertEqual(analysis._read_group(domain, [], measures), [(50, 4, 90, 2)])
        domain = [("id", "in", early.order_id.ids)]
        self.assertEqual(analysis._read_group(domain, [], measures), [(False, 0, 60, 1)])
        groups = self.Opinion._read_group(
            [("order_id", "in", orders.ids)], ["engineer_id"], ["response:avg", "score:avg"]
        )
        self.assertEqual(groups, [(self.engineer, 50, 90)])

    def test_s17_satisfaction_for_the_appraisal(self):
        """S17: mean and count by the day of the answer, both ends included, one query for all."""
        orders = self._create_follow_ups(3)
        self._close(orders)
        for order, level in zip(orders, ("very", "satisfied", "unsatisfied"), strict=True):
            order.opinion_id._answer(self._answers(level))
        days = [self.today - timedelta(days=days) for days in (10, 5, 0)]
        for order, day in zip(orders, days, strict=True):
            order.opinion_id.sudo().answered_day = day
        people = self.engineer | self.other_engineer
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.Opinion._get_satisfaction(people, days[0], days[1])
        self.assertEqual(found, {self.engineer: (90, 2), self.other_engineer: (None, 0)})
        domain = self.Opinion._get_satisfaction_domain(self.engineer, days[0], days[1])
        self.assertEqual(self.Opinion.search(domain).order_id, orders[:2])
        found = self.Opinion._get_satisfaction(people, days[1] + timedelta(1), days[2])
        self.assertEqual(found[self.engineer], (0, 1))

    def test_s17_team_is_that_of_the_day(self):
        """S17: a transfer afterwards leaves the cards where they were."""
        teams = self.env["hr.department"].create([{"name": "North"}, {"name": "South"}])
        self.engineer.department_id = teams[0]
        order = self._create_follow_ups(1)
        self._close(order)
        self.engineer.create_version(
            {"date_version": self.today + timedelta(1), "department_id": teams[1].id}
        )
        order.opinion_id._answer(self._answers("very"))
        self.assertEqual(order.opinion_id.department_id, teams[0])

    def test_s17_customer_and_order_lead_to_the_card(self):
        opinion = self._open_card()
        customer = self.customer.with_user(self.clerk)
        self.assertEqual(customer.aftersales_opinion_count, 0)
        opinion._answer(self._answers("very"))
        customer.invalidate_recordset()
        self.assertEqual(customer.aftersales_opinion_count, 1)
        action = customer.action_view_aftersales_opinions()
        self.assertEqual(self.Opinion.search(action["domain"]), opinion)
        self.assertEqual(opinion.order_id.action_view_opinion()["res_id"], opinion.id)
