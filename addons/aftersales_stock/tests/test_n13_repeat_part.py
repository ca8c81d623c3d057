from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestRepeatPart(OldPartCase):
    """S11, N3: the parts of a repeat repair are borne by the station that did the first job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._supply(cls.north)
        cls._supply(cls.south)
        cls.south.with_user(cls.accountant)._move_deposit("receive", 1000, cls.cash_box)

    def _first(self, station=None):
        job = self._job(station)
        job.sudo().state = "closed"
        return job

    def _repeat(self, first, station=None, quantity=2):
        """A job on the same unit, linked as a repeat before anybody has decided who pays."""
        order = self._play_until("registered", self.unit_free)
        order.sudo().write({"repeat_chosen_id": first.id})
        self.env.flush_all()
        self.assertEqual(order.repeat_of_id, first)
        return self._work(order, station or self.south, quantity)

    def _get_charges_of(self, order):
        return order.station_fee_ids.filtered("order_line_id").sorted("id")

    def test_s11_the_first_station_bears_the_parts(self):
        """S11: two parts at 100.00, whoever does the repeat; nothing is owed, and both stocks go down."""
        first = self._first()
        order = self._repeat(first)
        use = self.env["aftersales.part.use"].search([("order_id", "=", order.id)])
        self.assertEqual(set(use.mapped("payer")), {"station"})
        self.assertEqual(set(use.mapped("state")), {"none"})
        charge = self._get_charges_of(order)
        self.assertEqual((charge.kind, charge.amount, charge.station_id), ("deduction", -200, self.north))
        self.assertIn(first.name, charge.reason)
        with self._refused_by_database("repeat_part_unique"):
            charge.copy()

    def test_s11_our_own_repeat_is_charged_to_nobody(self):
        """S11: where we did the first job, we bear its parts."""
        first = self._first()
        first.sudo().station_id = False
        order = self._repeat(first)
        self.assertEqual(
            set(order.line_ids.filtered(lambda line: line.kind == "part").mapped("payer")), {"company"}
        )
        self.assertFalse(self._get_charges_of(order))

    def test_s11_a_job_that_is_no_repeat_is_not_charged(self):
        self.assertFalse(self._get_charges_of(self._job()))

    def _reopen(self, order):
        order.sudo().state = "follow_up"
        order.sudo()._update_state("assessment")
        self.env.flush_all()

    def test_s11_reopened_the_charge_is_given_back(self):
        """S11: reopened and no repeat any more, nothing is left of the charge; a repeat still, one charge."""
        order = self._repeat(self._first())
        for _round in range(2):
            self._reopen(order)
            lines = self._get_charges_of(order)
            self.assertEqual(sum(lines.mapped("amount")), 0)
            order.sudo()._add_station_fees()
            self.assertEqual(sum(self._get_charges_of(order).mapped("amount")), -200)
        self._reopen(order)
        order.sudo().write({"repeat_chosen_id": False, "repeat_refusal": "Another fault"})
        self.env.flush_all()
        self.assertFalse(order.repeat_of_id)
        order.sudo()._add_station_fees()
        self.assertEqual(sum(self._get_charges_of(order).mapped("amount")), 0)
        self.assertIn(order.name, self._get_charges_of(order)[-1].reason)

    def test_s11_what_an_objection_took_off_is_not_given_back_twice(self):
        order = self._repeat(self._first())
        self._get_charges_of(order).sudo()._correct(-150, "Half was theirs")
        self._reopen(order)
        self.assertEqual(
            sum(
                order.station_fee_ids.filtered(
                    lambda line: line.station_id == self.north and line.kind in ("deduction", "correction")
                ).mapped("amount")
            ),
            0,
        )

    def test_n3_the_charge_stands_on_the_statement_and_the_bill(self):
        self.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = False
        order = self._repeat(self._first())
        charge = self._get_charges_of(order)
        statement = self.north._make_statements(self.today.replace(day=1)).sudo()
        self.assertEqual((charge.statement_id, statement.amount_deduction), (statement, -200))
        statement.fee_ids.filtered("unpriced").unpriced = False
        statement._send()
        statement._confirm("paper", "Signed")
        statement.with_user(self.accountant).action_bill()
        line = statement.move_id.invoice_line_ids.filtered(lambda each: charge.reason in each.name)
        self.assertEqual(abs(line.price_subtotal), 200)
        self._check_ties()
