from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SIGNATURE
from .common_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
class TestInspectionPlan(InspectionCase):
    """S29: every site gets the inspection of the month by itself, once."""

    def test_s29_planned_once_a_month(self):
        """S29: on the policy's day or the next working day; a second run adds nothing, the next month one."""
        sheet = self._plan()
        self.assertEqual((sheet.month, sheet.planned_on), (date(2026, 6, 1), date(2026, 6, 5)))
        self.assertEqual((sheet.state, sheet.user_id, sheet.kind), ("planned", self.engineer_user, "site"))
        self.assertEqual(len(sheet.line_ids), 8)
        self.assertEqual(sheet.activity_ids.user_id, self.engineer_user)
        self.assertEqual(self._plan(), sheet)
        self.site.sudo().planned_month = False  # as if the run had been lost: the sheet is still there
        self.assertEqual(self._plan(), sheet)
        with freeze_time("2026-07-01 02:00:00"):
            july = self._plan() - sheet
        self.assertEqual(
            (july.month, july.planned_on), (date(2026, 7, 1), date(2026, 7, 6)), "5 July: Sunday"
        )

    def test_s29_next_working_day(self):
        """S29, G2: rest days, holidays and days gone by are passed over; the month is not left."""
        sites, company = self.env["aftersales.site"], self.company
        calendar = company.resource_calendar_id
        for today, planned in (
            (date(2026, 6, 1), date(2026, 6, 5)),
            (date(2026, 6, 5), date(2026, 6, 5)),
            (date(2026, 6, 6), date(2026, 6, 8)),
            (date(2026, 5, 31), date(2026, 5, 31)),  # a Sunday, nothing left of May
            (date(2026, 5, 1), date(2026, 5, 5)),
        ):
            with self.subTest(today=today):
                self.assertEqual(sites._get_plan_day(company, today), planned)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2026-06-04 16:00:00",
                "date_to": "2026-06-05 16:00:00",
            }
        )
        self.assertEqual(sites._get_plan_day(company, date(2026, 6, 1)), date(2026, 6, 8))
        self.env["aftersales.makeup.day"].create(
            {"calendar_id": calendar.id, "date": "2026-06-06", "dayofweek": "4"}
        )
        self.assertEqual(sites._get_plan_day(company, date(2026, 6, 1)), date(2026, 6, 6), "make-up day")

    def test_s29_the_database_keeps_it_to_one(self):
        sheet = self._plan()
        with self._refused_by_database("month_unique"):
            sheet.sudo().create({"site_id": self.site.id, "month": sheet.month})

    def test_s29_extra_inspections_are_free(self):
        """S29: at least monthly: a dispatcher adds others, whose month is nobody's."""
        planned = self._plan()
        sheets = self.env["aftersales.inspection"].with_user(self.dispatcher)
        extra = sheets.create([{"site_id": self.site.id}] * 2)
        self.assertFalse(any(extra.mapped("month")))
        self.assertEqual(extra.checklist_id | planned.checklist_id, self.checklist)
        with self._refused(UserError, "kept by the system"):
            sheets.create({"site_id": self.site.id, "month": "2026-08-01"})
        for user in (self.clerk, self.engineer_user, self.accountant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                sheets.with_user(user).create({"site_id": self.site.id})

    def test_s29_sites_without_inspection(self):
        """S29: the filter finds the site until an inspection of the month is done, not planned."""
        missing = [("is_inspected", "=", False), ("id", "=", self.site.id)]
        sheet = self._begin()
        self.assertTrue(self.site.search(missing))
        self._answer_all(sheet)
        sheet.action_done()
        self.assertFalse(self.site.search(missing))
        self.site.invalidate_recordset()
        self.assertTrue(self.site.is_inspected)
        with freeze_time("2026-07-01 02:00:00"):
            self.site.invalidate_recordset()
            self.assertFalse(self.site.is_inspected)
            self.assertTrue(self.site.search(missing))
        for moment, inspected in (("15:59:59", True), ("16:00:00", False)):
            with self.subTest(moment=moment), freeze_time(f"2026-06-30 {moment}"):
                self.site.invalidate_recordset()
                self.assertEqual(self.site.is_inspected, inspected)
                self.assertEqual(bool(self.site.search(missing)), not inspected)

    def test_s29_missed_has_a_reason(self):
        sheet = self._plan().with_user(self.dispatcher)
        for reason in ("", "  ", None):
            with self.subTest(reason=reason), self._refused(UserError, "why the inspection was missed"):
                sheet._miss(reason)
        dialog = sheet.action_open_missed()
        reasons = self.env["aftersales.reason"].with_user(self.dispatcher).with_context(**dialog["context"])
        reasons.create({"reason": "Flooded"}).action_apply()
        self.assertEqual((sheet.state, sheet.missed_reason), ("missed", "Flooded"))
        self.assertFalse(sheet.activity_ids)
        with self._refused(UserError, "cannot go to"):
            sheet.action_start()
        with self.assertRaises(AccessError):
            sheet.with_user(self.engineer_user)._miss("No time")

    def test_s29_overdue(self):
        """S29, G2: from the midnight of the company's day on, which is not that of the server."""
        sheet = self._plan()
        for moment, overdue in (("15:59:59", False), ("16:00:00", True)):
            with self.subTest(moment=moment), freeze_time(f"2026-06-05 {moment}"):
                sheet.invalidate_recordset(["is_overdue"])
                self.assertEqual(sheet.is_overdue, overdue)
                self.assertEqual(sheet in sheet.search([("is_overdue", "=", True)]), overdue)

    def test_s29_queries_do_not_grow(self):
        """S29: planning 2 or 12 sites takes the same queries."""
        counts = []
        for count in (2, 12):
            sites = self.env["aftersales.site"].create(
                [self._site_vals(f"Site {count} {index}") for index in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sites._plan_month()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(sites.inspection_ids), count)
        self.assertLessEqual(counts[1], counts[0] + 3)


@tagged("post_install", "-at_install")
class TestInspectionAnswers(InspectionCase):
    """S29: what is answered, judged and kept."""

    def test_s29_every_kind_of_answer(self):
        """S29: answers give their points, name who and when; the sheet is done once all is answered."""
        sheet = self._begin()
        self._answer_all(sheet, leave=("Voluntary",))
        self.assertEqual((sheet.open_count, sheet.points_given, sheet.points_possible), (1, 6, 6))
        line = self._line(sheet, "Extinguisher")
        self.assertEqual((line.value, line.result, line.given), ("Green", "ok", 1))
        self.assertEqual((line.answered_by_id, line.answered_on), (self.engineer_user, NOW))
        sheet.action_done()
        self.assertEqual((sheet.state, sheet.done_on, sheet.score), ("done", NOW.date(), 100))
        self.assertEqual(sheet.done_by_id, self.engineer_user)
        self.assertFalse(sheet.activity_ids)

    def test_s29_reading_at_its_limit(self):
        line = self._line(self._begin(), "Earth")
        for number, result in ((4, "ok"), (4.01, "defect"), (0, "ok"), (-0.01, "defect")):
            line.number = number
            self.assertFalse(line.result, "another reading takes the answer back")
            line.action_keep()
            with self.subTest(number=number):
                self.assertEqual((line.result, line.given), (result, float(result == "ok")))

    def test_s29_not_done_before_all_is_answered(self):
        sheet = self._begin()
        self._answer_all(sheet, leave=("Cabinets", "Aisle"))
        with self._refused(UserError, "still to do: Cabinets and Aisle"):
            sheet.action_done()
        self._answer_all(sheet)
        self._line(sheet, "Aisle").attachment_ids = False
        with self._refused(UserError, "photo: Guards|still to do: Aisle"):
            self._line(sheet, "Guards").attachment_ids = False
            sheet.action_done()

    def test_s29_every_defect_has_its_finding(self):
        sheet = self._begin()
        line = self._line(sheet, "Cabinets")
        self.assertEqual(line.action_defect()["res_model"], "aftersales.inspection.finding")
        red = self._line(sheet, "Extinguisher")
        red.choice_id = red.item_id.choice_ids[1]
        self.assertEqual(red.action_keep()["res_model"], "aftersales.inspection.finding")
        self._answer_all(sheet)
        with self._refused(UserError, "finding: Cabinets and finding: Extinguisher"):
            sheet.action_done()
        self._find(line)
        self._find(red)
        with self._refused(UserError, "has a finding: it applies"):
            line.action_na()
        sheet.action_done()
        self.assertEqual((sheet.defect_count, sheet.points_given, sheet.points_possible), (2, 5, 7))

    def test_s29_what_is_wanted_is_said(self):
        """S29: an empty answer, a photo that is none and another item's choice are refused in words."""
        sheet = self._begin()
        other = self.env["aftersales.checklist.choice"].create(
            {"item_id": self.checklist.item_ids[0].id, "name": "Other"}
        )
        for name, vals, sentence in (
            ("Extinguisher", {}, "Choose an answer"),
            ("Extinguisher", {"choice_id": other.id}, "Choose an answer"),
            ("Who was there", {"text": "  "}, "Write an answer"),
            ("Aisle", {}, "needs a photo"),
            ("Cabinets", {}, "Say whether"),
        ):
            line = self._line(sheet, name)
            line.write(vals)
            with self.subTest(name=name, vals=vals), self._refused(UserError, sentence):
                line.action_keep()
        with self._refused(UserError, "answer of its own"):
            self._line(sheet, "Earth").action_ok()
        guards = self._line(sheet, "Guards")
        files = self.env["ir.attachment"].with_user(self.engineer_user)
        guards.attachment_ids = files.create({"name": "a.txt", "raw": b"photo"})
        with self._refused(UserError, "needs a photo"):
            guards.action_ok()

    def test_s29_sheet_keeps_its_wording(self):
        """S29: the template changes; a sheet that has begun keeps words, points and version."""
        sheet, item = self._begin(), self.checklist.item_ids[0]
        with freeze_time("2026-07-01 02:00:00"):
            july = self._plan() - sheet
        item.write({"name": "Cabinets locked", "points": 9})
        self.assertEqual((sheet.version, self.checklist.version), (1, 2))
        self.assertEqual((sheet.line_ids[0].name, sheet.line_ids[0].points), ("Cabinets", 1))
        july.action_start()
        self.assertEqual((july.line_ids[0].name, july.version), ("Cabinets locked", 2))
        item.unlink()
        self.assertEqual((sheet.line_ids[0].name, self.checklist.version), ("Cabinets", 3))
        with self._refused(UserError, "its kind stays"):
            self.checklist.kind = "work"

    def test_s29_what_comes_with_the_app_is_taken_out_of_use(self):
        """S29, S30: a deleted item would be back after an update; one out of use is asked by nobody."""
        seeded = self.env.ref("aftersales_service.checklist_site")
        item = self.env.ref("aftersales_service.checklist_site_cabinet")
        for record in (item, seeded):
            with self._refused(UserError, "take it out of use"):
                record.with_user(self.manager).unlink()
        self.site.checklist_id = seeded
        count, points = len(seeded.item_ids), seeded.points
        item.with_user(self.manager).active = False
        self.assertEqual((len(seeded.item_ids), seeded.points), (count, points - item.points))
        sheet = self._plan()
        self.assertEqual(len(sheet.line_ids), count - 1)
        self.assertNotIn(item, sheet.line_ids.item_id)
        item.with_user(self.manager).active = True
        sheet.action_start()
        self.assertIn(item, sheet.line_ids.item_id)
        own = seeded.with_user(self.manager).copy()
        own.item_ids[0].unlink()
        self.assertEqual(len(own.item_ids), count - 1)
        own.unlink()

    def test_s29_only_the_buttons_answer(self):
        """S29: results, points and steps given by remote call are refused; so are items and deletions."""
        sheet = self._begin()
        line = sheet.line_ids[0]
        for record, vals in (
            (line, {"result": "ok"}),
            (line, {"given": 1}),
            (line, {"points": 50}),
            (line, {"answered_on": "2026-01-01"}),
            (sheet, {"state": "done"}),
            (sheet, {"score": 100}),
            (sheet, {"month": "2026-05-01"}),
            (sheet, {"grade": "five"}),
            (sheet, {"missed_reason": "x"}),
            (self.site.with_user(self.manager), {"planned_month": "2030-01-01"}),
            (self.checklist.with_user(self.manager), {"version": 7}),
        ):
            with self.subTest(vals=vals), self._refused(UserError, "kept by the system"):
                record.write(vals)
        with self.assertRaises(UserError):
            sheet.write({"line_ids": [Command.create({"name": "Mine", "answer": "ok"})]})
        with self.assertRaises(AccessError):
            sheet.unlink()
        with self._refused(UserError, "are evidence"):
            sheet.sudo().unlink()

    def test_s29_nothing_changes_when_it_is_done(self):
        sheet = self._plan()
        with self._refused(UserError, "has not begun"):
            sheet.line_ids[0].action_ok()
        sheet.action_start()
        self._answer_all(sheet)
        photo = self._line(sheet, "Guards").attachment_ids
        sheet.action_done()
        for call in (
            sheet.line_ids[0].action_clear,
            sheet.line_ids[0].action_defect,
            lambda: sheet.line_ids[0].write({"note": "x"}),
            lambda: sheet.write({"note": "x"}),
            lambda: sheet.with_user(self.manager).write({"user_id": self.clerk.id}),
        ):
            with self._refused(UserError, "ended and can no longer change"):
                call()
        for user in (self.engineer_user, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                photo.with_user(user).unlink()

    def test_g1_s29_whose_sheet_it_is(self):
        """G1, S29: another engineer sees nothing, the clerk of the site and the accountant read, the
        dispatcher steps in."""
        sheet = self._begin()
        line = sheet.line_ids[0]
        self.assertFalse(sheet.with_user(self.other_engineer_user).search([("id", "=", sheet.id)]))
        for user in (self.other_engineer_user, self.clerk, self.accountant):
            for call in (
                lambda user=user: line.with_user(user).action_ok(),
                lambda user=user: line.with_user(user).action_clear(),
                lambda user=user: line.with_user(user).write({"note": "x"}),
                lambda user=user: sheet.with_user(user).action_done(),
                lambda user=user: sheet.with_user(user).write({"note": "x"}),
                lambda user=user: sheet.with_user(user).action_open_missed(),
            ):
                self.env.invalidate_all()
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    call()
        for user in (self.clerk, self.accountant):
            self.assertEqual(sheet.with_user(user).read(["score"])[0]["score"], 0)
        line.with_user(self.dispatcher).action_ok()
        sheet.with_user(self.dispatcher).user_id = self.other_engineer_user
        self.assertEqual(sheet.sudo().activity_ids.user_id, self.other_engineer_user)
        with self.assertRaises(AccessError):
            line.with_user(self.engineer_user).action_clear()

    def test_s29_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("manager", "Qian")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        sheet = self._begin()
        for record in (sheet, sheet.line_ids[0], self.site):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(UserError):
            self.site.with_user(self.manager).user_id = stranger

    def test_s7_sheets_are_no_job_checklists(self):
        """S7, S29: an order does not take a list that is filled in on a sheet."""
        self.checklist.product_categ_ids = self.category
        order = self._play_until("assessment", self.unit_free)
        order.sudo().checklist_ids = self.checklist
        self.assertFalse(order.check_ids)


@tagged("post_install", "-at_install")
class TestFinding(InspectionCase):
    """S29: a finding has owner, due date, action and proof, and is verified by somebody else."""

    def _found(self, **vals):
        """A finding on the cabinets, as Li notes it."""
        line = self._line(self._begin(), "Cabinets")
        line.action_defect()
        return self._find(line, **vals)

    def test_s29_from_defect_to_closed(self):
        finding = self._found(action="Clear the passage")
        self.assertEqual((finding.user_id, finding.site_id), (self.clerk, self.site))
        self.assertEqual((finding.found_on, finding.due_on), (date(2026, 6, 3), date(2026, 6, 10)))
        self.assertEqual(finding.sudo().activity_ids.user_id, self.clerk)
        self._fix(finding)
        self.assertEqual((finding.state, finding.fixed_by_id), ("fixed", self.clerk))
        self.assertEqual(finding.sudo().activity_ids.user_id, self.engineer_user)
        finding.action_verify()
        self.assertEqual((finding.state, finding.verified_by_id), ("closed", self.engineer_user))
        self.assertFalse(finding.sudo().activity_ids)

    def test_s29_no_fix_without_proof(self):
        finding = self._found()
        with self._refused(UserError, "closed with proof"):
            finding.with_user(self.clerk).action_fixed()
        with self._refused(UserError, "cannot go to"):
            finding.action_verify()
        self._fix(finding)
        finding.sudo().proof_ids = False  # the file was deleted meanwhile
        with self._refused(UserError, "closed with proof"):
            finding.action_verify()

    def test_s29_nobody_verifies_his_own(self):
        """S29: neither the owner, nor who reported it as put right, whatever his role."""
        finding = self._found(user_id=self.manager.id)
        self._fix(finding)
        with self._refused(AccessError, "somebody else verifies"):
            finding.with_user(self.manager).action_verify()
        for user in (self.clerk, self.accountant, self.other_engineer_user):
            self.env.invalidate_all()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                finding.with_user(user).action_verify()
        with self._refused_by_database("closed_verified"):
            finding.sudo().write(
                {"state": "closed", "closed_on": "2026-06-04", "verified_by_id": self.manager.id}
            )
        finding.with_user(self.dispatcher).action_verify()
        mine = self._find(self._line(finding.inspection_id, "Cabinets"), user_id=self.clerk.id)
        self._fix(mine, self.dispatcher)
        with self._refused(AccessError, "somebody else verifies"):
            mine.with_user(self.dispatcher).action_verify()

    def test_s29_sent_back(self):
        finding = self._fix(self._found()).with_user(self.engineer_user)
        with self._refused(UserError, "what is still wrong"):
            finding.action_send_back()
        finding.verify_note = "Still blocked on the left"
        finding.action_send_back()
        self.assertEqual((finding.state, finding.fixed_on), ("open", False))
        self.assertEqual(finding.sudo().activity_ids.user_id, self.clerk)

    def test_s29_dates(self):
        with self._refused(ValidationError, "before it was found"):
            self._found(due_on="2026-06-02")
        self._found(due_on="2026-06-03")

    def test_s29_reminders(self):
        """S29: from the day after it is due, every three days, owner and responsible; twice a day once."""
        finding = self._found(user_id=self.engineer_user.id, due_on="2026-06-10")
        overdue = self.env.ref("aftersales_service.mail_activity_type_finding_overdue")
        told = lambda: finding.sudo().activity_ids.filtered(  # noqa: E731
            lambda each: each.activity_type_id == overdue
        )
        for moment, users in (
            ("15:59:59", self.env["res.users"]),
            ("16:00:00", self.engineer_user | self.clerk),
        ):
            with self.subTest(moment=moment), freeze_time(f"2026-06-10 {moment}"):
                finding.invalidate_recordset(["is_overdue"])
                self.assertEqual(finding.is_overdue, bool(users))
                self._run("ir_cron_remind_findings")
                self._run("ir_cron_remind_findings")
                self.assertEqual(told().user_id, users)
                self.assertEqual(len(told()), len(users))
        told().unlink()
        for day, count in ((13, 0), (14, 2)):
            with self.subTest(day=day), freeze_time(f"2026-06-{day} 02:00:00"):
                self._run("ir_cron_remind_findings")
                self.assertEqual(len(told()), count)
        self._fix(finding)
        self.assertFalse(told())

    def test_s29_only_the_buttons_move_it(self):
        finding = self._found()
        for vals in (
            {"state": "closed"},
            {"verified_by_id": self.engineer_user.id},
            {"found_on": "2026-01-01"},
            {"fixed_on": "2026-06-03"},
            {"remind_on": "2030-01-01"},
        ):
            with self.subTest(vals=vals), self._refused(UserError, "kept by the system"):
                finding.write(vals)
        with self._refused(UserError, "stays with the inspection"):
            finding.line_id = finding.inspection_id.line_ids[1]
        with self.assertRaises(AccessError):
            finding.unlink()
        with self.assertRaises(AccessError):
            finding.with_user(self.clerk).due_on = "2026-12-31"
        with self.assertRaises(AccessError):
            finding.with_user(self.clerk).user_id = self.dispatcher
        finding.with_user(self.clerk).write({"action": "Clear it", "proof": "Cleared"})
        with self.assertRaises(AccessError):
            finding.with_user(self.other_engineer_user).read(["name"])

    def test_s29_whose_inspection_notes_findings(self):
        sheet = self._begin()
        findings = self.env["aftersales.inspection.finding"]
        vals = {"name": "Mine", "inspection_id": sheet.id}
        for user in (self.clerk, self.accountant, self.other_engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                findings.with_user(user).create(vals)
        self._answer_all(sheet)
        sheet.action_done()
        with self.assertRaises(AccessError):
            findings.with_user(self.engineer_user).create(vals)
        findings.with_user(self.dispatcher).create(vals)
        late = sheet.sudo().copy({"site_id": self.site.id})
        with self._refused(UserError, "has not begun"):
            findings.with_user(self.dispatcher).create({"name": "Early", "inspection_id": late.id})

    def test_s29_proof_belongs_to_its_finding(self):
        """S29: who verifies reads the file, it stands once closed; a foreign file is refused."""
        finding = self._fix(self._found())
        proof = finding.sudo().proof_ids
        self.assertEqual((proof.res_model, proof.res_id), (finding._name, finding.id))
        proof.with_user(self.engineer_user).read(["datas"])
        finding.with_user(self.engineer_user).action_verify()
        for user in (self.clerk, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                proof.with_user(user).unlink()
        secret = self.env["ir.attachment"].create(
            {"name": "s.png", "datas": SIGNATURE, "res_model": "res.company", "res_id": 0}
        )
        other = self._find(self._line(finding.inspection_id, "Cabinets").with_user(self.engineer_user))
        with self.assertRaises(AccessError):
            other.with_user(self.clerk).proof_ids = secret

    def test_s29_queries_do_not_grow(self):
        """S29: reminders of 2 or of 12 findings take the same queries."""
        sheet = self._begin().sudo()
        counts = []
        for count in (2, 12):
            findings = self.env["aftersales.inspection.finding"].create(
                [{"name": f"{count} {index}", "inspection_id": sheet.id} for index in range(count)]
            )
            findings.sudo().due_on = fields.Date.today()
            with freeze_time(NOW + timedelta(days=9)):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                findings._remind()
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
