from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_training.tests.common_session import SessionCase


@tagged("post_install", "-at_install")
class TestBill(SessionCase):
    """T7: the fee of an external lecturer is booked within the budget."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.accountant = cls._create_person("accountant", None, cls.office)
        cls.accountant.user_id.group_ids |= cls.env.ref("account.group_account_invoice")
        cls.partner = cls.env["res.partner"].create({"name": "Professor Li"})

    def _approve(self, budget=1000):
        hire = (
            self.env["aftersales.training.hire"]
            .with_user(self.head.user_id)
            .create(
                {
                    "session_id": self.training.id,
                    "partner_id": self.partner.id,
                    "budget": budget,
                    "reason": "Nobody here knows it.",
                }
            )
        )
        with self._on("2026-07-01"):
            hire.action_ask()
            hire.with_user(self.boss.user_id).action_approve()
        return hire.with_user(self.accountant.user_id)

    def test_t7_the_bill_is_made_once_after_the_session(self):
        hire = self._approve()
        with self._refused(UserError, "closed as held"):
            hire.action_create_bill()
        self.training.sudo().write({"state": "held", "summary": "Good"})
        action = hire.action_create_bill()
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(
            (bill.move_type, bill.partner_id, bill.amount_total, bill.state),
            ("in_invoice", self.partner, 1000, "draft"),
        )
        self.assertIn(self.training.name, bill.ref)
        with self._refused(UserError, "once"):
            hire.action_create_bill()
        bill.button_cancel()
        self.env.flush_all()
        self.assertNotEqual(hire.action_create_bill()["res_id"], bill.id)

    def test_t7_a_cent_above_the_budget_is_not_posted(self):
        hire = self._approve()
        self.training.sudo().write({"state": "held", "summary": "Good"})
        bill = self.env["account.move"].browse(hire.action_create_bill()["res_id"])
        bill.invoice_line_ids.price_unit = 1000.01
        with self._refused(UserError, "above the budget"):
            bill.with_user(self.accountant.user_id).action_post()
        bill.invoice_line_ids.price_unit = 1000
        bill.with_user(self.accountant.user_id).action_post()
        self.assertEqual(bill.state, "posted")

    def test_t7_only_accountants_make_bills(self):
        hire = self._approve()
        self.training.sudo().write({"state": "held", "summary": "Good"})
        with self._refused(AccessError, "accountant"):
            hire.with_user(self.manager.user_id).action_create_bill()

    def test_t7_nobody_ties_a_bill_to_an_approval_by_hand(self):
        hire = self._approve()
        bills = self.env["account.move"].with_user(self.accountant.user_id)
        bill = bills.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.partner.id,
                "aftersales_training_hire_id": hire.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5})],
            }
        )
        self.assertFalse(bill.aftersales_training_hire_id)
        with self._refused(UserError, "kept by the system"):
            bill.aftersales_training_hire_id = hire
