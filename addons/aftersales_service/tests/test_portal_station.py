from base64 import b64decode

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_portal import PNG, PortalCase

STEPS = (
    "accept", "decline", "plan", "add", "remove", "quote", "wait", "start", "voucher", "finish", "photos",
    "note",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestStationPortal(PortalCase):
    """N1: the people of a station see and work the station's jobs, and no others."""

    def _step(self, order, step, user=None, files=None, **values):
        answer = self._post(
            f"/my/service-jobs/{order.id}/{step}", user or self.north_user, files=files, **values
        )
        self.env.invalidate_all()
        return answer

    def _take_on(self, unit=None):
        order = self._give_to(self.north, self._play_until("registered", unit or self.unit_free))
        self._step(order, "accept")
        return order

    def test_g1_only_jobs_of_the_own_station_are_there(self):
        own = self._give_to(self.north)
        foreign = self._give_to(self.south, self._play_until("registered", self.unit_paid))
        undispatched = self._create_order()
        page = self._visit("/my/service-jobs", self.north_user).text
        self.assertIn(own.name, page)
        self.assertNotIn(foreign.name, page)
        self.assertNotIn(undispatched.name, page)
        self.assertIn("Jobs of my station", self._visit("/my/home", self.north_user).text)
        self.assertNotIn("Jobs of my station", self._visit("/my/home", self.customer_user).text)
        with mute_logger("odoo.http"):
            for user in (self.south_user, self.customer_user):
                self.assertEqual(self._visit(f"/my/service-jobs/{own.id}", user).status_code, 404)
        self.assertIn("/web/login", self._visit(f"/my/service-jobs/{own.id}").url)

    @mute_logger("odoo.http")
    def test_g1_no_step_works_on_jobs_of_others(self):
        order = self._take_on()
        facts = ["state", "station_id", "planned_start", "line_ids", "handling", "message_ids", "signed_on"]
        before = order.read(facts)
        for user in (self.south_user, self.customer_user):
            for step in STEPS:
                with self.subTest(user=user.login, step=step):
                    answer = self._step(order, step, user, reason="x", note="x", kind="callout", quantity="1")
                    self.assertEqual(answer.status_code, 404)
            answer = self._json(f"/my/service-jobs/{order.id}/sign", user, name="Me", signature=PNG)
            self.assertIn("does not exist", answer["error"])
        self.assertEqual(order.read(facts), before)

    @mute_logger("odoo.http")
    def test_g1_unknown_steps_do_not_exist(self):
        """The name of a step is taken from a list of methods, never from the object."""
        order = self._take_on()
        for step in ("close", "__class__", "sign", "_keep_voucher"):
            with self.subTest(step=step):
                self.assertIn(self._step(order, step).status_code, (400, 404, 415))

    def test_n1_station_works_a_job_from_acceptance_to_signature(self):
        order = self._give_to(self.north, self._play_until("registered", self.unit_free))
        self.assertIn("Accept order", self._step(order, "start").text)
        self._step(order, "accept")
        self.assertTrue(order.station_accepted_on)
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self._step(order, "plan", start="2099-03-12T09:30", hours="1,5")
        self.assertEqual(order.planned_start, fields.Datetime.to_datetime("2099-03-12 01:30:00"))
        self.assertEqual(order.planned_end, fields.Datetime.to_datetime("2099-03-12 03:00:00"))
        self._step(order, "add", kind="part", part="TEST-M7", quantity="2")
        self._step(order, "add", kind="labour", quantity="1.5")
        self.assertEqual(order.line_ids.mapped("kind"), ["part", "labour"])
        self.assertEqual(order.line_ids[0].product_id, self.part)
        self._step(order, "start")
        self.assertEqual(order.state, "repair")
        answer = self._step(order, "finish", handling="Fan replaced", result="", time_spent="1")
        self.assertIn("lacks", answer.text)
        self.assertEqual(order.state, "repair")
        self._step(order, "finish", handling="Fan replaced", result="Cools", time_spent="1")
        self.assertEqual(order.state, "acceptance")
        self._json(f"/my/service-jobs/{order.id}/sign", self.north_user, name="Zhang", signature=PNG)
        self.env.invalidate_all()
        self.assertEqual((order.state, order.signed_by), ("follow_up", "Zhang"))
        self.assertIn("Signed by", self._visit(f"/my/service-jobs/{order.id}", self.north_user).text)

    def test_s12_paid_work_waits_for_the_customer(self):
        order = self._take_on(self.unit_paid)
        self._step(order, "add", kind="callout", quantity="1")
        self.assertIn("the customer has not accepted", self._step(order, "start").text)
        self._step(order, "quote")
        self.assertEqual(order.quotation_state, "open")
        line = order.line_ids
        answer = self._step(order, "remove", line_id=str(line.id))
        self.assertIn("stands on quotation", answer.text)
        order.sale_order_ids.action_confirm()
        self._step(order, "start")
        self.assertEqual(order.state, "repair")

    def test_g4_declined_job_goes_back_with_a_reason(self):
        order = self._give_to(self.north)
        self.assertIn("Say why", self._step(order, "decline", reason=" ").text)
        answer = self._step(order, "decline", reason="Too far away")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((order.state, order.station_id.id), ("registered", False))
        self.assertIn("Too far away", "".join(order.message_ids.mapped("body")))
        self.assertEqual(order.activity_ids.user_id, order.user_id)
        with mute_logger("odoo.http"):
            self.assertEqual(self._step(order, "accept").status_code, 404)

    def test_g4_another_station_has_to_accept_anew(self):
        order = self._take_on()
        order.with_user(self.dispatcher)._assign_station(
            self.south, expected=(order.engineer_id, order.station_id)
        )
        self.assertFalse(order.station_accepted_on)
        self.assertIn("To accept", self._visit(f"/my/service-jobs/{order.id}", self.south_user).text)

    def test_n1_figures_and_times_are_checked(self):
        order = self._take_on()
        for start, hours in (
            ("2001-01-01T09:00", "1"),
            ("", "1"),
            ("tomorrow", "1"),
            ("2099-01-01T09:00", "0"),
            ("2099-01-01T09:00", "-1"),
            ("2099-01-01T09:00", "nan"),
            ("2099-01-01T09:00", "inf"),
            ("2099-01-01T09:00", "x"),
        ):
            with self.subTest(start=start, hours=hours):
                self.assertIn("alert-danger", self._step(order, "plan", start=start, hours=hours).text)
        self.assertFalse(order.planned_start)
        for values in (
            {"kind": "part", "part": "NO-SUCH", "quantity": "1"},
            {"kind": "part", "part": "", "quantity": "1"},
            {"kind": "part", "part": "TEST-M7", "quantity": "0"},
            {"kind": "gift", "quantity": "1"},
        ):
            with self.subTest(values=values):
                self.assertIn("alert-danger", self._step(order, "add", **values).text)
        self.env["product.product"].create([{"name": "Belt 1"}, {"name": "Belt 2"}])
        self.assertIn("More than one", self._step(order, "add", kind="part", part="Belt", quantity="1").text)
        self.assertFalse(order.line_ids)

    def test_g1_price_of_an_item_cannot_be_given_and_cost_is_not_shown(self):
        order = self._take_on()
        self._step(order, "add", kind="part", part="TEST-M7", quantity="1", price_unit="1", product_id="1")
        self.assertEqual((order.line_ids.product_id, order.line_ids.price_unit), (self.part, 100))
        self._step(order, "start")
        self._step(order, "finish", handling="x", result="y", time_spent="1")
        self.assertEqual(order.line_ids.cost, 40)
        self.assertNotIn(
            "40",
            self._visit(f"/my/service-jobs/{order.id}", self.north_user).text.split("Parts and fees")[1][
                :400
            ],
        )

    def test_s7_finished_work_stands(self):
        order = self._take_on()
        self._step(order, "start")
        self._step(order, "finish", handling="Cleaned", result="Cools", time_spent="1", no_parts="on")
        self.assertEqual(order.state, "acceptance")
        for step, values in {
            "voucher": {"handling": "Something else"},
            "add": {"kind": "callout", "quantity": "1"},
            "plan": {"start": "2099-01-01T09:00", "hours": "1"},
        }.items():
            with self.subTest(step=step):
                self.assertIn("finished", self._step(order, step, **values).text)
        self.assertEqual(order.handling, "Cleaned")

    def test_n2_suspended_station_finishes_its_jobs(self):
        order = self._take_on()
        self.north.with_user(self.manager).action_suspend()
        self.assertIn("Suspended: finish", self._visit("/my/service-jobs", self.north_user).text)
        self._step(order, "start")
        self.assertEqual(order.state, "repair")

    @mute_logger("odoo.http")
    def test_n2_closed_station_sees_nothing(self):
        order = self._take_on()
        self.north.sudo().state = "closed"
        self.assertEqual(self._visit(f"/my/service-jobs/{order.id}", self.north_user).status_code, 404)
        self.assertNotIn(order.name, self._visit("/my/service-jobs", self.north_user).text)
        self.assertEqual(self._step(order, "start").status_code, 404)
        self.assertEqual(order.state, "assessment")

    def test_g1_note_to_the_office_is_not_the_customers(self):
        order = self._take_on()
        self._step(order, "note", note="Customer was rude")
        message = order.message_ids[0]
        self.assertIn("Customer was rude", message.body)
        self.assertEqual(message.author_id, self.north_user.partner_id)
        self.assertIn(order.user_id.partner_id, message.notified_partner_ids)
        fetched = self._json(
            "/mail/chatter_fetch",
            self.customer_user,
            thread_model="aftersales.order",
            thread_id=order.id,
            token=order._portal_ensure_token(),
        )
        self.assertNotIn("rude", str(fetched))

    def test_g1_token_of_the_customer_is_not_on_the_stations_pages(self):
        """Who has it could sign and rate as the customer."""
        order = self._take_on()
        token = order._portal_ensure_token()
        for path in (f"/my/service-jobs/{order.id}", "/my/service-jobs"):
            self.assertNotIn(token, self._visit(path, self.north_user).text)
        with self.assertRaises(AccessError):
            order.with_user(self.north_user).read(["access_token"])

    def test_s7_photos_of_a_job(self):
        order = self._take_on()
        photo = [("photos", ("a.png", b64decode(PNG), "image/png"))]
        for kind, files in (("before", None), ("gift", photo), ("", photo)):
            self.assertIn("Choose a photo", self._step(order, "photos", files=files, kind=kind).text)
        self._step(order, "photos", files=photo, kind="before")
        self.assertEqual((order.photo_ids.kind, order.photo_ids.taken_by_id), ("before", self.north_user))
