from contextlib import contextmanager

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

#: A one-pixel PNG: what the signature pad sends.
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class ServiceCase(TransactionCase):
    """A small service centre: people of every role, an appliance, a part, fees, a warranty term."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.lang = "en_US"  # what scheduled actions write is compared in English
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.clerk = cls._create_user("clerk", "Chen")
        cls.dispatcher = cls._create_user("dispatcher", "Zhou")
        cls.engineer_user = cls._create_user("engineer", "Li")
        cls.other_engineer_user = cls._create_user("engineer", "Wang")
        cls.manager = cls._create_user("manager", "Liu")
        cls.accountant = cls._create_user("accountant", "Sun")
        cls.engineer, cls.other_engineer = cls.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "aftersales_engineer": True}
                for user in (cls.engineer_user, cls.other_engineer_user)
            ]
        )
        cls.category = cls.env["product.category"].create({"name": "Air conditioners (test)"})
        cls.appliance = cls.env["product.product"].create(
            {
                "name": "Split air conditioner X1",
                "default_code": "TEST-AC-X1",
                "is_storable": True,
                "tracking": "serial",
                "categ_id": cls.category.id,
                "taxes_id": False,
            }
        )
        cls.part = cls.env["product.product"].create(
            {
                "name": "Fan motor M7",
                "default_code": "TEST-M7",
                "is_storable": True,
                "list_price": 100.0,
                "standard_price": 40.0,
                "invoice_policy": "delivery",
                "taxes_id": False,
            }
        )
        cls.env["stock.quant"]._update_available_quantity(cls.part, cls.warehouse.lot_stock_id, 10)
        cls.callout = cls.env.ref("aftersales_service.product_callout")
        cls.labour = cls.env.ref("aftersales_service.product_labour")
        (cls.callout | cls.labour).taxes_id = False
        cls.term = cls.env["aftersales.warranty.term"].create(
            {"name": "One year", "code": "S1", "product_categ_id": cls.category.id, "months": 12}
        )
        cls.schedule = cls.env["aftersales.fee.schedule"].create(
            {
                "name": "Fees (test)",
                "code": "S12",
                "company_id": cls.company.id,
                "date_from": "2001-01-01",
                "line_ids": [
                    Command.create({"kind": "callout", "product_id": cls.callout.id, "price_unit": 30}),
                    Command.create({"kind": "labour", "product_id": cls.labour.id, "price_unit": 80}),
                ],
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Zhang Wei", "phone": "+86 138-0013-8000", "street": "88 Renmin Road"}
        )
        cls.now = fields.Datetime.now()
        cls.today = fields.Date.today()
        cls.unit_free = cls._create_unit("SN-FREE-1", cls.today - relativedelta(months=3))
        cls.unit_paid = cls._create_unit("SN-PAID-1", cls.today - relativedelta(months=30))

    @classmethod
    def _create_user(cls, role, name):
        login = f"test-{role}-{name}".lower()
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [Command.link(cls.env.ref(f"aftersales_service.group_{role}").id)],
            }
        )

    @classmethod
    def _create_unit(cls, serial, sale_date, product=None, partner=None):
        return cls.env["stock.lot"].create(
            {
                "name": serial,
                "product_id": (product or cls.appliance).id,
                "company_id": cls.company.id,
                "aftersales_partner_id": (partner or cls.customer).id,
                "aftersales_sale_date": sale_date,
            }
        )

    @contextmanager
    def _refused(self, exception, sentence):
        """What is done inside must raise `exception` with words that match `sentence`.

        As for a remote call, nothing of it is kept (plain `assertRaisesRegex` keeps what was
        written before the error).
        """
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)

    @contextmanager
    def _refused_by_database(self, constraint):
        """What is written inside must break the database constraint whose name ends so."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, constraint),
            self.cr.savepoint(),
        ):
            yield
            self.env.flush_all()

    def _create_order(self, unit=None, **vals):
        """An order as the clerk takes it, in the environment of the test."""
        orders = self.env["aftersales.order"].with_user(self.clerk)
        vals = {"lot_id": (unit or self.unit_paid).id, "fault": "Does not cool", **vals}
        return orders.create(vals).with_env(self.env)

    def _assign(self, order, engineer=None):
        order.with_user(self.dispatcher)._assign(
            engineer or self.engineer,
            fields.Datetime.add(self.now, hours=1),
            fields.Datetime.add(self.now, hours=2),
            order.engineer_id,
        )

    def _add_line(self, order, kind="part", quantity=1.0, user=None, **vals):
        if kind == "part":
            vals.setdefault("product_id", self.part.id)
        lines = self.env["aftersales.order.line"].with_user(user or self.engineer_user)
        vals = {"order_id": order.id, "kind": kind, "quantity": quantity, **vals}
        return lines.create(vals).with_env(self.env)

    def _fill_voucher(self, order):
        order.with_user(self.engineer_user).write(
            {"handling": "Fan motor replaced", "result": "Cools again", "time_spent": 1.5}
        )

    def _play_until(self, state, unit=None, **vals):
        """Play an order of `unit` up to `state`, as the people of each role would."""
        order = self._create_order(unit, **vals)
        steps = {
            "registered": lambda: order.with_user(self.clerk).action_register(),
            "assessment": lambda: self._assign(order),
            "repair": lambda: self._play_start(order),
            "acceptance": lambda: self._play_finish(order),
            "signed": lambda: order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE),
        }
        for step, play in steps.items():
            if order.state == state:
                return order
            play()
            if step == state:
                return order
        return order

    def _hand_back(self, records, **options):
        """The customer collects the units of receipts, or these units, repaired or not."""
        units = records if records._name == "aftersales.order.unit" else records.unit_ids
        return units._hand_back("Zhang Wei", SIGNATURE, **{"unrepaired": True, **options})

    def _play_start(self, order):
        self._add_line(order)
        self._add_line(order, "callout")
        if order.service_type == "A":
            order.with_user(self.engineer_user).action_prepare_quotation()
            order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.engineer_user).action_start()

    def _play_finish(self, order):
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
