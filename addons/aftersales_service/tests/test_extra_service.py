from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestExtraService(EntitlementCase):
    """Extra services sold by an engineer: 20 % of the net income is recorded for him (S14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._get_aftersales_today()
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.policy = cls.env.ref("aftersales_service.extra_policy_general")
        cls.alarm = cls.env["product.product"].create(
            {"name": "Alarm installation", "type": "service", "list_price": 333.33, "taxes_id": False}
        )

    def _sell(self, order, kind="labour", **vals):
        item = {"product_id": self.alarm.id} if kind == "labour" else {}
        return self._add_line(order, kind, extra_service=True, **item, **vals)

    def test_s14_share_of_the_net_income(self):
        """S14: service at its own price, part less its cost; 20 % each, rounded to the cent."""
        order = self._play_until("assessment", self.unit_free)
        service = self._sell(order)
        part = self._sell(order, "part")
        self.assertEqual(service.price_unit, 333.33, "not the fee for labour")
        self.assertEqual((service.payer, part.payer), ("customer", "customer"), "also on a warranty job")
        self.assertEqual(service.payer_code, "extra")
        self.assertEqual(service.earner_id, self.engineer)
        self._accept(order)
        self._finish(order)
        self.assertEqual((service.net_income, service.earner_amount), (333.33, 66.67))
        self.assertEqual((part.net_income, part.earner_amount), (60, 12))
        rows = self.env["aftersales.order.line"]._read_group(
            [("extra_service", "=", True), ("order_id", "=", order.id)], ["earner_id"], ["earner_amount:sum"]
        )
        self.assertEqual(rows, [(self.engineer, 78.67)])

    def test_s14_rounding_and_loss(self):
        """S14: half a cent goes up; nothing earned, or a loss, gives nothing."""
        order = self._play_until("assessment", self.unit_free)
        for price, net, due in (
            (0.02, 0.02, 0.0),
            (0.03, 0.03, 0.01),
            (0.12, 0.12, 0.02),
            (0.13, 0.13, 0.03),
            (0, 0, 0),
        ):
            line = self._sell(order, price_unit=price)
            self.assertAlmostEqual(line.net_income, net, 6)
            self.assertAlmostEqual(line.earner_amount, due, 6)
        loss = self._sell(order, "part", price_unit=30)
        loss.sudo().cost = 40
        self.assertEqual((loss.net_income, loss.earner_amount), (-10, 0))

    def test_s14_share_in_force_on_the_day_of_the_request(self):
        """S14: a new figure is a new row; what was sold before keeps its share."""
        order = self._play_until("assessment", self.unit_free)
        old = self._sell(order)
        self.policy.date_to = self.today
        self.env["aftersales.extra.policy"].create({"code": "S14", "share": 25, "date_from": self.tomorrow})
        later = self._create_order(self.unit_free, request_date=self._noon(self.tomorrow))
        self.assertEqual((old.earner_share, self._sell(later, user=self.clerk).earner_share), (20, 25))
        self.env["aftersales.extra.policy"].search([]).active = False
        self.assertEqual(self._sell(later, user=self.clerk).earner_share, 0)
        with self._refused_by_database("share_percent"):
            self.policy.share = 101

    def test_s14_ordinary_lines_earn_nothing(self):
        """S14: labour of the repair itself is nobody's extra."""
        line = self._add_line(self._play_until("assessment"), "labour")
        self.assertFalse(line.earner_id or line.earner_share or line.earner_amount or line.net_income)

    def test_s14_only_recorded_for_those_who_see_cost(self):
        """G1, S14: from the amount due the cost could be reckoned; shares are the server's."""
        order = self._play_until("assessment", self.unit_free)
        line = self._sell(order)
        for user in (self.engineer_user, self.clerk, self.dispatcher):
            self.env.invalidate_all()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                line.with_user(user).read(["earner_amount"])
        for user in (self.manager, self.accountant):
            self.assertEqual(line.with_user(user).read(["earner_amount"])[0]["earner_amount"], 66.67)
