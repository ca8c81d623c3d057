from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCase


class StationCase(ServiceCase):
    """Two stations with a portal user each, and a job at the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Station North", "Station South")]
        )
        cls.north, cls.south = cls.env["aftersales.station"].create(
            [{"partner_id": partner.id} for partner in cls.partners]
        )
        cls.north_user, cls.south_user = (
            cls._create_portal_user(f"station-{index}", parent_id=partner.id)
            for index, partner in enumerate(cls.partners)
        )

    @classmethod
    def _create_portal_user(cls, name, partner=None, **vals):
        partner = partner or cls.env["res.partner"].create({"name": name, **vals})
        return cls.env["res.users"].create(
            {
                "login": f"test-{name}",
                "password": f"test-{name}",
                "email": f"{name}@example.com",
                "partner_id": partner.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )

    def _give_to(self, station, order=None, **times):
        order = order or self._play_until("registered", self.unit_free)
        order.with_user(self.dispatcher)._assign_station(
            station, expected=(order.engineer_id, order.station_id), **times
        )
        return order


@tagged("post_install", "-at_install")
class TestStation(StationCase):
    """N1: a job is given to an engineer or to a station."""

    def test_n1_station_gets_the_job_without_a_time(self):
        order = self._give_to(self.north)
        self.assertEqual(order.state, "assessment")
        self.assertEqual((order.station_id, order.engineer_id.id), (self.north, False))
        self.assertEqual(self.north.order_count, 1)
        self.assertEqual(self.north.user_ids, self.north_user)

    def test_n1_engineer_and_station_take_turns(self):
        """Reassigned, the job leaves the station; the other way round it leaves the engineer."""
        order = self._give_to(self.north)
        order.with_user(self.dispatcher)._assign(
            self.engineer,
            fields.Datetime.add(self.now, hours=1),
            fields.Datetime.add(self.now, hours=2),
            order.engineer_id,
            order.station_id,
        )
        self.assertEqual((order.station_id.id, order.engineer_id), (False, self.engineer))
        self._give_to(self.south, order)
        self.assertEqual((order.station_id, order.engineer_id.id), (self.south, False))
        order.with_user(self.dispatcher).action_hand_back()
        self.assertEqual((order.station_id.id, order.state), (False, "registered"))

    def test_g4_second_dispatcher_reads_which_station_was_quicker(self):
        order = self._give_to(self.north)
        with self._refused(UserError, "was assigned to Station North"):
            order.with_user(self.dispatcher)._assign_station(self.south)
        with self._refused(UserError, "was assigned to Station North"):
            self._assign(order)

    def test_n2_suspended_or_closed_station_gets_no_job(self):
        order = self._play_until("registered", self.unit_free)
        stations = self.north.with_user(self.manager)
        for close in (stations.action_suspend, stations.action_close):
            close()
            with self._refused(UserError, "takes no new jobs"):
                self._give_to(self.north, order)
        with self._refused(UserError, "cannot go to"):
            stations.action_resume()

    def test_n2_station_with_open_jobs_is_not_closed(self):
        order = self._give_to(self.north)
        with self._refused(UserError, "1 open jobs"):
            self.north.with_user(self.manager).action_close()
        order.with_user(self.dispatcher).action_hand_back()
        self.north.with_user(self.manager).action_close()
        self.assertEqual(self.north.state, "closed")
        self.assertFalse(self.env["aftersales.station"]._get_of_user(self.north_user))

    def test_g2_deadlines_follow_the_working_hours_of_the_station(self):
        """A station that works around the clock is due earlier than the company's office."""
        self.company.resource_calendar_id.tz = "UTC"
        day_and_night = self.env["resource.calendar"].create(
            {
                "name": "Around the clock",
                "tz": "UTC",
                "attendance_ids": [
                    Command.create({"name": str(day), "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
                    for day in range(7)
                ],
            }
        )
        self.north.calendar_id = day_and_night
        order = self._play_until("registered", self.unit_free, area="urban", channel="phone")
        arrival = order.clock_ids.filtered(lambda each: each.kind == "arrival")
        office = arrival.deadline
        self._give_to(self.north, order)
        self.assertEqual(arrival.deadline, fields.Datetime.add(order.request_date, hours=6))
        self.assertFalse(arrival.stale)
        day_and_night.tz = "Asia/Shanghai"
        self.assertTrue(arrival.stale, "The hours of the station have changed")
        self._give_to(self.south, order)
        self.assertEqual(arrival.deadline, office)

    def test_n1_only_a_company_runs_a_station(self):
        person = self.north_user.partner_id
        with self._refused(ValidationError, "choose the company"):
            self.env["aftersales.station"].create({"partner_id": person.id})

    def test_n1_one_station_per_partner(self):
        with self._refused_by_database("partner_unique"):
            self.env["aftersales.station"].create({"partner_id": self.partners[0].id})

    def test_g1_only_the_manager_changes_stations(self):
        for user in (self.dispatcher, self.engineer_user, self.accountant):
            station = self.north.with_user(user)
            self.assertEqual(station.name, "Station North")
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                station.action_suspend()
            with self.assertRaises(AccessError):
                station.code = "X"
        with self.assertRaises(UserError):
            self.north.with_user(self.manager).state = "closed"
        with self.assertRaises(AccessError):
            self.north.with_user(self.north_user).read(["name"])
        order = self._play_until("registered", self.unit_free)
        for user in (self.clerk, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                order.with_user(user)._assign_station(self.north)
