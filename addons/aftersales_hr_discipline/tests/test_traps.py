import re
from pathlib import Path

from odoo.tests import tagged

from .common_record import RecordCase

ADDON = Path(__file__).parent.parent


@tagged("post_install", "-at_install")
class TestTraps(RecordCase):
    """What the host's employees get wrong silently (the superior, traps 23 and 25: see the other tests)."""

    def _read_sources(self):
        for path in sorted((*ADDON.glob("models/*.py"), *ADDON.glob("wizards/*.py"))):
            yield path.name, path.read_text()

    def test_traps_22_and_23_department_and_job_are_those_of_the_version_of_the_day(self):
        """On the first day of a new version the new department holds, the day before the old one."""
        self.engineer.version_ids.date_version = "2025-01-01"
        self.engineer.create_version(
            {"date_version": "2026-03-08", "department_id": self.other_department.id}
        )
        before = self._draft(event_date="2026-03-07")
        after = self._draft(event_date="2026-03-08")
        self.assertEqual(
            (before.department_id, after.department_id), (self.department, self.other_department)
        )
        after.with_user(self.head.user_id).write({"event_date": "2026-03-07"})
        self.assertEqual(after.department_id, self.department)

    def test_trap_23_nothing_stored_is_related_to_the_version(self):
        """Such a field would be rewritten by the next transfer."""
        for name in ("aftersales.conduct.record", "aftersales.conduct.ledger", "aftersales.adjustment"):
            for field in self.env[name]._fields.values():
                if field.store and field.related and field.related.startswith("employee_id."):
                    with self.subTest(f"{name}.{field.name}"):
                        self.assertIn(field.related.split(".")[1], ("company_id", "user_id"))

    def test_trap_24_the_day_of_a_version_is_always_given(self):
        """The host's default is the day on which the server was started."""
        for name, text in self._read_sources():
            with self.subTest(name):
                self.assertNotIn("_get_version()", text)

    def test_trap_26_the_public_face_of_an_employee_is_untouched(self):
        """It is a view of the database: a stored field of ours would break it for everybody."""
        public = self.env["hr.employee.public"]
        self.assertFalse([name for name in public._fields if name.startswith("aftersales_conduct")])
        self.env.invalidate_all()
        found = public.with_user(self.engineer.user_id).search([("name", "=", "Colleague")])
        self.assertEqual(found.read(["name"])[0]["name"], "Colleague")

    def test_trap_27_names_that_are_gone(self):
        for name, text in self._read_sources():
            with self.subTest(name):
                self.assertFalse(
                    re.search(r"\b(gender|bank_account_id|hr\.contract|hr\.employee\.base)\b", text)
                )
