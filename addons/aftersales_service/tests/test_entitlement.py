from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE, ServiceCase


@tagged("post_install", "-at_install")
class TestWarrantyTerm(ServiceCase):
    """Which warranty holds for a unit (S1): the nearest dated term, kept by history."""

    def _sell(self, sale_date, product=None, company=None):
        self.serial = getattr(self, "serial", 0) + 1
        unit = self._create_unit(f"T{self.serial}", sale_date, product)
        if company:
            unit.company_id = company
        return unit

    def _term(self, months, **vals):
        return self.env["aftersales.warranty.term"].create(
            {"name": f"{months} months", "code": "S1", "months": months, **vals}
        )

    def test_nearest_term_wins(self):
        """S1: product before deep category before shallow category before general."""
        child = self.env["product.category"].create({"name": "Split", "parent_id": self.category.id})
        self.appliance.categ_id = child
        sold = date(2026, 1, 15)
        self._term(3)
        self.assertEqual(self._sell(sold).aftersales_warranty_end, date(2027, 1, 15), "parent category")
        self._term(18, product_categ_id=child.id)
        self.assertEqual(self._sell(sold).aftersales_warranty_end, date(2027, 7, 15), "own category")
        self._term(24, product_tmpl_id=self.appliance.product_tmpl_id.id)
        self.assertEqual(self._sell(sold).aftersales_warranty_end, date(2028, 1, 15), "product")
        self.assertEqual(self._sell(sold, self.part).aftersales_warranty_end, date(2026, 4, 15), "general")

    def test_companys_own_term_before_the_general_one(self):
        """S1: of two equally near terms the company's own wins; another company's never does.

        Units mostly carry no company in the host: then the company in which they are sold counts.
        """
        other = self.env["res.company"].create({"name": "Second centre"})
        self._term(36, product_categ_id=self.category.id, company_id=other.id)
        self.assertEqual(self._sell(date(2026, 1, 15)).aftersales_warranty_end, date(2027, 1, 15))
        self._term(6, product_categ_id=self.category.id, company_id=self.company.id)
        self.assertEqual(self._sell(date(2026, 1, 15)).aftersales_warranty_end, date(2026, 7, 15))
        unit = self._sell(False)
        unit.company_id = False
        unit.aftersales_sale_date = date(2026, 1, 15)
        self.assertEqual(unit.aftersales_warranty_end, date(2026, 7, 15))

    def test_history_keeps_the_term_of_the_day_of_sale(self):
        """S1: a new or changed term does not rewrite units sold before."""
        self.term.date_to = date(2026, 6, 30)
        unit = self._sell(date(2026, 6, 30))
        self._term(24, product_categ_id=self.category.id, date_from="2026-07-01")
        later = self._sell(date(2026, 7, 1))
        self.assertEqual(unit.aftersales_warranty_end, date(2027, 6, 30))
        self.assertEqual(later.aftersales_warranty_end, date(2028, 7, 1))
        self.term.months = 1
        self.env.invalidate_all()
        self.assertEqual(unit.aftersales_warranty_end, date(2027, 6, 30))
        self.assertFalse(self._sell(date(1999, 1, 1)).aftersales_warranty_end, "before the first term")

    def test_terms_that_make_no_sense(self):
        """S1: no months, two subjects, a twin for the same days."""
        with self._refused_by_database("months_positive"):
            self._term(0)
        with self._refused_by_database("one_subject"):
            self._term(
                6,
                product_categ_id=self.category.id,
                product_tmpl_id=self.appliance.product_tmpl_id.id,
                date_from="2026-01-01",
            )
        with self._refused(ValidationError, "already in force"):
            self._term(6, product_categ_id=self.category.id, date_from="2026-01-01")

    def test_unit_is_not_sold_in_the_future(self):
        """S1: a sale date after today would give a warranty that has not begun."""
        with self._refused(ValidationError, "in the future"):
            self._sell(self.today + relativedelta(days=2))


@tagged("post_install", "-at_install")
class TestProposal(ServiceCase):
    """Who pays (S1): proposed from unit, sale date, warranty and contracts; overridden by right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"

    def _type_of(self, unit, moment, **vals):
        return self._create_order(unit, request_date=moment, **vals).service_type

    def _contract(self, **vals):
        contract = self.env["aftersales.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                **vals,
            }
        )
        contract.action_run()
        return contract

    def test_last_day_of_the_warranty_in_the_companys_time_zone(self):
        """S1, G2: free until 24:00 in Shanghai on the last day; 16:00 UTC is the day after."""
        unit = self._create_unit("SN-EDGE", date(2025, 3, 15))
        self.assertEqual(unit.aftersales_warranty_end, date(2026, 3, 15))
        self.assertEqual(self._type_of(unit, datetime(2026, 3, 14, 23, 30)), "C", "the last day, 07:30")
        self.assertEqual(self._type_of(unit, datetime(2026, 3, 15, 15, 59)), "C", "the last minute")
        self.assertEqual(self._type_of(unit, datetime(2026, 3, 15, 16, 0)), "A", "the day after, 00:00")
        self.assertEqual(self._type_of(unit, datetime(2026, 3, 15, 23, 30)), "A")

    def test_request_before_the_sale(self):
        """S1: the day of sale is in, the day before is not."""
        unit = self._create_unit("SN-EDGE", date(2026, 3, 15))
        self.assertEqual(self._type_of(unit, datetime(2026, 3, 14, 16, 0)), "C", "00:00 on the day of sale")
        order = self._create_order(unit, request_date=datetime(2026, 3, 14, 15, 59))
        self.assertEqual((order.service_type, order.proposal_code), ("A", "before_sale"))

    def test_contract_from_first_to_last_day(self):
        """S1: covered on both, neither the day before nor the day after."""
        self._contract(date_start="2026-02-01", date_end="2026-02-28")
        for day, expected in (((1, 31), "A"), ((2, 1), "B"), ((2, 28), "B"), ((3, 1), "A")):
            with self.subTest(day=day):
                self.assertEqual(self._type_of(self.unit_paid, datetime(2026, *day, 4)), expected)

    def test_contract_covers_named_units_only(self):
        """S1: with units named, only those; with none, every unit of the customer."""
        other = self._create_unit("SN-OTHER", date(2020, 1, 1))
        contract = self._contract(lot_ids=[Command.set(self.unit_paid.ids)])
        moment = datetime(2026, 5, 1, 4)
        self.assertEqual(self._type_of(self.unit_paid, moment), "B")
        self.assertEqual(self._type_of(other, moment), "A")
        self.assertEqual(self._type_of(self.unit_free, datetime(2026, 11, 1)), "C", "warranty goes first")
        contract.lot_ids = False
        self.assertEqual(self._type_of(other, moment), "B")

    def test_contract_of_the_commercial_partner(self):
        """S1: the company's contract covers the branch that calls; a stranger's does not."""
        parent = self.env["res.partner"].create({"name": "Hotel", "is_company": True})
        branch = self.env["res.partner"].create({"name": "Reception", "parent_id": parent.id})
        self._contract(partner_id=parent.id)
        moment = datetime(2026, 5, 1, 4)
        self.assertEqual(self._type_of(self.unit_paid, moment, partner_id=branch.id), "B")
        self.assertEqual(self._type_of(self.unit_paid, moment), "A")

    def test_draft_cancelled_or_foreign_contract_covers_nothing(self):
        """S1: only a running contract of the order's company pays."""
        company = self.env["res.company"].create({"name": "Second centre"})
        contract = self._contract(company_id=company.id)
        moment = datetime(2026, 5, 1, 4)
        self.assertEqual(self._type_of(self.unit_paid, moment), "A")
        contract = self._contract()
        order = self._create_order(self.unit_paid, request_date=moment)
        self.assertEqual(order.service_type, "B")
        contract._terminate("Moved away")
        order.with_user(self.clerk).action_propose()
        self.assertEqual(order.service_type, "A", "asked again")
        with self._refused(UserError, "cannot go to"):
            contract.action_run()

    def test_our_own_unit_is_internal(self):
        """S1: D for the company itself, though the unit is in warranty."""
        order = self._create_order(self.unit_free, partner_id=self.company.partner_id.id)
        self.assertEqual((order.service_type, order.proposal_code), ("D", "internal"))

    def test_reason_is_rendered_for_each_reader(self):
        """S1: code and values are kept; the sentence comes in the language of who reads."""
        order = self._create_order(self.unit_paid)
        english = order.with_context(lang="en_US").proposal_reason
        self.assertIn("The warranty ended on", english)
        order.invalidate_recordset()
        chinese = order.with_context(lang="zh_CN").proposal_reason
        end = self.unit_paid.aftersales_warranty_end
        self.assertIn(str(end.year), chinese)
        self.assertNotEqual(chinese, english)

    def test_override_wants_right_and_reason(self):
        """S1: the dispatcher with a reason; without one, or without the right, refused."""
        order = self._create_order(self.unit_paid)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk)._override_type("C", "Goodwill")
        for service_type, reason, word in (("C", " ", "why"), (False, "x", "Choose"), ("Z", "x", "Choose")):
            with self.subTest(reason=reason), self._refused(UserError, word):
                order.with_user(self.dispatcher)._override_type(service_type, reason)
        order.with_user(self.dispatcher)._override_type("C", "Goodwill")
        self.assertEqual((order.service_type, order.proposed_type), ("C", "A"))
        self.assertIn("Goodwill", order.proposal_reason)
        order.with_user(self.dispatcher)._override_type("A", "Taken back")
        self.assertFalse(order.override_type or order.override_reason)
        self.assertEqual(order.service_type, "A")

    def test_decided_orders_are_frozen(self):
        """S1, S12: after acceptance of the quotation, or once begun, nothing moves the type."""
        accepted = self._play_until("assessment")
        self._add_line(accepted)
        accepted.with_user(self.engineer_user).action_prepare_quotation()
        with self._refused(UserError, "waits for the customer's answer"):
            accepted.with_user(self.dispatcher)._override_type("C", "Goodwill")
        accepted.with_user(self.clerk).action_accept_quotation()
        begun = self._play_until("repair", self.unit_free)
        for order in (accepted, begun):
            before = order.service_type
            with self._refused(UserError, "is decided"):
                order.with_user(self.dispatcher)._override_type("D", "Trick")
            for vals in ({"lot_id": False}, {"request_date": "2020-01-01"}, {"partner_id": 1}):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    order.with_user(self.dispatcher).write(vals)
            order.with_user(self.dispatcher).action_propose()
            self.assertEqual(order.service_type, before)

    def test_corrected_sale_date_moves_open_orders_only(self):
        """S1: the open order is proposed anew, the begun and the closed one keep what was decided."""
        unit = self._create_unit("SN-CORRECT", date(2020, 1, 1))
        waiting = self._create_order(unit)
        closed = self._create_order(unit)
        closed.sudo().state = "closed"
        self.assertEqual(waiting.service_type + closed.service_type, "AA")
        unit.aftersales_sale_date = self.today - relativedelta(months=1)
        self.assertEqual(waiting.service_type, "C")
        self.assertEqual((closed.service_type, closed.proposal_code), ("A", "expired"))

    def test_unit_that_became_free_is_not_charged(self):
        """S1, S12: a quotation for work that turned out to be in warranty cannot be accepted."""
        order = self._play_until("assessment")
        self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        self.unit_paid.aftersales_sale_date = self.today - relativedelta(months=1)
        self.assertEqual(order.service_type, "C")
        with self._refused(UserError, "Who pays .* has changed"):
            order.with_user(self.clerk).action_accept_quotation()
        order.with_user(self.clerk).action_withdraw_quotation()
        order.with_user(self.engineer_user).action_start()
        self._fill_voucher(order)
        order.with_user(self.engineer_user).action_finish()
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(order.state, "follow_up")
