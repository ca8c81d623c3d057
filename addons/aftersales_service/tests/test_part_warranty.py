from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestPartWarranty(EntitlementCase):
    """A replaced part carries its own warranty (S1)."""

    def _job(self, unit=None, **vals):
        """A finished paid job on which the fan motor was replaced."""
        order = self._play_until("assessment", unit, **vals)
        self._add_line(order)
        if order.customer_total:
            self._accept(order)
        self._finish(order)
        return order

    def _warranty_of(self, order):
        return self.env["aftersales.part.warranty"].search([("line_id", "in", order.line_ids.ids)])

    def test_s1_part_gets_its_warranty_when_the_work_is_finished(self):
        """S1: 6 months from today by the policy, whoever paid; a part without a policy gets none."""
        order = self._job()
        self.assertFalse(self._warranty_of(order), "no policy")
        self._create_part_term(6, labour_share=50)
        for unit in (self.unit_paid, self.unit_free):
            warranty = self._warranty_of(self._job(unit))
            day = warranty.order_id._get_local_date(warranty.order_id.repair_end)
            self.assertEqual((warranty.lot_id, warranty.product_id), (unit, self.part))
            self.assertEqual((warranty.date_from, warranty.date_to), (day, day + relativedelta(months=6)))
            self.assertEqual((warranty.quantity, warranty.labour_share), (1, 50))

    def test_s1_part_fails_again_within_its_warranty(self):
        """S1: the part is the maker's though the unit is out of warranty; free on the last day, not after."""
        for days, payer in ((0, "maker"), (1, "customer")):
            end = self.today - relativedelta(days=days)
            unit = self._create_unit(f"SN-PW-{days}", self.today - relativedelta(months=30))
            warranty = self._create_part_warranty(unit, end)
            order = self._create_order(unit, request_date=self._noon(self.today))
            line = self._add_line(order, user=self.clerk)
            self.assertEqual(line.payer, payer)
            self.assertEqual(line.part_warranty_id, warranty if payer == "maker" else warranty.browse())
            self.assertEqual(order.service_type, "A")

    def test_s1_only_the_same_part_on_the_same_unit(self):
        """S1, trap 15: another part, and the same serial number on another product, are not covered."""
        self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1))
        other_product = self._create_product("Split air conditioner X2", self.appliance)
        twin = self._create_unit("SN-PAID-1", self.today - relativedelta(months=30), other_product)
        self.assertEqual(twin.name, self.unit_paid.name)
        self.assertEqual(self._add_line(self._create_order(twin), user=self.clerk).payer, "customer")
        order = self._create_order()
        other = self._add_line(order, user=self.clerk, product_id=self._create_product("Pump", self.part).id)
        self.assertEqual(other.payer, "customer")
        self.assertEqual(self._add_line(order, user=self.clerk).payer, "maker")

    def test_s1_more_pieces_than_were_replaced(self):
        """S1: one motor is under warranty: a line of two is not, two lines of one: the first."""
        self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1))
        order = self._create_order()
        line = self._add_line(order, quantity=2, user=self.clerk)
        self.assertEqual(line.payer, "customer")
        line.with_user(self.clerk).quantity = 1
        self.assertEqual(line.payer, "maker")

    def test_s1_labour_comes_with_the_part_by_policy(self):
        """S1: half of the labour, nothing of the call-out; labour without the part is paid."""
        self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1), labour_share=50)
        order = self._create_order()
        labour = self._add_line(order, "labour", user=self.clerk)
        callout = self._add_line(order, "callout", user=self.clerk)
        self.assertEqual(labour.payer, "customer")
        part = self._add_line(order, user=self.clerk)
        self.assertEqual(self._decision(labour), ("maker", 50, "labour_of_part"))
        self.assertEqual(labour.customer_amount, 40)
        self.assertEqual(callout.payer, "customer")
        part.with_user(self.clerk).unlink()
        self.assertEqual(labour.payer, "customer")

    def test_s1_used_up_by_the_job_that_replaces_the_part_again(self):
        """S1: the new part has a warranty of its own, the old one is used up; nothing is given twice."""
        self._create_part_term(6)
        first = self._warranty_of(self._job())
        again = self._job()
        self.assertEqual(again.customer_total, 0)
        self.assertEqual(first.claim_line_id, again.line_ids)
        second = self._warranty_of(again)
        self.assertEqual(len(second), 1)
        third = self._create_order()
        self.assertEqual(self._add_line(third, user=self.clerk).part_warranty_id, second)

    def test_s1_job_finished_twice_gives_one_warranty(self):
        """S1: sent back by the customer and finished again."""
        self._create_part_term(6)
        order = self._play_until("acceptance", self.unit_free)
        order.with_user(self.engineer_user).action_send_back()
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(len(self._warranty_of(order)), 1)

    def test_s1_later_policy_changes_no_warranty(self):
        """S1: a part keeps what it was given; an accepted line keeps what it was told."""
        term = self._create_part_term(6)
        order = self._job()
        warranty = self._warranty_of(order)
        end = warranty.date_to
        term.months = 1
        self.assertEqual(warranty.date_to, end)
        again = self._create_order()
        line = self._add_line(again, user=self.clerk)
        again.sudo().state = "repair"
        warranty.date_to = warranty.date_from
        self.unit_paid.aftersales_sale_date = self.today - relativedelta(months=31)
        self.assertEqual(line.payer, "maker", "begun: decided")

    def test_s1_excluded_fault_takes_the_parts_warranty_away(self):
        """S1: a motor broken by misuse is no warranty case of the motor either."""
        misuse = self.env["aftersales.fault"].create({"code": "T-MISUSE", "name": "Dropped"})
        self.term.excluded_fault_ids = misuse
        self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1))
        order = self._create_order(fault_id=misuse.id)
        self.assertEqual(self._add_line(order, user=self.clerk).payer, "customer")

    def test_s1_who_may_enter_warranties_of_parts(self):
        """G1, S1: all read; the manager enters those of old vouchers; nobody ties them to a line."""
        warranty = self._create_part_warranty(self.unit_paid, self.today)
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
            self.assertTrue(warranty.with_user(user).read(["date_to"]))
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                warranty.with_user(user).date_to = self.today
        warranty.with_user(self.manager).date_to = self.today + relativedelta(days=1)
        line = self._add_line(self._create_order(), user=self.clerk)
        for vals in ({"line_id": line.id}, {"claim_line_id": line.id}):
            with self.subTest(vals=vals), self._refused(UserError, "use the buttons"):
                warranty.with_user(self.manager).write(vals)
            warranties = self.env["aftersales.part.warranty"].with_user(self.manager)
            with self.subTest(created=vals), self._refused(UserError, "use the buttons"):
                warranties.create({**warranty.copy_data()[0], **vals})
        with self._refused_by_database("dates_order"):
            warranty.date_to = warranty.date_from - relativedelta(days=1)

    def test_s1_second_company_sees_nothing(self):
        """S1: a warranty given by one company is not claimed in another one."""
        other = self.env["res.company"].create({"name": "Second centre"})
        warranty = self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1))
        stranger = self._create_user("manager", "Stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = self.env["aftersales.part.warranty"].with_user(stranger).search([])
        self.assertNotIn(warranty, found)
