from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_portal import PortalCase

from .test_n7_request import RequestCase


@tagged("post_install", "-at_install")
class TestStationMonth(RequestCase, PortalCase):
    """N3, N6–N13: a station's month in the browser, in Chinese, by everybody who has a part in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.people = cls._create_station_user(cls.north, "test-month-north")
        for user in cls.people | cls.dispatcher | cls.manager | cls.keeper | cls.accountant:
            user.with_context(no_reset_password=True).write(
                {"password": user.login, "tz": "Asia/Shanghai", "lang": "zh_CN"}
            )
        cls.env["aftersales.station.agreement"].create(
            {
                "name": "Station fees (test)",
                "code": "N3",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"amount": 200})],
            }
        )
        cls.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = False

    def _portal(self, tour, path):
        """The station's people, on a telephone."""
        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(f"/zh_CN{path}", f"aftersales_month_{tour}", login=self.people.login, timeout=240)
        self.env.invalidate_all()

    def _office(self, tour, record, user):
        """Somebody of the office, with the record open before him."""
        self.browser_size, self.touch_enabled = "1366x768", False
        path = f"/odoo/m-{record._name}/{record.id}"
        self.start_tour(path, f"aftersales_month_{tour}", login=user.login, timeout=240)
        self.env.invalidate_all()

    def _let_a_month_pass(self, uses):
        """The parts were used last month; their old ones can still be sent in time."""
        month = self.today.replace(day=1) - relativedelta(months=1)
        uses.write(
            {
                "month": month,
                "used_on": month + relativedelta(days=20),
                "due_on": self.today,
                "last_on": self.today + relativedelta(days=9),
            }
        )
        self._run_cron("open_usage_reports")

    def test_n7_n13_a_stations_month(self):
        self._portal("ask", "/my/station-parts")
        request = self.north.request_ids
        self.assertEqual((request.kind, request.line_ids.quantity), ("presale", 3))
        self._office("sign", request, self.dispatcher)
        self._office("approve", request, self.manager)
        self._office("ship", request.picking_ids, self.keeper)
        self._portal("receive", f"/my/station-shipments/{request.shipment_ids.id}")
        self.assertEqual((request.state, self.north.parts_held), ("done", 300))

        order = self._play_until("registered", self.unit_free)
        order.with_user(self.dispatcher)._assign_station(
            self.north, expected=(order.engineer_id, order.station_id)
        )
        self._portal("work", f"/my/service-jobs/{order.id}")
        uses = self.env["aftersales.part.use"].search([("order_id", "=", order.id)])
        self.assertEqual((order.state, uses.mapped("state")), ("follow_up", ["owed", "owed"]))
        self.assertEqual((self.north.parts_held, self.north.parts_owed), (100, 200))

        self._let_a_month_pass(uses)
        self._portal("return", "/my/station-old-parts")
        self._office("inspect", uses.return_line_ids.return_id, self.keeper)
        self.assertEqual(uses.mapped("state"), ["inspected", "inspected"])
        self._run_cron("make_writeoffs")
        writeoff = self.north.writeoff_ids
        self.assertEqual((writeoff.state, writeoff.credit, writeoff.charge), ("sent", 100, 140))
        self._portal("answer", f"/my/station-writeoffs/{writeoff.id}")
        self._office("post", writeoff, self.accountant)
        self.assertEqual((writeoff.consent, self.north.parts_owed), ("portal", 0))
        self.assertEqual(self._get_charges(), 140)

        statement = self.north._make_statements(self.today.replace(day=1))
        self._office("statement", statement, self.accountant)
        self._portal("confirm", f"/my/station-statements/{statement.id}")
        self._office("bill", statement, self.accountant)
        self.assertEqual((statement.amount_total, statement.move_id.state), (60, "posted"))
        self.assertEqual((statement.move_id.amount_total, self._get_charges()), (60, 0))

    def _get_charges(self):
        """What the ledger says the station owes for parts."""
        account = self.company._get_aftersales_station_charge_account()
        domain = [
            ("account_id", "=", account.id),
            ("partner_id", "=", self.north.partner_id.id),
            ("parent_state", "=", "posted"),
        ]
        ((balance,),) = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return balance
