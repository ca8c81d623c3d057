from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestStory(RecordCase):
    """D4, D6: what a person's records come to on any day, in the dialog and on the printed sheet."""

    def _story(self, day, person=None):
        dialogs = self.env["aftersales.conduct.story"].with_user((person or self.head).user_id)
        return dialogs.create({"employee_id": self.engineer.id, "company_id": self.company.id, "day": day})

    def test_d4_the_balance_on_any_day(self):
        records = self._play_story("-m -m -m +m")
        expected = (
            (-1, "Nothing open", 0),
            (0, "Demerits × 1", -3),
            (1, "Demerits × 2", -6),
            (2, "Major Demerits × 1", -9),
            (3, "Demerits × 2", -6),
        )
        for days, balance, points in expected:
            story = self._story(self.today + timedelta(days=days))
            self.assertEqual((story.balance, story.points), (balance, points), days)
        text = self._story(self.today + timedelta(days=2)).text
        self.assertIn(" + ".join(records[:3].mapped("name")) + ": make one", text)
        self.assertNotIn(records[3].name, text)
        self.assertIn(": offset against", self._story(self.today + timedelta(days=3)).text)

    def test_d6_a_revoked_record_is_as_if_never_made(self):
        record = self._play_story("-m")
        record.with_user(self.boss.user_id)._revoke("An error")
        self.assertEqual(self._story(self.today).balance, "Nothing open")

    def test_d5_the_threshold_and_the_year(self):
        self._play_story("-M -M -M")
        story = self._story(self.today + timedelta(days=9))
        self.assertEqual(story.threshold_day, self.today + timedelta(days=2))
        self.assertFalse(self._story("2027-01-01").threshold_day)

    def test_d47_a_colleague_reads_nothing_there(self):
        self._play_story("-m")
        for person, balance in (
            (self.engineer, "Demerits × 1"),
            (self.officer, "Demerits × 1"),
            (self.colleague, "Nothing open"),
            (self.stranger, "Nothing open"),
        ):
            self.assertEqual(self._story(self.today, person).balance, balance, person.name)

    def _render(self, ledger, person, lang):
        report = self.env["ir.actions.report"].with_user(person.user_id).with_context(lang=lang)
        html, _kind = report._render_qweb_html("aftersales_hr_discipline.report_conduct_year", ledger.ids)
        return html.decode()

    def test_d47_the_sheet_of_the_year_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        records = self._play_story("-m -m -m")
        ledger = self._ledger()
        self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": self.engineer.id,
                    "company_id": self.company.id,
                    "kind": "other",
                    "day": self.today,
                    "amount": -123,
                    "reason": "Loss of a part",
                    "source_key": "sheet,1",
                }
            ]
        )
        text = self._render(ledger, self.officer, "en_US")
        words = [
            "Sheet of the Year",
            "Major Demerits × 1",
            "-9",
            "Loss of a part",
            "2026-03",
            *records.mapped("name"),
        ]
        for word in words:
            self.assertIn(word, text)
        for word in ("记大过 × 1", "记过", "D25"):
            self.assertIn(word, self._render(ledger, self.head, "zh_CN"))
        with self.assertRaises(AccessError):
            self._render(ledger, self.colleague, "en_US")

    def test_the_employee_form_shows_count_and_balance(self):
        self._play_story("-m -m")
        employee = self.engineer.with_user(self.officer.user_id)
        self.assertEqual(employee.aftersales_conduct_count, 2)
        self.assertEqual(employee.aftersales_conduct_balance, "2026: Demerits × 2")
        action = employee.action_view_aftersales_conduct()
        found = self.records.with_user(self.officer.user_id).search(action["domain"])
        self.assertEqual(len(found), 2)
        self.assertEqual(
            employee.action_view_aftersales_conduct_story()["res_model"], "aftersales.conduct.story"
        )
