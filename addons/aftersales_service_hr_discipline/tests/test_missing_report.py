from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.aftersales_hr_discipline.tests.common_target import TargetCase

THURSDAY, FRIDAY, SATURDAY = "2026-03-05", "2026-03-06", "2026-03-07"


@tagged("post_install", "-at_install")
class TestMissingReport(TargetCase):
    """D28: each daily report (S10) not handed in is proposed, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.aftersales_conduct_reports_from = "2026-03-01"

    def _report(self, day=FRIDAY, employee=None, **vals):
        return self.env["aftersales.daily.report"].create(
            {
                "employee_id": (employee or self.engineer).id,
                "company_id": self.company.id,
                "date": day,
                **vals,
            }
        )

    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_hr_discipline.ir_cron_propose_missing_reports").method_direct_trigger()
        self.env.invalidate_all()

    def test_d28_one_demerit_each(self):
        reports = self._report(THURSDAY) | self._report(FRIDAY)
        self._report(THURSDAY, self.colleague, state="submitted")
        self._report(FRIDAY, self.colleague, state="confirmed")
        self._sweep()
        found = self._proposals()
        self.assertEqual([record.article_id.number for record in found], ["D28", "D28"])
        self.assertEqual(set(found.mapped("measure")), {"demerit"})
        self.assertEqual(sorted(map(str, found.mapped("event_date"))), [THURSDAY, FRIDAY])
        self.assertEqual(set(found.mapped("report_res_id")), set(reports.ids))
        self.assertEqual(found[0].state, "proposed", "people decide")
        self.assertIn("was not handed in", found[0].facts)
        self.assertEqual(found[0].evidence_ids.raw.decode(), found[0].facts)
        self.assertFalse(self._proposals(self.colleague))
        self._sweep()
        self.assertEqual(self._proposals(), found, "run twice, proposed once")

    def test_d28_at_the_limit_of_days(self):
        """Two days after the due day are left by default, by the company's own calendar day."""
        self._report(FRIDAY)
        with freeze_time("2026-03-08 15:59:59"):
            self._sweep()
            self.assertFalse(self._proposals(), "Sunday, one second before midnight in Shanghai")
        with freeze_time("2026-03-08 16:00:00"):
            self._sweep()
            self.assertEqual(len(self._proposals()), 1)

    def test_d28_the_days_are_policy(self):
        self.policy.report_grace_days = 4
        self._report(THURSDAY)
        self._report(FRIDAY)
        self._sweep()
        self.assertEqual(self._proposals().mapped("event_date"), [fields.Date.to_date(THURSDAY)])

    def test_d28_from_the_company_s_first_day_on(self):
        self.company.aftersales_conduct_reports_from = False
        self._report(THURSDAY)
        self._report(FRIDAY)
        self._sweep()
        self.assertFalse(self._proposals(), "switched off")
        self.company.aftersales_conduct_reports_from = FRIDAY
        self._sweep()
        self.assertEqual(self._proposals().mapped("event_date"), [fields.Date.to_date(FRIDAY)])

    def test_d28_nothing_is_due_on_leave_off_days_or_before_the_contract(self):
        self.engineer.sudo().write({"contract_date_start": FRIDAY, "date_version": FRIDAY})
        self._report(THURSDAY)
        self._report(SATURDAY)
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.engineer.resource_id.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": f"{FRIDAY} 01:00:00",
                "date_to": f"{FRIDAY} 05:00:00",
            }
        )
        self._report(FRIDAY)
        self._sweep()
        self.assertFalse(self._proposals())
        leave.date_to = f"{FRIDAY} 04:59:00"
        self._sweep()
        self.assertEqual(self._proposals().mapped("event_date"), [fields.Date.to_date(FRIDAY)])

    def test_d28_a_holiday_entered_later_marks_the_proposal(self):
        self._report(FRIDAY)
        self._sweep()
        record = self._proposals()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": f"{THURSDAY} 16:00:00",
                "date_to": f"{FRIDAY} 15:59:59",
            }
        )
        self._sweep()
        self.assertTrue(record.doubtful)

    def test_d28_handed_in_late_the_facts_no_longer_hold(self):
        report = self._report()
        self._sweep()
        record = self._proposals()
        report.sudo()._update_state("submitted")
        self._sweep()
        self.assertEqual((record.doubtful, record.state), (True, "proposed"), "marked, not withdrawn")
        report.sudo()._update_state("draft")
        self._sweep()
        self.assertFalse(record.doubtful)
        record.with_user(self.boss.user_id)._reject("He was at a customer's")
        self._sweep()
        self.assertEqual(self._proposals(), record, "what was not pursued does not come back")

    def test_d28_another_company_another_rulebook(self):
        """Without a rulebook in force nothing is proposed; another company's reports are its own."""
        self.rulebook.sudo().date_from = SATURDAY
        self._report()
        self._sweep()
        self.assertFalse(self._proposals())

    def test_d47_who_opens_the_report(self):
        report = self._report()
        self._sweep()
        record = self._proposals()
        for name in ("officer", "manager", "boss", "auditor"):
            with self.subTest(name):
                mine = record.with_user(getattr(self, name).user_id)
                action = mine.action_view_report()
                self.assertEqual((action["res_model"], action["res_id"]), (report._name, report.id))
                self.assertTrue(mine.env[report._name].browse(report.id).display_name)
                with self.assertRaises(AccessError):
                    report.with_user(getattr(self, name).user_id).note = "Other"
        with self._refused(AccessError, "does not show"):
            record.with_user(self.head.user_id).action_view_report()
        self.engineer.user_id.group_ids = [Command.link(self.env.ref("aftersales_service.group_engineer").id)]
        self.assertTrue(record.with_user(self.engineer.user_id).action_view_report())

    def test_d20_proposed_from_a_report_it_stays_linked_and_is_not_doubted(self):
        report = self._report(state="submitted")
        action = report.with_user(self.officer.user_id).action_propose_record()
        article = self.rulebook.article_ids.filtered(lambda each: each.number == "D20")

        def propose(user=self.officer.user_id, **vals):
            form = Form(self.records.with_user(user).with_context(**action["context"]))
            form.article_id, form.facts = article, "Idle for two hours between two jobs"
            for name, value in vals.items():
                form[name] = value
            return form.save()

        record = propose()
        self.assertEqual(
            (record.employee_id, record.event_date, record.measure),
            (self.engineer, report.date, "demerit"),
        )
        self.assertEqual((record.report_model, record.report_res_id), (report._name, report.id))
        self.assertEqual(record.action_view_report()["res_id"], report.id)
        record.action_propose()
        self._sweep()
        self.assertFalse(record.doubtful, "handed in or not: that is not what it is about")
        self.assertFalse(propose(employee_id=self.colleague).report_res_id, "somebody else's day")
        self.assertFalse(propose(event_date=THURSDAY).report_res_id, "another day")
        self.assertFalse(propose(self.head.user_id).report_res_id, "who cannot read the report")
        with self.assertRaises(AccessError):
            report.with_user(self.head.user_id).action_propose_record()

    def test_queries_do_not_grow(self):
        counts = []
        for size in (4, 40):
            people = self.env["hr.employee"].create(
                [{"name": f"M{size}-{number}", "company_id": self.company.id} for number in range(size)]
            )
            reports = self.env["aftersales.daily.report"].union(
                *(self._report(employee=person) for person in people)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            reports._propose_missing()
            self.records.search([("report_res_id", "in", reports.ids)])._follow_reports()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(self.records.search_count([("report_res_id", "in", reports.ids)]), size)
        self.assertLessEqual(counts[1], counts[0] + 10, counts)
