import io

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_record import RecordCase
from .test_security import SEES


@tagged("post_install", "-at_install")
class TestAdjustment(RecordCase):
    """D46: money goes to the month's sheet, is limited, approved, and handed to payroll."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["aftersales.adjustment"]

    def _fine(self, amount, employee=None, **vals):
        record = self._play("in_force", employee, **vals)
        record.sudo().write({"amount": amount})
        return record

    def _collect(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_adjust_conduct_records").method_direct_trigger()
        self.env.invalidate_all()
        return self._lines()

    def _lines(self):
        return self.lines.search([("company_id", "=", self.company.id)], order="id")

    def _sheet(self, month="2026-03-01"):
        return self.env["aftersales.adjustment.sheet"].search(
            [("company_id", "=", self.company.id), ("month", "=", month)]
        )

    def _prepare(self, sheet, wage=5000, minimum=2000, bonus=3000):
        sheet.person_ids.with_user(self.officer.user_id).write(
            {"wage": wage, "minimum_wage": minimum, "bonus": bonus}
        )
        sheet.with_user(self.officer.user_id).action_calculate()

    def _approve(self, sheet, **means):
        self._prepare(sheet, **means)
        sheet.with_user(self.manager.user_id).action_approve()

    def test_d46_a_record_makes_one_line_and_what_is_left_is_carried(self):
        record = self._fine(1200)
        line = self._collect()
        self.assertEqual((line.record_id, line.amount, line.kind), (record, -1200, "fine"))
        self.assertEqual(self._collect(), line, "twice is once")
        sheet = self._sheet()
        self._approve(sheet)
        self.assertEqual((line.taken, line.carried), (-1000, -200))
        rest = line.carried_to_ids
        self.assertEqual((str(rest.month), rest.amount, rest.day), ("2026-04-01", -200, line.day))
        self._approve(rest.sheet_id, bonus=150)
        self.assertEqual((rest.taken, rest.carried), (-150, -50))
        self.assertEqual(rest.sheet_id.person_ids.bound, "bonus")

    def test_d46_a_revoked_record_is_reversed_in_the_next_open_sheet(self):
        record = self._fine(1200)
        line = self._collect()
        self._approve(self._sheet())
        record.with_user(self.boss.user_id)._revoke("An error")
        lines = self._collect()
        back = lines - line - line.carried_to_ids
        self.assertEqual((back.amount, back.claim_id, str(back.month)), (1200, line, "2026-04-01"))
        april = back.sheet_id
        self._approve(april)
        self.assertEqual(sum(april.line_ids.mapped("taken")), 1000, "what was deducted comes back")
        self.assertFalse(any(april.line_ids.mapped("carried")))
        self.assertEqual(self._collect(), lines)

    def test_d46_a_reduction_reverses_the_old_and_adds_the_new(self):
        record = self._fine(300, number="D40")
        line = self._collect()
        record.with_user(self.engineer.user_id)._appeal("Too hard")
        self._call_committee(record)._decide("changed", "demerit", "Milder", 120)
        lines = self._collect()
        back = lines.filtered("claim_id")
        self.assertEqual((back.amount, back.claim_id), (300, line))
        self.assertEqual((lines - line - back).mapped("amount"), [-120], "money of the new record")

    def test_d46_a_reduction_to_less_money_alone(self):
        """D42, D44: a fine without a measure is reduced in its money, never raised."""
        record = self._play("notified", number="D42.1", amount=50)
        record.with_user(self.engineer.user_id)._appeal("I was in the store")
        member = self._call_committee(record)
        for amount in (50, 50.01):
            with self._refused(UserError, "milder measure or less money"):
                member._decide("changed", "none", "Not less", amount)
        member._decide("changed", "none", "Half", 49.99)
        fresh = self.records.search([("replaces_id", "=", record.id)])
        self.assertEqual((fresh.measure, fresh.amount, fresh.state), ("none", 49.99, "upheld"))

    def test_d44_the_dialog_proposes_the_money_of_the_measure(self):
        """The money stays with a measure of the article; a milder one has none unless somebody says so."""
        record = self._play("notified", number="D41.5")
        record.with_user(self.engineer.user_id)._appeal("No")
        appeal = self._call_committee(record)
        verdicts = self.env["aftersales.conduct.verdict"].with_user(self.members[0])
        for measure, amount in (("warning", 0), ("none", 50), ("demerit", 50)):
            dialog = verdicts.create({"appeal_id": appeal.id, "purpose": "decide", "measure": measure})
            self.assertEqual(dialog.amount, amount, measure)

    def test_d46_a_reward_is_paid_whole(self):
        record = self._play("in_force", number="D14.5")
        record.sudo().amount = 800
        line = self._collect()
        self._approve(line.sheet_id, wage=0)
        self.assertEqual((line.kind, line.taken, line.carried), ("reward", 800, 0))

    def test_d46_what_takes_effect_later_waits(self):
        self._fine(300, day=self.today.replace(day=11))
        self.assertFalse(self._collect())

    def test_d46_an_employee_without_a_wage_is_named(self):
        self._fine(300)
        sheet = self._collect().sheet_id
        for means in ({"wage": 0}, {"minimum": 0}):
            self._prepare(sheet, **means)
            with self._refused(UserError, "minimum wage of Engineer"):
                sheet.with_user(self.manager.user_id).action_approve()

    def test_d46_the_contract_says_the_wage(self):
        self.engineer.wage = 4321
        self.env.ref("aftersales_hr_discipline.conduct_policy_general").minimum_wage = 2100
        self._fine(300)
        person = self._collect().sheet_id.person_ids
        self.assertEqual((person.wage, person.minimum_wage), (4321, 2100))

    def test_d46_figures_are_policy(self):
        policy = self.env.ref("aftersales_hr_discipline.conduct_policy_general")
        policy.write({"deduction_share": 10, "fines_from_bonus": False, "second_person": False})
        self._fine(1200)
        line = self._collect()
        self._prepare(line.sheet_id, bonus=0)
        line.sheet_id.with_user(self.manager.user_id).action_calculate()
        line.sheet_id.with_user(self.manager.user_id).action_approve()
        self.assertEqual(line.taken, -500)

    def test_d46_who_prepared_it_does_not_approve_it(self):
        self._fine(300)
        sheet = self._collect().sheet_id
        with self._refused(UserError, "calculate it first"):
            sheet.with_user(self.manager.user_id).action_approve()
        self._prepare(sheet)
        sheet.person_ids.with_user(self.manager.user_id).write({"bonus": 1})
        with self._refused(UserError, "Ask a colleague"):
            sheet.with_user(self.manager.user_id).action_approve()

    def test_d46_whoever_prepared_anything_does_not_approve(self):
        """A colleague's later calculation does not launder the wages one entered."""
        self._fine(300)
        sheet = self._collect().sheet_id
        sheet.person_ids.with_user(self.manager.user_id).write(
            {"wage": 5000, "minimum_wage": 2000, "bonus": 9}
        )
        sheet.with_user(self.officer.user_id).action_calculate()
        with self._refused(UserError, "Ask a colleague"):
            sheet.with_user(self.manager.user_id).action_approve()
        sheet.with_user(self.boss.user_id).action_approve()
        self.assertEqual(sheet.approver_id, self.boss.user_id)

    def test_d46_nobody_approves_a_sheet_with_own_lines(self):
        """Nor enters the own wage; the general manager approves that of the HR manager."""
        rows = [self._row("2026-03-02", "own", employee_id=self.manager.id), self._row("2026-03-02", "other")]
        sheet = self.lines._add_adjustment(rows).sheet_id
        own = sheet.person_ids.filtered(lambda person: person.employee_id == self.manager)
        with self._refused(UserError, "own wage"):
            own.with_user(self.manager.user_id).write({"wage": 9000})
        self._prepare(sheet)
        self.env.ref("aftersales_hr_discipline.conduct_policy_general").second_person = False
        with self._refused(UserError, "lines of your own"):
            sheet.with_user(self.manager.user_id).action_approve()
        sheet.with_user(self.boss.user_id).action_approve()
        self.assertEqual(sheet.state, "approved")

    def test_d46_nothing_is_settled_unseen(self):
        """What comes after the calculation reopens it, with a note; wages show their result at once."""
        self._fine(300)
        sheet = self._collect().sheet_id
        self._prepare(sheet)
        sheet.person_ids.with_user(self.officer.user_id).write({"bonus": 100})
        self.assertEqual((sheet.person_ids.taken, sheet.line_ids.taken), (-100, -100))
        late = self._fine(200)
        self._collect()
        self.assertFalse(sheet.calculated_on)
        self.assertIn(late.name, sheet.message_ids[0].body)
        with self._refused(UserError, "calculate it first"):
            sheet.with_user(self.manager.user_id).action_approve()
        sheet.with_user(self.officer.user_id).action_calculate()
        self._collect()
        sheet.with_user(self.manager.user_id).action_approve()
        self.assertEqual(sum(sheet.line_ids.mapped("taken")), -100)

    def test_d46_what_is_carried_reopens_the_next_month(self):
        """April was calculated before March was approved: its rest is seen before it counts."""
        self._fine(1200)
        march = self._collect().sheet_id
        april = self.lines._add_adjustment([self._row("2026-04-02", "later")]).sheet_id
        self._prepare(april)
        self._approve(march)
        self.assertFalse(april.calculated_on)

    def test_d46_the_sheet_does_not_ask_line_by_line(self):
        """Calculation and approval cost as many queries for sixty people as for five."""
        counts = []
        for month, size in (("2026-05-02", 5), ("2026-06-02", 60)):
            people = self.env["hr.employee"].create(
                [{"name": f"P{number}", "company_id": self.company.id} for number in range(size)]
            )
            rows = [self._row(month, f"{month},{p.id}", amount=-2000, employee_id=p.id) for p in people]
            self.lines._add_adjustment(rows)
            sheet = self._sheet(month[:8] + "01")
            sheet.person_ids.with_user(self.officer.user_id).write(
                {"wage": 5000, "minimum_wage": 2000, "bonus": 800}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            sheet.with_user(self.officer.user_id).action_calculate()
            self.env.flush_all()
            self.env.invalidate_all()
            middle = self.cr.sql_log_count
            sheet.with_user(self.manager.user_id).action_approve()
            self.env.flush_all()
            counts.append((middle - before, self.cr.sql_log_count - middle))
        for small, large in zip(*counts, strict=True):
            self.assertLessEqual(large, small + 8, counts)

    def test_d46_months_are_approved_in_order_and_once(self):
        self._fine(1200)
        sheet = self._collect().sheet_id
        self.lines._add_adjustment([self._row("2026-04-02", "later")])
        april = self._sheet("2026-04-01")
        self._prepare(april)
        with self._refused(UserError, "earlier month"):
            april.with_user(self.manager.user_id).action_approve()
        self._approve(sheet)
        with self._refused(UserError, "cannot go to"):
            sheet.with_user(self.manager.user_id).action_approve()
        with self._refused(UserError, "approved: its wages"):
            sheet.person_ids.with_user(self.officer.user_id).write({"bonus": 1})
        with self._refused(ValidationError, "later month"):
            sheet.sudo().create({"company_id": self.company.id, "month": "2026-02-01"})

    def test_d46_approved_once(self):
        """D46: whoever comes second finds the sheet approved."""
        self._fine(300)
        sheet = self._collect().sheet_id
        self._prepare(sheet)
        sheet.with_user(self.manager.user_id).action_approve()
        with self._refused(UserError, "cannot go to"):
            sheet.with_user(self.manager.user_id).action_approve()

    def _row(self, day, key, amount=-50, **vals):
        return {
            "employee_id": self.engineer.id,
            "company_id": self.company.id,
            "kind": "other",
            "day": self.env["aftersales.adjustment"]._fields["day"].to_date(day),
            "amount": amount,
            "reason": "Loss",
            "source_key": key,
            **vals,
        }

    def test_s24_other_sources_hand_in_their_lines_once(self):
        rows = [self._row("2026-03-02", "loss,1"), self._row("2026-03-03", "loss,2")]
        lines = self.lines._add_adjustment(rows)
        self.assertEqual(len(lines), 2)
        self.assertFalse(self.lines._add_adjustment(rows))
        back = self.lines._add_adjustment([self._row("2026-03-04", "back", 50, claim_key="loss,1")])
        self.assertEqual(back.claim_id, lines[0])

    def test_s24_a_share_of_the_bonus_carries_over(self):
        """S24: half of the month's bonus at most, month after month, as the source's own figure."""
        line = self.lines._add_adjustment(
            [self._row("2026-03-02", "penalty", -700, kind="fine", bonus_share=50)]
        )
        self._approve(line.sheet_id, wage=50_000, bonus=1000)
        rest = line.carried_to_ids
        self.assertEqual((line.taken, rest.amount, rest.bonus_share), (-500, -200, 50))
        self._approve(rest.sheet_id, wage=50_000, bonus=300)
        self.assertEqual((rest.taken, rest.carried), (-150, -50))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.lines._add_adjustment([self._row("2026-05-02", "wrong", bonus_share=100.01)])

    def test_d46_payroll_gets_a_file(self):
        self.engineer.write({"name": "=1+1", "barcode": "0815"})
        self._fine(300)
        sheet = self._collect().sheet_id
        with self._refused(UserError, "cannot go to"):
            sheet.with_user(self.officer.user_id).action_export()
        self._approve(sheet)
        sheet.with_user(self.officer.user_id).action_export()
        sheet.with_user(self.officer.user_id).action_export()
        self.assertEqual(sheet.state, "exported")
        text = sheet.export_id.raw.decode("utf-8-sig")
        self.assertEqual(text.splitlines()[1:], ["0815,'=1+1,2026-03,-300.00"])
        sheet.with_user(self.officer.user_id).action_export_workbook()
        page = openpyxl.load_workbook(io.BytesIO(sheet.workbook_id.raw)).active
        self.assertEqual([cell.value for cell in page[2]], ["0815", "'=1+1", "2026-03", -300])

    def test_d47_who_sees_lines_and_wages(self):
        self._fine(300)
        line = self._collect()
        sheet, person = line.sheet_id, line.sheet_id.person_ids
        office = ("boss", "officer", "manager", "auditor")
        for name, sees in SEES.items():
            user = getattr(self, name).user_id
            with self.subTest(name):
                self.assertEqual(bool(self.lines.with_user(user).search([])), sees)
                for secret in (sheet, person):
                    self.assertEqual(secret.with_user(user).has_access("read"), name in office)

    def test_d47_who_may_not(self):
        self._fine(300)
        line = self._collect()
        sheet, person = line.sheet_id, line.sheet_id.person_ids
        self._prepare(sheet)
        for name in ("engineer", "head", "officer", "auditor"):
            user = getattr(self, name).user_id
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                sheet.with_user(user).action_approve()
        for name in ("engineer", "head", "auditor", "boss"):
            user = getattr(self, name).user_id
            steps = (
                sheet.with_user(user).action_calculate,
                sheet.with_user(user).action_export,
                lambda user=user: person.with_user(user).write({"wage": 1}),
            )
            for step in steps:
                with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                    step()
        for records, vals, error in (
            (line, {"amount": 1}, UserError),
            (sheet, {"state": "draft"}, UserError),
            (person, {"limit": 9}, UserError),
        ):
            with self.subTest(records._name), self.assertRaises(error), self.cr.savepoint():
                records.with_user(self.manager.user_id).write(vals)
