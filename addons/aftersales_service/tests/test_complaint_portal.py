from odoo.tests import tagged

from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestComplaintPortal(PortalCase):
    """What customers see of complaints, and what strangers do not (S21, S25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._play_order(cls)
        cls.complaint = cls.env["aftersales.complaint"].create(
            {"partner_id": cls.customer.id, "description": "Still does not cool", "decision": "SECRET OFFER"}
        )

    def _play_order(self):
        return self.env["aftersales.order"].create({"lot_id": self.unit_paid.id, "fault": "Does not cool"})

    def test_s21_a_customer_complains_about_his_own_job(self):
        page = self._post(
            "/my/complaints/new",
            self.customer_user,
            order_id=str(self.order.id),
            description="The engineer was rude <script>alert(1)</script>",
            wish="An apology",
        )
        complaint = self.env["aftersales.complaint"].search([("order_id", "=", self.order.id)])
        self.assertEqual((complaint.partner_id, complaint.channel), (self.customer, "web"))
        self.assertEqual(complaint.user_id, self.order.user_id, "it has an owner at once (G4)")
        self.assertEqual(len(complaint.clock_ids), 4)
        self.assertIn(complaint.name, page.text)
        self.assertNotIn("<script>alert", page.text)

    def test_s21_somebody_else_s_job_is_not_taken(self):
        self._post(
            "/my/complaints/new", self.stranger_user, order_id=str(self.order.id), description="Mine, too"
        )
        complaint = self.env["aftersales.complaint"].search([("description", "=", "Mine, too")])
        self.assertFalse(complaint.order_id)
        self.assertEqual(complaint.partner_id, self.stranger_user.partner_id)

    def test_s21_a_complaint_needs_words(self):
        count = self.env["aftersales.complaint"].search_count([])
        page = self._post("/my/complaints/new", self.customer_user, description="   ")
        self.assertIn("in a few words", page.text)
        self.assertEqual(self.env["aftersales.complaint"].search_count([]), count)

    def test_s25_the_decision_shows_after_the_approval_only(self):
        path = f"/my/complaints/{self.complaint.id}"
        for state in ("registered", "investigation", "decision"):
            self.complaint.state = state
            self.assertNotIn("SECRET OFFER", self._visit(path, self.customer_user).text)
        self.complaint.write({"state": "approved", "approved_on": self.now})
        self.assertIn("SECRET OFFER", self._visit(path, self.customer_user).text)

    def test_s25_missing_and_foreign_are_one_answer(self):
        foreign = self._visit(f"/my/complaints/{self.complaint.id}", self.stranger_user)
        missing = self._visit("/my/complaints/999999", self.stranger_user)
        self.assertEqual((foreign.status_code, missing.status_code), (404, 404))
        self.complaint._portal_ensure_token()
        self.assertEqual(self._visit(f"/my/complaints/{self.complaint.id}?access_token=x").status_code, 404)
        token = self.complaint.access_token
        page = self._visit(f"/my/complaints/{self.complaint.id}?access_token={token}")
        self.assertIn(self.complaint.name, page.text)
        self.assertNotIn("SECRET OFFER", page.text)

    def test_s25_the_list_is_the_customer_s_own(self):
        self.assertIn(self.complaint.name, self._visit("/my/complaints", self.customer_user).text)
        self.assertNotIn(self.complaint.name, self._visit("/my/complaints", self.stranger_user).text)

    def test_s25_a_portal_user_has_no_right_on_complaints(self):
        for records in (self.complaint, self.complaint.stage_ids, self.complaint.clock_ids):
            self.assertFalse(records.with_user(self.customer_user).has_access("read"))
