from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import SIGNATURE, ServiceCase


class SecurityCase(ServiceCase):
    """Two orders with line and receipt: Li's and Wang's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.foreign = cls.env["aftersales.order"].create(
            [{"lot_id": unit.id, "fault": "Noise"} for unit in (cls.unit_free, cls.unit_paid)]
        )
        cls.own.sudo().write({"engineer_id": cls.engineer.id, "state": "assessment"})
        cls.foreign.sudo().write({"engineer_id": cls.other_engineer.id, "state": "assessment"})
        orders = cls.own | cls.foreign
        cls.lines = cls.env["aftersales.order.line"].create(
            [{"order_id": order.id, "kind": "part", "product_id": cls.part.id} for order in orders]
        )
        cls.receipts = cls.env["aftersales.goods.receipt"].create(
            [{"order_id": order.id} for order in orders]
        )
        cls.contract = cls.env["aftersales.contract"].create(
            {"partner_id": cls.customer.id, "date_end": "2099-12-31"}
        )

    def _foreign_records(self):
        return self.foreign, self.lines[1], self.receipts[1]


@tagged("post_install", "-at_install")
class TestEngineerSeesOwnJobsOnly(SecurityCase):
    """G1: an engineer sees and works the own orders only, whatever way he asks."""

    def test_searches_leave_out_other_peoples_jobs(self):
        """G1: search, count, name_search and grouping know the own order only."""
        for model, own in (
            ("aftersales.order", self.own),
            ("aftersales.order.line", self.lines[0]),
            ("aftersales.goods.receipt", self.receipts[0]),
        ):
            records = self.env[model].with_user(self.engineer_user)
            ids = (self.foreign | self.own).ids
            domain = [("id" if model == "aftersales.order" else "order_id", "in", ids)]
            with self.subTest(model=model):
                self.assertEqual(records.search(domain), own)
                self.assertEqual(records.search_count(domain), 1)
                self.assertEqual(records._read_group(domain, [], ["__count"]), [(1,)])
                self.assertEqual([row[0] for row in records.name_search("", domain)], own.ids)
        groups = (
            self.env["aftersales.order"]
            .with_user(self.engineer_user)
            .formatted_read_group([("id", "in", (self.own | self.foreign).ids)], ["engineer_id"], ["__count"])
        )
        self.assertEqual(len(groups), 1)

    def test_ids_of_other_jobs_give_nothing(self):
        """G1: read, web_read, export and write by id are refused."""
        self.engineer_user.group_ids += self.env.ref("base.group_allow_export")
        for record in self._foreign_records():
            record = record.with_user(self.engineer_user)
            for name, arguments in {
                "read": [["display_name"]],
                "web_read": [{"display_name": {}}],
                "export_data": [["display_name"]],
                "write": [{"product_id": False}],
                "unlink": [],
                "copy": [],
            }.items():
                self.env.invalidate_all()
                with self.subTest(model=record._name, call=name), self.assertRaises(AccessError):
                    getattr(record, name)(*arguments)

    def test_no_button_works_on_other_jobs(self):
        """G1, G4: every public method refuses another engineer's order."""
        order = self.foreign.with_user(self.engineer_user)
        for name in _public_methods(order):
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(order, name)()
        with self.assertRaises(AccessError):
            order.message_post(body="Hello")
        with self.assertRaises(AccessError):
            self.receipts[1].with_user(self.engineer_user).action_open_return()

    def test_dialogs_do_not_reach_other_jobs(self):
        """G1, S7: a dialog created by remote call for somebody's order shows and does nothing."""
        self.foreign.sudo().write({"handling": "Secret", "state": "acceptance"})
        dialog = (
            self.env["aftersales.sign"]
            .with_user(self.engineer_user)
            .create({"order_id": self.foreign.id, "signed_by": "Me", "signature": SIGNATURE})
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.read(["handling", "customer_total"])
        with self.assertRaises(AccessError):
            dialog.action_sign()
        with self.assertRaises(AccessError):
            self.env["aftersales.assign"].with_user(self.engineer_user).create(
                {"order_ids": self.foreign.ids}
            )
        reasons = self.env["aftersales.reason"].with_user(self.engineer_user)
        for purpose in dict(reasons._fields["purpose"].selection):
            vals = {"purpose": purpose, "order_ids": self.foreign.ids, "reason": "Mine", "service_type": "C"}
            with self.subTest(purpose=purpose), self.assertRaises(AccessError):
                reasons.create(vals).action_apply()

    def test_every_reason_has_its_button(self):
        """G1: whatever the dialog is opened for, one button carries it out."""
        reasons = self.env["aftersales.reason"]
        form = etree.fromstring(reasons.get_view(view_type="form")["arch"])
        shown = [button.get("invisible") for button in form.iter("button") if button.get("name")]
        for purpose in dict(reasons._fields["purpose"].selection):
            with self.subTest(purpose=purpose):
                buttons = [rule for rule in shown if not safe_eval(rule, {"purpose": purpose})]
                self.assertEqual(len(buttons), 1)

    def test_lines_and_receipts_stay_with_their_order(self):
        """G1, S8: nothing is created on, or moved to, a job that is not one's own."""
        lines = self.env["aftersales.order.line"].with_user(self.engineer_user)
        vals = {"order_id": self.foreign.id, "kind": "part", "product_id": self.part.id}
        with self.assertRaises(AccessError):
            lines.create(vals)
        with self.assertRaises(UserError):
            self.lines[0].with_user(self.engineer_user).order_id = self.foreign
        with self.assertRaises(UserError):
            self.receipts[0].with_user(self.engineer_user).order_id = self.foreign
        with self.assertRaises(UserError):
            self.env["aftersales.goods.receipt"].with_user(self.engineer_user).create(
                {"order_id": self.foreign.id}
            )
        with self.assertRaises(UserError):
            self.own.with_user(self.engineer_user).line_ids = [Command.link(self.lines[1].id)]

    def test_engineer_reads_names_of_engineers(self):
        """Trap 25: no right on personnel files, and still the name of the engineer is readable."""
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
            self.env.invalidate_all()
            with self.subTest(user=user.name):
                self.assertEqual(self.own.with_user(user).engineer_id.name, "Li")
                data = self.own.with_user(user).read(["engineer_id"])
                self.assertEqual(data[0]["engineer_id"][1], "Li")

    def test_engineer_changes_no_decision(self):
        """G1, S1: neither the time of the request nor the type, the engineer or the plan."""
        order = self.own.with_user(self.engineer_user)
        for action in ("action_open_assign", "action_open_override", "action_open_cancel", "action_settled"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(order, action)()
        with self.assertRaises(AccessError):
            order.request_date = "2020-01-01"
        with self.assertRaises(AccessError):
            order.create({"fault": "x", "partner_id": self.customer.id})
        order.write({"handling": "Looked at it", "priority": "1"})


@tagged("post_install", "-at_install")
class TestOutsidersSeeNothing(SecurityCase):
    """G1: portal, public and plain internal users, and people of another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "test-portal",
                "partner_id": cls.customer.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.internal = cls.env["res.users"].create(
            {
                "name": "Internal",
                "login": "test-internal",
                "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
            }
        )
        cls.public = cls.env.ref("base.public_user")

    def test_outsiders_read_nothing(self):
        """G1: the customer himself does not read the order by remote call in this version."""
        records = (self.own, self.lines[0], self.receipts[0], self.contract)
        for user in (self.portal, self.public, self.internal):
            for record in records:
                record = record.with_user(user)
                self.env.invalidate_all()
                field = "date_end" if record == self.contract else "product_id"
                for name, arguments in {
                    "read": [["display_name"]],
                    "search": [[]],
                    "name_search": [""],
                    "formatted_read_group": [[], [], ["__count"]],
                    "write": [{field: False}],
                    "unlink": [],
                }.items():
                    with (
                        self.subTest(user=user.name, model=record._name, call=name),
                        self.assertRaises(AccessError),
                    ):
                        getattr(record, name)(*arguments)

    def test_outsiders_call_no_method(self):
        """G1: every public method of every document refuses them."""
        for user in (self.portal, self.public, self.internal):
            for record in (self.own, self.receipts[0], self.contract):
                record = record.with_user(user)
                for name in _public_methods(record):
                    self.env.invalidate_all()
                    with self.subTest(user=user.name, method=name), self.assertRaises(AccessError):
                        getattr(record, name)()
            with self.assertRaises(AccessError):
                self.env["aftersales.order"].with_user(user).load(["fault"], [["x"]])
            for model in ("aftersales.assign", "aftersales.reason", "aftersales.sign"):
                with self.subTest(user=user.name, model=model), self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})

    def test_second_company_sees_nothing(self):
        """G1: manager of a second company: no search, no read, no button, no sight through sudo."""
        company = self.env["res.company"].create({"name": "Second centre"})
        user = self._create_user("manager", "Other")
        user.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        for record in (self.own, self.lines[0], self.receipts[0], self.contract):
            record = record.with_user(user)
            self.env.invalidate_all()
            with self.subTest(model=record._name):
                self.assertNotIn(record.id, record.search([]).ids)
                with self.assertRaises(AccessError):
                    record.read(["display_name"])
        for name in ("action_register", "action_prepare_quotation", "action_open_assign", "action_invoice"):
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(self.own.with_user(user), name)()
        with self.assertRaises(AccessError):
            self.env["aftersales.order"].with_user(user).create(
                {"fault": "x", "partner_id": self.customer.id, "company_id": self.company.id}
            )

    def test_each_company_counts_its_own_orders(self):
        """S2: the number series of one company knows no gap from the other."""
        company = self.env["res.company"].create({"name": "Second centre"})
        orders = self.env["aftersales.order"].create(
            [
                {"fault": "x", "partner_id": self.customer.id, "company_id": each.id}
                for each in (company, self.company, company)
            ]
        )
        numbers = [int(name.rsplit("-", 1)[1]) for name in orders.mapped("name")]
        self.assertEqual([numbers[0], numbers[2]], [1, 2])


def _public_methods(record):
    """Names of what a remote call can reach on this suite's own model."""
    names = {
        name
        for cls in type(record).mro()
        if (cls.__module__ or "").startswith("odoo.addons.aftersales_service")
        for name, value in vars(cls).items()
        if callable(value) and name.startswith("action_")
    }
    return sorted(names)
