from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..const import FINAL_STATES, STATES, TRANSITIONS
from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestTransitions(ServiceCase):
    """The one door for states (G3)."""

    def test_every_pair_outside_the_table_is_refused(self):
        """G3: a state the table does not allow is refused with a sentence, and nothing moves."""
        order = self._create_order()
        labels = dict(STATES)
        for source in labels:
            for target in labels:
                if target in TRANSITIONS[source]:
                    continue
                with self.subTest(source=source, target=target):
                    order.sudo().state = source
                    with self._refused(UserError, order.name):
                        order._update_state(target)
                    self.assertEqual(order.state, source)

    def test_nothing_leaves_an_end(self):
        """G3: a closed or cancelled order is not revived, by any button."""
        order = self._create_order()
        for state in FINAL_STATES:
            order.sudo().state = state
            for action in (
                "action_register",
                "action_start",
                "action_finish",
                "action_need_parts",
                "action_hand_back",
                "action_send_back",
                "action_settled",
                "action_close",
                "action_reopen",
                "action_prepare_quotation",
            ):
                with self.subTest(state=state, action=action), self.assertRaises(UserError):
                    getattr(order, action)()

    def test_each_button_works_in_its_own_steps_only(self):
        """G3: a way the table allows for one button is not open to another (D is no short cut)."""
        order = self._create_order(self.unit_free, partner_id=self.company.partner_id.id)
        self.assertEqual(order.service_type, "D")
        self._add_line(order, user=self.dispatcher)
        order.sudo().write({"engineer_id": self.engineer.id, "signed_on": False})
        self._fill_voucher(order)
        order.solved = "yes"
        steps = {
            "action_register": {"enquiry"},
            "action_hand_back": {"assessment"},
            "action_need_parts": {"assessment", "repair"},
            "action_start": {"assessment", "parts"},
            "action_finish": {"repair"},
            "action_send_back": {"acceptance"},
            "action_settled": {"settlement"},
            "action_close": {"follow_up"},
            "action_reopen": {"follow_up"},
        }
        for action, sources in steps.items():
            for state in set(dict(STATES)) - sources:
                order.sudo().state = state
                with self.subTest(action=action, state=state), self.assertRaises(UserError):
                    getattr(order, action)()

    def test_a_batch_with_one_refused_order_moves_none(self):
        """G3: "then nothing has moved": the good order of the batch stays as well."""
        good, bad = self._create_order(), self._play_until("assessment")
        with self._refused(UserError, bad.name):
            (good | bad).with_user(self.clerk).action_register()
        self.assertEqual(good.state, "enquiry")

    # What each state demands before it is left -----------------------------------

    def test_registered_needs_engineer_and_time(self):
        """G3, G4: no assessment without a named engineer and a planned time."""
        order = self._play_until("registered")
        order = order.with_user(self.dispatcher)
        with self._refused(UserError, "engineer and a planned time"):
            order._update_state("assessment")
        order.sudo().engineer_id = self.engineer
        with self._refused(UserError, "engineer and a planned time"):
            order._update_state("assessment")

    def test_repair_is_not_left_without_handling_result_and_time(self):
        """S7: each missing item is named; parts left out need the tick."""
        order = self._play_until("assessment", self.unit_free)
        order.with_user(self.engineer_user).action_start()
        complete = {"handling": "Cleaned", "result": "Cools", "time_spent": 0.5, "no_parts": True}
        labels = {
            "handling": "handling",
            "result": "result",
            "time_spent": "hours spent",
            "no_parts": "parts replaced",
        }
        for name, label in labels.items():
            with self.subTest(missing=name):
                order.with_user(self.engineer_user).write({**complete, name: False})
                with self._refused(UserError, label):
                    order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user).write({**complete, "handling": "  "})
        with self._refused(UserError, "handling"):
            order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user).write(complete)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.state, "acceptance")

    def test_voucher_needs_equipment_data(self):
        """S7: a job without any product has no valid voucher."""
        order = self._create_order(lot_id=False, partner_id=self.customer.id)
        order.with_user(self.clerk).action_register()
        self._assign(order)
        order.with_user(self.dispatcher)._override_type("C", "Goodwill")
        order.with_user(self.engineer_user).action_start()
        order.with_user(self.engineer_user).no_parts = True
        self._fill_voucher(order)
        with self._refused(UserError, "equipment data"):
            order.with_user(self.engineer_user).action_finish()

    def test_acceptance_needs_the_signature(self):
        """S7: not even the server leaves acceptance without the customer's signature."""
        order = self._play_until("acceptance", self.unit_free)
        with self._refused(UserError, "customer's signature"):
            order._update_state("follow_up")

    def test_follow_up_needs_a_solved_problem(self):
        """G3: unanswered or unsolved is not closed."""
        order = self._play_until("signed", self.unit_free)
        for answer in (False, "no"):
            order.with_user(self.clerk).solved = answer
            with self.subTest(answer=answer), self._refused(UserError, "reopen"):
                order.with_user(self.clerk).action_close()

    def test_hours_spent_are_not_negative(self):
        """S7: time spent below zero is refused by the database."""
        order = self._play_until("assessment", self.unit_free)
        with self._refused_by_database("time_positive"):
            order.with_user(self.engineer_user).time_spent = -1


@tagged("post_install", "-at_install")
class TestWaysBack(ServiceCase):
    """Steps backwards, cancelling, deleting (G3)."""

    def test_handed_back_order_has_no_engineer(self):
        """G3, G4: handing back frees the time and returns the job to the dispatcher."""
        order = self._play_until("assessment")
        order.with_user(self.dispatcher).action_hand_back()
        self.assertEqual(order.state, "registered")
        self.assertFalse(order.engineer_id)
        self.assertFalse(order.planned_start or order.planned_end)
        self._assign(order, self.other_engineer)
        self.assertEqual(order.engineer_id, self.other_engineer)

    def test_other_engineer_cannot_hand_back(self):
        """G4: a colleague does not give away somebody's job."""
        order = self._play_until("assessment")
        with self.assertRaises(AccessError):
            order.with_user(self.other_engineer_user).action_hand_back()

    def test_customer_sends_work_back(self):
        """G3: not accepted, repaired once more, the second part also leaves the stock."""
        order = self._play_until("acceptance", self.unit_free)
        order.with_user(self.engineer_user).action_send_back()
        self.assertEqual(order.state, "repair")
        self._add_line(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.repair_ids.mapped("state"), ["done", "done"])
        self.assertEqual(order.sudo().cost_total, 80.0)
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.part, self.warehouse.lot_stock_id), 8
        )

    def test_signed_work_is_not_sent_back(self):
        """S7: after the signature the way back leads over follow-up only."""
        order = self._play_until("signed", self.unit_free)
        with self._refused(UserError, "signed"):
            order.with_user(self.engineer_user).action_send_back()

    def test_reopened_order_gets_a_new_voucher(self):
        """G3, S7: unsolved → assessment; the signed voucher is kept in the history, work goes on."""
        order = self._play_until("signed", self.unit_free)
        order.with_user(self.clerk).solved = "no"
        order.with_user(self.clerk).action_reopen()
        self.assertEqual(order.state, "assessment")
        self.assertFalse(order.signed_on or order.signature or order.solved)
        note = order.message_ids.filtered("attachment_ids")
        self.assertIn("Fan motor replaced", note.body)
        self.assertEqual(note.attachment_ids.datas, SIGNATURE)
        self._add_line(order)
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.clerk).solved = "yes"
        order.with_user(self.clerk).action_close()
        self.assertEqual(order.state, "closed")

    def test_cancel_wants_a_reason(self):
        """G3: "every state before settlement → cancelled (with a reason)"; blanks are none."""
        order = self._create_order()
        for reason in ("", "   ", False):
            with self.subTest(reason=reason), self._refused(UserError, "why"):
                order.with_user(self.clerk)._cancel(reason)
        order.with_user(self.clerk)._cancel(" Customer gave up ")
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(order.cancel_reason, "Customer gave up")
        self.assertTrue(order.closed_on)

    def test_cancel_withdraws_the_open_quotation_and_the_card(self):
        """S12: a cancelled job leaves no quotation the customer could accept, and no reservation."""
        order = self._play_until("assessment")
        self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk)._cancel("Too expensive")
        self.assertEqual(order.sale_order_ids.state, "cancel")
        self.assertEqual(order.repair_ids.state, "cancel")
        self.assertFalse(order.line_ids.sale_line_id)

    def test_cancel_withdraws_the_accepted_quotation(self):
        """S12: what was accepted but never done must not be invoiced afterwards."""
        order = self._play_until("repair")
        sale = order.sale_order_ids
        self.assertEqual(sale.state, "sale")
        order.with_user(self.clerk)._cancel("Unit scrapped")
        self.assertEqual(sale.state, "cancel")
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.part, self.warehouse.lot_stock_id), 10
        )

    def test_cancel_after_parts_were_used_is_refused(self):
        """G3, S8: parts that left the stock are not made undone by a button."""
        order = self._play_until("acceptance", self.unit_free)
        order.with_user(self.engineer_user).action_send_back()
        with self._refused(UserError, "parts are used"):
            order.with_user(self.clerk)._cancel("Changed my mind")
        self.assertEqual(order.state, "repair")

    def test_cancel_and_close_wait_for_the_customers_goods(self):
        """S8: nothing ends while the customer's unit stands in our store."""
        order = self._play_until("signed", self.unit_free)
        receipt = self.env["aftersales.goods.receipt"].with_user(self.clerk).create({"order_id": order.id})
        order.with_user(self.clerk).solved = "yes"
        with self._refused(UserError, receipt.name):
            order.with_user(self.clerk).action_close()
        self._hand_back(receipt)
        order.with_user(self.clerk).action_close()
        other = self._create_order()
        self.env["aftersales.goods.receipt"].with_user(self.clerk).create({"order_id": other.id})
        with self._refused(UserError, "still with us"):
            other.with_user(self.clerk)._cancel("Gone")

    def test_registered_order_is_not_deleted(self):
        """G3: a numbered voucher is cancelled, not deleted; an enquiry can go."""
        order = self._play_until("registered")
        with self._refused(UserError, "Cancel it with a reason"):
            order.with_user(self.manager).unlink()
        enquiry = self._create_order()
        with self.assertRaises(AccessError):
            enquiry.with_user(self.clerk).unlink()
        enquiry.with_user(self.manager).unlink()
        self.assertFalse(enquiry.exists())

    def test_goods_receipt_is_never_deleted_nor_returned_twice(self):
        """S8: a voided receipt stays in the register as it was."""
        order = self._create_order()
        receipts = self.env["aftersales.goods.receipt"].with_user(self.clerk)
        receipt = receipts.with_context(default_order_id=order.id).create({"accessories": "Remote"})
        self.assertEqual(receipt.lot_id, self.unit_paid)
        self._hand_back(receipt)
        self.assertEqual(receipt.returned_by_id, self.clerk)
        with self._refused(UserError, "voided"):
            receipt.action_open_return()
        with self._refused(UserError, "voided"):
            receipt.accessories = "Nothing"
        with self.assertRaises(UserError):
            receipt.sudo().unlink()
        order.with_user(self.clerk)._cancel("Wrong number")
        with self._refused(UserError, "ended"):
            receipts.create({"order_id": order.id})


@tagged("post_install", "-at_install")
class TestDispatchAndSignature(ServiceCase):
    """Who plans and who signs (S3, S7, G4)."""

    def test_second_dispatcher_hears_of_the_first(self):
        """G4: two dispatchers at once: the slower one gets a sentence, the first choice stands."""
        order = self._play_until("assessment")
        with self._refused(UserError, "in the meantime"):
            order.with_user(self.dispatcher)._assign(
                self.other_engineer,
                self.now,
                self.now + timedelta(hours=1),
                self.env["hr.employee"],
            )
        self.assertEqual(order.engineer_id, self.engineer)

    def test_only_present_engineers_are_assigned(self):
        """G4: a job is handed to a named engineer: not to nobody, an office worker or one who left."""
        order = self._play_until("registered")
        office = self.env["hr.employee"].create({"name": "Office"})
        self.other_engineer.active = False
        nobody = self.env["hr.employee"]
        hours = [self.now, self.now + timedelta(hours=1)]
        for engineer in (nobody, office, self.other_engineer):
            with self.subTest(engineer=engineer.name), self._refused(UserError, "engineer"):
                order.with_user(self.dispatcher)._assign(engineer, *hours, nobody)
        self.assertEqual(order.state, "registered")

    def test_planned_end_before_start(self):
        """S3: neither the dialog nor the calendar plans a visit that ends before it starts."""
        order = self._play_until("registered")
        with self._refused(UserError, "after the planned start"):
            order.with_user(self.dispatcher)._assign(
                self.engineer, self.now, self.now - timedelta(minutes=1), order.engineer_id
            )
        self._assign(order)
        with self._refused_by_database("plan_order"):
            order.with_user(self.dispatcher).planned_end = order.planned_start

    def test_planned_time_is_the_dispatchers(self):
        """S3: clerk and engineer do not move a visit; the dispatcher drags it in the calendar."""
        order = self._play_until("assessment")
        vals = {"planned_start": self.now, "planned_end": fields.Datetime.add(self.now, hours=3)}
        for user in (self.clerk, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                order.with_user(user).write(vals)
        order.with_user(self.dispatcher).write(vals)
        self.assertEqual(order.planned_start, self.now)

    def test_signature_needs_name_and_picture(self):
        """S7: an empty pad or a nameless signature is none."""
        order = self._play_until("acceptance", self.unit_free).with_user(self.engineer_user)
        for name, signature in (("", SIGNATURE), ("  ", SIGNATURE), ("Zhang", False), (False, False)):
            with self.subTest(name=name), self._refused(UserError, "name and the signature"):
                order._sign(name, signature)
        self.assertFalse(order.signed_on)

    def test_voucher_is_signed_once(self):
        """S7: signing twice is refused, in acceptance and after it."""
        order = self._play_until("signed", self.unit_free).with_user(self.engineer_user)
        with self._refused(UserError, "can no longer change"):
            order._sign("Somebody else", SIGNATURE)
        self.assertEqual(order.signed_by, "Zhang Wei")

    def test_signature_before_the_work_is_done(self):
        """S7: no signature in advance."""
        order = self._play_until("repair", self.unit_free).with_user(self.engineer_user)
        with self._refused(UserError, "finish the work first"):
            order._sign("Zhang Wei", SIGNATURE)

    def test_signed_voucher_is_frozen(self):
        """S7: nothing the customer signed for can be changed, nor can lines be added."""
        order = self._play_until("signed", self.unit_free)
        values = {
            "fault": "Other",
            "handling": "Other",
            "result": "Other",
            "time_spent": 9,
            "no_parts": True,
            "partner_id": self.company.partner_id.id,
            "lot_id": self.unit_paid.id,
            "line_ids": [Command.create({"kind": "callout"})],
        }
        for name, value in values.items():
            with self.subTest(field=name), self.assertRaises(UserError):
                order.with_user(self.manager).write({name: value})
        with self.assertRaises(UserError):
            order.line_ids[0].with_user(self.manager).unlink()

    def test_ended_orders_do_not_change(self):
        """G3: what was cancelled or closed stays as it was, for the manager too."""
        order = self._create_order()
        order.with_user(self.clerk)._cancel("Twice in the book")
        for name, value in {"fault": "New", "phone": "1", "planned_start": self.now}.items():
            with self.subTest(field=name), self._refused(UserError, "ended"):
                order.with_user(self.manager).write({name: value})
