from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

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
        self._call_committee(record)._decide("changed", "demerit", "Milder")
        lines = self._collect()
        back = lines.filtered("claim_id")
        self.assertEqual((back.amount, back.claim_id), (300, line))
        self.assertEqual((lines - line - back).mapped("amount"), [-300], "money of the new record")

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
        for name in ("engineer", "head", "officer", "auditor", "boss"):
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
