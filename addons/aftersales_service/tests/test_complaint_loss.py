from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintLoss(ComplaintCase):
    """What a case has cost, who bears it, which penalties are proposed (S24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Production (test)"})

    def _approve(self, **vals):
        complaint = self._open(at=self.now)
        outcomes = [Command.clear(), Command.create({"kind": "compensation", "amount": 700})]
        self._play_to_decision(complaint, outcome_ids=outcomes)
        complaint.with_user(self.manager).action_approve()
        complaint.with_user(self.accountant).write({"other_cost": 300.01, **vals})
        return complaint

    def _share(self, complaint, *shares):
        complaint.with_user(self.accountant).share_ids = [Command.create(share) for share in shares]
        complaint.with_user(self.manager).action_confirm_loss()
        return complaint.share_ids

    def test_s24_actual_loss_is_documents_and_other_costs(self):
        complaint = self._approve()
        self.assertEqual((complaint.document_cost, complaint.loss_amount), (700, 1000.01))
        self.assertEqual(complaint.loss_basis, "actual")
        complaint.outcome_ids.move_id.button_cancel()
        self.assertEqual(complaint.loss_amount, 300.01)

    def test_s24_goods_resold_within_a_month_count_with_the_difference(self):
        back = date(2026, 3, 10)
        goods = {"returned_on": back, "grade_a_amount": 900, "resale_amount": 650}
        within = self._approve(**goods, resold_on=date(2026, 4, 10))
        self.assertEqual((within.loss_amount, within.loss_basis), (250, "resale"))
        after = self._approve(**goods, resold_on=date(2026, 4, 11))
        self.assertEqual((after.loss_amount, after.loss_basis), (1000.01, "actual"))

    def test_s24_shares_add_up_to_the_loss_to_the_cent(self):
        third = {"department_id": self.department.id, "percent": 33.33}
        shares = self._share(
            self._approve(), third, third, {"employee_id": self.engineer.id, "percent": 33.34}
        )
        self.assertAlmostEqual(sum(shares.mapped("amount")), 1000.01, places=4)
        self.assertEqual(shares.mapped("amount"), [333.30, 333.30, 333.41])

    def test_s24_shares_that_are_not_100_are_refused(self):
        for percent in (99.99, 100):
            complaint = self._approve()
            shares = [{"department_id": self.department.id, "percent": percent}]
            if percent == 100:
                shares.append({"employee_id": self.engineer.id, "percent": 0.01})
            with self._refused(UserError, "make them 100"), self.env.cr.savepoint():
                self._share(complaint, *shares)
        with self._refused(UserError, "add up to 0"):
            self._approve().with_user(self.manager).action_confirm_loss()

    def test_s24_a_share_is_a_department_s_or_a_person_s(self):
        complaint = self._approve()
        for bearer in ({}, {"department_id": self.department.id, "employee_id": self.engineer.id}):
            with self._refused_by_database("one_bearer"):
                complaint.share_ids = [Command.create({**bearer, "percent": 100})]

    def test_s24_half_of_the_bonus_is_taken_the_rest_carried(self):
        person = {"employee_id": self.engineer.id, "percent": 100}
        for bonus, taken, carried in ((2000.02, 1000.01, 0), (2000, 1000, 0.01), (1000, 500, 500.01)):
            share = self._share(self._approve(), {**person, "bonus": bonus})
            self.assertAlmostEqual(share.penalty, 1000.01)
            self.assertEqual((share.taken, share.carried), (taken, carried))

    def test_s24_a_measure_stands_for_an_amount_at_least(self):
        for measure, penalty in (("warning", 400), ("demerit", 800), ("none", 0)):
            complaint = self._approve()
            shares = self._share(
                complaint,
                {"employee_id": self.engineer.id, "percent": 10, "measure": measure},
                {"department_id": self.department.id, "percent": 90},
            )
            self.assertEqual(shares[0].penalty, penalty or 100)
            self.assertFalse(shares[1].penalty, "a department has no penalty")
        share = self._share(
            self._approve(),
            {"employee_id": self.engineer.id, "percent": 100, "measure": "major", "bonus": 5000},
        )
        self.assertEqual((share.penalty, share.taken, share.carried), (5000, 5000, 0), "the whole bonus")

    def test_s24_penalties_are_data_for_the_adjustment_sheet(self):
        complaint = self._approve()
        self._share(complaint, {"employee_id": self.engineer.id, "percent": 100, "bonus": 1000})
        (penalty,) = complaint._get_penalties()
        self.assertEqual(penalty["employee"], self.engineer)
        self.assertEqual((penalty["amount"], penalty["cap_percent"]), (1000.01, 50))
        self.assertEqual((penalty["taken"], penalty["carried"]), (500, 500.01))
        self.assertEqual(penalty["month"].day, 1)

    def test_s24_a_confirmed_loss_stands(self):
        complaint = self._approve()
        share = self._share(complaint, {"department_id": self.department.id, "percent": 100})
        for change in (
            lambda: complaint.with_user(self.accountant).write({"other_cost": 5}),
            lambda: share.with_user(self.accountant).write({"percent": 50}),
            lambda: share.with_user(self.accountant).unlink(),
            lambda: complaint.with_user(self.manager).action_confirm_loss(),
        ):
            with self._refused(UserError, "confirmed and stands"):
                change()
        complaint.outcome_ids.move_id.button_cancel()
        self.assertEqual(complaint.loss_amount, 1000.01)

    def test_s24_money_is_for_accountant_and_manager(self):
        complaint = self._approve()
        with self._refused(AccessError, "."):
            complaint.with_user(self.clerk).other_cost = 1
        with self._refused(AccessError, "."):
            complaint.with_user(self.clerk).read(["loss_amount"])
        with self._refused(AccessError, "."):
            complaint.with_user(self.accountant).action_confirm_loss()
        with self._refused(AccessError, "role does not include"):
            complaint.with_user(self.accountant).description = "Mine"
        self.assertEqual(complaint.with_user(self.accountant).loss_amount, 1000.01)
