from base64 import b64decode

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_portal import PNG, PortalCase
from .common_statement import StatementCase


@tagged("post_install", "-at_install")
class TestStatementPortal(StatementCase, PortalCase):
    """N3: a station's people confirm its statements or object, and see no other station's."""

    def _step(self, statement, step, user=None, files=None, **values):
        answer = self._post(
            f"/my/station-statements/{statement.id}/{step}", user or self.north_user, files=files, **values
        )
        self.env.invalidate_all()
        return answer

    def test_g1_only_own_statements_and_no_drafts(self):
        statement = self._send()
        self._add_fees(self.south, 99)
        foreign = self._make(self.south)
        page = self._visit("/my/station-statements", self.north_user).text
        self.assertIn(statement.name, page)
        self.assertNotIn(foreign.name, page)
        self.assertIn("Statements of my station", self._visit("/my/home", self.north_user).text)
        self.assertNotIn("Statements of my station", self._visit("/my/home", self.customer_user).text)
        with mute_logger("odoo.http"):
            for user, record in (
                (self.south_user, statement),
                (self.customer_user, statement),
                (self.south_user, foreign),
            ):
                path = f"/my/station-statements/{record.id}"
                self.assertEqual(self._visit(path, user).status_code, 404)
        self.assertIn("/web/login", self._visit(f"/my/station-statements/{statement.id}").url)

    def test_n3_lines_are_shown_with_their_reasons(self):
        self.policy.needs_fault_code = True
        self._finish_at(self.north).station_fee_ids.date = self.month
        self._add_fees(self.north, -25, kind="deduction")
        statement = self._send(80)
        page = self._visit(f"/my/station-statements/{statement.id}", self.north_user).text
        self.assertIn("the record lacks: fault code", page)
        self.assertIn("Made for the test", page)
        self.assertIn("1 rejected", page)

    def test_n3_station_confirms(self):
        statement = self._send()
        self.assertIn("is confirmed", self._step(statement, "confirm").text)
        self.assertEqual((statement.state, statement.consent), ("confirmed", "portal"))
        self.assertEqual(statement.confirmed_by_id, self.north_user)
        self.assertIn("cannot go to", self._step(statement, "confirm").text)

    @mute_logger("odoo.http")
    def test_g1_nobody_else_confirms_or_objects(self):
        statement = self._send()
        line = str(statement.fee_ids[0].id)
        for user in (self.south_user, self.customer_user):
            for step in ("confirm", "object"):
                with self.subTest(user=user.login, step=step):
                    answer = self._step(statement, step, user, line=line, text="x")
                    self.assertEqual(answer.status_code, 404)
        self.assertEqual((statement.state, statement.dispute_ids.ids), ("sent", []))
        self.authenticate(self.north_user.login, self.north_user.login)
        answer = self.url_open(f"/my/station-statements/{statement.id}/confirm", data={"sure": "yes"})
        self.assertEqual(answer.status_code, 400, "without the token of the form")
        self.assertEqual(statement.state, "sent")

    def test_n3_objection_with_text_and_photo(self):
        statement = self._send()
        line = statement.fee_ids[0]
        photo = [("photos", ("proof.png", b64decode(PNG), "image/png"))]
        answer = self._step(statement, "object", files=photo, line=str(line.id), text="Two hours")
        self.assertIn("We have your objection", answer.text)
        dispute = line.dispute_ids
        self.assertEqual((dispute.text, dispute.raised_by_id), ("Two hours", self.north_user))
        self.assertEqual(dispute.attachment_ids.mapped("name"), ["proof.png"])
        self.assertEqual(dispute.with_user(self.accountant).attachment_ids.mimetype, "image/png")
        self.assertIn("cannot go to", self._step(statement, "confirm").text)
        dispute.with_user(self.accountant)._answer(False, 0, "As agreed")
        page = self._visit(f"/my/station-statements/{statement.id}", self.north_user).text
        self.assertIn("As agreed", page)

    def test_n3_hostile_objections_are_refused(self):
        statement = self._send()
        self._add_fees(self.south, 99)
        foreign = self._make(self.south).fee_ids
        own = str(statement.fee_ids[0].id)
        for line, text, files, sentence in (
            (own, "", None, "Say what is wrong"),
            ("", "x", None, "not on the statement"),
            ("x' OR 1=1", "x", None, "not on the statement"),
            (str(foreign.id), "x", None, "not on the statement"),
            (own, "x", [("photos", ("a.exe", b"MZ" * 99, "image/png"))], "is not a photo"),
            (own, "x", [("photos", (f"{n}.png", b64decode(PNG), "image/png")) for n in range(9)], "at most"),
        ):
            with self.subTest(sentence=sentence, line=line):
                answer = self._step(statement, "object", files=files, line=line, text=text)
                self.assertIn(sentence, answer.text)
        self.company.aftersales_upload_mb = 1
        large = [("photos", ("large.png", b64decode(PNG) + b"0" * 1024 * 1024, "image/png"))]
        self.assertIn("larger than", self._step(statement, "object", files=large, line=own, text="x").text)
        self.assertEqual((statement.state, statement.dispute_ids.ids), ("sent", []))

    def test_n3_after_the_last_day_nothing_can_be_objected_to(self):
        statement = self._send()
        statement.answer_by = self.month
        page = self._visit(f"/my/station-statements/{statement.id}", self.north_user).text
        self.assertNotIn("Send the objection", page)
        answer = self._step(statement, "object", line=str(statement.fee_ids[0].id), text="x")
        self.assertIn("could be made until", answer.text)

    def test_n2_closed_station_still_settles(self):
        statement = self._send()
        self.north.with_user(self.manager).action_close()
        self._step(statement, "confirm")
        self.assertEqual(statement.state, "confirmed")

    def test_g1_portal_user_has_no_right_on_the_documents(self):
        statement = self._send()
        for model, ids in (
            ("aftersales.station.statement", statement.ids),
            ("aftersales.station.fee", statement.fee_ids.ids),
        ):
            for method in ("read", "action_reckon"):
                with self.subTest(model=model, method=method), mute_logger("odoo.http"):
                    self.authenticate(self.north_user.login, self.north_user.login)
                    with self.assertRaises(Exception) as caught:
                        self.make_jsonrpc_request(
                            "/web/dataset/call_kw",
                            {"model": model, "method": method, "args": [ids], "kwargs": {}},
                        )
                    self.assertIn("Error", str(caught.exception))
