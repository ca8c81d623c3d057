from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_portal import PortalCase

from .test_n7_request import RequestCase


@tagged("post_install", "-at_install")
class TestPartsTour(RequestCase, PortalCase):
    """N6–N9: asked for in the portal, approved in the office, received, in the browser, in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.people = cls._create_station_user(cls.north, "test-parts-tour")
        office = cls.dispatcher | cls.manager
        for user in cls.people | office:
            user.with_context(no_reset_password=True).write(
                {"password": user.login, "tz": "Asia/Shanghai", "lang": "zh_CN"}
            )

    def _portal(self, tour, path):
        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(f"/zh_CN{path}", f"aftersales_parts_{tour}", login=self.people.login, timeout=180)
        self.env.invalidate_all()

    def _office(self, tour, record, user):
        self.browser_size, self.touch_enabled = "1366x768", False
        path = f"/odoo/m-{record._name}/{record.id}"
        self.start_tour(path, f"aftersales_parts_{tour}", login=user.login, timeout=180)
        self.env.invalidate_all()

    def test_n7_n9_from_the_request_to_the_receipt(self):
        self._portal("ask", "/my/station-parts")
        request = self.north.request_ids
        self.assertEqual((request.kind, request.line_ids.quantity), ("presale", 3))
        self._office("sign", request, self.dispatcher)
        self._office("approve", request, self.manager)
        shipment = self._ship(request)
        self._portal("receive", f"/my/station-shipments/{shipment.id}")
        self.assertEqual((request.state, self.north.parts_held), ("done", 300))
