from datetime import timedelta

from odoo import sql_db
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin
from odoo.addons.aftersales_service.tests.common_portal import PortalCase

from .test_n7_request import RequestCase


@tagged("post_install", "-at_install")
class TestKilled(KilledMixin, RequestCase):
    """N1, N5, N9: scheduled work that is killed is finished by the next run, nothing twice."""

    def test_n5_deposits_reminded(self):
        stations = self.env["aftersales.station"].union(*(self._create_station(f"S{n}") for n in range(3)))
        stations._set_deposit_due(self.today - timedelta(days=10))
        self._check_killed(
            "aftersales.station",
            "_cron_remind_deposits",
            "_remind_deposit",
            lambda: len(stations.activity_ids),
        )
        self.assertEqual([len(station.activity_ids) for station in stations], [1, 1, 1])

    def test_n1_papers_that_expire(self):
        stations = self.env["aftersales.station"].union(*(self._create_station(f"S{n}") for n in range(3)))
        self.env["aftersales.station.document"].create(
            [
                {
                    "station_id": station.id,
                    "kind": "licence",
                    "date_from": self.today - timedelta(days=100),
                    "date_to": self.today + timedelta(days=5),
                }
                for station in stations
            ]
        )
        self._check_killed(
            "aftersales.station.document",
            "_cron_warn_expiry",
            "_warn_expiry",
            lambda: len(stations.activity_ids),
        )
        self.assertEqual([len(station.activity_ids) for station in stations], [1, 1, 1])

    def test_n9_receipts_by_silence(self):
        shipments = self.env["aftersales.part.shipment"].union(
            *(self._ship(self._approve(1)) for _each in range(3))
        )
        shipments.answer_by = self.today - timedelta(days=1)
        self._check_killed(
            "aftersales.part.shipment",
            "_cron_confirm_receipts",
            "_receive_by_silence",
            lambda: len(shipments.filtered(lambda shipment: shipment.state == "received")),
        )
        self.assertEqual(self.north.parts_held, 300)

    def test_n9_queries_of_silence_do_not_grow_with_the_lines(self):
        """A run costs the same for a shipment more, but for its request's state."""
        counts = []
        for number in (2, 8):
            shipments = self.env["aftersales.part.shipment"].union(
                *(self._ship(self._approve(1)) for _each in range(number))
            )
            shipments.answer_by = self.today - timedelta(days=1)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            shipments._receive_by_silence()
            self.env.flush_all()
            counts.append((self.cr.sql_log_count - start) / number)
        self.assertLess(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestPortalQueries(RequestCase, PortalCase):
    """N6–N9: the station's page costs the same however much is on it."""

    def test_n9_the_page_of_parts_costs_the_same(self):
        people = self._create_station_user(self.north, "test-queries-north")
        counts = []
        for number in (2, 6):
            for _each in range(number):
                self._ship(self._approve(1))
            self.env.flush_all()
            self._visit("/my/station-parts", people)
            start = sql_db.sql_counter
            self._visit("/my/station-parts", people)
            counts.append(sql_db.sql_counter - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
