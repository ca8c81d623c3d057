from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestLog(RecordCase):
    """D43: every step of a record, its appeal and a proposal of dismissal is sealed, and can be verified."""

    def _tamper(self, statement, *values):
        self.env.flush_all()
        self.env.cr.execute(SQL(statement, *values))
        self.env.invalidate_all()

    def _entries(self, document):
        return document.log_ids.sorted("number")

    def test_d43_the_log_shows_every_change(self):
        record = self._play("in_force")
        self.assertEqual(
            self._entries(record).mapped("event"),
            ["created", "proposed", "statement", "decided", "notified", "acknowledged"],
        )
        self.assertEqual(record._find_broken_entry(), 0)
        answer = record.with_user(self.auditor.user_id).action_verify_log()
        self.assertEqual(answer["params"]["type"], "success")

    def test_d43_nobody_writes_or_deletes_an_entry(self):
        entry = self._play("proposed").log_ids[0].sudo()
        with self._refused(UserError, "only ever added"):
            entry.write({"event": "edited"})
        with self._refused(UserError, "only ever added"):
            entry.unlink()

    def test_d43_an_edited_entry_is_found(self):
        for column, value in (
            ("payload", "{}"),
            ("event", "edited"),
            ("user_id", self.colleague.user_id.id),
            ("moment", "2026-01-01 00:00:00"),
        ):
            record = self._play("in_force")
            with self.subTest(column):
                self._tamper(
                    f"UPDATE aftersales_conduct_log SET {column} = %s WHERE id = %s",
                    value,
                    self._entries(record)[1].id,
                )
                self.assertEqual(record._find_broken_entry(), 2)
                answer = record.with_user(self.officer.user_id).action_verify_log()
                self.assertIn("from entry 2 on", answer["params"]["message"])

    def test_d43_a_deleted_entry_is_found(self):
        """The first, one between, the last, and all of them."""
        for position, broken in ((0, 1), (2, 3), (5, 6), (None, 1)):
            record = self._play("in_force")
            entries = self._entries(record)
            gone = entries if position is None else entries[position]
            with self.subTest(position):
                self._tamper("DELETE FROM aftersales_conduct_log WHERE id IN %s", tuple(gone.ids))
                self.assertEqual(record._find_broken_entry(), broken)

    def test_d43_a_deletion_that_closes_the_gap_is_found(self):
        record = self._play("in_force")
        second = self._entries(record)[1].id
        self._tamper("DELETE FROM aftersales_conduct_log WHERE id = %s", second)
        self._tamper(
            "UPDATE aftersales_conduct_log SET number = number - 1 WHERE record_id = %s AND number > 1",
            record.id,
        )
        self.assertEqual(record._find_broken_entry(), 2)

    def test_d43_an_inserted_entry_is_found(self):
        """Even a copy with a seal that fits the entry before it: the next one does not follow on it."""
        record = self._play("in_force")
        entries = self._entries(record)
        self._tamper(
            "UPDATE aftersales_conduct_log SET number = number + 100 WHERE record_id = %s AND number > 2",
            record.id,
        )
        self._tamper(
            "UPDATE aftersales_conduct_log SET number = number - 99 WHERE record_id = %s AND number > 100",
            record.id,
        )
        forged = (
            self.env["aftersales.conduct.log"]
            .sudo()
            .create(
                {
                    "record_id": record.id,
                    "number": 3,
                    "event": "edited",
                    "user_id": self.head.user_id.id,
                    "moment": entries[1].moment,
                    "payload": entries[1].payload,
                    "digest": "x",
                }
            )
        )
        self.assertEqual(record._find_broken_entry(), 3)
        seal = forged._seal(entries[1].digest)
        self._tamper("UPDATE aftersales_conduct_log SET digest = %s WHERE id = %s", seal, forged.id)
        self.assertEqual(record._find_broken_entry(), 4)

    def test_d43_an_entry_added_at_the_end_is_found(self):
        """With a right seal, too: the record knows its last entry."""
        record = self._play("in_force")
        last = self._entries(record)[-1]
        forged = last.sudo().copy({"number": 7, "event": "expired"})
        self._tamper(
            "UPDATE aftersales_conduct_log SET digest = %s WHERE id = %s",
            forged._seal(last.digest),
            forged.id,
        )
        self.assertEqual(record._find_broken_entry(), 8)

    def test_d43_reordered_entries_are_found(self):
        record = self._play("in_force")
        first, second = self._entries(record)[2:4]
        for entry, number in ((first, 99), (second, 3), (first, 4)):
            self._tamper("UPDATE aftersales_conduct_log SET number = %s WHERE id = %s", number, entry.id)
        self.assertEqual(record._find_broken_entry(), 3)

    def test_d43_a_record_changed_behind_its_back_is_found(self):
        record = self._play("decided")
        self._tamper("UPDATE aftersales_conduct_record SET measure = 'warning' WHERE id = %s", record.id)
        self.assertEqual(record._find_broken_entry(), 5)

    def test_d44_the_appeal_is_in_the_log(self):
        """Grounds, committee and decision cannot be changed unseen."""
        record = self._play("notified")
        record.with_user(self.engineer.user_id)._appeal("It was not me.")
        self._call_committee(record)._decide("upheld", False, "Proved")
        self.assertEqual(self._entries(record).mapped("event")[-3:], ["appealed", "committee", "upheld"])
        self.assertEqual(record._find_broken_entry(), 0)
        appeal = record.appeal_ids
        for column, value in (
            ("grounds", "It was me."),
            ("decision_note", "Not proved"),
            ("outcome", "revoked"),
        ):
            with self.subTest(column):
                was = appeal[column]
                query = f"UPDATE aftersales_conduct_appeal SET {column} = %s WHERE id = %s"
                self._tamper(query, value, appeal.id)
                self.assertTrue(record._find_broken_entry())
                self._tamper(query, was, appeal.id)
        self.assertEqual(record._find_broken_entry(), 0)

    def test_d5_a_proposal_of_dismissal_has_a_log(self):
        records = self._play_story("-M -M -M")
        proposal = self._ledger().dismissal_ids
        proposal.with_user(self.officer.user_id)._hear("Is sorry")
        proposal.with_user(self.officer.user_id).action_notify_union()
        records.sudo().appeal_deadline = "2026-03-09"
        self.env.invalidate_all()
        proposal.with_user(self.boss.user_id)._approve("Enough")
        self.assertEqual(
            self._entries(proposal).mapped("event"), ["proposed", "statement", "union", "approved"]
        )
        answer = proposal.with_user(self.auditor.user_id).action_verify_log()
        self.assertEqual(answer["params"]["type"], "success")
        self._tamper(
            "UPDATE aftersales_conduct_dismissal SET statement = 'Denies it' WHERE id = %s", proposal.id
        )
        self.assertEqual(proposal._find_broken_entry(), 5)

    def test_d5_a_withdrawn_proposal_says_so_in_its_log(self):
        record = self._play_story("-M -M -M")[0]
        record.with_user(self.boss.user_id)._revoke("Mistaken")
        proposal = self._ledger().dismissal_ids
        self.assertEqual(self._entries(proposal).mapped("event"), ["proposed", "followed"])
        self.assertEqual((proposal.state, proposal._find_broken_entry()), ("withdrawn", 0))

    def test_an_entry_of_an_older_version_keeps_less(self):
        """What it does keep still has to be true."""
        record = self._play("decided")
        last = self._entries(record)[-1]
        self._tamper(
            "UPDATE aftersales_conduct_log SET payload = %s WHERE id = %s", '{"points": -3}', last.id
        )
        seal = last._seal(self._entries(record)[-2].digest)
        self._tamper("UPDATE aftersales_conduct_log SET digest = %s WHERE id = %s", seal, last.id)
        self._tamper("UPDATE aftersales_conduct_record SET log_head = %s WHERE id = %s", seal, record.id)
        self.assertEqual(record._find_broken_entry(), 0)
        self._tamper("UPDATE aftersales_conduct_record SET points = -1 WHERE id = %s", record.id)
        self.assertEqual(record._find_broken_entry(), 5)
