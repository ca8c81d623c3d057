from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase

#: Values a forger would like to put into guarded fields.
FORGED = {
    "name": "FW0000",
    "state": "closed",
    "service_type": "C",
    "proposed_type": "C",
    "override_type": "D",
    "override_reason": "Friend",
    "signature": SIGNATURE,
    "signed_by": "Nobody",
    "signed_on": "2026-01-01 00:00:00",
    "quotation_state": "accepted",
    "invoice_state": "paid",
    "customer_total": 0.01,
    "closed_on": "2026-01-01 00:00:00",
    "repair_start": "2026-01-01 00:00:00",
    "cancel_reason": "None",
}


@tagged("post_install", "-at_install")
class TestGuardedFields(ServiceCase):
    """Numbers, states and decisions are written by the server only (G3, S1, S7)."""

    def test_every_stored_readonly_field_is_guarded(self):
        """G3: the guard misses no field, also none that a later addon declares read-only."""
        for model in ("aftersales.order", "aftersales.order.line", "aftersales.goods.receipt"):
            records = self.env[model]
            guarded = records._get_guarded_fields()
            for name, field in records._fields.items():
                if field.store and field.readonly and name not in models.MAGIC_COLUMNS:
                    self.assertIn(name, guarded)
        self.assertLessEqual(set(FORGED), self.env["aftersales.order"]._get_guarded_fields())

    def test_no_role_writes_a_guarded_field(self):
        """G3, S1, S7: refused for every role, the manager included, one field at a time."""
        order = self._play_until("assessment")
        forged = {**FORGED, "engineer_id": self.other_engineer.id, "taken_by_id": self.manager.id}
        for user in (self.engineer_user, self.clerk, self.dispatcher, self.manager):
            for name, value in forged.items():
                with self.subTest(user=user.name, field=name), self._refused(UserError, "use the buttons"):
                    order.with_user(user).write({name: value})

    def test_no_role_creates_with_a_guarded_field(self):
        """G3, S1, S7: nor does an order come into the world closed, signed or free of charge."""
        for user in (self.clerk, self.manager):
            orders = self.env["aftersales.order"].with_user(user)
            vals = {"lot_id": self.unit_paid.id, "fault": "Noise"}
            for name, value in (FORGED | {"engineer_id": self.engineer.id}).items():
                if name == "name":
                    continue
                with self.subTest(user=user.name, field=name), self._refused(UserError, "use the buttons"):
                    orders.create({**vals, name: value})
            numbered = orders.create({**vals, "name": "FW0000"})
            self.assertNotEqual(numbered.name, "FW0000", "the number comes from the series")

    def test_defaults_of_the_context_are_no_way_round(self):
        """G3, S1, S7: `default_<field>` in the context sets no guarded field, but still others."""
        context = {f"default_{name}": value for name, value in FORGED.items()}
        order = (
            self.env["aftersales.order"]
            .with_user(self.clerk)
            .with_context(**context, default_engineer_id=self.engineer.id, default_priority="1")
            .create({"lot_id": self.unit_paid.id, "fault": "Noise"})
        )
        self.assertEqual(order.state, "enquiry")
        self.assertEqual(order.service_type, "A")
        self.assertEqual(order.priority, "1")
        self.assertFalse(order.signed_on or order.override_type or order.engineer_id or order.closed_on)
        self.assertEqual(order.invoice_state, "none")

        line = (
            self.env["aftersales.order.line"]
            .with_user(self.clerk)
            .with_context(default_move_id=1, default_cost=99.0, default_chargeable=False)
            .create({"order_id": order.id, "product_id": self.part.id})
        )
        self.assertFalse(line.move_id or line.sudo().cost)
        self.assertTrue(line.chargeable)

        receipt = (
            self.env["aftersales.goods.receipt"]
            .with_user(self.clerk)
            .with_context(default_state="returned", default_order_id=order.id)
            .create({})
        )
        self.assertEqual(receipt.state, "open")

    def test_copy_starts_from_the_beginning(self):
        """G3, S7: a copied order carries no decision, signature or engineer along."""
        order = self._play_until("signed", self.unit_free)
        copy = order.with_user(self.clerk).copy()
        self.assertEqual(copy.state, "enquiry")
        self.assertNotEqual(copy.name, order.name)
        self.assertFalse(copy.signed_on or copy.engineer_id or copy.line_ids or copy.handling)
        with self._refused(UserError, "use the buttons"):
            order.with_user(self.clerk).copy({"state": "closed"})

    def test_nested_commands_pass_the_same_guards(self):
        """S7, S12: lines written through the order are guarded like lines written alone."""
        order = self._play_until("assessment")
        line = self._add_line(order)
        engineer_order = order.with_user(self.engineer_user)
        for name, value in {
            "move_id": 1,
            "sale_line_id": 1,
            "cost": 1.0,
            "chargeable": False,
            "customer_amount": 0.0,
            "value": 0.0,
            "company_id": self.company.id,
        }.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                engineer_order.line_ids = [Command.update(line.id, {name: value})]
            vals = {"kind": "part", "product_id": self.part.id, name: value}
            with self.subTest(created=name), self._refused(UserError, "use the buttons"):
                engineer_order.line_ids = [Command.create(vals)]
        with self._refused(UserError, "use the buttons"):
            engineer_order.receipt_ids = [Command.create({"state": "returned"})]

    def test_hosts_documents_are_not_tied_by_hand(self):
        """S8, S12: no quotation, no repair card is attached to a job from outside."""
        order = self._play_until("assessment")
        sale = self.env["sale.order"].create({"partner_id": self.customer.id})
        sale.action_confirm()
        self.clerk.group_ids += self.env.ref("stock.group_stock_user")
        clerk_order = order.with_user(self.clerk)
        card = self.env["repair.order"].create({"product_id": self.appliance.id})
        for commands in (
            {"sale_order_ids": [Command.create({"partner_id": self.customer.id})]},
            {"sale_order_ids": [Command.link(sale.id)]},
            {"repair_ids": [Command.create({"product_id": self.appliance.id})]},
            {"repair_ids": [Command.link(card.id)]},
        ):
            with self.subTest(commands=commands), self.assertRaises(UserError):
                clerk_order.write(commands)
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).with_context(
                default_aftersales_order_id=order.id
            ).create({"partner_id": self.customer.id})
        self.assertEqual(order.quotation_state, "none")
        for model, vals in (("sale.order", {"partner_id": self.customer.id}), ("repair.order", {})):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.env[model].with_user(self.clerk).create({**vals, "aftersales_order_id": order.id})


@tagged("post_install", "-at_install")
class TestRoles(ServiceCase):
    """What each role may do, and what not (G1)."""

    def test_clerk_neither_assigns_nor_overrides(self):
        """G1, S1, S3: dispatching and changing who pays belong to the supervisor."""
        order = self._play_until("registered").with_user(self.clerk)
        hours = [self.now, self.now + timedelta(hours=1)]
        for call in (
            order.action_open_assign,
            order.action_open_override,
            lambda: order._assign(self.engineer, *hours, order.engineer_id),
            lambda: order._override_type("C", "Friend"),
            order.action_start,
            order.action_finish,
            order.action_invoice,
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            self.env["aftersales.assign"].with_user(self.clerk).create(
                {"order_ids": order.ids, "engineer_id": self.engineer.id}
            )
        dialog = (
            self.env["aftersales.reason"]
            .with_user(self.clerk)
            .create({"purpose": "override", "order_ids": order.ids, "service_type": "C", "reason": "Friend"})
        )
        with self.assertRaises(AccessError):
            dialog.action_apply()
        self.assertEqual(order.service_type, "A")

    def test_accountant_reads_and_invoices_only(self):
        """G1, S12: no field, no line, no step of the work; the invoice and its settlement, yes."""
        order = self._play_until("signed")
        accountant = order.with_user(self.accountant)
        for call in (
            lambda: accountant.write({"priority": "1"}),
            lambda: accountant.line_ids.write({"quantity": 1}),
            accountant.copy,
            accountant.unlink,
            accountant.action_reopen,
            accountant.action_close,
            lambda: accountant._cancel("No"),
            lambda: (
                self.env["aftersales.order.line"]
                .with_user(self.accountant)
                .create({"order_id": order.id, "kind": "callout"})
            ),
        ):
            with self.subTest(call=call), self.assertRaises(UserError):
                call()
        accountant.action_invoice()
        self.assertEqual(order.invoice_ids.state, "draft")
        order.invoice_ids.with_user(self.accountant).action_post()
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        ).create({})._create_payments()
        accountant.action_settled()
        self.assertEqual(order.state, "follow_up")

    def test_cost_is_for_manager_and_accountant(self):
        """G1, S20: what the parts cost us is no business of clerk, dispatcher or engineer."""
        order = self._play_until("acceptance", self.unit_free)
        for user in (self.clerk, self.dispatcher, self.engineer_user):
            self.env.invalidate_all()
            for record, name in ((order, "cost_total"), (order.line_ids[0], "cost")):
                with self.subTest(user=user.name, field=name), self.assertRaises(AccessError):
                    record.with_user(user).read([name])
            self.assertNotIn("cost_total", self.env["aftersales.order"].with_user(user).fields_get())
        for user in (self.manager, self.accountant):
            self.assertEqual(order.with_user(user).read(["cost_total"])[0]["cost_total"], 40.0)

    def test_policies_are_the_managers(self):
        """G1: figures of the regulation are changed by the manager only."""
        for record in (self.term, self.schedule, self.schedule.line_ids[0]):
            for user in (self.engineer_user, self.clerk, self.dispatcher, self.accountant):
                record = record.with_user(user)
                record.read(["display_name"])
                with self.subTest(model=record._name, user=user.name), self.assertRaises(AccessError):
                    record.write({"company_id": False})

    def test_salesman_without_a_role_confirms_a_quotation(self):
        """S12: the host's salesman holds no right on orders, and still can record the acceptance."""
        order = self._play_until("assessment")
        self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        salesman = self.env["res.users"].create(
            {
                "name": "Salesman",
                "login": "test-salesman",
                "group_ids": [Command.set(self.env.ref("sales_team.group_sale_salesman_all_leads").ids)],
            }
        )
        order.sale_order_ids.with_user(salesman).action_confirm()
        self.assertEqual(order.quotation_state, "accepted")
        order.sale_order_ids.with_user(salesman).action_cancel()
        self.assertEqual(order.quotation_state, "none")
        self.assertFalse(order.line_ids.sale_line_id)
