from datetime import date

from odoo import fields
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestInstalledUnit(ServiceCase):
    """A serial number becomes an installed unit when it reaches its customer (S1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env["stock.lot"].create({"name": "SN-NEW", "product_id": cls.appliance.id})
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelf = cls.env.ref("stock.stock_location_customers")
        cls.env["stock.quant"]._update_available_quantity(cls.appliance, cls.stock, 1, lot_id=cls.unit)

    def _move(self, source, target, picking_type, partner, owner=None):
        places = {"location_id": source.id, "location_dest_id": target.id}
        vals = {**places, "partner_id": partner.id, "picking_type_id": picking_type.id}
        picking = self.env["stock.picking"].create(vals)
        goods = {**places, "picking_id": picking.id, "product_id": self.appliance.id}
        move = self.env["stock.move"].create({**goods, "product_uom_qty": 1})
        self.env["stock.move.line"].create(
            {
                **goods,
                "move_id": move.id,
                "lot_id": self.unit.id,
                "quantity": 1,
                "owner_id": owner.id if owner else False,
                "picked": True,
            }
        )
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _deliver(self, partner, owner=None):
        return self._move(self.stock, self.shelf, self.warehouse.out_type_id, partner, owner)

    def _return(self, partner):
        return self._move(self.shelf, self.stock, self.warehouse.in_type_id, partner)

    def test_delivery_makes_an_installed_unit(self):
        """S1: owner, sale date and warranty follow from the delivery, without a hand."""
        self._deliver(self.customer)
        self.assertEqual(self.unit.aftersales_partner_id, self.customer)
        self.assertEqual(self.unit.aftersales_sale_date, fields.Date.context_today(self.unit))
        self.assertEqual(self.unit.aftersales_warranty_term_id, self.term)
        self.assertEqual(self._create_order(self.unit).service_type, "C")

    def test_the_customers_own_units_are_offered_first(self):
        """At the telephone the serial is searched among thousands; the caller's own unit heads the list."""
        lots = self.env["stock.lot"]
        units = lots.create([{"name": f"OWN-{n}", "product_id": self.appliance.id} for n in range(5)])
        units[3].aftersales_partner_id = self.customer
        offered = lots.with_context(aftersales_owner_id=self.customer.id).name_search("OWN-", limit=3)
        self.assertEqual([row[0] for row in offered], [units[3].id, *(units - units[3])[:2].ids])
        strange = self._create_order(units[3], partner_id=self.company.partner_id.id)
        self.assertEqual(strange.unit_owner_id, self.customer, "the form says whose unit it is")

    def test_unit_that_comes_back_to_its_owner_is_not_sold_anew(self):
        """S1, S8: taken in for repair and delivered back, its warranty does not start again."""
        self._deliver(self.customer)
        self.unit.aftersales_sale_date = date(2024, 1, 1)
        self._return(self.customer)
        self._deliver(self.customer)
        self.assertEqual(self.unit.aftersales_sale_date, date(2024, 1, 1))

    def test_resold_unit_has_a_new_owner(self):
        """S1: returned and sold to somebody else: new owner, new sale date."""
        other = self.env["res.partner"].create({"name": "Second owner"})
        self._deliver(self.customer)
        self.unit.aftersales_sale_date = date(2024, 1, 1)
        self._return(self.customer)
        self._deliver(other)
        self.assertEqual(self.unit.aftersales_partner_id, other)
        self.assertEqual(self.unit.aftersales_sale_date, fields.Date.context_today(self.unit))

    def test_customers_own_goods_are_not_sold(self):
        """S8: a unit we only keep for its owner is handed back, not sold."""
        keeper = self.env["res.partner"].create({"name": "Workshop customer"})
        self.unit.write({"aftersales_partner_id": keeper.id, "aftersales_sale_date": date(2024, 1, 1)})
        self.env["stock.quant"]._update_available_quantity(self.appliance, self.stock, -1, lot_id=self.unit)
        self.env["stock.quant"]._update_available_quantity(
            self.appliance, self.stock, 1, lot_id=self.unit, owner_id=keeper
        )
        self._deliver(self.customer, owner=keeper)
        self.assertEqual(self.unit.aftersales_partner_id, keeper)
        self.assertEqual(self.unit.aftersales_sale_date, date(2024, 1, 1))

    def test_repair_on_site_moves_nothing_of_the_unit(self):
        """Trap 13: a serial that never was on our stock raises no question and stays where it is."""
        order = self._play_until("acceptance", self.unit_free)
        self.assertEqual(order.repair_ids.state, "done")
        quants = self.env["stock.quant"].search([("lot_id", "=", self.unit_free.id)])
        self.assertFalse(quants.filtered(lambda quant: quant.location_id.usage == "internal"))
        self.assertEqual(self.unit_free.aftersales_partner_id, self.customer)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(self.unit_free.aftersales_warranty_state, "valid")
