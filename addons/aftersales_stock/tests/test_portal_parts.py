from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common_portal import PortalCase

from .test_n7_request import RequestCase


@tagged("post_install", "-at_install")
class TestPartsPortal(RequestCase, PortalCase):
    """N6, N7, N9: a station's people see the limit, ask for parts, confirm what arrived – their own only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north_people = cls._create_station_user(cls.north, "test-parts-north")
        cls.south_people = cls._create_station_user(cls.south, "test-parts-south")

    def _ask(self, user=None, **values):
        values = {
            "station_id": self.north.id,
            "kind": "presale",
            "part_0": "TEST-M7",
            "quantity_0": "2",
            **values,
        }
        answer = self._post("/my/station-parts/ask", user or self.north_people, **values)
        self.env.invalidate_all()
        return answer

    def test_n6_the_limit_is_seen_before_asking(self):
        for path in ("/my/station-parts", "/my/station-parts/new"):
            page = self._visit(path, self.north_people).text
            self.assertIn("Left of the limit", page)
            self.assertIn("3,000.00", page)
        self.assertIn("Parts of my station", self._visit("/my/home", self.north_people).text)

    def test_n7_asked_in_the_portal(self):
        self.assertIn("is with us", self._ask().text)
        request = self.north.request_ids
        self.assertEqual((request.state, request.line_ids.quantity), ("submitted", 2))
        for values, sentence in (
            ({"part_0": "NO-SUCH-PART"}, "No part is called"),
            ({"part_0": ""}, "asks for nothing"),
            ({"quantity_0": "-3"}, "is not a figure"),
            ({"kind": "transfer"}, "what kind of request"),
            ({"kind": "urgent"}, "no loan unit"),
            ({"station_id": self.south.id}, "Choose your station"),
        ):
            with self.subTest(values=values):
                page = self._ask(**values).text
                self.assertIn(sentence, page)
        self.assertEqual(len(self.north.request_ids), 1)
        self.assertFalse(self.south.request_ids)

    @mute_logger("odoo.http")
    def test_n9_received_in_the_portal_by_nobody_else(self):
        shipment = self._ship(self._approve(5))
        path = f"/my/station-shipments/{shipment.id}"
        line = shipment.line_ids
        for user in (self.south_people, self.customer_user):
            self.assertEqual(self._visit(path, user).status_code, 404)
            self.assertEqual(self._post(f"{path}/receive", user).status_code, 404)
        self.assertEqual(shipment.state, "transit")
        self.assertIn("Confirm what I received", self._visit(path, self.north_people).text)
        page = self._post(f"{path}/receive", self.north_people, **{f"received_{line.id}": "6"}).text
        self.assertIn("were received", page)
        page = self._post(
            f"{path}/receive", self.north_people, **{f"received_{line.id}": "4", "claim": "One is broken"}
        ).text
        self.assertIn("Your answer is noted", page)
        self.env.invalidate_all()
        self.assertEqual((shipment.state, line.received, shipment.claim), ("claimed", 4, "One is broken"))
