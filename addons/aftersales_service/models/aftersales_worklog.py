from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import SERVICE_TYPES, WORKLOG_KINDS
from ..tools.worklog import free_stretches, get_minutes


class AftersalesWorklog(models.Model):
    """A stretch of somebody's time by service type A–D: the lines of the daily reports (S10).

    Visits measure their own lines; internal work (D) is entered by hand. Nobody works twice at the same
    moment. A confirmed line is corrected by a reversal only.
    """

    _name = "aftersales.worklog"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Work Log"
    _order = "start_on desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    start_on = fields.Datetime(string="From", required=True, index=True)
    end_on = fields.Datetime(string="To", required=True)
    date = fields.Date(compute="_compute_date", store=True, precompute=True, index=True)
    minutes = fields.Integer(compute="_compute_minutes", store=True, precompute=True)
    hours = fields.Float(compute="_compute_minutes", store=True, precompute=True)
    kind = fields.Selection(WORKLOG_KINDS, required=True, default="work")
    service_type = fields.Selection(
        SERVICE_TYPES,
        compute="_compute_service_type",
        store=True,
        precompute=True,
        index=True,
        help="Of the order; internal work without an order is D.",
    )
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    visit_id = fields.Many2one(
        "aftersales.visit", readonly=True, index="btree_not_null", check_company=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    description = fields.Char(help="What was done; required without an order.")
    report_id = fields.Many2one(
        "aftersales.daily.report", string="Daily Report", readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(related="report_id.department_id", store=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    reversal_of_id = fields.Many2one(
        "aftersales.worklog", string="Reverses", readonly=True, copy=False, index="btree_not_null"
    )
    reversed_by_ids = fields.One2many("aftersales.worklog", "reversal_of_id", readonly=True)

    _span_index = models.Index("(employee_id, start_on, end_on)")
    _order_of_moments = models.Constraint(
        "CHECK (end_on > start_on)", "Work ends after it starts: check the times."
    )
    _reason_given = models.Constraint(
        "CHECK (order_id IS NOT NULL OR trim(coalesce(description, '')) != '')",
        "Work without a service order needs a description.",
    )
    _reversed_once = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL", "The line is reversed already."
    )

    @api.depends("start_on", "company_id")
    def _compute_date(self):
        for line in self:
            line.date = line.company_id._get_aftersales_date(line.start_on) if line.start_on else False

    @api.depends("start_on", "end_on", "reversal_of_id")
    def _compute_minutes(self):
        for line in self:
            minutes = get_minutes(line.start_on, line.end_on) if line.start_on and line.end_on else 0
            line.minutes = -minutes if line.reversal_of_id else minutes
            line.hours = line.minutes / 60

    @api.depends("order_id.service_type")
    def _compute_service_type(self):
        for line in self:
            if line.state == "draft" or not line.service_type:
                line.service_type = line.order_id.service_type if line.order_id else "D"

    @api.depends("employee_id", "date", "order_id.name", "description")
    def _compute_display_name(self):
        for line in self:
            number = line.sudo().order_id.name  # sudo: a number only, of a job that others go on with
            line.display_name = " · ".join(
                filter(None, (line.employee_id.name, str(line.date or ""), number or line.description))
            )

    # ------------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------------

    @api.constrains("employee_id", "start_on", "end_on")
    def _check_overlap(self):
        """Refuse a second line for a moment that is logged, or that a visit is measuring now."""
        counting = self.filtered(lambda line: not line.reversal_of_id and not line.reversed_by_ids)
        if not counting:
            return
        counting._lock_time()
        taken = counting._get_taken(
            counting.employee_id, min(counting.mapped("start_on")), max(counting.mapped("end_on"))
        )
        for line in counting:
            for other in taken.get(line.employee_id, self.browse()):
                if other != line and other.start_on < line.end_on and line.start_on < other.end_on:
                    raise ValidationError(
                        self.env._(
                            "%(employee)s has other work from %(start)s to %(end)s: %(other)s.",
                            employee=line.employee_id.name,
                            start=format_datetime(self.env, other.start_on),
                            end=format_datetime(self.env, other.end_on),
                            other=other.order_id.name or other.description,
                        )
                    )

    def _lock_time(self):
        """Let two lines of one person, written at the same moment, see each other.

        The later transaction waits here; the update that changes nothing then makes the host begin it
        again, and it reads what the first one wrote.
        """
        self.env.cr.execute(
            "UPDATE hr_employee SET write_date = write_date WHERE id IN %s", [tuple(self.employee_id.ids)]
        )

    @api.model
    def _get_taken(self, employees, start, end):
        """Return employee → his lines that count and touch the time from `start` to `end`; one search."""
        # sudo: whether somebody is free; a lead's visit logs the time of those who go with him
        lines = self.sudo().search(
            Domain("employee_id", "in", employees.ids)
            & Domain("start_on", "<", end)
            & Domain("end_on", ">", start)
            & Domain("reversal_of_id", "=", False)
            & Domain("reversed_by_ids", "=", False)
        )
        return lines.grouped("employee_id")

    def _check_by_hand(self):
        """Refuse time that has not passed yet, or that a visit is measuring at present."""
        now = fields.Datetime.now()
        visits = self.env["aftersales.visit"].sudo()  # sudo: whether somebody is at work, no content
        visits = visits.search(
            [("worker_ids", "in", self.employee_id.ids), ("stretch_started_on", "!=", False)]
        )
        for line in self:
            if line.end_on > now:
                raise ValidationError(
                    self.env._("Work is logged when it is done: the end lies in the future.")
                )
            running = visits.filtered(
                lambda each, line=line: (
                    line.employee_id in each.worker_ids
                    and each.state != "paused"
                    and each.stretch_started_on < line.end_on
                )
            )[:1]
            if running:
                raise ValidationError(
                    self.env._(
                        "%(employee)s is at visit %(visit)s since %(start)s: its time is measured.",
                        employee=line.employee_id.name,
                        visit=running.display_name,
                        start=format_datetime(self.env, running.stretch_started_on),
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super(AftersalesWorklog, self._drop_guarded_defaults()).create(vals_list)
        if not self.env.su:
            lines._ensure_mine()
            lines._check_by_hand()
        lines._attach_reports()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_draft()
            self._ensure_mine()
        result = super().write(vals)
        if {"employee_id", "start_on", "end_on"} & vals.keys():
            if not self.env.su:
                self._check_by_hand()
            self._attach_reports()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._ensure_draft()
        self._ensure_mine()
        measured = self.filtered("visit_id")[:1]
        if measured:
            raise UserError(
                self.env._(
                    "%(line)s was measured by a visit: it cannot be deleted, only reversed.",
                    line=measured.display_name,
                )
            )

    def _ensure_draft(self):
        confirmed = self.filtered(lambda line: line.state == "confirmed")[:1]
        if confirmed:
            raise UserError(
                self.env._(
                    "%(line)s is confirmed: it is corrected by a reversal only.", line=confirmed.display_name
                )
            )

    def _ensure_mine(self):
        """An engineer enters his own time by hand; what was measured, and others' time, the dispatcher."""
        if self.env.su or self.env.user.has_group("aftersales_service.group_dispatcher"):
            return
        for line in self:
            # sudo: whose time it is
            if line.employee_id.sudo().user_id != self.env.user or line.visit_id:
                raise AccessError(
                    self.env._("You enter your own time only, and what visits measured stands as it is.")
                )
            line._ensure_not_handed_in()

    def _ensure_not_handed_in(self):
        if self.report_id.filtered(lambda report: report.state != "draft"):
            raise UserError(self.env._("The day is handed in: ask your supervisor to give the report back."))

    # ------------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------------

    @api.model
    def _log_stretches(self, stretches):
        """Log the time of visits for everybody who was there; what is logged already is left out.

        :param stretches: list of (visit, kind as in `const.VISIT_TIMES`, start, end)
        """
        stretches = [each for each in stretches if each[1] != "paused" and get_minutes(each[2], each[3])]
        if not stretches:
            return
        taken = self._get_taken(
            self.env["hr.employee"].union(*(visit.worker_ids for visit, *_rest in stretches)),
            min(each[2] for each in stretches),
            max(each[3] for each in stretches),
        )
        spans = {
            employee.id: [(line.start_on, line.end_on) for line in lines] for employee, lines in taken.items()
        }
        vals_list = []
        for visit, kind, start, end in stretches:
            for employee in visit.worker_ids:
                known = spans.setdefault(employee.id, [])
                for first, last in free_stretches(start, end, known):
                    known.append((first, last))
                    vals_list.append(
                        {
                            "employee_id": employee.id,
                            "company_id": visit.company_id.id,
                            "order_id": visit.order_id.id,
                            "visit_id": visit.id,
                            "kind": kind,
                            "start_on": first,
                            "end_on": last,
                        }
                    )
        self.sudo().create(vals_list)  # sudo: measured by the server; the step was checked

    def _attach_reports(self):
        """Put each line on the daily report of its employee and day; a report handed in reopens (S10)."""
        reports = self.env["aftersales.daily.report"]._get_reports(
            {(line.employee_id, line.date): line.company_id for line in self}
        )
        for key, lines in self.sudo().grouped(lambda line: (line.employee_id, line.date)).items():
            lines.report_id = reports[key]
        late = self.sudo().filtered(lambda line: line.state == "draft" and line.report_id.state != "draft")
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_dispatcher"):
            late._ensure_not_handed_in()
        late.report_id._update_state("draft")

    def _reverse(self, reason, start_on=None, end_on=None):
        """Reverse these lines; where times are given, a line with them takes the place of each (S10).

        :raises UserError: without a reason, or for a line that is reversed already
        """
        if not self.env.user.has_group("aftersales_service.group_dispatcher"):
            raise AccessError(self.env._("Only a supervisor reverses a line of the work log."))
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the line is reversed."))
        self._lock()
        wrong = self.filtered(lambda line: line.reversal_of_id or line.reversed_by_ids)[:1]
        if wrong:
            raise UserError(self.env._("%(line)s is reversed already.", line=wrong.display_name))
        vals_list = [{**line._prepare_correction_vals(reason), "reversal_of_id": line.id} for line in self]
        if start_on and end_on:
            vals_list += [
                {**line._prepare_correction_vals(reason), "start_on": start_on, "end_on": end_on}
                for line in self
            ]
        return self.sudo().create(vals_list)  # sudo: guarded fields, right and lines checked above

    def _prepare_correction_vals(self, reason):
        """Values of a line for the same time of the same person, confirmed by who corrects."""
        self.ensure_one()
        return {
            "employee_id": self.employee_id.id,
            "company_id": self.company_id.id,
            "order_id": self.order_id.id,
            "visit_id": self.visit_id.id,
            "kind": self.kind,
            "start_on": self.start_on,
            "end_on": self.end_on,
            "state": "confirmed",
            "description": reason.strip(),
        }

    def action_open_reverse(self):
        """Open the dialog that asks why a line is reversed, and what is right."""
        self.ensure_one()
        return open_dialog(self.env._("Reverse"), "aftersales.worklog.reverse", worklog_id=self.id)
