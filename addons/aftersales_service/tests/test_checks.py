from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE
from .test_visit import MINUTE, MORNING, VisitCase


class CheckCase(VisitCase):
    """A safety list and a work list for the category of the appliance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.safety, cls.work = cls.env["aftersales.checklist"].create(
            [
                {
                    "name": "Live voltage (test)",
                    "kind": "safety",
                    "product_categ_ids": [Command.set(cls.category.ids)],
                    "item_ids": [
                        Command.create({"name": "Locked out", "sequence": 1}),
                        Command.create({"name": "Volts", "sequence": 2, "needs_value": True}),
                        Command.create({"name": "Gloves", "sequence": 3, "required": False}),
                    ],
                },
                {
                    "name": "Finish (test)",
                    "kind": "work",
                    "product_categ_ids": [Command.set(cls.category.ids)],
                    "item_ids": [Command.create({"name": "Test run", "needs_photo": True})],
                },
            ]
        )

    def _tick(self, order, *names, user=None):
        checks = order.current_check_ids.filtered(lambda check: check.name in names)
        checks.with_user(user or self.engineer_user).action_tick()

    def _tick_safety(self, order):
        order.current_check_ids.filtered("needs_value").with_user(self.engineer_user).value = "0"
        self._tick(order, "Locked out", "Volts")

    def _add_photo(self, order, kind="before", user=None, **vals):
        photos = self.env["aftersales.photo"].with_user(user or self.engineer_user)
        return photos.create({"order_id": order.id, "kind": kind, "image": SIGNATURE, **vals}).with_env(
            self.env
        )


@tagged("post_install", "-at_install")
class TestChecks(CheckCase):
    """Safety before work starts (S29), work before it is finished (S7)."""

    def test_s29_no_work_before_safety(self):
        """S29: refused with the list of what is open, by the order's button and from every step."""
        order = self._assigned()
        self.assertEqual(order.open_safety_count, 2)
        self._step(order, ("action_travel", 0), ("action_arrive", 10))
        with self._refused(UserError, "Locked out.*Volts"):
            self._step(order, ("action_start", 15))
        self._tick(order, "Locked out")
        with self._refused(UserError, "before these safety checks are ticked: Volts"):
            self._step(order, ("action_start", 15))
        self._tick_safety(order)
        self._step(order, ("action_start", 15))
        self.assertEqual(order.state, "repair")

    def test_s29_tick_says_who_and_when(self):
        """S29: the tick has the name of who presses and the server's time; no value gives another."""
        order = self._assigned()
        check = order.current_check_ids[0].with_user(self.engineer_user)
        for name, value in {
            "done": True,
            "done_on": "2020-01-01 08:00:00",
            "done_by_id": self.manager.id,
            "name": "Easier",
            "required": False,
        }.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                check.write({name: value})
        with freeze_time(MORNING):
            check.action_tick()
        self.assertEqual((check.done_by_id, check.done_on), (self.engineer_user, MORNING))
        with freeze_time(MORNING + MINUTE):
            check.action_tick()
        self.assertEqual(check.done_on, MORNING, "a second press changes nothing")
        with self._refused(UserError, "take the tick back"):
            check.note = "Later"
        check.action_untick()
        self.assertFalse(check.done or check.done_on)

    def test_s29_tick_stands_once_work_began(self):
        """S29: what work started on is not taken back."""
        order = self._assigned()
        self._tick_safety(order)
        check = order.current_check_ids.filtered("done")[0]
        self._step(order, ("action_start", 0))
        with self._refused(UserError, "its tick stands"):
            check.with_user(self.engineer_user).action_untick()

    def test_s29_every_visit_is_checked_anew(self):
        """S29: the lock-out of yesterday protects nobody today; yesterday's ticks stay as they were."""
        order = self._assigned()
        self._tick_safety(order)
        old = order.current_check_ids.filtered(lambda check: check.kind == "safety")
        self._step(order, ("action_start", 0), ("action_leave", 60), ("action_arrive", 90))
        self.assertEqual(order.open_safety_count, 2)
        with self._refused(UserError, "safety checks"):
            self._step(order, ("action_resume", 95))
        with self._refused(UserError, "work that is over"):
            old[0].with_user(self.engineer_user).action_untick()
        self._tick_safety(order)
        self._step(order, ("action_resume", 95))

    def test_s29_work_not_accepted_is_checked_anew(self):
        """S29: back to work after the customer's refusal: first the lock-out, then the tools."""
        self.work.active = False
        order = self._assigned()
        self._tick_safety(order)
        self._step(order, ("action_start", 0))
        self._write_voucher(order)
        self._step(order, ("action_finish", 60), ("action_send_back", 61))
        self.assertEqual((order.state, order.visit_state, order.next_step), ("repair", "on_site", "resume"))
        with self._refused(UserError, "safety checks"):
            self._step(order, ("action_resume", 62))
        self._tick_safety(order)
        self._step(order, ("action_resume", 62))

    def test_reading_and_photo_are_asked_for(self):
        """S29, S7: an item that needs a value or a photo is not ticked without it."""
        order = self._assigned()
        with self._refused(UserError, "needs a reading"):
            self._tick(order, "Volts")
        with self._refused(UserError, "needs a photo"):
            self._tick(order, "Test run")
        check = order.current_check_ids.filtered("needs_photo")
        self._add_photo(order, "after", check_id=check.id)
        self._tick(order, "Test run")
        self.assertTrue(check.done)

    def test_s7_work_list_before_finish(self):
        """S7: work is not finished before its list is ticked."""
        order = self._assigned()
        self._tick_safety(order)
        self._step(order, ("action_start", 0))
        self._write_voucher(order)
        self.assertEqual(order.todo_text, "Test run")
        with self._refused(UserError, "still to do: Test run"):
            self._step(order, ("action_finish", 60))
        check = order.current_check_ids.filtered("needs_photo")
        self._add_photo(order, check_id=check.id)
        self._tick(order, "Test run")
        self._step(order, ("action_finish", 60))
        self.assertEqual(order.state, "acceptance")
        with self._refused(UserError, "work that is over"):
            check.with_user(self.engineer_user).action_untick()

    def test_lists_of_fault_and_by_hand(self):
        """S29: a fault names its list, a dispatcher adds another; nothing is asked twice."""
        seeded = self.env.ref("aftersales_service.checklist_height")
        fault = self.env["aftersales.fault"].create(
            {"code": "T1", "name": "On the roof", "checklist_id": seeded.id}
        )
        order = self._assigned(fault_id=fault.id)
        self.assertEqual(order.open_safety_count, 2 + 3)
        gas = self.env.ref("aftersales_service.checklist_gas")
        order.with_user(self.dispatcher).checklist_ids = gas
        self.assertEqual(order.open_safety_count, 2 + 3 + 3)
        self._assign(order, self.other_engineer)
        self.assertEqual(order.open_safety_count, 2 + 3 + 3)

    def test_other_products_ask_nothing(self):
        """S29: a list without a category belongs to no product by itself."""
        other = self.env["product.product"].create({"name": "Fan", "is_storable": True})
        order = self._assigned(lot_id=False, product_id=other.id, partner_id=self.customer.id)
        self.assertFalse(order.check_ids)

    def test_g1_nobody_ticks_anothers_check(self):
        """G1, S29: another engineer, the clerk and the accountant tick nothing."""
        order = self._assigned()
        check = order.current_check_ids[0]
        for user in (self.other_engineer_user, self.clerk, self.accountant):
            for method in ("action_tick", "action_untick"):
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    getattr(check.with_user(user), method)()
        for user in (self.engineer_user, self.dispatcher):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                check.with_user(user).create({"order_id": order.id, "kind": "work", "name": "Mine"})
        with self.assertRaises(AccessError):
            self.safety.with_user(self.dispatcher).name = "Easier"


@tagged("post_install", "-at_install")
class TestEvidence(CheckCase):
    """Photos, own stock, old parts and the return of the voucher."""

    def setUp(self):
        super().setUp()
        (self.safety | self.work).active = False

    def _finished(self, at=MORNING, **vals):
        order = self._assigned(at=at, **vals)
        with freeze_time(at):
            order.with_user(self.engineer_user).action_start()
        order.with_user(self.engineer_user).time_spent = 1
        self._write_voucher(order)
        return order

    def test_photos_are_frozen_by_the_signature(self):
        """S7: before the signature photos come and go, after it none is added, changed or deleted."""
        order = self._finished()
        photo = self._add_photo(order)
        self.assertEqual((photo.visit_id, photo.taken_by_id), (order.visit_id, self.engineer_user))
        self._add_photo(order, "after").with_user(self.engineer_user).unlink()
        self._step(order, ("action_finish", 60))
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        for call in (
            lambda: self._add_photo(order),
            lambda: photo.with_user(self.manager).write({"caption": "Other"}),
            lambda: photo.with_user(self.manager).unlink(),
        ):
            with self._refused(UserError, "can no longer change"):
                call()

    def test_photos_are_asked_for_by_policy_only(self):
        """S7: a company may ask for a photo before and one after the work; by default none does."""
        order = self._finished()
        self.assertFalse(order.todo_text)
        self.company.aftersales_require_photos = True
        with self._refused(UserError, "photo: Before.*photo: After"):
            self._step(order, ("action_finish", 60))
        self._add_photo(order)
        with self._refused(UserError, "still to do: photo: After"):
            self._step(order, ("action_finish", 60))
        self._add_photo(order, "after")
        self._step(order, ("action_finish", 60))

    def test_g1_photos_of_other_jobs(self):
        """G1: nobody adds a photo to, or sees one of, a job that is not his; dates are the server's."""
        order = self._assigned()
        photo = self._add_photo(order)
        with self.assertRaises(AccessError):
            self._add_photo(order, user=self.other_engineer_user)
        with self.assertRaises(AccessError):
            photo.with_user(self.other_engineer_user).read(["caption"])
        with self._refused(UserError, "use the buttons"):
            self._add_photo(order, taken_on="2020-01-01")

    def test_several_photos_at_once(self):
        """S7: the dialog takes what the telephone's camera gives; other files are refused by name."""
        order = self._assigned()
        files = self.env["ir.attachment"].with_user(self.engineer_user)
        files = files.create(
            [
                {"name": f"{name}.png", "datas": SIGNATURE, "res_model": "aftersales.photo.upload"}
                for name in ("a", "b")
            ]
        )
        dialogs = self.env["aftersales.photo.upload"].with_user(self.engineer_user)
        dialog = dialogs.create(
            {"order_id": order.id, "kind": "before", "attachment_ids": [Command.set(files.ids)]}
        )
        dialog.action_add()
        self.assertEqual(len(order.photo_ids), 2)
        self.assertFalse(files.exists())
        text = files.create({"name": "note.txt", "raw": b"Hello", "res_model": "aftersales.photo.upload"})
        dialog = dialogs.create({"order_id": order.id, "attachment_ids": [Command.set(text.ids)]})
        with self._refused(UserError, "note.txt is not a picture"):
            dialog.action_add()

    def _fill_van(self, quantity):
        van = self.env["stock.location"].create({"name": "Van of Li", "usage": "internal"})
        self.engineer.aftersales_location_id = van
        self.env["stock.quant"]._update_available_quantity(self.part, van, quantity)
        return van

    def test_part_from_own_stock(self):
        """S7: the engineer's own stock goes first where it has enough, and the part leaves it."""
        van = self._fill_van(2)
        order = self._assigned()
        line = self._add_line(order, quantity=2)
        self.assertEqual((line.source, line.van_qty), ("own", 2))
        order.with_user(self.engineer_user).action_start()
        order.with_user(self.engineer_user).time_spent = 1
        self._write_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(line.move_id.location_id, van)
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_available_quantity(self.part, van), 0)
        self.assertEqual(quants._get_available_quantity(self.part, self.warehouse.lot_stock_id), 10)

    def test_one_piece_too_few_comes_from_the_warehouse(self):
        """S7: below what is needed the warehouse is proposed; the engineer may say otherwise."""
        van = self._fill_van(1)
        order = self._assigned()
        line = self._add_line(order, quantity=2)
        self.assertEqual(line.source, "warehouse")
        order.with_user(self.engineer_user).action_start()
        self.assertEqual(line.move_id.location_id, self.warehouse.lot_stock_id)
        line.with_user(self.engineer_user).write({"source": "own"})
        self.assertEqual(line.move_id.location_id, van)
        self._write_voucher(order)
        order.with_user(self.engineer_user).time_spent = 1
        with self._refused(UserError, "1 in stock at .*Van of Li"):
            order.with_user(self.engineer_user).action_finish()

    def test_another_engineer_has_another_van(self):
        """S7: what was reserved on one van is looked for elsewhere when the job changes hands."""
        self._fill_van(2)
        order = self._assigned()
        line = self._add_line(order)
        order.with_user(self.engineer_user).action_start()
        self._assign(order, self.other_engineer)
        self.assertEqual((line.source, line.move_id.location_id), ("warehouse", self.warehouse.lot_stock_id))

    def test_van_stands_outside_the_warehouse(self):
        """S7: a location below the warehouse's stock would be reserved by every job; one van, one man."""
        inside = self.env["stock.location"].create(
            {"name": "Shelf", "usage": "internal", "location_id": self.warehouse.lot_stock_id.id}
        )
        with self._refused(ValidationError, "cannot be van stock"):
            self.engineer.aftersales_location_id = inside
        van = self._fill_van(1)
        with self._refused_by_database("aftersales_location_unique"):
            self.other_engineer.aftersales_location_id = van

    def test_old_part_by_policy_on_warranty_jobs(self):
        """S7: where the company asks, a warranty job says where each old part is; a paid one need not."""
        self.company.aftersales_require_old_part = True
        order = self._finished()
        order.with_user(self.engineer_user).no_parts = False
        line = self._add_line(order)
        with self._refused(UserError, "old part: .*Fan motor"):
            self._step(order, ("action_finish", 60))
        line.with_user(self.engineer_user).write(
            {"old_part": "returned", "old_serial": "OLD-1", "old_fault": "Bearing"}
        )
        self._step(order, ("action_finish", 60))
        with self._refused(UserError, "can no longer change"):
            line.with_user(self.engineer_user).old_part = "none"

    def test_old_part_of_what_warranty_pays_only(self):
        """S1, S7: who pays the line counts, not the type of the job: a wearing part needs no old part."""
        self.company.aftersales_require_old_part = True
        self.term.wearing_tmpl_ids = self.part.product_tmpl_id
        order = self._finished()
        order.with_user(self.engineer_user).no_parts = False
        line = self._add_line(order)
        self.assertEqual((order.service_type, line.payer), ("C", "customer"))
        self.assertFalse(order.todo_text)
        line.with_user(self.dispatcher)._grant("maker", 100, "Known defect of the batch")
        self.assertEqual(order.todo_text, f"old part: {line.name}")

    # The voucher comes back (S7) --------------------------------------------------------

    def _voucher_clock(self, order):
        return order.clock_ids.filtered(lambda each: each.kind == "voucher").sorted("id")[-1:]

    def test_s7_voucher_is_back_within_two_days(self):
        """S7: two calendar days after the day of the visit; at the limit in time, a second later late."""
        # finished on Monday 1 June in Shanghai: the second day after it ends on Wednesday at midnight
        limit = MORNING.replace(day=3, hour=16, minute=0)
        for seconds, state in ((-1, "met_in_time"), (0, "met_in_time"), (1, "met_late")):
            with self.subTest(seconds=seconds):
                order = self._finished()
                self._step(order, ("action_finish", 60))
                clock = self._voucher_clock(order)
                self.assertEqual((clock.rule_id.code, clock.deadline, clock.state), ("S7", limit, "running"))
                self.assertEqual(order.next_deadline, limit)
                with freeze_time(limit + timedelta(seconds=seconds)):
                    order.with_user(self.clerk)._receive_voucher("Zhang Wei", SIGNATURE)
                self.assertEqual(clock.state, state)
                self.assertEqual(order.voucher_received_by_id, self.clerk)

    def test_s7_signed_on_the_screen_is_back_at_once(self):
        """S7: with the finger on the telephone nothing has to be carried to the office."""
        order = self._finished()
        self._step(order, ("action_finish", 60))
        with freeze_time(MORNING + 65 * MINUTE):
            order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(self._voucher_clock(order).state, "met_in_time")
        self.assertFalse(order.voucher_received_by_id)

    def test_s7_not_accepted_work_has_another_voucher(self):
        """S7: the days count from the visit that finished the work."""
        order = self._finished()
        self._step(order, ("action_finish", 60))
        first = self._voucher_clock(order)
        self._step(order, ("action_send_back", 61))
        self.assertEqual(first.state, "cancelled")
        self._step(order, ("action_finish", 24 * 60))
        second = self._voucher_clock(order)
        self.assertEqual(second.deadline, MORNING.replace(day=4, hour=16))

    def test_s7_vouchers_late_are_listed(self):
        """S7: the filter of the office shows whose time is over."""
        order = self._finished()
        self._step(order, ("action_finish", 60))
        orders = self.env["aftersales.order"].with_user(self.clerk)
        domain = [
            (
                "clock_ids",
                "any",
                [("kind", "=", "voucher"), ("ended_on", "=", False), ("deadline", "<", "now")],
            )
        ]
        limit = self._voucher_clock(order).deadline
        with freeze_time(limit):
            self.assertNotIn(order, orders.search(domain))
        with freeze_time(limit + timedelta(seconds=1)):
            self.assertIn(order, orders.search(domain))

    def test_g1_engineer_receives_no_paper(self):
        """G1, S7: the office takes the voucher in, not who should bring it."""
        order = self._finished()
        self._step(order, ("action_finish", 60))
        for call in (
            order.with_user(self.engineer_user).action_voucher_back,
            lambda: order.with_user(self.engineer_user)._receive_voucher("Me", SIGNATURE),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_map_link_is_the_companys(self):
        """The address goes into the company's map link, quoted; a link that is none is refused."""
        order = self._assigned(address="上海市 人民路 88 号&x=1")
        self.assertIn("keyword=%E4%B8%8A%E6%B5%B7%E5%B8%82%20", order.map_url)
        self.assertTrue(order.map_url.endswith("%26x%3D1"))
        for url in ("javascript:alert(1)//{address}", "https://maps.example.com/"):
            with self.subTest(url=url), self._refused(ValidationError, "starts with https"):
                self.company.aftersales_map_url = url
        self.company.aftersales_map_url = False
        self.assertFalse(order.map_url)
