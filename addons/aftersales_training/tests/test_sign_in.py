from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common_session import SessionCase


@tagged("post_install", "-at_install")
class TestSignIn(SessionCase):
    """The code in the room, the ticket on the phone, the list (T5)."""

    def setUp(self):
        super().setUp()
        self._invite()
        self.slot = self.training.slot_ids
        self.moment = self.START - timedelta(minutes=10)

    def _code(self, at=None):
        with freeze_time(at or self.moment):
            return self.slot._get_code(self.slot._get_window())

    def _ticket(self, person, at=None):
        with freeze_time(at or self.moment):
            return self.slot.with_user(person.user_id)._get_ticket()

    def _confirm(self, person, ticket, at=None):
        with freeze_time(at or self.moment):
            return self.slot.with_user(person.user_id)._sign_in_user(ticket)

    def test_t5_five_minutes_before_is_in_time(self):
        for seconds, state in (
            (301, "present"),
            (300, "present"),
            (299, "late"),
            (0, "late"),
            (-600, "late"),
        ):
            with self.subTest(seconds), self.env.cr.savepoint():
                at = self.START - timedelta(seconds=seconds)
                row = self._confirm(self.engineer, self._ticket(self.engineer, at), at)
                self.assertEqual((row.state, row.method), (state, "code"))
                row.sudo().write({"state": "invited", "signed_at": False})

    def test_t5_the_list_opens_an_hour_before_and_closes_with_the_end(self):
        for at, is_open in (
            (self.START - timedelta(minutes=60, seconds=1), False),
            (self.START - timedelta(minutes=60), True),
            (self.END - timedelta(seconds=1), True),
            (self.END, False),
        ):
            row = self._row(self.engineer).with_user(self.head.user_id)
            with self.subTest(at), freeze_time(at):
                if is_open:
                    row.action_sign_in()
                    row.sudo().write({"state": "invited", "signed_at": False})
                else:
                    with self._refused(UserError, "Nobody can sign in"):
                        row.action_sign_in()

    def test_t5_signing_in_again_changes_nothing(self):
        self._confirm(self.engineer, self._ticket(self.engineer))
        later = self.START + timedelta(minutes=20)
        row = self._confirm(self.engineer, self._ticket(self.engineer, later), later)
        self.assertEqual((row.state, row.signed_at), ("present", self.moment))

    def test_t5_the_code_changes_and_the_one_before_still_holds(self):
        code, step = self._code(), timedelta(seconds=30)
        for passed, holds in ((0, True), (1, True), (2, False), (100, False), (-1, False)):
            with self.subTest(passed), freeze_time(self.moment + passed * step):
                self.assertEqual(self.slot._is_code(code), holds)

    def test_t5_a_code_is_not_guessed_and_not_of_another_date(self):
        other = self.slot.sudo().copy({"session_id": self.training.id})
        code = self._code()
        self.assertGreaterEqual(len(code), 64)
        with freeze_time(self.moment):
            for wrong in ("", None, code[:-1], code[::-1], "0" * 64, "培训"):
                self.assertFalse(self.slot._is_code(wrong))
            self.assertFalse(other._is_code(code))

    def test_t5_a_ticket_is_for_its_owner_its_date_and_a_short_while(self):
        ticket = self._ticket(self.engineer)
        number, _dash, proof = ticket.partition("-")
        for person, wrong, at in (
            (self.colleague, ticket, self.moment),
            (self.engineer, f"{int(number) + 60}-{proof}", self.moment + timedelta(seconds=60)),
            (self.engineer, ticket, self.moment + timedelta(seconds=121)),
            (self.engineer, "", self.moment),
            (self.engineer, "x-y", self.moment),
            (self.engineer, f"{number}-签", self.moment),
            (self.engineer, "9" * 40 + "-" + proof, self.moment),
            (self.engineer, self._code(), self.moment),
        ):
            with self.subTest(wrong), self._refused(UserError, "has changed"):
                self._confirm(person, wrong, at)
        self.assertFalse(self.training.attendance_ids.filtered("signed_at"))
        row = self._confirm(self.engineer, ticket, self.moment + timedelta(seconds=120))
        self.assertEqual(row.employee_id, self.engineer)

    def test_t5_who_is_not_on_the_list_does_not_sign_in(self):
        with self._refused(UserError, "not on the list"):
            self._confirm(self.manager, self._ticket(self.manager))

    def test_t5_the_code_is_shown_by_organisers_and_the_lecturer(self):
        for person, may in (
            (self.head, True), (self.officer, True), (self.engineer, False), (self.other_head, False),
            (self.organiser, False),
        ):  # fmt: skip
            slot = self.slot.with_user(person.user_id)
            with self.subTest(person.name):
                if may:
                    self.assertIn("/training/sign/", slot._get_sign_url())
                else:
                    with self._refused(AccessError, "."):
                        slot.action_show_code()

    def test_t5_nobody_signs_himself_in_by_writing(self):
        row = self._row(self.engineer).with_user(self.engineer.user_id)
        for attack in (
            lambda: row.write({"state": "present"}),
            row.action_sign_in,
            lambda: row.create({"slot_id": self.slot.id, "employee_id": self.manager.id}),
            row.unlink,
        ):
            with self._refused(UserError, "."):
                attack()
        for vals in ({"state": "present"}, {"signed_at": self.START}, {"employee_id": self.manager.id}):
            with self._refused(UserError, "."):
                self._row(self.engineer).with_user(self.head.user_id).write(vals)

    def test_t5_presence_counts_from_the_start_to_the_end(self):
        self._sign(self.engineer)
        self._sign(self.colleague, at=self.START + timedelta(minutes=20))
        self.assertEqual((self._row(self.engineer).presence, self._row(self.colleague).presence), (90, 70))
        self._row(self.engineer).with_user(self.head.user_id).left_at = self.START + timedelta(minutes=45)
        self.assertEqual((self._row(self.engineer).presence, self._row(self.engineer).class_hours), (45, 1.0))


@tagged("post_install", "-at_install")
class TestSignInPages(SessionCase, HttpCase):
    """The same through the web, as the screen and the phone do it (T5)."""

    def setUp(self):
        super().setUp()
        self._invite()
        self.slot = self.training.slot_ids
        now = fields.Datetime.now()
        self.slot.write({"start": now + timedelta(minutes=30), "end": now + timedelta(hours=1)})
        for person in (self.engineer, self.head, self.colleague):
            person.user_id.write({"password": person.user_id.login, "lang": "en_US"})

    def _sign_url(self):
        return f"/training/sign/{self.slot.id}/{self.slot._get_code(self.slot._get_window())}"

    def _log_in(self, person):
        self.authenticate(person.user_id.login, person.user_id.login)

    def test_t5_from_the_room_to_the_phone(self):
        page_of = f"/training/sign/{self.slot.id}"
        self._log_in(self.head)
        room = self.url_open(f"/training/room/{self.slot.id}").text
        self.assertIn("Scan with your phone", room)
        self.assertIn("data:image/svg+xml;base64,", room)
        self.assertTrue(self.slot._is_code(self.slot._get_sign_url().rpartition("/")[2]))
        self._log_in(self.engineer)
        self.assertEqual(self.url_open(f"/training/room/{self.slot.id}").status_code, 404)
        for guess in ("guessed", "%E5%9F%B9"):
            self.assertIn("has changed", self.url_open(f"{page_of}/{guess}").text)
        page = self.url_open(self._sign_url()).text
        self.assertIn("Sign in as", page)
        ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
        self.assertFalse(self._row(self.engineer).signed_at)
        self.assertEqual(self.url_open(page_of, data={"ticket": ticket}).status_code, 400)
        data = {"ticket": ticket, "csrf_token": Request.csrf_token(self)}
        self.assertIn("You are signed in.", self.url_open(page_of, data=data).text)
        self.env.invalidate_all()
        self.assertEqual(self._row(self.engineer).state, "present")
        self._log_in(self.colleague)
        data["csrf_token"] = Request.csrf_token(self)
        self.assertIn("has changed", self.url_open(page_of, data=data).text)
        self.env.invalidate_all()
        self.assertFalse(self._row(self.colleague).signed_at)

    def test_t5_nobody_signs_in_without_a_log_in(self):
        self.assertIn("/web/login", self.url_open(self._sign_url()).url)
