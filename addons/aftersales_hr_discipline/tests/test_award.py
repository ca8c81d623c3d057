from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestAward(RecordCase):
    """D48: head nominates, officer or manager reviews, manager or boss approves, payroll pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.awards = cls.env["aftersales.award"]

    def _programme(self, name="engineer"):
        return self.env.ref(f"aftersales_hr_discipline.award_programme_{name}")

    def _nominate(self, programme="engineer", employee=None, nominator=None, day="2026-02-10", **vals):
        vals = {
            "programme_id": self._programme(programme).id,
            "employee_id": (employee or self.engineer).id,
            "date_from": day,
            "reason": "Forty jobs without a complaint.",
            **vals,
        }
        return self.awards.with_user((nominator or self.head).user_id).create(vals).with_env(self.env)

    def _advance(self, award, until="announced", prize=500):
        """Play an award of a month up to state `until`."""
        self._as(award, "officer")._review(prize, "Looked at")
        if until != "reviewed":
            self._as(award, "manager")._approve(prize)
        if until == "announced":
            self._as(award, "officer").action_announce()
        return award

    def _as(self, records, name):
        return records.with_user(getattr(self, name).user_id)

    def _pay(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_pay_awards").method_direct_trigger()
        self.env.invalidate_all()

    def _lines(self, award):
        return self.env["aftersales.adjustment"].search([("award_id", "=", award.id)], order="id")

    def test_d48_from_nomination_to_prize(self):
        award = self._nominate()
        self.assertEqual((award.state, award.prize), ("nominated", 200))
        self.assertEqual((str(award.date_from), str(award.date_to)), ("2026-02-01", "2026-02-28"))
        self.assertEqual(award.department_id, self.department)
        self._advance(award)
        self.assertEqual((award.state, str(award.pay_on), award.prize), ("announced", "2026-03-10", 500))
        self.assertIn(self.engineer.user_id.partner_id, award.message_ids[0].partner_ids)
        self._pay()
        self._pay()
        line = self._lines(award)
        self.assertEqual((line.amount, line.kind, line.employee_id), (500, "reward", self.engineer))
        self.assertEqual((award.state, str(line.month)), ("paid", "2026-03-01"))

    def test_d48_paid_on_the_tenth_not_before(self):
        with freeze_time("2026-03-09 02:00:00"):
            award = self._advance(self._nominate())
            self._pay()
            self.assertEqual((award.state, str(award.pay_on)), ("announced", "2026-03-10"))
        with freeze_time("2026-03-11 02:00:00"):
            late = self._advance(self._nominate("saving"))
            self.assertEqual(str(late.pay_on), "2026-04-10")
            self._pay()
        self.assertEqual((award.state, late.state), ("paid", "announced"))

    def test_d48_prize_within_its_range(self):
        award = self._nominate()
        for prize in (199.99, 1000.01):
            with self.subTest(prize), self._refused(ValidationError, "from .*200"), self.cr.savepoint():
                self._as(award, "head").prize = prize
        for prize in (200, 1000):
            self._as(award, "head").prize = prize
        with self._refused(ValidationError, "from .*200"), self.cr.savepoint():
            self._as(award, "officer")._review(1001, "")

    def test_d48_the_prizes_of_the_regulation(self):
        expected = {
            "team": ("year", 3000, 5000), "employee_year": ("year", 1000, 3000),
            "contribution": ("year", 1000, 3000), "saving": ("month", 50, 500),
            "referral": ("month", 200, 1000), "engineer": ("month", 200, 1000),
            "learner": ("month", 100, 500), "employee_month": ("month", 100, 500),
        }  # fmt: skip
        for name, figures in expected.items():
            programme = self._programme(name)
            self.assertEqual((programme.period, programme.prize_min, programme.prize_max), figures, name)
            self.assertEqual((programme.pay_day, programme.code), (10, "D48"))

    def test_d48_no_warning_or_worse_in_the_year(self):
        """A warning of the year excludes, one of another year, a fine, or a revoked one does not."""
        award = self._nominate("employee_year", day="2025-06-01")
        record = self._play("in_force", number="D25")
        for year, measure, state, met in (
            (2025, "warning", "in_force", False),
            (2025, "major_demerit", "decided", False),
            (2025, "none", "in_force", True),
            (2025, "merit", "in_force", True),
            (2024, "demerit", "in_force", True),
            (2026, "demerit", "in_force", True),
            (2025, "demerit", "revoked", True),
            (2025, "demerit", "proposed", True),
        ):
            record.sudo().write({"year": year, "measure": measure, "state": state})
            award.invalidate_recordset(["obstacle"])
            with self.subTest(f"{year} {measure} {state}"):
                self.assertEqual(not award.obstacle, met)
        record.sudo().write({"state": "in_force", "year": 2025, "measure": "warning"})
        with self._refused(UserError, "does not meet the conditions"):
            self._as(award, "manager")._review(1000, "")
        record.sudo().write({"state": "revoked"})
        self._as(award, "manager")._review(1000, "")
        self._as(award, "boss")._approve(1000)
        record.sudo().write({"state": "in_force"})
        with self._refused(UserError, "does not meet the conditions"):
            self._as(award, "officer").action_announce()

    def test_d48_referral_after_probation(self):
        """The hire of the referral has passed the probation: not on its last day, on the next."""
        hire = self.env["hr.employee"].create({"name": "Hire", "company_id": self.company.id})
        award = self._nominate("referral", nominator=self.manager, hire_id=hire.id)
        with self._refused(UserError, "conditions"):
            self._as(award, "officer")._review(200, "")
        hire.sudo().write({"contract_date_start": "2026-01-01", "trial_date_end": "2026-03-10"})
        with self._refused(UserError, "conditions"):
            self._as(award, "officer")._review(200, "")
        hire.sudo().trial_date_end = "2026-03-09"
        self._as(award, "officer")._review(200, "")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._nominate("referral", self.colleague, self.officer, hire_id=hire.id)
        with self._refused(ValidationError, "Say who was recruited"), self.cr.savepoint():
            self._nominate("referral", nominator=self.officer)

    def test_d48_a_team_shares_the_prize(self):
        people = self.engineer | self.colleague | self.head
        award = self._nominate(
            "team",
            employee=self.env["hr.employee"],
            nominator=self.officer,
            day="2025-01-01",
            department_id=self.department.id,
            member_ids=[Command.set(people.ids)],
            prize=4000,
        )
        self._as(award, "manager")._review(4000, "")
        self._as(award, "boss")._approve(4000)
        self._as(award, "officer").action_announce()
        award.sudo().pay_on = "2026-03-10"
        self._pay()
        lines = self._lines(award)
        self.assertEqual(sorted(lines.mapped("amount")), [1333.33, 1333.33, 1333.34])
        self.assertEqual(lines.employee_id, people)

    def test_d48_who_nominates(self):
        for nominator, programme, employee in (
            (self.engineer, "engineer", self.colleague),
            (self.head, "engineer", self.stranger),
            (self.head, "referral", self.engineer),
        ):
            with self.subTest(nominator.name), self.assertRaises(AccessError), self.cr.savepoint():
                vals = {"hire_id": self.colleague.id} if programme == "referral" else {}
                self._nominate(programme, employee, nominator, **vals)
        for nominator, programme in ((self.engineer, "saving"), (self.officer, "engineer")):
            self.assertTrue(self._nominate(programme, self.colleague, nominator))
        for nominator in (self.head, self.officer):
            with self._refused(ValidationError, "by himself"), self.cr.savepoint():
                self._nominate("saving", nominator, nominator)
        with self._refused(UserError, "kept by the system"), self.cr.savepoint():
            self._nominate("saving", self.head, self.head, nominator_id=self.boss.user_id.id)

    def test_d48_nobody_decides_twice_or_about_himself(self):
        award = self._nominate("saving", self.manager, self.officer)
        with self._refused(UserError, "had no say before"):
            self._as(award, "officer")._review(50, "")
        with self._refused(UserError, "had no say before"):
            self._as(award, "manager")._review(50, "")
        award = self._nominate("saving")
        self._as(award, "manager")._review(50, "")
        with self._refused(UserError, "had no say before"):
            self._as(award, "manager")._approve(50)
        for name in ("engineer", "head", "officer", "auditor", "boss", "stranger"):
            with self.subTest(name), self.assertRaises(AccessError), self.cr.savepoint():
                self._as(award, name)._approve(50)

    def test_d48_rpc_no_step_without_right_and_state(self):
        award = self._nominate()
        dialogs = self.env["aftersales.award.step"]
        for name in ("engineer", "colleague", "stranger", "head", "auditor"):
            for purpose in ("review", "approve", "reject", "revoke"):
                vals = {"award_id": award.id, "purpose": purpose, "prize": 300, "text": "x"}
                with self.subTest(f"{name} {purpose}"), self.assertRaises(UserError), self.cr.savepoint():
                    self._as(dialogs, name).create(vals).action_apply()
            for step in (
                "action_review",
                "action_approve",
                "action_announce",
                "action_reject",
                "action_revoke",
            ):
                with self.subTest(f"{name} {step}"), self.assertRaises(UserError), self.cr.savepoint():
                    getattr(self._as(award, name), step)()
        with self._refused(UserError, "cannot go to"):
            self._as(award, "officer").action_announce()
        for vals in ({"state": "paid"}, {"pay_on": "2026-03-01"}, {"reviewer_id": self.head.user_id.id}):
            with self.subTest(vals), self._refused(UserError, "kept by the system"):
                self._as(award, "officer").write(vals)
        self._advance(award, "reviewed")
        with self._refused(UserError, "does not change any more"):
            self._as(award, "officer").write({"reason": "Other"})
        with self._refused(UserError, "does not change any more"):
            self._as(award, "officer").unlink()

    def test_d48_not_pursued_and_nominated_again(self):
        award = self._nominate()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._nominate()
        dialog = self._as(self.env["aftersales.award.step"], "officer").create(
            {"award_id": award.id, "purpose": "reject"}
        )
        with self._refused(UserError, "Give a reason"):
            dialog.action_apply()
        dialog.text = "Too early"
        dialog.action_apply()
        self.env.flush_all()
        self.assertEqual((award.state, award.end_reason), ("rejected", "Too early"))
        self.assertTrue(self._nominate())

    def test_d48_a_running_period_is_not_approved(self):
        award = self._advance(self._nominate(day="2026-03-01"), "reviewed")
        with self._refused(UserError, "approve it afterwards"):
            self._as(award, "manager")._approve(500)

    def test_d48_a_revoked_prize_is_reversed(self):
        award = self._advance(self._nominate())
        self._pay()
        line = self._lines(award)
        self._as(award, "boss")._revoke("The figures were wrong")
        back = self._lines(award) - line
        self.assertEqual((award.state, back.amount, back.claim_id), ("revoked", -500, line))

    def test_d47_who_sees_an_award(self):
        award = self._nominate()
        always = {"head", "boss", "officer", "manager", "auditor"}
        everybody = always | {"engineer", "colleague", "stranger"}
        for state, seeing in (
            ("nominated", always),
            ("rejected", always),
            ("approved", always | {"engineer"}),
            ("announced", everybody),
        ):
            award.sudo().state = state
            self.env.flush_all()
            for name in everybody:
                found = self._as(self.awards, name).search([("id", "=", award.id)])
                with self.subTest(f"{state} {name}"):
                    self.assertEqual(bool(found), name in seeing)
        for name in ("engineer", "head", "stranger"):
            for field in ("obstacle", "review_note", "end_reason"):
                with self.subTest(f"{name} {field}"), self.assertRaises(AccessError):
                    self._as(award, name).read([field])

    def test_the_form(self):
        form = Form(self._as(self.awards, "officer"))
        form.programme_id = self._programme("team")
        form.department_id = self.other_department
        form.reason = "Together"
        form.date_from = "2025-05-05"
        award = form.save()
        self.assertIn(self.stranger, award.member_ids)
        self.assertEqual((award.prize, str(award.date_to)), (3000, "2025-12-31"))

    def test_d48_the_announcement(self):
        self.company.partner_id.lang = "en_US"
        awards = self._advance(self._nominate()) | self._nominate("saving")
        report = self.env["ir.actions.report"].with_user(self.officer.user_id)
        name = "aftersales_hr_discipline.report_award_announcement"
        text = report._render_qweb_html(name, awards.ids)[0].decode()
        for words in (
            "Announcement of Awards",
            "Best engineer",
            "2026-02",
            "Engineer",
            "500.00",
            "Forty jobs",
        ):
            self.assertIn(words, text)
        self.assertNotIn("Cost saving", text, "what is not approved is not announced")
        with self._refused(AccessError, "Award|评优"):
            report.with_user(self.stranger.user_id)._render_qweb_html(name, awards.ids)

    def test_queries_do_not_grow(self):
        """Forty nominations are checked and paid with as many queries as four."""
        counts = []
        for size in (4, 40):
            people = self.env["hr.employee"].create(
                [{"name": f"A{size}-{number}", "company_id": self.company.id} for number in range(size)]
            )
            awards = self.awards
            for person in people:
                awards |= self._nominate("employee_year", person, self.officer, "2025-01-01")
            awards.sudo().write({"state": "announced", "pay_on": "2026-03-10"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            awards._get_obstacles()
            awards._pay()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 10, counts)
