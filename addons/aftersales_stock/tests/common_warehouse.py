from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.aftersales_service.tests.common import ServiceCase


class WarehouseCase(ServiceCase):
    """The main warehouse under its rules: three keepers, a leader, goods of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper, cls.checker, cls.third = (cls._create_keeper(name) for name in ("Gao", "He", "Ma"))
        cls.company.aftersales_warehouse_user_id = cls.manager
        cls.company.aftersales_warehouse_rules = True
        cls.receipts, cls.deliveries = cls.warehouse.in_type_id, cls.warehouse.out_type_id
        cls.stock = cls.warehouse.lot_stock_id
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.supplier = cls.env["res.partner"].create({"name": "Fan works"})
        cls.part.barcode = "6900000000017"
        cls.special, cls.kit, cls.piece = cls.env["product.product"].create(
            [
                {"name": "Compressor", "is_storable": True, "aftersales_special": True, "taxes_id": False},
                {"name": "Test kit", "is_storable": True, "aftersales_test_kit": True, "taxes_id": False},
                {"name": "Outside unit", "is_storable": True, "aftersales_set_only": True, "taxes_id": False},
            ]
        )
        for product in cls.special | cls.kit | cls.piece:
            cls.env["stock.quant"]._update_available_quantity(product, cls.stock, 20)

    @classmethod
    def _create_keeper(cls, name):
        login = f"test-keeper-{name}".lower()
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [Command.link(cls.env.ref("aftersales_stock.group_keeper").id)],
            }
        )

    def _transfer(self, kind, quantity=10.0, product=None, partner=None):
        """A receipt ("in") or delivery ("out"), ready to be counted."""
        operation = self.receipts if kind == "in" else self.deliveries
        source, target = (self.suppliers, self.stock) if kind == "in" else (self.stock, self.customers)
        product = product or self.part
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "partner_id": (partner or (self.supplier if kind == "in" else self.customer)).id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _slip(self, picking, user=None):
        return self.env["aftersales.slip"].with_user(user or self.keeper)._open_for(picking)

    def _count(self, picking, quantity, user=None, product=None, on_slip=None):
        """`user` counts and signs through the counting screen."""
        slip = self._slip(picking, user)
        count = self.env["aftersales.slip.count"].with_user(user or self.keeper)
        count = count.browse(slip.action_count()["res_id"])
        product = product or self.part
        with Form(count) as form:
            index = [line.product_id for line in count.line_ids].index(product)
            with form.line_ids.edit(index) as line:
                line.quantity = quantity
                if on_slip is not None:
                    line.on_slip = on_slip
        count.action_sign()
        return slip.with_env(self.env)

    def _count_both(self, picking, quantity, product=None, way="collected", **vals):
        """Two people count `quantity`; where goods leave, the customer signs on paper."""
        self._count(picking, quantity, product=product)
        slip = self._count(picking, quantity, self.checker, product)
        if slip.kind == "out":
            slip.with_user(self.keeper).write({"way": way, "sales_slip": "GX-1", **vals})
        return slip

    def _validate(self, picking, user=None, backorder=True):
        """Press Validate, and answer the question about the rest."""
        picking = picking.with_user(user or self.keeper)
        answer = picking.button_validate()
        if isinstance(answer, dict) and answer.get("res_model") == "stock.backorder.confirmation":
            wizard = Form(
                self.env["stock.backorder.confirmation"]
                .with_user(user or self.keeper)
                .with_context(**answer["context"])
            ).save()
            return wizard.process() if backorder else wizard.process_cancel_backorder()
        return answer
