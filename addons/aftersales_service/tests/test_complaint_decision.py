from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintDecision(ComplaintCase):
    """Outcomes and their documents; returned quantities; the receivable (S23)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": cls.today,
                "invoice_line_ids": [
                    Command.create({"product_id": cls.part.id, "quantity": 100, "price_unit": 10})
                ],
            }
        )
        cls.invoice.action_post()
        cls.domestic.tolerance_percent = 5

    def _decide(self, *outcomes, **vals):
        """A complaint with these outcomes, approved by the manager."""
        complaint = self._propose(*outcomes, **vals)
        complaint.with_user(self.manager).action_approve()
        return complaint

    def _propose(self, *outcomes, **vals):
        complaint = self._open(at=self.now, product_id=self.part.id, **vals)
        return self._play_to_decision(
            complaint, outcome_ids=[Command.clear()] + [Command.create(each) for each in outcomes]
        )

    def _receive(self, complaint, quantity):
        picking = complaint.outcome_ids.picking_id
        picking.move_ids.quantity = quantity
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _get_receivable(self):
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(items.mapped("balance"))

    # Documents ----------------------------------------------------------------------

    def test_s23_a_repair_is_an_order_the_customer_does_not_pay(self):
        complaint = self._open(lot_id=self.unit_paid.id, product_id=self.appliance.id)
        self._play_to_decision(complaint, outcome_ids=[Command.clear(), Command.create({"kind": "repair"})])
        complaint.with_user(self.manager).action_approve()
        order = complaint.outcome_ids.service_order_id
        self.assertEqual(
            (order.state, order.service_type, order.lot_id, order.user_id),
            ("registered", "C", self.unit_paid, self.clerk),
        )
        self.assertIn(complaint.name, order.override_reason)

    def test_s23_a_replacement_is_delivered(self):
        complaint = self._decide({"kind": "replacement", "quantity": 2})
        picking = complaint.outcome_ids.picking_id
        self.assertEqual(picking.picking_type_code, "outgoing")
        self.assertEqual(picking.move_ids.product_uom_qty, 2)
        self.assertEqual(picking.origin, complaint.name)
        with self._refused(UserError, "not carried out"):
            complaint.with_user(self.supervisor).action_close()
        picking.button_validate()
        self.assertTrue(complaint.outcome_ids.done)

    def test_s23_an_allowance_is_a_credit_note(self):
        before = self._get_receivable()
        complaint = self._decide({"kind": "allowance", "amount": 150, "invoice_id": self.invoice.id})
        note = complaint.outcome_ids.move_id
        self.assertEqual((note.move_type, note.reversed_entry_id), ("out_refund", self.invoice))
        self.assertAlmostEqual(note.amount_total, 150)
        note.with_user(self.accountant).action_post()
        self.assertTrue(complaint.outcome_ids.done)
        self.assertAlmostEqual(self._get_receivable(), before - 150)

    def test_s23_no_more_is_allowed_than_was_invoiced(self):
        complaint = self._propose({"kind": "allowance", "amount": 1000.01, "invoice_id": self.invoice.id})
        with self._refused(UserError, "no more can be given back"):
            complaint.with_user(self.manager).action_approve()

    def test_s23_a_compensation_is_an_entry_of_its_own(self):
        before = self._get_receivable()
        complaint = self._decide({"kind": "compensation", "amount": 300})
        entry = complaint.outcome_ids.move_id
        entry.action_post()
        self.assertEqual(sorted(entry.line_ids.mapped("balance")), [-300, 300])
        self.assertEqual(self._get_receivable(), before, "what is owed to him is a payable")

    def test_s23_not_justified_leaves_the_receivable_as_it_was(self):
        before = self._get_receivable()
        complaint = self._decide({"kind": "not_justified"})
        self.assertFalse(complaint.justified)
        complaint.with_user(self.supervisor).action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(self._get_receivable(), before)

    def test_s23_not_justified_stands_alone(self):
        with self._refused(ValidationError, "not justified"):
            self._propose({"kind": "not_justified"}, {"kind": "compensation", "amount": 1})

    def test_s23_each_outcome_says_what_it_needs(self):
        complaint = self._open()
        add = self.env["aftersales.complaint.outcome"].with_user(self.clerk).create
        with self._refused(ValidationError, "which product"):
            add({"complaint_id": complaint.id, "kind": "replacement"})
        with self._refused(ValidationError, "choose the invoice"):
            add({"complaint_id": complaint.id, "kind": "allowance", "amount": 5})
        with self._refused(ValidationError, "does not stand on invoice"):
            add(
                {
                    "complaint_id": complaint.id,
                    "kind": "return",
                    "product_id": self.appliance.id,
                    "invoice_id": self.invoice.id,
                }
            )
        with self._refused_by_database("amount_given"):
            add({"complaint_id": complaint.id, "kind": "compensation", "amount": 0})

    # Returned quantity --------------------------------------------------------------

    def _return(self):
        return self._decide({"kind": "return", "quantity": 20, "invoice_id": self.invoice.id})

    def test_s23_within_the_tolerance_what_came_back_is_credited(self):
        for quantity in (19, 20, 21):
            complaint = self._return()
            self._receive(complaint, quantity)
            note = complaint.outcome_ids.move_id
            self.assertEqual((note.move_type, note.amount_untaxed), ("out_refund", quantity * 10))
            note._post()
            self.assertTrue(complaint.outcome_ids.done)

    def test_s23_beyond_the_tolerance_it_is_refused_until_approved_anew(self):
        for quantity in (18, 22):
            complaint = self._return()
            with self._refused(UserError, "A manager approves the quantity anew"), self.env.cr.savepoint():
                self._receive(complaint, quantity)
            outcome = complaint.outcome_ids
            self.assertFalse(outcome.move_id)
            outcome.picking_id.move_ids.quantity = quantity
            with self._refused(AccessError, "role does not include"):
                outcome.with_user(self.supervisor).action_reapprove()
            outcome.with_user(self.manager).action_reapprove()
            self._receive(complaint, quantity)
            self.assertEqual(outcome.move_id.amount_untaxed, quantity * 10)

    def test_s23_without_a_tolerance_every_difference_is_refused(self):
        self.domestic.tolerance_percent = 0
        complaint = self._return()
        with self._refused(UserError, "tolerance 0 %"):
            self._receive(complaint, 20.01)

    def test_s23_another_product_is_not_taken_back(self):
        complaint = self._return()
        picking = complaint.outcome_ids.picking_id
        other = self.env["product.product"].create({"name": "Another part", "is_storable": True})
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": other.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        with self._refused(UserError, "is not approved, only that of"):
            self._receive(complaint, 20)

    # The decision stands ------------------------------------------------------------

    def test_s25_what_is_proposed_or_approved_is_nobody_s_to_change(self):
        complaint = self._propose({"kind": "compensation", "amount": 300})
        with self._refused(UserError, "stands"):
            complaint.outcome_ids.with_user(self.manager).amount = 3000
        with self._refused(UserError, "cannot go to"):
            complaint.with_user(self.manager).decision = "Something else"
        with self._refused(UserError, "stands"):
            complaint.outcome_ids.with_user(self.supervisor).unlink()
        with self._refused(UserError, "stands"):
            self.env["aftersales.complaint.outcome"].with_user(self.supervisor).create(
                {"complaint_id": complaint.id, "kind": "compensation", "amount": 1}
            )
        with self._refused(UserError, "kept by the system"):
            complaint.outcome_ids.with_user(self.manager).move_id = self.invoice

    def test_s25_to_approval_only_with_an_outcome(self):
        complaint = self._open(kind="service")
        self._sign(complaint)
        complaint.with_user(self.supervisor).decision = "We are sorry."
        with self._refused(UserError, "with an outcome"):
            self._sign(complaint, self.supervisor)

    def test_s25_the_customer_is_told_the_approved_decision_only(self):
        complaint = self._propose({"kind": "compensation", "amount": 300})
        told = complaint.message_ids.filtered(lambda each: self.customer in each.partner_ids)
        self.assertFalse(told)
        complaint.with_user(self.manager).action_approve()
        told = complaint.message_ids.filtered(lambda each: self.customer in each.partner_ids)
        self.assertIn("We repair it for free.", told.body)

    def test_s21_the_solution_is_offered_with_the_approval(self):
        complaint = self._decide({"kind": "compensation", "amount": 300})
        self.assertEqual(self._get_clock(complaint, "solution").state, "met_in_time")
        self.assertTrue(complaint.answered_on, "the decision is an answer, too")
        self.assertEqual(fields.Date.to_date(complaint.approved_on), self.today)
