from odoo.tests import Form, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestPhoneLookup(ServiceCase):
    """The clerk types the caller's number (S2)."""

    def _form(self):
        return Form(self.env["aftersales.order"].with_user(self.clerk))

    def test_known_number_brings_the_customer(self):
        """S2: however the number is written; address and contact data come along."""
        form = self._form()
        form.phone = "0086 138 0013 8000"
        self.assertEqual(form.partner_id, self.customer)
        self.assertIn("88 Renmin Road", form.address)
        self.assertEqual(form.phone, "0086 138 0013 8000", "what was typed stays")
        self.assertFalse(form.lot_id, "two units: the clerk chooses")
        form.fault = "Does not cool"
        self.assertEqual(form.save().phone_key, "13800138000")

    def test_unknown_number_brings_nobody(self):
        """S2: no guess, no error."""
        form = self._form()
        form.phone = "13911110000"
        self.assertFalse(form.partner_id)

    def test_several_customers_have_the_number(self):
        """S2: a warning names them; none is chosen."""
        self.env["res.partner"].create({"name": "Zhang Li", "phone": "138 0013 8000"})
        orders = self.env["aftersales.order"].with_user(self.clerk)
        result = orders.new({"phone": "13800138000"})._onchange_phone()
        self.assertIn("Zhang Li", result["warning"]["message"])
        self.assertIn("Zhang Wei", result["warning"]["message"])

    def test_closed_customer_is_not_offered(self):
        """S2: an archived customer is not found, and refused when chosen."""
        self.customer.active = False
        form = self._form()
        form.phone = "13800138000"
        self.assertFalse(form.partner_id)
        with self._refused(Exception, "closed"):
            self._create_order(self.unit_free, partner_id=self.customer.id)

    def test_customer_of_another_company_is_not_offered(self):
        """G1, S2: a number known in the second company only brings nobody here."""
        company = self.env["res.company"].create({"name": "Second centre"})
        self.env["res.partner"].create(
            {"name": "Elsewhere", "phone": "13500000000", "company_id": company.id}
        )
        form = self._form()
        form.phone = "13500000000"
        self.assertFalse(form.partner_id)

    def test_chosen_customer_is_not_replaced(self):
        """S2: a number typed later does not exchange the customer."""
        other = self.env["res.partner"].create({"name": "Neighbour"})
        form = self._form()
        form.partner_id = other
        form.phone = "13800138000"
        self.assertEqual(form.partner_id, other)

    def test_single_unit_is_picked(self):
        """S2: a customer with one unit calls about that one: product and type follow."""
        caller = self.env["res.partner"].create({"name": "Qian", "phone": "13622223333"})
        unit = self._create_unit("SN-QIAN", self.today, partner=caller)
        form = self._form()
        form.phone = "13622223333"
        self.assertEqual(form.partner_id, caller)
        self.assertEqual(form.lot_id, unit)
        self.assertEqual(form.product_id, self.appliance)
        self.assertEqual(form.service_type, "C")

    def test_another_product_clears_the_unit(self):
        """S2: a serial number of the wrong product cannot stay."""
        form = self._form()
        form.lot_id = self.unit_free
        self.assertEqual(form.partner_id, self.customer)
        form.product_id = self.part
        self.assertFalse(form.lot_id)

    def test_new_customer_gets_the_typed_number(self):
        """S2: what the clerk typed is not typed again for the new customer."""
        partners = self.env["res.partner"].with_user(self.clerk)
        new_id, _name = partners.with_context(
            default_phone="13344445555", default_street="1 Lane"
        ).name_create("Sun Li")
        form = self._form()
        form.phone = "13344445555"
        self.assertEqual(form.partner_id.id, new_id)
