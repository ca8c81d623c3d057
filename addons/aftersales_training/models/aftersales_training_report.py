from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import REPORT_STATES, REPORT_TRANSITIONS
from ..tools.deadline import clamp, get_month

#: What is kept of the table on the day it is handed in.
FIGURES = ("planned", "held", "added", "rate", "is_below")


class AftersalesTrainingReport(models.Model):
    """A unit's implementation table of a month, to hand in by its day (月度培训实施一览表, T1, T3).

    Its rows are those of `aftersales.training.implementation`; the figures of the day it was handed in stay.
    """

    _name = "aftersales.training.report"
    _inherit = ["aftersales.training.unit.mixin", "aftersales.training.due.mixin"]
    _description = "Implementation Table of a Unit"
    _order = "month desc, department_id, id desc"
    _check_company_auto = True

    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: get_month(fields.Date.context_today(self), -1),
        help="Any day of it; its first one is kept.",
    )
    level = fields.Selection(related="department_id.aftersales_training_level")
    line_ids = fields.Many2many(
        "aftersales.training.implementation", string="Trainings", compute="_compute_figures"
    )
    planned = fields.Integer(string="Trainings Planned", compute="_compute_figures")
    held = fields.Integer(string="Held as Planned", compute="_compute_figures")
    added = fields.Integer(string="Held beside the Plan", compute="_compute_figures")
    rate = fields.Float(string="Implementation Rate", compute="_compute_figures", help="Percent.")
    is_below = fields.Boolean(string="Below the Rate", compute="_compute_figures")
    explanation = fields.Text(help="What brings the rate down, and what is done about it.")
    state = fields.Selection(
        REPORT_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    figures = fields.Json(readonly=True, copy=False, help="As they were on the day it was handed in.")
    hander_id = fields.Many2one("res.users", string="Handed In By", readonly=True, copy=False)
    handed_on = fields.Date(string="Handed In On", readonly=True, copy=False)
    is_handed_late = fields.Boolean(string="Handed In Late", readonly=True, copy=False)
    return_reason = fields.Text(string="Why It Was Returned", readonly=True, copy=False)

    _unit_unique = models.UniqueIndex(
        "(department_id, month)", "This unit has its implementation table of that month already."
    )

    @api.depends("department_id", "month")
    def _compute_display_name(self):
        for report in self:
            month = report.month and f"{report.month:%Y-%m}"
            report.display_name = f"{report.name} {report.department_id.name or ''} {month or ''}"

    @api.depends("department_id", "month", "figures")
    def _compute_figures(self):
        """Two queries for all: the rows of these units and months."""
        rows = self.env["aftersales.training.implementation"].search(
            [("department_id", "in", self.department_id.ids), ("month", "in", self.mapped("month"))]
        ).grouped(lambda row: (row.department_id, row.month))  # fmt: skip
        for report in self:
            lines = rows.get((report.department_id, report.month), self.line_ids.browse())
            report.line_ids = lines
            report.update(report.figures or report._count(lines))

    def _count(self, lines):
        planned = sum(lines.mapped("planned"))
        held = sum(lines.mapped("held"))
        return {
            "planned": planned,
            "held": held,
            "added": sum(lines.mapped("added")),
            "rate": 100.0 * held / planned if planned else 0.0,
            "is_below": any(lines.mapped("is_below")),
        }

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._set_days()
        return reports

    def write(self, vals):
        if not self.env.su and {"month", "department_id", "explanation"} & vals.keys():
            self.check_access("write")
            self._lock()
            self._ensure_draft()
        result = super().write(vals)
        if {"month", "department_id"} & vals.keys():
            self._set_days()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        fixed = self.filtered(lambda report: report.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "%(name)s was handed in and does not change any more: have it returned first.",
                    name=fixed.display_name,
                )
            )

    def _set_days(self):
        """Keep the first day of the month, and the day of T1: projects earlier than the others."""
        policies = self.env["aftersales.training.policy"].sudo()  # sudo: figures are no secret
        for report in self.sudo():  # sudo: guarded fields, kept by the system
            month = get_month(report.month)
            policy = policies._get_in_force(month, report.company_id)
            day = policy.project_report_day if report.level == "project" else policy.report_day
            due = clamp(get_month(month, 1), day) if policy else False
            vals = {"due_on": due if report.state == "draft" else False}
            report.write(vals if report.month == month else {**vals, "month": month})

    # ------------------------------------------------------------------------
    # Follow-up (T1)
    # ------------------------------------------------------------------------

    def _get_due_person(self):
        self.ensure_one()
        return self.department_id.manager_id

    def _prepare_proposal_vals(self):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "employee_id": self._get_due_person().id,
            "department_id": self.department_id.id,
            "cause": "report",
            "date": self.due_on,
            "facts": self.env._(
                "The implementation table %(name)s was due on %(date)s and is not handed in.",
                name=self.display_name,
                date=self.due_on,
            ),
            "source_key": f"{self._name},{self.id}",
        }

    @api.model
    def _cron_prepare(self):
        """Give every unit that had a plan last month the table to hand in."""
        reports = self.sudo()  # sudo: scheduled work over all companies
        for company in reports.env["res.company"].search([("active", "=", True)]):
            month = get_month(company._get_aftersales_date(fields.Datetime.now()), -1)
            same = Domain("company_id", "=", company.id) & Domain("month", "=", month)
            plans = reports.env["aftersales.training.plan"].search(same & Domain("period", "=", "month"))
            missing = plans.department_id - reports.search(same).department_id
            reports.create([{"department_id": unit.id, "month": month} for unit in missing])

    # ------------------------------------------------------------------------
    # Way
    # ------------------------------------------------------------------------

    def _update_state(self, target, **vals):
        """Move these tables to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, REPORT_TRANSITIONS)
        reports = self.sudo()  # sudo: guarded fields, role checked by the caller, transition above
        reports.write({"state": target, "chase": "none", **vals})
        reports._set_days()
        reports.activity_unlink(["mail.mail_activity_data_todo"])

    def action_hand_in(self):
        """Hand the table in: every training is held, moved or cancelled, a low rate is explained (T3)."""
        self._ensure_may_organise()
        self._lock()
        self._ensure_step("handed", "draft")
        for report in self:
            report._ensure_complete()
            report._update_state(
                "handed",
                figures={name: report[name] for name in FIGURES},
                hander_id=self.env.uid,
                handed_on=report._get_today(),
                is_handed_late=report.is_late,
                return_reason=False,
            )

    def _ensure_complete(self):
        self.ensure_one()
        end = get_month(self.month, 1)
        if self._get_today() < end:
            raise UserError(
                self.env._("The month of %(name)s is not over yet: hand it in then.", name=self.display_name)
            )
        for line in self.line_ids:
            moved = line.session_id.date and line.session_id.date >= end
            if line.outcome == "open" and not moved:
                raise UserError(
                    self.env._(
                        "“%(course)s” of %(day)s is neither held nor cancelled: close its session, or ask "
                        "for its cancellation.",
                        course=line.course_id.name,
                        day=line.day,
                    )
                )
        if self.is_below and not (self.explanation or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s is below the implementation rate: explain what brings it down.",
                    name=self.display_name,
                )
            )

    def action_return(self):
        """Ask why the unit gets its table back."""
        self._ensure_role("officer")
        return self.env["aftersales.training.step"]._open(self, "return_report")

    def _return(self, reason):
        self._ensure_role("officer")
        self._update_state("draft", return_reason=reason, figures=False)
