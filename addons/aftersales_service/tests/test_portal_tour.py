from odoo.tests import tagged

from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCase):
    """The portal in the browser, in Chinese, at the width of a telephone (S2, S7, S17, N1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.customer_user | cls.north_user:
            user.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})

    def _play(self, tour, path, user=None):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.start_tour(path, tour, login=user and user.login, timeout=120)
        self.env.invalidate_all()

    def test_s2_customer_reports_a_fault(self):
        self.unit_paid.aftersales_partner_id = False
        self._play("aftersales_portal_report", "/zh_CN/my/service", self.customer_user)
        order = self.env["aftersales.order"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((order.state, order.channel), ("enquiry", "web"))
        self.assertEqual(order.lot_id, self.unit_free, "the only unit is offered")
        self.assertIn("开机不制冷", order.fault)

    def test_s17_customer_signs_and_gives_his_opinion(self):
        order = self._play_until("acceptance", self.unit_free)
        self._play("aftersales_portal_sign", f"/zh_CN/my/service/{order.id}", self.customer_user)
        self.assertTrue(order.signed_on)
        opinion = order.opinion_id
        self.assertEqual((order.state, opinion.score, opinion.remark), ("follow_up", 95, "师傅很专业"))
        self.assertFalse(opinion.complaint_id)

    def test_s2_visitor_scans_a_unit(self):
        self.unit_free._ensure_aftersales_tokens()
        self._play("aftersales_portal_unit", f"/zh_CN/unit/{self.unit_free.aftersales_token}")
        order = self.env["aftersales.order"].search([("lot_id", "=", self.unit_free.id)])
        self.assertTrue(order.unverified)
        self.assertEqual(order.contact_name, "王先生")

    def test_n1_station_works_a_job(self):
        order = self._give_to(self.north, self._play_until("registered", self.unit_free))
        self._play("aftersales_portal_station", "/zh_CN/my/service-jobs", self.north_user)
        self.assertEqual((order.state, order.handling), ("follow_up", "清洗冷凝器"))
        self.assertTrue(order.signature)
