from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_complaint import MONDAY, ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintCause(ComplaintCase):
    """Analysis, actions, effectiveness check, closing (S25, S22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_user("engineer", "Qian")

    def _approve(self, at=None):
        complaint = self._open()
        outcomes = [Command.clear(), Command.create({"kind": "compensation", "amount": 10})]
        self._play_to_decision(complaint, outcome_ids=outcomes)
        complaint.with_user(self.manager).action_approve()
        complaint.outcome_ids.move_id.action_post()
        return complaint

    def _add_action(self, complaint, kind="corrective"):
        return (
            self.env["aftersales.complaint.action"]
            .with_user(self.clerk)
            .create(
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "name": f"{kind} action",
                    "user_id": self.owner.id,
                    "due_on": MONDAY.date() + timedelta(days=5),
                }
            )
        )

    def _finish(self, action, at=MONDAY):
        with freeze_time(at):
            action.with_user(self.owner).proof = "Drawing 7 changed"
            action.with_user(self.owner).action_done()

    def test_s25_five_whys_or_eight_steps(self):
        complaint = self._open()
        with self._refused(UserError, "Choose five whys"):
            complaint.with_user(self.clerk).action_prepare_analysis()
        complaint.with_user(self.clerk).analysis_method = "why"
        complaint.with_user(self.clerk).action_prepare_analysis()
        self.assertEqual(len(complaint.analysis_ids), 5)
        complaint.analysis_ids[0].with_user(self.clerk).answer = "The capacitor failed"
        complaint.with_user(self.clerk).analysis_method = "eight"
        complaint.with_user(self.clerk).action_prepare_analysis()
        self.assertEqual(len(complaint.analysis_ids), 9, "what was answered stays")
        with self._refused(UserError, "kept by the system"):
            complaint.analysis_ids[0].with_user(self.clerk).step = "d1"

    def test_s25_a_justified_case_closes_with_cause_and_actions(self):
        complaint = self._approve()
        close = complaint.with_user(self.supervisor).action_close
        with self._refused(UserError, "no root cause"):
            close()
        complaint.with_user(self.supervisor).root_cause = "Wrong capacitor"
        first = self._add_action(complaint)
        with self._refused(UserError, "needs an action: Preventive"):
            close()
        second = self._add_action(complaint, "preventive")
        with self._refused(UserError, "is not done yet"):
            close()
        self._finish(first)
        self._finish(second)
        close()
        self.assertEqual((complaint.state, complaint.effect_state), ("closed", "pending"))

    def test_s25_done_with_proof_by_its_owner(self):
        action = self._add_action(self._open())
        with self._refused(AccessError, "."):
            action.with_user(self.engineer_user).proof = "Me"
        with self._refused(UserError, "done with proof"):
            action.with_user(self.owner).action_done()
        with self._refused(AccessError, "role does not include"):
            action.with_user(self.owner).due_on = MONDAY.date()
        self._finish(action)
        self.assertEqual(action.check_on, MONDAY.date() + timedelta(days=30))
        self.assertEqual(action.activity_ids.user_id, self.clerk, "the owner of the case checks")
        with self._refused(UserError, "cannot go to"):
            action.with_user(self.owner).proof = "Changed"

    def test_s25_the_effect_is_checked_after_the_period_by_another(self):
        action = self._add_action(self._open())
        self._finish(action)
        self.owner.group_ids |= self.env.ref("aftersales_service.group_clerk")
        with freeze_time(datetime(2026, 4, 1, 12)), self._refused(AccessError, "is your own"):
            action.with_user(self.owner).action_effective()
        action.with_user(self.clerk).check_note = "No such fault for a month"
        with freeze_time(datetime(2026, 3, 31, 15, 59)), self._refused(UserError, "shows from"):
            action.with_user(self.clerk).action_effective()
        with freeze_time(datetime(2026, 3, 31, 16)):  # midnight of the company
            action.with_user(self.clerk).action_effective()
        self.assertEqual((action.state, action.complaint_id.effect_state), ("effective", "effective"))
        self.assertFalse(action.activity_ids)

    def test_s25_what_did_not_work_is_followed_by_another_action(self):
        action = self._add_action(self._open())
        self._finish(action)
        with freeze_time(datetime(2026, 4, 1, 12)):
            with self._refused(UserError, "how you found out"):
                action.with_user(self.clerk).action_ineffective()
            action.with_user(self.clerk).check_note = "Came back twice"
            action.with_user(self.clerk).action_ineffective()
        self.assertEqual(action.followed_by_id.state, "open")
        self.assertEqual(action.complaint_id.effect_state, "pending")

    def test_s22_a_case_closed_late_gets_an_inquiry(self):
        for moment, kinds in ((datetime(2026, 3, 19, 9), []), (datetime(2026, 3, 19, 9, 0, 1), ["inquiry"])):
            complaint = self._open()
            outcomes = [Command.clear(), Command.create({"kind": "not_justified"})]
            self._play_to_decision(complaint, outcome_ids=outcomes)
            complaint.with_user(self.manager).action_approve()
            with freeze_time(moment):
                complaint.with_user(self.supervisor).action_close()
            self.assertEqual(complaint.notice_ids.mapped("kind"), kinds)
            self.assertEqual(complaint.closed_late, bool(kinds))

    def test_g4_nobody_leaves_while_a_case_waits_for_him(self):
        self._add_action(self._open())
        for user in (self.owner, self.clerk, self.researcher):
            with self._refused(ValidationError, "hand them to somebody else"), self.env.cr.savepoint():
                user.active = False
