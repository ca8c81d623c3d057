from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..const import PERIODS, PLAN_STATES
from ..tools.deadline import find_plan_days, find_year_plan_day, get_month
from ..tools.frequency import find_gaps


class AftersalesTrainingPlan(models.Model):
    """What a unit trains in a month or year (T1), checked against the minimum frequencies (T2).

    The way through the states stands in `aftersales_training_plan_flow.py`.
    """

    _name = "aftersales.training.plan"
    _inherit = ["aftersales.training.unit.mixin", "aftersales.training.due.mixin"]
    _description = "Training Plan"
    _order = "month desc, period, department_id, id desc"
    _check_company_auto = True

    period = fields.Selection(PERIODS, string="Plan For", required=True, default="month")
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: get_month(fields.Date.context_today(self), 1),
        help="Any day of it; its first one is kept. A year plan begins in January.",
    )
    level = fields.Selection(related="department_id.aftersales_training_level")
    goal = fields.Text(string="Goals")
    item_ids = fields.One2many("aftersales.training.plan.item", "plan_id", string="Trainings", copy=True)
    item_count = fields.Integer(string="Number of Trainings", compute="_compute_totals")
    class_hours = fields.Float(compute="_compute_totals")
    plan_gaps = fields.Text(string="Missing in the Plan", compute="_compute_plan_gaps")
    state = fields.Selection(
        PLAN_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    submit_due = fields.Date(string="Submit By", readonly=True, copy=False)
    consolidate_due = fields.Date(string="Consolidate By", readonly=True, copy=False)
    issue_due = fields.Date(string="Issue By", readonly=True, copy=False)
    submitter_id = fields.Many2one("res.users", string="Submitted By", readonly=True, copy=False)
    submitted_on = fields.Date(readonly=True, copy=False)
    is_submitted_late = fields.Boolean(string="Submitted Late", readonly=True, copy=False)
    consolidated_on = fields.Date(readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    issued_on = fields.Date(readonly=True, copy=False)
    return_reason = fields.Text(string="Why It Was Returned", readonly=True, copy=False)

    _unit_unique = models.UniqueIndex(
        "(company_id, period, department_id, month)", "This unit has a plan for that month or year already."
    )

    @api.depends("name", "department_id", "month", "period")
    def _compute_display_name(self):
        for plan in self:
            when = plan.month and f"{plan.month:%Y-%m}" if plan.period == "month" else plan.month.year
            plan.display_name = f"{plan.name} {plan.department_id.name or ''} {when or ''}"

    @api.depends("item_ids.class_hours")
    def _compute_totals(self):
        for plan in self:
            plan.item_count = len(plan.item_ids)
            plan.class_hours = sum(plan.item_ids.mapped("class_hours"))

    @api.depends(
        "item_ids", "item_ids.class_hours", "item_ids.date", "item_ids.kind", "item_ids.days", "month"
    )
    @api.depends("department_id.aftersales_training_level")
    @api.depends_context("lang")
    def _compute_plan_gaps(self):
        for plan, lines in self._find_plan_gaps().items():
            plan.plan_gaps = "\n".join(lines)

    def _find_plan_gaps(self):
        """Return by plan the sentences of what its month misses of T2, with the months before it.

        Three queries for all plans of a company and month: requirements, policy, plans before.
        """
        found = dict.fromkeys(self, ())
        monthly = self.filtered(lambda plan: plan.period == "month" and plan.month and plan.department_id)
        for (company, day), plans in monthly.grouped(lambda plan: (plan.company_id, plan.month)).items():
            month = get_month(day)
            minimums, policy, reach = self._get_figures(company, month)
            # sudo: earlier plans of the same units
            earlier = self.env["aftersales.training.plan.item"].sudo().search(
                [
                    ("plan_id.department_id", "in", plans.department_id.ids),
                    ("plan_id.period", "=", "month"),
                    ("plan_id.month", ">=", get_month(month, 1 - reach)),
                    ("plan_id.month", "<", month),
                ]
            ).grouped("department_id") if reach > 1 else {}  # fmt: skip
            for plan in plans:
                items = list(plan.item_ids) + list(earlier.get(plan.department_id._origin, ()))
                trainings = [item._prepare_training(policy.class_hour_minutes) for item in items if item.date]
                gaps = find_gaps(minimums.get(plan.level, ()), trainings, month)
                found[plan] = [gap.minimum.key._describe_gap(gap, policy.class_hour_minutes) for gap in gaps]
        return found

    def _get_figures(self, company, month):
        """Return the minimum frequencies by level, the policy, and the months they look back."""
        # sudo: figures of the regulations are no secret
        minimums = self.env["aftersales.training.requirement"].sudo()._get_minimums(company, month)
        policy = self.env["aftersales.training.policy"]._get_in_force(month, company)
        return minimums, policy, max((row.months for rows in minimums.values() for row in rows), default=1)

    @api.constrains("department_id")
    def _check_unit(self):
        for plan in self:
            if not plan.level:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is no training unit: plan for the unit it belongs to, or set its level.",
                        name=plan.department_id.name,
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._set_days()
        return plans

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and {"period", "month", "department_id", "goal", "item_ids"} & vals.keys():
            self._lock()
            self._ensure_draft()
        result = super().write(vals)
        if {"period", "month"} & vals.keys():
            self._set_days()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        fixed = self.filtered(lambda plan: plan.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Plan %(name)s was submitted and does not change any more: have it returned first.",
                    name=fixed.display_name,
                )
            )

    def _set_days(self):
        """Keep the first day of the period, and the days of T1 that the policy gives it."""
        for plan in self.sudo():  # sudo: guarded fields, kept by the system
            month = get_month(plan.month)
            policy = self.env["aftersales.training.policy"]._get_in_force(month, plan.company_id)
            if plan.period == "year":
                month = month.replace(month=1)
                days = [find_year_plan_day(month.year, policy.year_plan_month or 12)] * 3
            else:
                days = find_plan_days(
                    month, policy.submit_day or 25, policy.consolidate_day or 26, policy.issue_day or 1
                )
            submit, consolidate, issue = days
            vals = {
                "submit_due": submit,
                "consolidate_due": consolidate,
                "issue_due": issue,
                "due_on": submit if plan.state == "draft" else plan.due_on,
            }
            plan.write(vals if plan.month == month else {**vals, "month": month})

    # ------------------------------------------------------------------------
    # Follow-up (T1)
    # ------------------------------------------------------------------------

    def _get_due_person(self):
        self.ensure_one()
        company = self.company_id
        if self.state == "draft":
            return self.department_id.manager_id
        user = (
            company.aftersales_training_officer_id
            if self.state == "submitted"
            else company.aftersales_training_manager_id
        )
        return user.with_company(company).employee_id

    def _prepare_proposal_vals(self):
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "company_id": self.company_id.id,
            "employee_id": self._get_due_person().id,
            "department_id": self.department_id.id,
            "cause": "plan",
            "date": self.due_on,
            "facts": self.env._(
                "Plan %(name)s was to go on by %(date)s and is still in step “%(state)s”.",
                name=self.display_name,
                date=self.due_on,
                state=labels[self.state],
            ),
            "source_key": f"{self._name},{self.id},{self.state}",
        }

    @api.model
    def _cron_prepare(self):
        """Give every unit the draft of its next monthly plan, and head offices the year plan, in time."""
        plans = self.sudo()  # sudo: scheduled work over all companies
        for company in plans.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            policy = plans.env["aftersales.training.policy"]._get_in_force(today, company)
            units = plans.env["hr.department"].search(
                Domain("aftersales_training_level", "!=", False) & Domain("company_id", "=", company.id)
            )
            wanted = [("month", get_month(today, 1), unit) for unit in units]
            if policy and today.month == policy.year_plan_month:
                january = get_month(today).replace(year=today.year + 1, month=1)
                heads = units.filtered(lambda unit: unit.aftersales_training_level == "head_office")
                wanted += [("year", january, unit) for unit in heads]
            found = plans.search([("department_id", "in", units.ids), ("month", ">", today)])
            there = {(plan.period, plan.month, plan.department_id) for plan in found}
            plans.create(
                [
                    {"period": period, "month": month, "department_id": unit.id, "company_id": company.id}
                    for period, month, unit in wanted
                    if (period, month, unit) not in there
                ]
            )
