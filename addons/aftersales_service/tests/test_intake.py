from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase


class IntakeCase(ServiceCase):
    """Batches of units that a customer brings to the workshop."""

    def _open(self, serials, user=None, **vals):
        dialogs = self.env["aftersales.intake"].with_user(user or self.clerk)
        if "order_id" not in vals:
            vals = {"partner_id": self.customer.id, "fault": "No sound", **vals}
        vals = {"product_id": self.appliance.id, **vals}
        return dialogs.create({"serials": "\n".join(serials), **vals})

    def _check(self, serials, **vals):
        dialog = self._open(serials, **vals)
        dialog.action_check()
        return dialog

    def _take_in(self, serials, **vals):
        """Take in a batch as the clerk; return its units."""
        dialog = self._check(serials, **vals)
        order = self.env["aftersales.order"].browse(dialog.action_take_in()["res_id"])
        return self.env["aftersales.order.unit"].browse(order.unit_ids.sorted("sequence").ids)

    def _create_other_appliance(self):
        return self.env["product.product"].create(
            {"name": "Split air conditioner X2", "is_storable": True, "tracking": "serial"}
        )

    def _serials(self, count, prefix="SN-B"):
        return [f"{prefix}-{index:03d}" for index in range(count)]


@tagged("post_install", "-at_install")
class TestIntake(IntakeCase):
    """S5, S8: a list of serial numbers becomes an order, a receipt and a repair card each."""

    def test_s8_thirty_units_one_order_thirty_cards(self):
        """S5, S8: pasted with blanks and full-width characters; one receipt, one clock of 30 units."""
        self._create_unit("SN-B-001", self.today)
        serials = self._serials(30)
        serials[5] = "\u3000ＳＮ－Ｂ－００５  "
        units = self._take_in(["", *serials, " "], bench_id=False)
        order = units.order_id
        self.assertEqual(len(units), 30)
        self.assertEqual(units.mapped("serial"), self._serials(30))
        self.assertEqual(len(order.receipt_ids), 1)
        self.assertEqual((order.state, order.channel), ("registered", "counter"))
        self.assertEqual(units[0].name, f"{order.receipt_ids.name}-1")
        self.assertEqual(set(units.mapped("state")), {"waiting"})
        self.assertEqual(order.product_id, self.appliance)
        self.assertEqual(len(units.lot_id), 30)
        self.assertEqual(set(units.lot_id.aftersales_partner_id), set(self.customer))
        clock = order.clock_ids.filtered(lambda each: each.kind == "turnaround")
        self.assertEqual(clock.units, 30)
        self.assertEqual(order.unit_progress, "0 of 30 units done")
        self.assertFalse(order.repair_ids, "no part is needed yet")

    def test_s8_each_line_shows_its_verdict_before_anything_is_written(self):
        """S8: known, nobody's, somebody else's, here, elsewhere, twice, on two products, unknown."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self._create_other_appliance()
        self._create_unit("SN-K", self.today)
        nobodys = self._create_unit("SN-N", False)
        nobodys.aftersales_partner_id = False
        self._create_unit("SN-F", self.today, partner=stranger)
        self._create_unit("SN-T", self.today, partner=stranger)
        self._create_unit("SN-T", self.today, product=other, partner=stranger)
        self._take_in(["SN-H"])
        self._create_order(self._create_unit("SN-E", self.today))
        before = {
            model: self.env[model].search_count([])
            for model in (
                "stock.lot",
                "aftersales.order",
                "aftersales.order.unit",
                "aftersales.goods.receipt",
            )
        }
        serials = ["sn-k", "SN-N", "SN-F", "SN-T", "SN-H", "SN-E", "SN-K", "SN-U"]
        dialog = self._check(serials, product_id=False, bare_count=1)
        verdicts = dict(zip([*serials, "bare"], dialog.line_ids.mapped("verdict"), strict=True))
        self.assertEqual(
            verdicts,
            {
                "sn-k": "known", "SN-N": "known", "SN-F": "foreign", "SN-T": "ambiguous", "SN-H": "here",
                "SN-E": "elsewhere", "SN-K": "duplicate", "SN-U": "no_product", "bare": "bare",
            },
        )  # fmt: skip
        self.assertEqual((dialog.taken_count, dialog.open_count), (3, 6))
        for model, count in before.items():
            self.assertEqual(self.env[model].search_count([]), count, model)
        dialog.line_ids[2].is_taken = True  # somebody else's, after a second look
        order = self.env["aftersales.order"].browse(dialog.action_take_in()["res_id"])
        self.assertEqual(order.unit_ids.sorted("sequence").mapped("serial"), ["SN-K", "SN-N", "SN-F", False])
        self.assertEqual(nobodys.aftersales_partner_id, self.customer)
        self.assertEqual(
            order.unit_ids.lot_id.filtered(lambda lot: lot.name == "SN-F").aftersales_partner_id, stranger
        )

    def test_s8_what_is_blocked_stays_out_whatever_the_caller_ticks(self):
        """S8: a ticked line that cannot be taken in stops the batch; nothing is half-written."""
        other = self._create_other_appliance()
        for product in (self.appliance, other):
            self._create_unit("SN-T", self.today, product=product)
        self._take_in(["SN-H"])
        for serials, sentence in (
            (["SN-1", "SN-1"], "stands twice"),
            (["SN-2", "SN-H"], "in our custody"),
            (["SN-3", "SN-T"], "several products"),
            (["SN-4", "SN-NEW"], "choose its product"),
        ):
            dialog = self._check(serials, product_id=False, unknown="record")
            dialog.line_ids.is_taken = True
            dialog.line_ids[0].product_id = self.appliance
            with self.subTest(serials=serials), self._refused(UserError, sentence):
                dialog.action_take_in()
            self.assertFalse(self.env["stock.lot"].search([("name", "=", serials[0])]))

    def test_s8_a_chosen_twin_is_taken(self):
        """Trap 15: of two units with one serial number the chosen one gets the card."""
        other = self._create_other_appliance()
        self._create_unit("SN-T", self.today)
        twin = self._create_unit("SN-T", self.today, product=other)
        dialog = self._check(["SN-T"], product_id=False)
        dialog.line_ids.write({"lot_id": twin.id, "is_taken": True})
        order = self.env["aftersales.order"].browse(dialog.action_take_in()["res_id"])
        self.assertEqual(order.unit_ids.lot_id, twin)
        self.assertEqual((order.lot_id, order.product_id), (twin, other))

    def test_s8_unknown_numbers_can_be_written_down_only(self):
        """S8: somebody else's make: the number stands on the card, no unit is recorded."""
        units = self._take_in(["XX-1", "XX-2"], unknown="text", product_id=False)
        self.assertEqual(units.mapped("serial"), ["XX-1", "XX-2"])
        self.assertFalse(units.lot_id or units.product_id)
        dialog = self._check(["xx-1"], unknown="text", product_id=False)
        self.assertEqual(dialog.line_ids.verdict, "here", "the same number of the same customer")

    def test_s8_taken_in_between_check_and_confirmation(self):
        """S8: a colleague took the unit in meanwhile: the confirmation looks again."""
        first, second = self._check(["SN-X"]), self._check(["SN-X"])
        first.action_take_in()
        with self._refused(UserError, "in our custody"):
            second.action_take_in()

    def test_s8_units_for_an_order(self):
        """S8: an assessed order takes in its batch; others' units, other steps, other roles do not."""
        order = self._play_until("registered", self.unit_free)
        action = order.with_user(self.clerk).action_open_intake()
        self.assertEqual(action["context"]["default_order_id"], order.id)
        units = self._take_in(["SN-FREE-1", "SN-2"], order_id=order.id)
        self.assertEqual(units.order_id, order)
        self.assertEqual(units[0].lot_id, self.unit_free)
        self.assertEqual(units.mapped("fault"), [order.fault] * 2)
        enquiry = self._create_order()
        with self._refused(UserError, "register it first"):
            self._check(["SN-3"], order_id=enquiry.id)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self._refused(UserError, "their own order"):
            self._check(["SN-4"], order_id=order.id, partner_id=stranger.id, fault="None")
        for user in (self.engineer_user, self.accountant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._open(["SN-5"], user=user)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                order.with_user(user).action_open_intake()

    def test_s8_two_hundred_at_most(self):
        """S8: 200 units on one receipt, not one more; an empty list is none."""
        dialog = self._check([], bare_count=200)
        self.assertEqual(len(dialog.line_ids), 200)
        with self._refused(UserError, "at most 200"):
            self._check([], bare_count=201)
        with self._refused(UserError, "Scan or paste"):
            self._check([" ", ""])

    def test_s8_thirty_units_cost_the_queries_of_ten(self):
        """S8: check and intake are batches: one more unit costs no query."""
        for step in ("check", "take in"):
            counts = {}
            for size in (10, 30):
                prefix = f"SN-{step[0]}{size}"
                dialog = self._open(self._serials(size, prefix))
                if step == "take in":
                    dialog.action_check()
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                dialog.action_check() if step == "check" else dialog.action_take_in()
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.env.flush_all()
                counts[size] = self.env.cr.sql_log_count - before
            with self.subTest(step=step):
                self.assertLessEqual(counts[30], counts[10] + 5, counts)

    def test_s1_a_batch_is_judged_by_its_worst_unit(self):
        """S1: free only if every unit is in warranty."""
        for serial in ("SN-W1", "SN-W2"):
            self._create_unit(serial, self.today)
        free = self._take_in(["SN-W1", "SN-W2"]).order_id
        self.assertEqual(free.service_type, "C")
        self.unit_free.aftersales_sale_date = self.today
        mixed = self._take_in(["SN-FREE-1", "SN-PAID-1"]).order_id
        self.assertEqual(mixed.service_type, "A")
        unknown = self._take_in(["SN-W3", "SN-W4"]).order_id
        self.assertEqual(unknown.service_type, "A")
