from odoo import models
from odoo.exceptions import UserError

from ..const import PLAN_TRANSITIONS
from ..tools.deadline import get_month


class AftersalesTrainingPlan(models.Model):
    """The way of a plan (T1): submitted by the unit, consolidated, approved and issued by the centre."""

    _inherit = "aftersales.training.plan"

    def _update_state(self, target, **vals):
        """Move these plans to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, PLAN_TRANSITIONS)
        due = {
            "draft": "submit_due",
            "submitted": "consolidate_due",
            "consolidated": "issue_due",
            "approved": "issue_due",
        }
        # sudo: guarded fields, role checked by the caller, transition above
        plans = self.sudo()
        for day, group in plans.grouped(lambda plan: target in due and plan[due[target]]).items():
            group.write({"state": target, "due_on": day, "chase": "none", **vals})
        plans.activity_unlink(["mail.mail_activity_data_todo"])

    def action_submit(self):
        """Draft → submitted, by the unit; the day says whether it was in time."""
        self._ensure_may_organise()
        self._lock()
        self._ensure_step("submitted", "draft")
        for plan in self:
            if not plan.item_ids:
                raise UserError(
                    self.env._("Plan %(name)s has no trainings: add some.", name=plan.display_name)
                )
        for late, plans in self.grouped("is_late").items():
            plans._update_state(
                "submitted",
                submitter_id=self.env.uid,
                submitted_on=plans._get_today(),
                is_submitted_late=late,
                return_reason=False,
            )

    def action_consolidate(self):
        """Submitted → consolidated: the centre took the plans together."""
        self._ensure_role("officer")
        self._update_state("consolidated", consolidated_on=self._get_today())

    def action_approve(self):
        """Consolidated → approved, by a manager who did not submit the plan."""
        self._ensure_role("manager")
        own = self.filtered(lambda plan: plan.submitter_id == self.env.user)[:1]
        if own:
            raise UserError(
                self.env._("You submitted plan %(name)s: somebody else approves it.", name=own.display_name)
            )
        self._update_state("approved", approver_id=self.env.uid, approved_on=self._get_today())

    def action_issue(self):
        """Approved → issued: everybody sees the plan, and a month's sessions are made from it."""
        self._ensure_role("officer")
        self._update_state("issued", issued_on=self._get_today())
        monthly = self.filtered(lambda plan: plan.period == "month")
        self.env["aftersales.training.session"]._create_from_items(monthly.item_ids)

    def action_return(self):
        """Ask why the unit gets its plan back."""
        self._ensure_role("officer")
        return self.env["aftersales.training.step"]._open(self, "return")

    def _return(self, reason):
        """Submitted or consolidated → draft."""
        self._ensure_role("officer")
        self._update_state("draft", return_reason=reason)

    def action_take_over(self):
        """Copy what the year plans have for the months of these monthly plans."""
        self._ensure_may_organise()
        self._ensure_draft()
        monthly = self.filtered(lambda plan: plan.period == "month")
        items = self.env["aftersales.training.plan.item"].search(
            [
                ("plan_id.period", "=", "year"),
                ("plan_id.state", "=", "issued"),
                ("department_id", "in", monthly.department_id.ids),
                ("date", ">=", min(monthly.mapped("month"), default=False)),
                ("date", "<", get_month(max(monthly.mapped("month"), default=self._get_today()), 1)),
            ]
        )
        vals_list = []
        for plan in monthly:
            taken = plan.item_ids.mapped(lambda item: (item.course_id, item.date))
            for item in items:
                same = item.department_id == plan.department_id and get_month(item.date) == plan.month
                if same and (item.course_id, item.date) not in taken:
                    [vals] = item.copy_data({"plan_id": plan.id})
                    vals_list.append(vals)
        items.create(vals_list)
