from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_complaint import ComplaintCase

PATH = "/odoo/action-aftersales_service.aftersales_complaint_action"


@tagged("post_install", "-at_install")
class TestComplaintTour(ComplaintCase, HttpCase):
    """A complaint in the browser, in Chinese: from its opening to credit note and effect (S21–S25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.clerk | cls.supervisor | cls.manager:
            user.with_context(no_reset_password=True).write(
                {"password": user.login, "tz": "Asia/Shanghai", "lang": "zh_CN"}
            )
        (cls.domestic.stage_ids - cls.domestic.stage_ids.filtered("approves")).user_id = cls.supervisor
        cls.domestic.stage_ids.filtered(lambda each: each.stage == "registration").user_id = cls.clerk
        cls.domestic.effect_days = 0
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": cls.today,
                "invoice_line_ids": [
                    Command.create({"product_id": cls.part.id, "quantity": 1, "price_unit": 500})
                ],
            }
        )
        cls.invoice.action_post()

    def _play(self, tour, user, path=PATH):
        self.start_tour(path, tour, login=user.login, timeout=180)
        self.env.invalidate_all()

    def test_s21_s25_from_opening_to_credit_note_and_effect(self):
        self._play("aftersales_complaint_open", self.clerk, f"{PATH}/new")
        complaint = self.Complaint.search([("partner_id", "=", self.customer.id)])
        self.assertTrue(complaint.answered_on)
        self.assertEqual((complaint.state, complaint.stage), ("investigation", "quality"))

        for _stage in ("quality", "production", "research"):
            self._sign(complaint, self.supervisor)
        self._play_to_effect(complaint)

    def test_s17_from_a_bad_opinion_to_credit_note_and_effect(self):
        """S17: a bad opinion card, answered on a telephone, is dealt with to the end."""
        self.customer.lang = "zh_CN"
        order = self._play_until("signed", self.unit_free)
        size, self.browser_size, self.touch_enabled = self.browser_size, "390x844", True
        self.start_tour(
            order._get_opinion_url(base=False), "aftersales_opinion_complains", login=None, timeout=180
        )
        self.browser_size, self.touch_enabled = size, False
        self.env.invalidate_all()
        complaint = order.opinion_id.complaint_id
        self.assertEqual((order.opinion_id.score, complaint.kind, complaint.order_id), (35, "service", order))
        self.assertIn("约好上午来，下午才到", complaint.description)

        self._play("aftersales_complaint_take", self.clerk, f"{PATH}/{complaint.id}")
        self._play_to_effect(complaint)

    def _play_to_effect(self, complaint):
        """Propose an allowance, approve it, close the case and check the effect of its actions."""
        complaint.with_user(self.supervisor).outcome_ids = [
            Command.create({"kind": "allowance", "amount": 80, "invoice_id": self.invoice.id})
        ]
        path = f"{PATH}/{complaint.id}"
        self._play("aftersales_complaint_propose", self.supervisor, path)
        self.assertEqual((complaint.state, complaint.proposed_by_id), ("decision", self.supervisor))

        self._play("aftersales_complaint_approve", self.manager, path)
        note = complaint.outcome_ids.move_id
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 80))
        note.with_user(self.accountant).action_post()

        self.env["aftersales.complaint.action"].with_user(self.clerk).create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "name": kind,
                    "user_id": self.supervisor.id,
                    "due_on": self.today,
                    "proof": "Done",
                }
                for kind in ("corrective", "preventive")
            ]
        ).with_user(self.supervisor).action_done()
        self._play("aftersales_complaint_close", self.supervisor, path)
        self.assertEqual((complaint.state, complaint.root_cause), ("closed", "来料未抽检"))

        for action in complaint.action_ids:
            action_path = f"/odoo/action-aftersales_service.aftersales_complaint_action_action/{action.id}"
            self._play("aftersales_complaint_effect", self.clerk, action_path)
        self.assertEqual(complaint.effect_state, "effective")
