from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import USAGE_REPORT_STATES, USAGE_REPORT_TRANSITIONS


class AftersalesUsageReport(models.Model):
    """What a station says it has used in a month (月度用件报告), filled in from its jobs (N4, N10)."""

    _name = "aftersales.usage.report"
    _inherit = ["aftersales.step.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Monthly Usage Report"
    _order = "month desc, station_id, id"
    _rec_name = "station_id"
    _check_company_auto = True
    _transitions = USAGE_REPORT_TRANSITIONS

    station_id = fields.Many2one(
        "aftersales.station", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="station_id.user_id", store=True, index=True)
    month = fields.Date(required=True, readonly=True, index=True, help="First day of the month.")
    due_on = fields.Date(string="Due", required=True, readonly=True, index=True)
    state = fields.Selection(
        USAGE_REPORT_STATES, required=True, readonly=True, default="draft", index=True, tracking=True
    )
    submitted_on = fields.Date(readonly=True)
    submitted_by_id = fields.Many2one("res.users", readonly=True)
    late = fields.Boolean(readonly=True, help="Submitted after the last day.")
    reminded_on = fields.Date(readonly=True)
    note = fields.Text(readonly=True, help="What the station adds.")
    use_ids = fields.One2many("aftersales.part.use", "report_id", string="Parts Used")
    use_count = fields.Integer(string="Parts", compute="_compute_sums", store=True)
    owed_count = fields.Integer(string="Under Warranty", compute="_compute_sums", store=True)
    value = fields.Monetary(
        string="Old Parts Owed", compute="_compute_sums", store=True, help="At supply price, as reported."
    )

    _month_unique = models.UniqueIndex(
        "(company_id, station_id, month)", "This station has its usage report of the month already."
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "The month of a report is kept as its first day."
    )

    @api.depends("use_ids.payer", "use_ids.value")
    def _compute_sums(self):
        groups = self.env["aftersales.part.use"]._read_group(
            [("report_id", "in", self.ids)], ["report_id", "payer"], ["__count", "value:sum"]
        )
        sums = {}
        for report, payer, count, value in groups:
            found = sums.setdefault(report.id, [0, 0, 0.0])
            found[0] += count
            if payer == "maker":
                found[1] += count
                found[2] += value
        for report in self:
            report.use_count, report.owed_count, report.value = sums.get(report._origin.id, (0, 0, 0.0))

    @api.depends("station_id.name", "month")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.station_id.name} {report._get_month_text()}"

    def _get_month_text(self):
        """Return the month as people read it, e.g. "2031-03"."""
        self.ensure_one()
        return f"{self.month:%Y-%m}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("%(name)s is evidence and cannot be deleted.", name=self[0].display_name)
            )

    # ------------------------------------------------------------------------
    # Submitting
    # ------------------------------------------------------------------------

    def action_submit(self):
        """To submit → submitted: the office enters what the station has sent on paper (N10)."""
        self._ensure_office("aftersales_service.group_dispatcher", "aftersales_stock.group_keeper")
        self._submit()

    def _submit(self, note=""):
        """The station says that this is what it used; from now on its old parts can be sent (N10)."""
        for company, reports in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            for report in reports:
                report._update_state(
                    "submitted",
                    submitted_on=today,
                    submitted_by_id=self.env.user.id,
                    late=today > report.due_on,
                    note=(note or "").strip(),
                )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: the reminder is answered

    # ------------------------------------------------------------------------
    # Scheduled: made on the first of the month, reminded after the last day
    # ------------------------------------------------------------------------

    @api.model
    def _cron_open(self):
        """Make last month's reports of stations that used parts, and remind of late ones: in slices (N10)."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            first = company._get_aftersales_today().replace(day=1)
            self.env["aftersales.station"]._work_in_slices(
                Domain("company_id", "=", company.id)
                & Domain("part_use_ids", "any", [("report_id", "=", False), ("month", "<", first)]),
                lambda stations: stations._open_usage_reports(),
            )
        late = self.env["res.company"]._get_day_domain("due_on", "<")
        self._work_in_slices(
            Domain("state", "=", "draft") & Domain("reminded_on", "=", False) & late,
            lambda reports: reports._remind(),
        )

    def _remind(self):
        for report in self:
            responsible = report.user_id or report.company_id.aftersales_cashier_id
            if responsible:
                report.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=responsible.id,
                    summary=self.env._(
                        "%(station)s has not reported its usage of %(month)s",
                        station=report.station_id.name,
                        month=report._get_month_text(),
                    ),
                    automated=True,
                )
        for company, reports in self.grouped("company_id").items():
            reports.write({"reminded_on": company._get_aftersales_today()})

    # ------------------------------------------------------------------------
    # Portal of the station
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Reports of the stations of `user`."""
        return Domain("station_id", "in", self.env["aftersales.station"]._get_of_user(user, closed=True).ids)

    @api.model
    def _find_for_station(self, report_id):
        """Return the report for a page of the station's portal, as superuser; none if not its own."""
        report = self.sudo().browse(report_id).exists()
        return report.filtered_domain(self._get_station_domain(self.env.user))

    @api.model
    def _get_due_on(self, month, company):
        """Return the day by which the usage of `month` is reported (N10)."""
        policy = self.env["aftersales.old.part.policy"]._get_in_force(month, company)
        return (month + relativedelta(months=1)).replace(day=policy.report_day or 1)
