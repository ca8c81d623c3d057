from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..models.aftersales_team_wall import DESK_STATES
from .common_indicator import IndicatorCase

#: The tests' day in Shanghai: 5 March, ten in the morning.
NOW = datetime(2026, 3, 5, 2, 0)
TODAY, TOMORROW = datetime(2026, 3, 4, 16, 0), datetime(2026, 3, 5, 16, 0)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class WallCase(IndicatorCase):
    """head leads engineer, colleague and the agents; the stranger is of another department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head.user_id.group_ids = [Command.link(cls.env.ref("aftersales_service.group_dispatcher").id)]
        cls.stranger.aftersales_engineer = True

    @classmethod
    def _data(cls, person=None):
        cls.env.flush_all()
        cls.env.invalidate_all()
        wall = cls.env["aftersales.team.wall"].with_user((person or cls.leader).user_id)
        return wall.with_context(lang="en_US", allowed_company_ids=cls.company.ids).get_data()

    @classmethod
    def _row(cls, who, person=None, rows="people"):
        return next((row for row in cls._data(person)[rows] if row["name"] == who.name), None)

    @classmethod
    def _tile(cls, key, person=None):
        return next(tile for tile in cls._data(person)["tiles"] if tile["key"] == key)

    @classmethod
    def _figures(cls, who, person=None):
        """Return missed, due, open, visits and those done."""
        row = cls._row(who, person)
        return row and tuple(row[name] for name in ("missed", "due", "open", "visits", "done"))

    @classmethod
    def _work(cls, deadline=None, **vals):
        """A job under way of the engineer, with a running clock."""
        order = cls._job(str(NOW), clocks={"arrival": "running"} if deadline else None)
        order.write({"state": "repair", **vals})
        order.clock_ids.write({"deadline": deadline, "ended_on": False})
        return order

    def _count(self, action, person=None):
        records = self.env[action["res_model"]].with_user((person or self.leader).user_id)
        records = records.with_context(allowed_company_ids=self.company.ids)
        return records.search_count(action["domain"])


@tagged("post_install", "-at_install")
class TestTeamWall(WallCase):
    """S9, S20: the screen on the wall of a team."""

    def test_s9_missed_and_due_do_not_overlap(self):
        """S9: the deadline itself is not missed; paused ones are neither."""
        for deadline in (NOW - SECOND, NOW, TOMORROW - SECOND, TOMORROW):
            self._work(deadline)
        self._work(NOW - HOUR).clock_ids.state = "paused"
        self._work(NOW - HOUR).clock_ids.ended_on = NOW
        self.assertEqual(self._figures(self.engineer), (1, 2, 6, 0, 0))
        self.assertEqual((self._tile("missed")["value"], self._tile("missed")["tone"]), (1, "danger"))

    def test_s20_visits_and_open_jobs_of_a_person(self):
        self._work(planned_start=TODAY)
        self._work(planned_start=NOW, state="follow_up")
        self._work(planned_start=NOW, state="cancelled")
        self._work(planned_start=TOMORROW)
        self.assertEqual(self._figures(self.engineer), (0, 0, 2, 2, 1))
        self.assertEqual(self._tile("visits")["value"], "1 / 2")
        self.assertEqual(self._figures(self.colleague), (0, 0, 0, 0, 0), "who has nothing to do is seen")

    def test_s9_what_nobody_has_is_the_owners(self):
        """G4: without an engineer the owner answers for it; at a station the station does."""
        agent = {"user_id": self.agent.user_id.id}
        self._work(NOW - HOUR, engineer_id=False, state="registered", **agent)
        self._work(NOW - HOUR, **agent)
        self._work(NOW - HOUR, engineer_id=False, station_id=self.station.id, **agent)
        self.assertEqual(self._figures(self.agent), (1, 0, 1, 0, 0))
        self.assertEqual(self._figures(self.engineer), (1, 0, 1, 0, 0))
        self.assertEqual(self._figures(self.station), (1, 0, 1, 0, 0))

    def test_s9_list_of_missed_deadlines_says_who_and_how_late(self):
        order = self._work(NOW - timedelta(days=1, hours=2))
        self._work(NOW - HOUR, engineer_id=False, station_id=self.station.id)
        first, second = self._data()["missed"]
        self.assertEqual(
            (first["name"], first["who"], first["what"], first["late"]),
            (order.name, self.engineer.name, "Arrival on site", "1 d 2:00"),
        )
        self.assertEqual((first["action"]["res_model"], first["action"]["res_id"]), (order._name, order.id))
        self.assertEqual((second["who"], second["late"]), (self.station.name, "1:00"))

    def test_s20_opinions_judge_with_enough_answers_only(self):
        """S20: as many answers as the indicator wants; the week begins on Monday in Shanghai."""
        indicator = self._indicator("satisfaction_rate")
        indicator.minimum_sample = 2
        monday = datetime(2026, 3, 1, 16, 0)
        for answered, score in ((monday - SECOND, 0), (monday, 100), (NOW, 60)):
            order = self._job(str(answered), hours=1, opinion=score)
            order.opinion_ids.answered_on = answered
        tile = self._tile("satisfaction_today")
        self.assertEqual((tile["value"], tile["hint"], tile["tone"]), ("–", "1 of 2 answers", "none"))
        self.company.aftersales_target_satisfaction = 80
        tile = self._tile("satisfaction_week")
        self.assertEqual((tile["value"], tile["hint"], tile["tone"]), ("80.0 %", "2 answers", "success"))
        self.company.aftersales_target_satisfaction = 80.1
        self.assertEqual(self._tile("satisfaction_week")["tone"], "danger")

    def test_s20_every_number_is_the_length_of_its_list(self):
        people = (self.engineer, self.colleague, self.stranger, self.env["hr.employee"])
        states = ("registered", "assessment", "repair", "follow_up", "closed")
        for number in range(24):
            self._work(
                NOW + (number % 5 - 2) * HOUR,
                engineer_id=people[number % 4].id,
                state=states[number % 5],
                planned_start=NOW + (number % 3 - 1) * 12 * HOUR,
                user_id=(self.agent, self.checker)[number % 2].user_id.id,
            )
        for person in (self.leader, self.head):
            data = self._data(person)
            self.assertTrue(data["teams"] or person == self.head)
            for row in data["people"] + data["teams"]:
                for key, action in row["actions"].items():
                    with self.subTest(f"{person.name}: {row['name']} {key}"):
                        self.assertEqual(self._count(action, person), row[key])
            for tile in data["tiles"][:4]:
                with self.subTest(f"{person.name}: {tile['key']}"):
                    value = str(tile["value"]).rpartition("/ ")[2]
                    self.assertEqual(self._count(tile["action"], person), int(value))
        self.assertIn("registered", DESK_STATES)

    # Rights ---------------------------------------------------------------------------

    def test_g1_a_leader_sees_the_own_team_a_manager_everybody(self):
        for engineer in (self.engineer, self.stranger):
            self._work(NOW - HOUR, engineer_id=engineer.id)
        self.assertEqual((self._tile("missed")["value"], self._tile("missed", self.head)["value"]), (2, 1))
        self.assertIsNone(self._row(self.stranger, self.head))
        self.assertEqual([row["who"] for row in self._data(self.head)["missed"]], [self.engineer.name])
        self.other_department.manager_id = self.head
        self.assertEqual(self._tile("missed", self.head)["value"], 2, "the people of a department led")

    def test_g1_nobody_else(self):
        """G1: neither an engineer nor an agent whom nobody is below, by a remote call either."""
        for person, sentence in ((self.engineer, "service office"), (self.agent, "whom you lead")):
            with self._refused(AccessError, sentence):
                self._data(person)

    def test_g1_only_the_chosen_companies(self):
        self._work(NOW - HOUR)
        other = self.env["res.company"].create({"name": "Other centre"})
        self.leader.user_id.company_ids = [Command.link(other.id)]
        wall = self.env["aftersales.team.wall"].with_user(self.leader.user_id)
        data = wall.with_context(allowed_company_ids=other.ids).get_data()
        self.assertFalse(data["missed"] or data["people"])

    def test_queries_do_not_grow(self):
        """S20: as many queries for a team of three as for one of thirty."""
        counts = []
        for size in (3, 3, 30):  # the first call fills the caches of rights
            for number in range(size):
                person = self._create_person(f"hand {len(counts)}-{number}", parent=self.head)
                person.aftersales_engineer = True
                for kind in ({}, {"state": "registered", "engineer_id": False}):
                    self._work(NOW - HOUR, engineer_id=person.id, planned_start=NOW)
                    self._work(NOW + HOUR, user_id=person.user_id.id, **kind)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._data()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
class TestTeamWallTour(WallCase, HttpCase):
    def test_s20_from_the_wall_to_the_order(self):
        """S9, S20: numbers open their lists, a late deadline its order; it is read again."""
        self._work(NOW - HOUR)
        user = self.head.user_id
        user.with_context(no_reset_password=True).write({"password": user.login, "lang": "en_US"})
        self.start_tour("/odoo/team-wall", "aftersales_team_wall", login=user.login)
