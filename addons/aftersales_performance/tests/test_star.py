from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MONTH
from .common_star import StarCase

JANUARY, APRIL = MONTH - relativedelta(months=1), MONTH + relativedelta(months=2)


@tagged("post_install", "-at_install")
class TestStar(StarCase):
    """S28: eight parts from the records or marked, a class, its pay, and what it stands on."""

    def test_s28_parts_are_read_from_the_records(self):
        self._call(101)
        check = self._draw()
        for each in check:
            self._score(each, ["greeting"])
        praise = self.env["aftersales.quality.praise"].with_user(self.checker.user_id)
        for channel in ("phone", "media"):
            row = praise.create(
                {"employee_id": self.agent.id, "text": "So kind", "channel": channel, "day": MONTH}
            )
            row.with_user(self.leader.user_id).action_confirm()
        rating = self._rate()
        values = {part.part: (part.value, part.points, part.is_given) for part in rating.part_ids}
        self.assertEqual(values["volume"], (101, 8.5, True))
        self.assertEqual(values["checks"], (90, 18, True))
        self.assertEqual(values["events"][1:], (8, True), "5 and 8, but 8 at most")
        self.assertEqual(values["exam"], (0, 0, False))
        self.assertEqual(rating.missing_count, 5)
        self._mark(rating)
        self.assertEqual((rating.score, rating.level, rating.missing_count), (94.5, "first", 0))
        self._approve(rating)
        line = self.env["aftersales.adjustment"].search([("employee_id", "=", self.agent.id)])
        self.assertEqual((line.amount, line.kind, str(line.month)), (60, "reward", "2026-02-01"))

    def test_s28_every_part_says_how_it_was_reckoned(self):
        rating = self._fix(self._rate(), volume=99)
        words = {part.part: part.explanation for part in rating.part_ids}
        self.assertIn("99 contacts of 100", words["volume"])
        self.assertIn("-1 steps", words["volume"])
        self.assertIn("20 points less for each", words["events"])
        self.assertEqual(words["exam"], "100 % of 30 points.")

    def test_s28_pay_of_each_class(self):
        """At 85 and 70 points and just below: the exam of 30 points makes the difference."""
        for exam, score, level, pay in (
            (90, 85, "first", 60),
            (89.96, 84.99, "second", 30),
            (40, 70, "second", 30),
            (39.96, 69.99, "none", 0),
        ):
            rating = self._fix(self._rate(), exam=exam)
            self.assertEqual((rating.score, rating.level, rating.pay), (score, level, pay))

    def test_s28_star_is_paid_from_the_third_month_on(self):
        levels = []
        self.star_policy.star_from = 88
        for number in range(3):
            rating = self._fix(self._rate(MONTH + relativedelta(months=number)))
            levels.append((self._approve(rating).level, rating.reason, rating.pay))
        self.assertEqual(levels, [("first", "waiting", 60), ("first", "waiting", 60), ("star", "band", 100)])

    def test_s28_second_class_three_times_is_a_time_to_improve(self):
        ratings = [
            self._approve(self._fix(self._rate(MONTH + relativedelta(months=number)), exam=50))
            for number in range(3)
        ]
        self.assertEqual([rating.level for rating in ratings], ["second", "second", "none"])
        self.assertEqual((ratings[2].reason, ratings[2].improving, ratings[2].pay), ("streak", 3, 0))

    def test_s28_a_founded_complaint_takes_twenty_points(self):
        rating = self._rate()
        self._complain()
        self._complain(self.other_agent)
        self._complain(on="2026-03-01 02:00:00")
        self._complain(outcome="not_justified")
        rating._measure()
        self.assertEqual((rating.complaint_count, rating.vetoed), (1, False))
        self.assertEqual(self._part(rating, "events").points, -20)

    def test_s28_a_major_complaint_vetoes_its_quarter(self):
        ratings = self._rate(JANUARY) | self._rate() | self._rate(APRIL)
        self._complain(on="2026-03-31 15:59:59", major="quality")
        ratings._measure()
        self.assertEqual(ratings.mapped("vetoed"), [True, True, False])
        self._fix(ratings[1])
        self.assertEqual((ratings[1].level, ratings[1].reason, ratings[1].pay), ("none", "veto", 0))

    def test_s28_a_major_complaint_takes_back_what_is_approved_in_its_quarter(self):
        with freeze_time("2026-04-02 02:00:00"):
            months = (MONTH - relativedelta(months=2), JANUARY, MONTH)
            ratings = self.ratings.union(*(self._approve(self._fix(self._rate(month))) for month in months))
            self._complain(on="2026-03-31 15:59:59", major="quality")
            for _run in range(2):
                self.ratings._veto_approved(self.company)
        self.assertEqual(ratings.mapped("level"), ["first", "none", "none"], "December is another quarter")
        self.assertEqual(ratings.mapped("pay"), [60, 0, 0])
        self.assertEqual(ratings.mapped("reason"), ["band", "veto", "veto"])
        lines = self.env["aftersales.adjustment"].search([("employee_id", "=", self.agent.id)])
        self.assertEqual(sorted(lines.mapped("amount")), [-60, -60, 60, 60, 60], "once")

    def test_s28_the_quarter_ends_by_the_companys_clock(self):
        rating = self._rate()
        self._complain(on="2026-03-31 16:00:00", major="quality")
        rating._measure()
        self.assertFalse(rating.vetoed, "it is April in Shanghai")

    def test_s28_nothing_is_approved_before_it_is_known(self):
        rating = self._rate()
        with self._refused(UserError, "is not known yet"):
            self._approve(rating)
        earlier = self._fix(self._rate(JANUARY))
        self._fix(rating)
        with self._refused(UserError, "Approve that one first"):
            self._approve(rating)
        self._approve(earlier | rating)
        with self._refused(UserError, "in step"):
            self._approve(rating)
        with self._refused(UserError, "in step"):
            self._part(rating, "exam").with_user(self.leader.user_id).value = 1

    def test_s28_nobody_approves_or_marks_the_own_month(self):
        rating = self._fix(self._rate())
        user = self.agent.user_id
        user.group_ids = [Command.link(self.env.ref("aftersales_performance.group_manager").id)]
        with self._refused(UserError, "own month"):
            rating.with_user(user).action_approve()
        with self._refused(AccessError, "own work"):
            self._part(rating, "manners").with_user(user).value = 100

    def test_s28_what_records_say_is_not_marked(self):
        rating = self._rate()
        for part in ("checks", "volume", "events"):
            with self._refused(UserError, "read from the records"):
                self._part(rating, part).with_user(self.leader.user_id).value = 100

    def test_s28_marks_are_entered_in_the_form(self):
        rating = self._fix(self._rate(), peers=50)
        ratings = self.ratings.with_user(self.leader.user_id)
        self.assertNotIn('edit="False"', ratings.get_view(view_type="form")["arch"])
        index = rating.part_ids.mapped("part").index("peers")
        with Form(ratings.browse(rating.id)) as form, form.part_ids.edit(index) as part:
            part.value = 90
        self.assertEqual(self._part(rating, "peers").value, 90)

    def test_s28_a_target_of_the_own(self):
        rating = self._fix(self._rate(), volume=90)
        self.assertEqual(self._part(rating, "volume").points, 5)
        self._part(rating, "volume").with_user(self.leader.user_id).target = 90
        self.assertEqual(self._part(rating, "volume").points, 8)

    def test_s28_best_team_and_outstanding_team(self):
        self.other_agent.department_id = self.other_department
        teams = self.env["aftersales.star.team"]
        for number in range(3):
            month = MONTH + relativedelta(months=number)
            rating, other = self._rate(month), self._rate(month, self.other_agent)
            self._approve(self._fix(rating))
            self.assertFalse(teams.search([("month", "=", month)]), "the others are open")
            self._approve(self._fix(other, manners=50))
        best = teams.search([("company_id", "=", self.company.id)], order="month")
        self.assertEqual(best.department_id, self.department)
        self.assertEqual(best.mapped("row"), [1, 2, 3])
        self.assertEqual(best.mapped("is_outstanding"), [False, False, True])

    def test_s28_two_teams_with_the_same_points_are_both_best(self):
        self.other_agent.department_id = self.other_department
        teams = self.env["aftersales.star.team"]
        for number, marks in enumerate(({}, {"manners": 50}, {})):
            month = MONTH + relativedelta(months=number)
            self._approve(self._fix(self._rate(month)))
            self._approve(self._fix(self._rate(month, self.other_agent), **marks))
        rows = {
            team: teams.search([("department_id", "=", team.id)], order="month").mapped("row")
            for team in (self.department, self.other_department)
        }
        self.assertEqual(rows, {self.department: [1, 2, 3], self.other_department: [1, 1]})
        outstanding = teams.search([("is_outstanding", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(outstanding.department_id, self.department, "the other one begins anew")

    def test_s28_rated_on_its_day_and_once(self):
        self.star_policy.rate_day = 6
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_rate_stars").method_direct_trigger()
        self.assertFalse(self.ratings.search([("company_id", "=", self.company.id)]))
        self.star_policy.rate_day = 5
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("aftersales_performance.ir_cron_rate_stars").method_direct_trigger()
        found = self.ratings.search([("company_id", "=", self.company.id)])
        self.assertEqual((len(found), set(found.mapped("month"))), (2, {MONTH}))

    def test_s28_the_badge_is_shown_to_whom_it_is_for(self):
        self._approve(self._fix(self._rate()))
        for person, level in ((self.agent, "first"), (self.leader, "first"), (self.other_agent, False)):
            employee = self.env["hr.employee.public"].with_user(person.user_id).browse(self.agent.id)
            self.assertEqual(employee.aftersales_star_level, level)

    def test_s28_same_queries_for_two_agents_as_for_ten(self):
        def count(agents):
            for number in range(agents):
                person = self._create_person(f"agent {agents} {number}", parent=self.head)
                person.aftersales_agent = True
            ratings = self.ratings._rate(self.company, MONTH)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ratings._read_parts(self.company, MONTH)
            ratings._read_events(self.company, MONTH)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)  # the first call fills the caches of rights
        few = count(2)
        self.assertEqual(count(10), few)


@tagged("post_install", "-at_install")
class TestStarSecurity(StarCase):
    """S28, G1: nobody reads a colleague's stars, nor changes the own."""

    MODELS = {
        "aftersales.star.policy": "r r r ru",
        "aftersales.star.rating": "r - - ru",
        "aftersales.star.part": "r - - ru",
    }

    def test_g1_matrix(self):
        rating = self._approve(self._fix(self._rate()))
        samples = {
            "aftersales.star.policy": self.star_policy,
            "aftersales.star.rating": rating,
            "aftersales.star.part": rating.part_ids[0],
        }
        for model, row in self.MODELS.items():
            for role, rights in zip(("agent", "other_agent", "checker", "leader"), row.split(), strict=True):
                user = getattr(self, role).user_id
                for letter, mode in (("r", "read"), ("u", "write"), ("d", "unlink")):
                    with self.subTest(model=model, role=role, mode=mode):
                        self.assertEqual(samples[model].with_user(user).has_access(mode), letter in rights)

    def test_s28_a_colleague_reads_nothing_in_any_way(self):
        rating = self._approve(self._fix(self._rate()))
        for person in (self.other_agent, self.checker):
            person.user_id.group_ids |= self.env.ref("base.group_allow_export")
            for model in ("aftersales.star.rating", "aftersales.star.part"):
                records = self.env[model].with_user(person.user_id)
                self.assertFalse(records.search([]))
                self.assertFalse(
                    sum(row["__count"] for row in records.formatted_read_group([], [], ["__count"]))
                )
            with self._refused(AccessError, "."):
                rating.with_user(person.user_id).export_data(["score", "pay"])
            for action in ("action_approve", "action_measure"):
                with self._refused(AccessError, "."):
                    getattr(rating.with_user(person.user_id), action)()
            lines = self.env["aftersales.adjustment"].with_user(person.user_id)
            self.assertFalse(lines.search([("employee_id", "=", self.agent.id)]))

    def test_s28_an_agent_sees_no_open_month_and_changes_nothing(self):
        rating = self._fix(self._rate())
        user = self.agent.user_id
        self.assertFalse(rating.with_user(user).has_access("read"))
        self._approve(rating)
        mine = rating.with_user(user)
        self.assertEqual(mine.pay, 60)
        self.assertNotIn("approver_id", mine.fields_get())
        for attack in (
            lambda: mine.write({"pay": 1000}),
            lambda: mine._update_state("open"),
            lambda: mine.part_ids.write({"value": 100}),
            lambda: mine.part_ids[0].write({"points": 30}),
            lambda: mine.create({"employee_id": self.agent.id, "month": MONTH, "level": "star"}),
            mine.action_approve,
            mine.action_measure,
            mine.unlink,
        ):
            with self._refused(UserError, "."):
                attack()

    def test_s28_a_manager_changes_marks_and_nothing_else(self):
        rating = self._fix(self._rate())
        leader = self.leader.user_id
        for attack in (
            *(
                lambda name=name: rating.with_user(leader).write({name: rating[name]})
                for name in ("employee_id", "month", "policy_id", "state", "score", "level", "pay", "vetoed")
            ),
            lambda: rating.with_user(leader).write({"part_ids": [Command.create({"part": "exam"})]}),
            lambda: rating.with_user(leader).write({"part_ids": [Command.delete(rating.part_ids[0].id)]}),
            lambda: rating.part_ids[0].with_user(leader).write({"points": 30}),
            lambda: rating.part_ids[0].with_user(leader).write({"is_given": True}),
            lambda: rating.with_user(leader).unlink(),
        ):
            with self._refused(UserError, "."):
                attack()
