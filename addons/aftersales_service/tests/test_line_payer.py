from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools import entitlement
from .common import SIGNATURE
from .common_entitlement import EntitlementCase


@tagged("post_install", "-at_install")
class TestCoverage(EntitlementCase):
    """What a warranty covers per kind of line and part (S1, S12)."""

    def _line_on(self, day, kind="part", unit=None, **vals):
        order = self._create_order(unit or self.unit, request_date=self._noon(day))
        return self._add_line(order, kind, user=self.clerk, **vals)

    def setUp(self):
        super().setUp()
        self.unit = self._create_unit("SN-COVER", date(2025, 3, 15))  # 12 months by the term

    def test_s1_term_without_rows_covers_everything(self):
        """S1: as before there were rows: every kind 100 % until the last day, nothing after."""
        for kind in ("part", "labour", "callout"):
            line = self._line_on(date(2026, 3, 15), kind)
            self.assertEqual(self._decision(line), ("maker", 100, "warranty"))
            self.assertEqual((line.customer_amount, line.covered_amount), (0, line.value))
            after = self._line_on(date(2026, 3, 16), kind)
            self.assertEqual(self._decision(after), ("customer", 0, "expired"))
            self.assertEqual(after.customer_amount, after.value)

    def test_s1_each_kind_has_its_own_months(self):
        """S1: labour 6 months: free on the last day, not after, while the part stays free (type C)."""
        self._cover("labour", 6)
        self.assertEqual(self._decision(self._line_on(date(2025, 9, 15), "labour"))[0], "maker")
        late = self._line_on(date(2025, 9, 16), "labour")
        self.assertEqual(self._decision(late), ("customer", 0, "expired"))
        self.assertIn("09/15/2025", late.with_context(lang="en_US").payer_reason)
        self.assertEqual(late.order_id.service_type, "C", "the job as a whole is warranty work")
        self.assertEqual(self._line_on(date(2025, 9, 16)).payer, "maker")

    def test_s1_share_of_a_line(self):
        """S12: 30 % of 100.00 and of 33.33 by the warranty: customer and payer add up to the cent."""
        self._cover("part", 12, 30)
        for price, customer, covered in ((100, 70, 30), (33.33, 23.33, 10), (0.01, 0.01, 0), (0, 0, 0)):
            line = self._line_on(date(2025, 6, 1), price_unit=price)
            self.assertEqual(self._decision(line), ("maker", 30, "warranty"))
            self.assertAlmostEqual(line.customer_amount, customer, 6)
            self.assertAlmostEqual(line.covered_amount, covered, 6)
            self.assertTrue(line.chargeable)

    def test_s1_row_that_covers_nothing(self):
        """S1: 0 % for call-outs: the customer pays them on a warranty job."""
        self._cover("callout", 12, 0)
        line = self._line_on(date(2025, 6, 1), "callout")
        self.assertEqual(self._decision(line), ("customer", 0, "not_in_term"))

    def test_s1_part_is_covered_longer_than_the_unit(self):
        """S1: a compressor for 36 months: free in a paid job, the labour is not; nearest row wins."""
        category = self.env["product.category"].create({"name": "Compressors"})
        self.part.categ_id = category
        self._cover("part", 6)
        self._cover("part", 24, product_categ_id=category.id)
        day = date(2027, 3, 15)
        self.assertEqual(self._line_on(day).payer, "maker")
        self.assertEqual(self._line_on(day + relativedelta(days=1)).payer, "customer")
        self._cover("part", 36, product_tmpl_id=self.part.product_tmpl_id.id)
        line = self._line_on(date(2028, 3, 15))
        self.assertEqual((line.payer, line.order_id.service_type), ("maker", "A"))
        self.assertEqual(self._line_on(date(2028, 3, 15), "labour").payer, "customer")

    def test_s1_wearing_parts_are_left_out(self):
        """S1: by product and by category; labour stays covered."""
        day = date(2025, 6, 1)
        self.term.wearing_tmpl_ids = self.part.product_tmpl_id
        line = self._line_on(day)
        self.assertEqual(self._decision(line), ("customer", 0, "wearing_part"))
        self.assertEqual(self._line_on(day, "labour").payer, "maker")
        self.term.wearing_tmpl_ids = False
        self.assertEqual(self._line_on(day).payer, "maker")
        self.part.categ_id = self.env["product.category"].create({"name": "Filters"})
        self.term.wearing_categ_ids = self.part.categ_id
        self.assertEqual(self._line_on(day).payer_code, "wearing_part")

    def test_s20_cost_of_warranty_by_fault(self):
        """S20: what warranty pays is summed by product, fault and part; a corrected fault moves it."""
        faults = self.env["aftersales.fault"].create(
            [{"code": f"COST-{index}", "name": f"Fault {index}"} for index in (1, 2)]
        )
        order = self._create_order(self.unit_free, fault_id=faults[0].id)
        self._add_line(order, user=self.dispatcher)
        rows = self.env["aftersales.order.line"]._read_group(
            [("fault_id", "in", faults.ids), ("payer", "=", "maker")],
            ["unit_product_id", "fault_id", "product_id"],
            ["covered_amount:sum"],
        )
        self.assertEqual(rows, [(self.appliance, faults[0], self.part, 100.0)])
        order.with_user(self.clerk).fault_id = faults[1]
        self.assertEqual(order.line_ids.fault_id, faults[1])

    def test_s1_excluded_fault_is_no_warranty(self):
        """S1: misuse: the job is paid work although the unit is in warranty; another fault is not."""
        misuse, noise = self.env["aftersales.fault"].create(
            [{"code": "T-MISUSE", "name": "Dropped"}, {"code": "T-NOISE", "name": "Noise"}]
        )
        self.term.excluded_fault_ids = misuse
        order = self._create_order(self.unit_free, fault_id=misuse.id)
        line = self._add_line(order, user=self.clerk)
        self.assertEqual((order.service_type, order.proposal_code), ("A", "excluded_fault"))
        self.assertEqual(self._decision(line), ("customer", 0, "excluded_fault"))
        self.assertIn("Dropped", line.payer_reason)
        order.with_user(self.dispatcher).fault_id = noise
        self.assertEqual((order.service_type, line.payer), ("C", "maker"))

    def test_s1_warranty_from_the_installation(self):
        """S1: by the term from sale or installation; unknown installation: from the sale."""
        self.term.start = "installation"
        unit = self._create_unit("SN-INST", date(2025, 3, 15))
        self.assertEqual(unit.aftersales_warranty_end, date(2026, 3, 15))
        unit.aftersales_installation_date = date(2025, 5, 20)
        self.assertEqual(unit.aftersales_warranty_start, date(2025, 5, 20))
        self.assertEqual(unit.aftersales_warranty_end, date(2026, 5, 20))
        self.assertEqual(self._line_on(date(2026, 5, 20), unit=unit).payer, "maker")
        self.assertEqual(self._line_on(date(2026, 5, 21), unit=unit).payer, "customer")
        with self._refused_by_database("installed_after_sale"):
            unit.aftersales_installation_date = date(2025, 3, 14)
        with self._refused(ValidationError, "installed in the future"):
            unit.aftersales_installation_date = self.today + relativedelta(days=2)

    def test_s1_unit_says_what_is_covered(self):
        """S1: the unit's form names each kind and part with its own last day."""
        self._cover("labour", 6, 50)
        self._cover("part", 36, product_tmpl_id=self.part.product_tmpl_id.id)
        text = self.unit.with_context(lang="en_US").aftersales_coverage_text
        self.assertEqual(
            text.split("\n"),
            [
                "Part: 100 % until 03/15/2026",
                "Call-out: 100 % until 03/15/2026",
                "Labour: 50 % until 09/15/2025",
                "[TEST-M7] Fan motor M7: 100 % until 03/15/2028",
            ],
        )

    def test_s1_rows_that_make_no_sense(self):
        """S1: no months, more than 100 %, a part for labour, the same row twice."""
        self._cover("part", 12)
        for constraint, kind, vals in (
            ("months_positive", "labour", {"months": 0}),
            ("share_percent", "labour", {"share": 100.01}),
            ("share_percent", "labour", {"share": -0.01}),
            ("part_only", "labour", {"product_tmpl_id": self.part.product_tmpl_id.id}),
            ("row_unique", "part", {}),
        ):
            with self.subTest(vals=vals), self._refused_by_database(constraint):
                self._cover(kind, **{"months": 12, **vals})

    def test_s1_row_in_use_keeps_its_figures(self):
        """S1: what decided a line is not rewritten; other rows are."""
        row, other = self._cover("part", 24, 50), self._cover("labour", 6)
        line = self._line_on(date(2025, 6, 1))
        self.assertEqual(line.coverage_id, row)
        with self._refused(UserError, "the past keeps its figures"):
            row.share = 10
        with self._refused(UserError, "the past keeps its figures"):
            row.unlink()
        other.months = 12
        other.unlink()


@tagged("post_install", "-at_install")
class TestLinePayer(EntitlementCase):
    """Who bears a line: the type of the job, contract, grants; decided until it is accepted (S1, S12)."""

    def test_s1_payer_of_each_type(self):
        """S1: a type set by a person holds for every line, with his reason."""
        order = self._create_order()
        line = self._add_line(order, user=self.clerk)
        self.assertEqual(self._decision(line), ("customer", 0, "expired"))
        for service_type, payer in (("B", "contract"), ("C", "goodwill"), ("D", "company")):
            order.with_user(self.dispatcher)._override_type(service_type, "Because")
            self.assertEqual(self._decision(line), (payer, 100, "type_set"))
            self.assertIn("Because", line.payer_reason)
        free = self._create_order(self.unit_free)
        line = self._add_line(free, user=self.clerk)
        free.with_user(self.dispatcher)._override_type("A", "Dropped by the user")
        self.assertEqual(self._decision(line), ("customer", 0, "type_set"))
        own = self._create_order(self.unit_free, partner_id=self.company.partner_id.id)
        self.assertEqual(self._decision(self._add_line(own, user=self.clerk)), ("company", 100, "internal"))

    def test_s15_contract_covers_by_kind(self):
        """S12, S15: half duty pays labour, not parts; warranty goes first where it takes as much."""
        contract = self.env["aftersales.contract"].create(
            {
                "partner_id": self.customer.id,
                "kind": "full",
                "date_start": "2020-01-01",
                "date_end": "2099-12-31",
            }
        )
        contract.coverage_ids.filtered(lambda row: row.kind == "part").unlink()
        contract.coverage_ids.filtered(lambda row: row.kind == "callout").share = 40
        contract.action_run()
        order = self._create_order()
        lines = [self._add_line(order, kind, user=self.clerk) for kind in ("part", "labour", "callout")]
        self.assertEqual(order.service_type, "B")
        self.assertEqual(
            [self._decision(line) for line in lines],
            [("customer", 0, "not_in_contract"), ("contract", 100, "contract"), ("contract", 40, "contract")],
        )
        self.assertEqual(lines[2].customer_amount, 18)
        self._cover("labour", 12, 50)
        self._cover("part", 12, 50)
        order = self._create_order(self.unit_free)
        part, labour = (self._add_line(order, kind, user=self.clerk) for kind in ("part", "labour"))
        self.assertEqual(self._decision(part), ("maker", 50, "warranty"), "the contract takes nothing of it")
        self.assertEqual(self._decision(labour), ("contract", 100, "contract"), "the contract takes more")

    def test_s12_uncovered_line_of_a_warranty_job_is_accepted_first(self):
        """S12: the gate looks at the lines, not at the type; the invoice asks for that line only."""
        self.term.wearing_tmpl_ids = self.part.product_tmpl_id
        order = self._play_until("assessment", self.unit_free)
        part = self._add_line(order, quantity=2)
        self._add_line(order, "labour")
        self.assertTrue(order.awaits_acceptance)
        with self._refused(UserError, "not accepted"):
            order.with_user(self.engineer_user).action_start()
        self._accept(order)
        self.assertFalse(order.awaits_acceptance)
        sale = order.sale_order_ids
        self.assertEqual(sale.amount_untaxed, 200)
        self.assertEqual(part.sale_line_id.price_subtotal, part.customer_amount)
        self._finish(order)
        self.assertEqual(order.state, "settlement")
        order.with_user(self.accountant).action_invoice()
        self.assertEqual(order.invoice_ids.amount_untaxed, order.customer_total)

    def test_s12_paid_job_whose_lines_are_all_covered_needs_no_quotation(self):
        """S12: nothing is asked for, nothing is accepted; without any line paid work still waits."""
        order = self._play_until("assessment")
        with self._refused(UserError, "paid work"):
            order.with_user(self.engineer_user).action_start()
        line = self._add_line(order)
        self._grant(line)
        with self._refused(UserError, "nothing to quote"):
            order.with_user(self.engineer_user).action_prepare_quotation()
        self._finish(order)
        order.with_user(self.clerk).action_settled()
        self.assertEqual((order.state, order.invoice_state), ("follow_up", "none"))

    def test_s12_quotation_carries_the_customers_share_only(self):
        """S12: odd prices: each line of the quotation is the customer's amount, to the cent."""
        self.customer.lang = "en_US"
        self._cover("part", 12, 33.33)
        self._cover("labour", 12, 12.5)
        order = self._play_until("assessment", self.unit_free)
        for quantity, price in ((3, 33.33), (7, 0.07), (1, 99.99), (0.3, 17.45)):
            self._add_line(order, quantity=quantity, price_unit=price)
            self._add_line(order, "labour", quantity, price_unit=price)
        callout = self._add_line(order, "callout")
        order.with_user(self.engineer_user).action_prepare_quotation()
        for line in order.line_ids - callout:
            self.assertAlmostEqual(line.sale_line_id.price_subtotal, line.customer_amount, 6, line.price_unit)
            self.assertAlmostEqual(line.customer_amount + line.covered_amount, line.value, 6)
        self.assertAlmostEqual(order.sale_order_ids.amount_untaxed, order.customer_total, 6)
        notes = order.sale_order_ids.order_line.filtered(lambda line: line.display_type == "line_note")
        self.assertEqual(len(notes), 1, "what is free is named with its reason")
        self.assertRegex(notes.name, r"Call-out fee × 1: .*0\.00.* In warranty until")
        self.assertIn("In warranty until", order.line_ids[0].sale_line_id.name)

    def test_s12_quotation_speaks_the_customers_language(self):
        """S12: the reason of a free line is printed as the customer reads it."""
        self.customer.lang = "zh_CN"
        self._cover("part", 12, 50)
        order = self._play_until("assessment", self.unit_free)
        self._add_line(order)
        self._add_line(order, "callout")
        order.with_user(self.engineer_user).with_context(lang="en_US").action_prepare_quotation()
        self.assertNotIn("In warranty until", "".join(order.sale_order_ids.order_line.mapped("name")))

    def test_s12_quotation_overtaken_by_a_grant_is_not_accepted(self):
        """S12: the share that stands on the quotation is the share of the line, or it is withdrawn."""
        self._cover("part", 12, 50)
        order = self._play_until("assessment", self.unit_free)
        line = self._add_line(order)
        order.with_user(self.engineer_user).action_prepare_quotation()
        with self._refused(UserError, "withdraw the quotation"):
            self._grant(line)
        line.sale_line_id.discount = 60
        with self._refused(UserError, "A discount is granted on the order"):
            order.with_user(self.clerk).action_accept_quotation()

    def test_s1_grant_with_right_and_reason(self):
        """S1, S12: goodwill 50 % by the dispatcher, told in the chatter; taken back again."""
        order = self._create_order()
        line = self._add_line(order, user=self.clerk)
        for user in (self.clerk, self.engineer_user, self.accountant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                line.with_user(user)._grant("goodwill", 50, "Friend")
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                line.with_user(user).action_open_grant()
        for payer, share, reason, word in (
            ("goodwill", 50, " ", "Say why"),
            ("nobody", 50, "x", "Choose who pays"),
            ("goodwill", 0, "x", "Above 0"),
            ("goodwill", 100.01, "x", "Above 0"),
            ("goodwill", -1, "x", "Above 0"),
        ):
            with self.subTest(payer=payer, share=share), self._refused(UserError, word):
                self._grant(line, payer, share, reason)
        self._grant(line, "goodwill", 50, "Third fault this year")
        self.assertEqual(self._decision(line), ("goodwill", 50, "granted"))
        self.assertEqual((line.customer_amount, line.payer_reason), (50, "Third fault this year"))
        self.assertIn("Third fault this year", order.message_ids[0].body)
        dialog = (
            self.env["aftersales.grant"]
            .with_user(self.dispatcher)
            .create(
                {
                    "line_ids": [Command.set(line.ids)],
                    "payer": "maker",
                    "share": 100,
                    "reason": "Maker agreed",
                }
            )
        )
        self.assertTrue(dialog.granted)
        dialog.action_apply()
        self.assertEqual(self._decision(line), ("maker", 100, "granted"))
        dialog.action_take_back()
        self.assertEqual(self._decision(line), ("customer", 0, "expired"))
        self.assertFalse(line.granted_payer or line.granted_reason)

    def test_s1_granted_line_is_not_made_dearer_by_others(self):
        """S12: what was granted for a fan motor is not filled with something else by the engineer."""
        order = self._play_until("assessment")
        line = self._add_line(order)
        self._grant(line)
        for vals in ({"quantity": 9}, {"price_unit": 900}, {"product_id": self.appliance.id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                line.with_user(self.engineer_user).write(vals)
        line.with_user(self.dispatcher).quantity = 2
        self.assertEqual(line.payer, "goodwill")

    def test_s1_accepted_or_finished_lines_are_not_granted_any_more(self):
        """S12: after acceptance, and once the work is finished, who pays stands."""
        order = self._play_until("assessment")
        line = self._add_line(order)
        self._accept(order)
        with self._refused(UserError, "stands on quotation"):
            self._grant(line)
        done = self._play_until("acceptance", self.unit_free)
        with self._refused(UserError, "is finished"):
            self._grant(done.line_ids[0], "customer")

    def test_s1_line_charged_during_the_repair_is_accepted_before_the_end(self):
        """S12: a covered line given to the customer after the work began waits for his acceptance."""
        order = self._play_until("repair", self.unit_free)
        self._grant(order.line_ids[0], "customer", 0, "Broken by the user")
        self.assertEqual(order.customer_total, 100)
        self._fill_voucher(order)
        with self._refused(UserError, "not accepted"):
            order.with_user(self.engineer_user).action_finish()
        self._accept(order)
        order.with_user(self.engineer_user).action_finish()
        self.assertEqual(order.state, "acceptance")

    def test_s1_decided_lines_are_frozen(self):
        """S1: sale date, part warranty and term move open lines only; a new line is decided anew."""
        unit = self._create_unit("SN-FROZEN", self.today - relativedelta(months=3))
        open_order = self._create_order(unit)
        open_line = self._add_line(open_order, user=self.clerk)
        begun = self._play_until("repair", unit)
        closed = self._play_until("signed", unit)
        kept = (begun | closed).line_ids
        before = kept.mapped(self._decision)
        unit.aftersales_sale_date = self.today - relativedelta(months=40)
        self.assertEqual(open_line.payer, "customer")
        self.assertEqual(kept.mapped(self._decision), before)
        (begun | closed).with_user(self.dispatcher).action_propose()
        self.assertEqual(kept.mapped(self._decision), before)
        self.assertEqual(set(kept.mapped("customer_amount")), {0})
        added = self._add_line(begun, "labour")
        self.assertEqual(added.payer, "maker", "the job was decided to be warranty work")

    def test_s1_reopened_job_keeps_what_was_signed(self):
        """S1: a first voucher signed as free is not charged when the facts change after reopening."""
        unit = self._create_unit("SN-REOPEN", self.today - relativedelta(months=3))
        order = self._play_until("signed", unit)
        order.with_user(self.clerk).action_reopen()
        signed = order.line_ids
        unit.aftersales_sale_date = self.today - relativedelta(months=40)
        self.assertEqual(order.service_type, "A")
        self.assertEqual(set(signed.mapped("payer")), {"maker"})
        self.assertEqual(self._add_line(order).payer, "customer")

    def test_s1_other_item_on_a_decided_job_is_decided_anew(self):
        """S1: a wearing part in place of another one during the repair is not free by inheritance."""
        filter_mat = self._create_product("Filter mat", self.part)
        self.term.wearing_tmpl_ids = filter_mat.product_tmpl_id
        order = self._play_until("repair", self.unit_free)
        line = self._add_line(order)
        self.assertEqual(line.payer, "maker")
        line.with_user(self.engineer_user).product_id = filter_mat
        self.assertEqual(self._decision(line), ("customer", 0, "wearing_part"))

    def test_s12_internal_job_with_a_charged_line_is_settled(self):
        """S12: our own work skips the signature only as long as nobody pays anything."""
        order = self._play_until("assessment", self.unit_free, partner_id=self.company.partner_id.id)
        line = self._add_line(order)
        self._grant(line, "customer", 0, "Sister company pays")
        self._accept(order)
        self._finish(order)
        self.assertEqual(order.state, "settlement")

    def test_s12_extra_service_is_not_taken_back_after_acceptance(self):
        """S12, S14: what the customer accepted does not become free by a tick."""
        order = self._play_until("assessment", self.unit_free)
        line = self._add_line(order, extra_service=True)
        self._accept(order)
        with self._refused(UserError, "withdraw the quotation"):
            line.with_user(self.engineer_user).extra_service = False

    def test_s1_asking_again_finds_what_was_entered_meanwhile(self):
        """S1: a part's warranty taken over from paper after the line was written."""
        order = self._create_order()
        line = self._add_line(order, user=self.clerk)
        self.assertEqual(line.payer, "customer")
        self._create_part_warranty(self.unit_paid, self.today + relativedelta(months=1))
        order.with_user(self.clerk).action_propose()
        self.assertEqual(line.payer, "maker")

    def test_s1_deciding_many_lines(self):
        """S1: a corrected sale date decides 100 lines with as many queries as 10."""
        counts = {}
        for size in (10, 100):
            unit = self._create_unit(f"SN-{size}", self.today - relativedelta(months=30))
            self._create_part_warranty(unit, self.today + relativedelta(months=1))
            order = self._create_order(unit)
            vals = {"order_id": order.id, "kind": "part", "product_id": self.part.id, "quantity": 2}
            lines = self.env["aftersales.order.line"].create([dict(vals) for _index in range(size)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            unit.aftersales_sale_date = self.today - relativedelta(months=3)
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(set(lines.mapped("payer")), {"maker"})
        self.assertLessEqual(counts[100] - counts[10], 3, counts)

    def test_s12_form_shows_the_payer_before_saving(self):
        """S12: a line just typed shows who pays it."""
        order = self._create_order(self.unit_free)
        line = self.env["aftersales.order.line"].new(
            {"order_id": order.id, "kind": "part", "product_id": self.part.id, "quantity": 2}
        )
        self.assertEqual((line.payer, line.customer_amount, line.covered_amount), ("maker", 0, 200))

    def test_s1_engine_reason_is_rendered_for_every_code(self):
        """S1: every code of the engine has its sentence."""
        other = {*entitlement.PAYER_OF_TYPE.values(), "maker", "station", entitlement.ROUND_HALF_UP}
        names = {name for name in vars(entitlement) if name.isupper()}
        codes = {code for name in names if isinstance(code := getattr(entitlement, name), str)}
        values = {
            "date": "2026-03-15",
            "contract": "HT1",
            "reason": "Why",
            "order": "FW1",
            "fault": "F",
            "calls": 2,
        }
        for code in sorted(codes - other | {entitlement.CONTRACT}):
            with self.subTest(code=code):
                self.assertTrue(self.env["aftersales.order"]._render_reason(code, values))

    def test_s1_signature_freezes_the_amounts(self):
        """S7: the amounts that the customer signed are on the voucher."""
        order = self._play_until("acceptance", self.unit_free)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        with self.assertRaises(UserError):
            order.line_ids[0].with_user(self.dispatcher).price_unit = 5
