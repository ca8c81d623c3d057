from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..const import REPORT_STATES, REPORT_TRANSITIONS, SERVICE_TYPES


class AftersalesDailyReport(models.Model):
    """An engineer's day (技术员工作日报表): jobs and hours by service type, handed in and confirmed (S10).

    There is a report for each engineer and working day, also for an empty one: what is not handed in
    can be listed.
    """

    _name = "aftersales.daily.report"
    _inherit = ["aftersales.guard.mixin", "mail.thread"]
    _description = "Engineer's Daily Report"
    _order = "date desc, id"
    _check_company_auto = True

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, check_company=True)
    date = fields.Date(required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", string="Branch", required=True, readonly=True, index=True)
    department_id = fields.Many2one(
        "hr.department", string="Team", readonly=True, help="The engineer's team on that day."
    )
    state = fields.Selection(
        REPORT_STATES, required=True, readonly=True, default="draft", index=True, tracking=True
    )
    submitted_on = fields.Datetime(string="Handed In On", readonly=True)
    confirmed_on = fields.Datetime(readonly=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    note = fields.Text(string="Remark")
    line_ids = fields.One2many("aftersales.worklog", "report_id", string="Work Log")
    order_count = fields.Integer(string="Jobs", compute="_compute_hours", store=True)
    hours_a = fields.Float(string="A – Paid", compute="_compute_hours", store=True)
    hours_b = fields.Float(string="B – Contract", compute="_compute_hours", store=True)
    hours_c = fields.Float(string="C – Warranty", compute="_compute_hours", store=True)
    hours_d = fields.Float(string="D – Internal", compute="_compute_hours", store=True)
    hours_travel = fields.Float(string="Travel", compute="_compute_hours", store=True)
    hours_total = fields.Float(string="Total Hours", compute="_compute_hours", store=True)

    _one_a_day = models.UniqueIndex("(employee_id, date)", "There is a report for this day already.")
    _open_index = models.Index("(company_id, date) WHERE state = 'draft'")

    @api.depends("line_ids.minutes", "line_ids.kind", "line_ids.service_type", "line_ids.order_id")
    def _compute_hours(self):
        for report in self:
            lines = report.line_ids
            work = lines.filtered(lambda line: line.kind == "work")
            for kind, _label in SERVICE_TYPES:
                minutes = sum(
                    work.filtered(lambda line, kind=kind: line.service_type == kind).mapped("minutes")
                )
                report[f"hours_{kind.lower()}"] = minutes / 60
            report.hours_total = sum(lines.mapped("minutes")) / 60
            report.hours_travel = report.hours_total - sum(work.mapped("minutes")) / 60
            report.order_count = len(lines.order_id)

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.employee_id.name} {format_date(self.env, report.date)}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Daily reports come by themselves: enter the work in the work log."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if not self.env.user.has_group("aftersales_service.group_dispatcher"):
                self._ensure_mine()
            if self.filtered(lambda report: report.state == "confirmed"):
                raise UserError(self.env._("A confirmed report can no longer change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Daily reports are kept: they cannot be deleted."))

    # ------------------------------------------------------------------------
    # Made by the server
    # ------------------------------------------------------------------------

    @api.model
    def _get_reports(self, companies):
        """Return (employee, date) → report, made where there is none; one search and one creation.

        :param companies: (employee, date) → company
        """
        # sudo: reports are made by the server; who logs the work was checked
        reports = self.sudo()
        known = {
            (report.employee_id, report.date): report
            for report in reports.search(
                [
                    ("employee_id", "in", [employee.id for employee, _date in companies]),
                    ("date", "in", list({date for _employee, date in companies})),
                ]
            )
        }
        missing = [key for key in companies if key not in known]
        created = reports.create(
            [
                {
                    "employee_id": employee.id,
                    "date": date,
                    "company_id": companies[employee, date].id,
                    "department_id": employee.sudo()._get_version(date).department_id.id,
                }
                for employee, date in missing
            ]
        )
        return {**known, **dict(zip(missing, created, strict=True))}

    @api.model
    def _cron_open(self):
        """Open the report of today for every engineer whose company works today (S10)."""
        # sudo: the scheduled action, every company
        engineers = self.env["hr.employee"].sudo().search([("aftersales_engineer", "=", True)])
        by_company = engineers.grouped("company_id")
        calendars = engineers.company_id.resource_calendar_id._get_aftersales_calendars()
        wanted = {}
        for company, members in by_company.items():
            today = company._get_aftersales_today()
            calendar = calendars.get(company.resource_calendar_id)
            if calendar and calendar.get_windows(today):
                wanted.update({(employee, today): company for employee in members})
        self._get_reports(wanted)

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def _ensure_mine(self):
        # sudo: whose report it is
        foreign = self.filtered(lambda report: report.employee_id.sudo().user_id != self.env.user)[:1]
        if foreign:
            raise AccessError(self.env._("%(report)s is not your report.", report=foreign.display_name))

    def _ensure_supervisor(self):
        if not self.env.user.has_group("aftersales_service.group_dispatcher"):
            raise AccessError(self.env._("Daily reports are confirmed by the supervisor."))
        self.check_access("write")

    def _update_state(self, target):
        """Move these reports to `target`, the only place where their state is written."""
        self._ensure_transition(target, REPORT_TRANSITIONS)
        now = fields.Datetime.now()
        stamps = {
            "draft": {"submitted_on": False, "confirmed_on": False, "confirmed_by_id": False},
            "submitted": {"submitted_on": now},
            "confirmed": {"confirmed_on": now, "confirmed_by_id": self.env.uid},
        }
        # sudo: guarded fields, the caller checked who asks
        self.sudo().write({"state": target, **stamps[target]})

    def action_submit(self):
        """The engineer hands in his day."""
        self.check_access("write")
        if not self.env.user.has_group("aftersales_service.group_dispatcher"):
            self._ensure_mine()
        self._lock()
        self._update_state("submitted")

    def action_confirm(self):
        """The supervisor confirms days that were handed in; never his own (S10)."""
        self._ensure_supervisor()
        # sudo: whose report it is
        own = self.filtered(lambda report: report.employee_id.sudo().user_id == self.env.user)[:1]
        if own:
            raise UserError(
                self.env._("%(report)s is your own: somebody else confirms it.", report=own.display_name)
            )
        self._lock()
        self._update_state("confirmed")
        self.line_ids.sudo().state = "confirmed"  # sudo: guarded field

    def action_give_back(self):
        """The supervisor gives a day back to the engineer."""
        self._ensure_supervisor()
        self._lock()
        wrong = self.filtered(lambda report: report.state != "submitted")[:1]
        if wrong:
            raise UserError(
                self.env._("%(report)s does not wait for its confirmation.", report=wrong.display_name)
            )
        self._update_state("draft")
