from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..const import COMPLAINT_OUTCOMES


class AftersalesComplaintStatistics(models.Model):
    """The statistics of a month, to be issued by the day the policy names (S25).

    They are reckoned anew until they are issued; then the figures stand.
    """

    _name = "aftersales.complaint.statistics"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Statistics"
    _order = "month desc, id desc"
    _rec_name = "month"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    due_on = fields.Date(string="To Be Issued By", readonly=True)
    issued_on = fields.Date(readonly=True, tracking=True)
    issued_by_id = fields.Many2one("res.users", readonly=True)
    late = fields.Boolean(compute="_compute_late", help="Not issued by the day it was due.")
    figures = fields.Json(readonly=True)
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    _month_unique = models.UniqueIndex("(company_id, month)", "This month has its statistics already.")

    @api.depends("month", "company_id")
    def _compute_display_name(self):
        for each in self:
            each.display_name = format_date(self.env, each.month, date_format="yyyy-MM")

    @api.depends("issued_on", "due_on")
    def _compute_late(self):
        for each in self:
            each.late = (
                bool(each.due_on)
                and (each.issued_on or each.company_id._get_aftersales_today()) > each.due_on
            )

    @api.depends("figures", "issued_on")
    @api.depends_context("lang")
    def _compute_summary(self):
        for each in self:
            figures = each.figures if each.issued_on else each._reckon()
            each.summary = self.env["ir.qweb"]._render(
                "aftersales_service.complaint_statistics_table", {"doc": each, "figures": figures}
            )

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    # ------------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------------

    def _get_domain(self):
        """Complaints that came in in the month, those withdrawn left out."""
        self.ensure_one()
        after = self.month + relativedelta(months=1)
        return [
            ("company_id", "=", self.company_id.id),
            ("name", "=like", f"{self.month:%Y/%m}-%"),
            ("opened_on", "<", fields.Datetime.to_datetime(after) + relativedelta(days=1)),
            ("state", "!=", "withdrawn"),
        ]

    def _reckon(self):
        """Return the figures of the month: counts, shares in time, loss, and the same by kind and product."""
        self.ensure_one()
        # sudo: sums of the month, for those who may read its statistics
        complaints = self.env["aftersales.complaint"].sudo().search(self._get_domain())
        outcomes = complaints.outcome_ids.grouped("kind")
        labels = dict(COMPLAINT_OUTCOMES)
        departments = {}
        for share in complaints.share_ids:
            name = share.department_id.name or share.employee_id.department_id.name or "–"
            departments[name] = departments.get(name, 0.0) + share.amount
        return {
            "total": self._count(complaints),
            "kinds": {kind: self._count(same) for kind, same in complaints.grouped("kind").items()},
            "products": {
                product.display_name or "–": self._count(same)
                for product, same in complaints.grouped("product_id").items()
            },
            "outcomes": {kind: len(outcomes[kind].complaint_id) for kind in labels if kind in outcomes},
            "departments": departments,
        }

    @api.model
    def _count(self, complaints):
        closed = complaints.filtered(lambda each: each.state == "closed")
        return {
            "count": len(complaints),
            "major": len(complaints.filtered("major")),
            "justified": len(complaints.filtered("justified")),
            "closed": len(closed),
            "answer_late": len(complaints.filtered("answer_late")),
            "solution_late": len(complaints.filtered("solution_late")),
            "closed_late": len(complaints.filtered("closed_late")),
            "loss": sum(complaints.mapped("loss_amount")),
        }

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_issue(self):
        """Issue the statistics: from now on the figures stand."""
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("write")
        self._lock()
        for each in self:
            today = each.company_id._get_aftersales_today()
            if each.issued_on:
                raise UserError(
                    self.env._("The statistics of %(month)s are issued.", month=each.display_name)
                )
            if each.month + relativedelta(months=1) > today:
                raise UserError(self.env._("%(month)s is not over yet.", month=each.display_name))
            # sudo: guarded fields, right and state checked above
            each.sudo().write({"figures": each._reckon(), "issued_on": today, "issued_by_id": self.env.uid})
        self.sudo().activity_ids.unlink()  # sudo: what was planned is done

    @api.model
    def _cron_prepare(self):
        """Make the statistics of the last month of every company, and ask management to issue them (S25)."""
        # sudo: the scheduled action, every company
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        policies = self.env["aftersales.complaint.policy"]
        for company in companies:
            month = company._get_aftersales_today().replace(day=1) - relativedelta(months=1)
            # sudo: as above
            if self.sudo().search_count([("month", "=", month), ("company_id", "=", company.id)], limit=1):
                continue
            policy = policies._get_for("domestic", company, month)
            if not policy:
                continue
            due_on = month + relativedelta(months=1, day=policy.statistics_day)
            # sudo: as above
            statistics = self.sudo().create({"company_id": company.id, "month": month, "due_on": due_on})
            if company in policy.management_user_id.company_ids:
                statistics.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=due_on,
                    user_id=policy.management_user_id.id,
                    summary=self.env._("Issue the complaint statistics"),
                )
