from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestAppraisal360(AppraisalCase):
    """Who rates whom, with which weight, and what happens where nobody answers (A2)."""

    def test_a2_superior_peers_and_subordinates_come_from_the_organisation(self):
        cycle = self._start()
        ratings = self._ratings(self._sheet(cycle))
        raters = {kind: own.rater_id for kind, own in ratings.grouped("kind").items()}
        self.assertEqual(raters, {"superior": self.head, "peer": self.colleague | self.third})
        above = self._ratings(self._sheet(cycle, self.head)).grouped("kind")
        self.assertEqual(above["subordinate"].rater_id, self.engineer | self.colleague | self.third)
        self.assertEqual(above["superior"].rater_id, self.boss)
        self.assertNotIn("superior", self._ratings(self._sheet(cycle, self.boss)).mapped("kind"))

    def test_a2_of_many_peers_some_are_asked_and_not_always_the_same(self):
        for number in range(6):
            self._create_person(f"peer{number}", parent=self.head)
        cycle = self._start()
        found = [
            self._ratings(sheet, "peer").rater_id
            for sheet in cycle.sheet_ids
            if sheet.superior_id == self.head
        ]
        self.assertEqual({len(people) for people in found}, {5})
        self.assertGreater(len({tuple(people.ids) for people in found}), 1)

    def test_a2_self_assessment_has_no_weight(self):
        template = self._create_template(name="Self", with_self=True)
        sheet = self._sheet(self._start(template))
        self._answer(self._ratings(sheet, "self"), 100)
        self._complete(sheet)
        self.assertEqual((sheet.self_score, sheet.rater_score), (100, 84))

    def test_a2_answers_are_weighted_by_question(self):
        rating = self._ratings(self._sheet(self._start()), "superior")
        own = rating.with_user(self.head.user_id)
        own.action_open()
        own.answer_ids[0].points = 40
        with self._refused(UserError, "every question"):
            own.action_submit()
        own.answer_ids[1].points = 80
        own.action_submit()
        self.assertEqual((rating.state, rating.score), ("done", 70))
        with self._refused(UserError, "is closed"):
            own.answer_ids[0].points = 100
        with self._refused(UserError, "is closed"):
            own.action_submit()

    def test_a2_answers_are_saved_with_the_rating_and_nothing_else(self):
        """The form of the rating saves its answers: only the rater writes it."""
        rating = self._ratings(self._sheet(self._start()), "peer")[0]
        own = rating.with_user(rating.rater_id.user_id)
        own.action_open()
        given = [Command.update(answer.id, {"points": 70}) for answer in own.answer_ids]
        own.web_save({"answer_ids": given}, {"state": {}})
        self.assertEqual(own.answer_ids.mapped("points"), [70, 70])
        for vals in ({"score": 100}, {"state": "done"}, {"rater_id": self.boss.id}):
            with self._refused(UserError, "kept by the system"):
                own.write(vals)
        for person in (self.engineer, self.head, self.officer, self.manager):
            with self._refused(AccessError, "."):
                rating.with_user(person.user_id).write({"answer_ids": given})

    def test_a2_points_are_from_0_to_100(self):
        rating = self._ratings(self._sheet(self._start()), "superior").with_user(self.head.user_id)
        rating.action_open()
        for points in (-1, 101):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                rating.answer_ids[0].points = points
                self.env.flush_all()
        rating.answer_ids[0].points = 0

    def test_a2_before_the_last_day_everybody_is_waited_for(self):
        """Two of three answered would be enough; the third one's answer must not show as a difference."""
        self._create_person("fourth", parent=self.head)
        sheet = self._sheet(self._start())
        self._fill(sheet, 80, 90)
        self._answer(self._ratings(sheet, "superior"), 90)
        peers = self._ratings(sheet, "peer")
        self._answer(peers[:2], 80, 70)
        sheet.with_user(self.officer.user_id).action_evaluate()
        self.assertEqual((sheet.state, sheet.rater_score, sheet.peer_average), ("open", 0, 0))
        self._answer(peers[2], 30)
        sheet.with_user(self.officer.user_id).action_evaluate()
        self.assertEqual((sheet.state, sheet.rater_score, sheet.peer_average), ("superior", 78, 60))

    def _let_time_pass(self, sheet):
        """The last day to answer is over."""
        ratings = self._ratings(sheet).sudo()
        sheet.sudo().rating_until = "2026-04-01"
        ratings.write({"rating_until": "2026-04-01"})

    def test_a2_silence_is_decided_by_the_superior_and_is_never_a_nought(self):
        sheet = self._sheet(self._start())
        self._fill(sheet, 80, 90)
        self._answer(self._ratings(sheet, "superior"), 90)
        self._answer(self._ratings(sheet, "peer")[:1], 10)
        self._let_time_pass(sheet)
        self._work()
        self.assertEqual((sheet.state, sheet.waiting, sheet.waiting_text), ("open", "peer", "Peer"))
        self.assertEqual(sheet.activity_ids.user_id, self.head.user_id)
        with self._refused(UserError, "is closed"):
            self._answer(self._ratings(sheet, "peer")[1:], 10)
        for person, refusal in ((self.officer, AccessError), (self.engineer, UserError)):
            with self.assertRaises(refusal):
                sheet.with_user(person.user_id)._waive("Because")
        with self._refused(UserError, "Give a reason"):
            sheet.with_user(self.head.user_id)._waive("")
        sheet.with_user(self.head.user_id)._waive("On leave")
        self.assertEqual((sheet.state, sheet.rater_score, sheet.peer_average), ("superior", 90, 0))
        self.assertFalse(sheet.activity_ids)

    def test_a2_more_time_opens_the_ratings_again(self):
        sheet = self._sheet(self._start())
        self._fill(sheet, 80, 90)
        self._answer(self._ratings(sheet, "superior"), 90)
        self._let_time_pass(sheet)
        with self._refused(UserError, "waits for no answer"):
            sheet.with_user(self.head.user_id)._extend("2026-04-20")
        self._work()
        with self._refused(UserError, "not over"):
            sheet.with_user(self.head.user_id)._extend(
                self.env["aftersales.appraisal.sheet"]._fields["rating_until"].to_date("2026-04-01")
            )
        sheet.with_user(self.head.user_id)._extend(sheet._fields["rating_until"].to_date("2026-04-20"))
        self._answer(self._ratings(sheet, "peer"), 80, 70)
        sheet.with_user(self.officer.user_id).action_evaluate()
        self.assertEqual((sheet.state, sheet.rater_score), ("superior", 84))

    def test_a2_nobody_decides_about_the_own_silence(self):
        sheet = self._sheet(self._start())
        self._fill(sheet, 80, 90)
        self._answer(self._ratings(sheet, "peer"), 80, 70)
        self._let_time_pass(sheet)
        self._work()
        with self._refused(UserError, "your own answer"):
            sheet.with_user(self.head.user_id)._waive("No time")
        sheet.with_user(self.boss.user_id)._waive("Head is ill")
        self.assertEqual((sheet.state, sheet.rater_score), ("superior", 75))

    def test_a2_where_nobody_rates_the_value_is_given_by_hand(self):
        cycle = self._start()
        sheet = self._sheet(cycle, self.stranger) or self._sheet(cycle, self.boss)
        self.assertFalse(set(self._ratings(sheet).mapped("kind")) - {"subordinate"})
        self._let_time_pass(sheet)
        self._work()
        sheet.with_user(self.manager.user_id)._waive("Nobody answers")
        self.assertEqual(sheet.state, "open")
        for indicator in sheet.indicator_ids:
            indicator.with_user(self.manager.user_id).write({"actual": 77, "evidence": "Talk"})
        sheet.with_user(self.manager.user_id).action_evaluate()
        self.assertEqual((sheet.state, sheet.score, sheet.rater_score), ("superior", 77, 0))

    def test_a2_a_rater_who_leaves_is_replaced(self):
        self._create_person("fourth", parent=self.head)
        self.policy.most_raters = 2
        sheet = self._sheet(self._start())
        gone, stays = self._ratings(sheet, "peer")
        self._answer(stays, 80)
        gone.rater_id.active = False
        self._work()
        peers = self._ratings(sheet, "peer")
        self.assertEqual((gone.state, stays.state, len(peers)), ("cancelled", "done", 3))
        everybody = self.engineer | self.colleague | self.third
        self.assertEqual(len(peers.rater_id), 3)
        self.assertFalse(peers.rater_id & self.engineer)
        self.assertTrue(peers.rater_id - everybody or len(peers.rater_id & everybody) == 2)

    def test_a2_one_letter_a_rater_and_it_names_nobody(self):
        self._start()
        self.env["aftersales.appraisal.rating"].sudo().search([]).rating_until = "2026-04-04"
        self._work()
        letters = (
            self.env["mail.mail"].sudo().search([("subject", "=", "Appraisal: your answers are missing")])
        )
        to_colleague = letters.filtered(lambda mail: "colleague@" in mail.email_to)
        self.assertEqual(len(to_colleague), 1)
        self.assertIn("3 ratings", to_colleague.body_html)
        for person in (self.engineer, self.third, self.head):
            self.assertNotIn(person.name, to_colleague.body_html)
        self._work()
        self.assertEqual(
            self.env["mail.mail"].sudo().search_count([("subject", "ilike", "answers are missing")]),
            len(letters),
        )


@tagged("post_install", "-at_install")
class TestAppraisalAnonymity(AppraisalCase):
    """A10 as an attacker: the person, the superior, HR and the administrator want to know who said what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls._start()
        cls.sheet = cls._sheet(cls.cycle)
        cls.peers = cls._ratings(cls.sheet, "peer")
        cls._complete(cls.sheet, peers=(13, 97))
        admin = cls.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(cls.company.id)]})
        cls.curious = {
            "person": cls.engineer.user_id,
            "superior": cls.head.user_id,
            "head of department": cls.boss.user_id,
            "officer": cls.officer.user_id,
            "manager": cls.manager.user_id,
            "auditor": cls.auditor.user_id,
            "administrator": admin,
        }
        cls.env.flush_all()

    def _ask(self, question):
        self.env.invalidate_all()
        try:
            with self.cr.savepoint():
                return question()
        except (AccessError, UserError, ValueError):
            return None

    def test_a10_no_way_to_the_answers_themselves(self):
        for who, user in self.curious.items():
            for records in (self.peers, self.peers.answer_ids):
                own = records.sudo(False).with_user(user).with_context(allowed_company_ids=self.company.ids)
                asked = self.env[records._name].with_user(user)
                domain = [("id", "in", records.ids)]
                ways = {
                    "search": lambda a=asked, d=domain: a.search(d),
                    "count": lambda a=asked, d=domain: a.search_count(d),
                    "name": lambda a=asked, d=domain: a.name_search("", d),
                    "read": lambda o=own: o.read(["create_uid", "write_uid", "write_date"]),
                    "web": lambda o=own: o.web_read({"display_name": {}}),
                    "export": lambda o=own: o.export_data(["id", "write_uid"]),
                    "metadata": lambda o=own: o.get_metadata(),
                    "group": lambda a=asked, d=domain: a.formatted_read_group(d, ["write_uid"], ["__count"]),
                    "page": lambda a=asked, d=domain: a.web_read_group(d, ["create_uid"], ["__count"])[
                        "groups"
                    ],
                    "write": lambda o=own: o.write({"points": 1} if "points" in o._fields else {}) and o.ids,
                    "copy": lambda o=own: o.copy(),
                }
                if "score" in records._fields:
                    ways["sum"] = lambda a=asked, d=domain: [
                        row for row in a.formatted_read_group(d, ["rater_id"], ["__count"]) if row["__count"]
                    ]
                    ways["open"] = lambda o=own: o[0].action_open()
                    ways["submit"] = lambda o=own: o[0].action_submit()
                for way, question in ways.items():
                    with self.subTest(f"{who} {records._name} {way}"):
                        self.assertFalse(self._ask(question))

    def test_a10_no_way_around_by_what_leads_to_ratings(self):
        """Fields of other models, domains through them, forms that are never saved."""
        secret = ("aftersales.appraisal.rating", "aftersales.appraisal.answer")
        for name, model in self.env.registry.items():
            for field in model._fields.values():
                if field.comodel_name in secret and name not in secret and field.store:
                    self.fail(f"{name}.{field.name} leads to ratings")
        for who, user in self.curious.items():
            for domain in (
                [("rater_id", "=", self.colleague.id), ("score", "<", 50)],
                [("answer_ids.points", "<", 50)],
                [("sheet_id", "=", self.sheet.id)],
            ):
                found = self._ask(lambda d=domain, u=user: self.env[secret[0]].with_user(u).search(d))
                with self.subTest(f"{who} {domain}"):
                    self.assertFalse((found or self.env[secret[0]]).sudo() & self.peers)
            for field, values in (("rating_id", {"rating_id": self.peers[0].id}),):
                answer = self._ask(
                    lambda u=user, v=values, f=field: (
                        self.env[secret[1]]
                        .with_user(u)
                        .onchange(v, [], {f: {"fields": {"display_name": {}}}})
                    )
                )
                with self.subTest(f"{who} form"):
                    self.assertNotIn("Colleague", str(answer))

    def test_a10_nothing_others_read_bears_the_mark_of_a_rater(self):
        """Neither authors, dates, followers, messages nor activities of the sheet tell of an answer."""
        cycle = self._start(day="2025-11-01")
        sheet = self._sheet(cycle)
        self.env.flush_all()
        before = sheet.read(["write_uid", "write_date", "score"]), sheet.message_ids, sheet.activity_ids
        followers = sheet.message_follower_ids
        for rating in self._ratings(sheet, "peer"):
            rating.sudo().rating_until = "2026-04-30"
            self._answer(rating, 50)
        self.env.flush_all()
        self.env.invalidate_all()
        after = sheet.read(["write_uid", "write_date", "score"]), sheet.message_ids, sheet.activity_ids
        self.assertEqual(before, after)
        self.assertEqual(sheet.message_follower_ids, followers)
        for model in (
            "mail.message",
            "mail.activity",
            "mail.followers",
            "mail.notification",
            "ir.attachment",
        ):
            field = "model" if model == "mail.message" else "res_model"
            if model != "mail.notification":
                self.assertFalse(self.env[model].sudo().search([(field, "=", "aftersales.appraisal.rating")]))
        marks = (
            self.sheet.indicator_ids.create_uid | self.sheet.indicator_ids.write_uid | self.sheet.write_uid
        )
        self.assertFalse(marks & (self.colleague | self.third).user_id)

    def test_a10_averages_of_two_answers_or_more_only(self):
        self.assertEqual((self.sheet.peer_average, self.sheet.subordinate_average), (55, 0))
        self._sign(self.sheet)
        self.sheet.with_user(self.officer.user_id).action_publish()
        seen = self.sheet.with_user(self.engineer.user_id).read(["peer_average", "rater_score"])[0]
        self.assertEqual((seen["peer_average"], seen["rater_score"]), (55, 76))

    def test_a10_a_rater_sees_the_own_rating_and_no_other_one(self):
        for person in (self.colleague, self.third, self.head):
            found = self.env["aftersales.appraisal.rating"].with_user(person.user_id).search([])
            self.assertEqual(found.sudo().rater_id, person)
            self.assertFalse(
                self.env["aftersales.appraisal.sheet"]
                .with_user(person.user_id)
                .search_count([("id", "=", self.sheet.id)])
                and person != self.head
            )

    def test_a10_one_peer_alone_is_not_asked(self):
        self.third.active = False
        sheet = self._sheet(self._start(day="2025-11-01"))
        self.assertEqual(self._ratings(sheet).mapped("kind"), ["superior"])

    def test_a8_the_own_sheet_is_hidden_while_it_is_decided(self):
        mine = self.env["aftersales.appraisal.sheet"].with_user(self.engineer.user_id)
        self.assertFalse(mine.search([("id", "=", self.sheet.id)]))
        self._sign(self.sheet)
        self.assertFalse(mine.search([("id", "=", self.sheet.id)]))
        self.sheet.with_user(self.officer.user_id).action_publish()
        self.env.invalidate_all()
        self.assertTrue(mine.search([("id", "=", self.sheet.id)]))
        with self.assertRaises(AccessError):
            self.sheet.with_user(self.colleague.user_id).action_acknowledge()
