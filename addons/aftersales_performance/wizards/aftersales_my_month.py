from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_bonus import POOL_FIXED

#: What an engineer sees of the own month, in this order; the shares with their target first.
FIGURES = (
    "closed",
    "tickets",
    "labour_hours",
    "first_fix_rate",
    "arrival_rate",
    "satisfaction_rate",
    "repeat_rate",
    "complaint_rate",
)


class AftersalesMyMonth(models.TransientModel):
    """An engineer's own page (S7, S10, S20, B3): the month's figures as they are now, and what is missing.

    Whose page it is is decided by the server alone: nobody opens another person's.
    """

    _name = "aftersales.my.month"
    _description = "My Month"

    month = fields.Date(required=True, default=lambda self: self._get_this_month())
    figures = fields.Html(compute="_compute_figures", sanitize=False)
    tickets = fields.Integer(string="Valid Tickets", compute="_compute_figures")
    points = fields.Integer(string="Conduct Points", compute="_compute_points")
    currency_id = fields.Many2one("res.currency", compute="_compute_bonus")
    allowance = fields.Monetary(
        string="Visit Allowance", compute="_compute_bonus", help="Of the valid tickets of the month."
    )
    ticket_value = fields.Float(
        string="Last Value of a Ticket",
        compute="_compute_bonus",
        digits=(16, 4),
        help="What a ticket came to in the last pool that was approved.",
    )
    expected = fields.Monetary(
        string="Expected Bonus",
        compute="_compute_bonus",
        help="The allowance, and the tickets at the value they had in the last pool. The pool decides.",
    )
    open_jobs = fields.Integer(compute="_compute_missing", help="Jobs that are planned or under way.")
    missing_vouchers = fields.Integer(
        string="Vouchers Missing", compute="_compute_missing", help="Work is done, the voucher is not signed."
    )
    missing_reports = fields.Integer(
        string="Daily Reports Missing", compute="_compute_missing", help="Days before today not handed in."
    )

    @api.depends("month")
    def _compute_display_name(self):
        for page in self:
            month = format_date(self.env, page._get_days()[0], date_format="yyyy-MM")
            page.display_name = self.env._("My month %(month)s", month=month)

    @api.model
    def _get_this_month(self):
        return fields.Date.start_of(self.env.company._get_aftersales_today(), "month")

    @api.model
    def _get_me(self):
        """Return the employee who asks, as superuser."""
        # sudo: who he is in this company
        return self.env.user.sudo().employee_ids.filtered(lambda each: each.company_id == self.env.company)[
            :1
        ]

    def _get_days(self):
        self.ensure_one()
        first = self.env["aftersales.indicator"]._get_month(self.month) or self._get_this_month()
        return first, fields.Date.end_of(first, "month")

    @api.depends("month")
    @api.depends_context("uid", "company", "lang")
    def _compute_figures(self):
        me = self._get_me()
        indicators = self.env["aftersales.indicator"].search([("code", "in", FIGURES)])
        indicators = indicators.sorted(lambda indicator: FIGURES.index(indicator.code))
        for page in self:
            found = {}
            if me:
                found = indicators._measure(self.env.company, "engineer", *page._get_days(), me.ids)
            own = found.get(me.id, {})
            rows = []
            for indicator in indicators:
                total, records = own.get(indicator, (0.0, 0))
                value = indicator._get_value(total, records) if records else 0.0
                text = indicator._format_value(value, self.env.company.currency_id)
                rows.append(
                    {
                        "name": indicator.name,
                        "formula": indicator.formula,
                        "value": text if records else "–",
                        "records": records,
                        "enough": indicator._is_enough(records),
                    }
                )
            page.figures = self.env["ir.qweb"]._render(
                "aftersales_performance.my_month_figures", {"rows": rows}
            )
            tickets = indicators.filtered(lambda indicator: indicator.code == "tickets")
            page.tickets = own.get(tickets, (0.0, 0))[1]

    @api.depends("month")
    @api.depends_context("uid", "company")
    def _compute_points(self):
        me = self._get_me()
        # sudo: the own points of conduct
        points = self.env["aftersales.conduct.points"].sudo()
        for page in self:
            first, last = page._get_days()
            domain = [
                ("employee_id", "in", me.ids),
                ("company_id", "=", self.env.company.id),
                ("month", ">=", first),
                ("month", "<=", last),
            ]
            ((total,),) = points._read_group(domain, [], ["points:sum"])
            page.points = total or 0

    @api.depends("tickets")
    @api.depends_context("uid", "company")
    def _compute_bonus(self):
        me, company = self._get_me(), self.env.company
        # sudo: the own shares, and a figure of the regulation
        last = self.env["aftersales.bonus.share"].sudo()
        last = last.search(
            [
                ("employee_id", "in", me.ids),
                ("company_id", "=", company.id),
                ("kind", "=", "tickets"),
                ("state", "in", POOL_FIXED),
            ],
            limit=1,
        )
        for page in self:
            policy = self.env["aftersales.bonus.policy"]._get_in_force(page._get_days()[0], company)
            page.currency_id = company.currency_id
            page.allowance = page.tickets * policy.visit_allowance
            page.ticket_value = last.rate
            page.expected = company.currency_id.round(page.allowance + page.tickets * last.rate)

    def _get_missing_domains(self):
        """Return what is counted as missing: name → (model, domain)."""
        me, today = self._get_me(), self.env.company._get_aftersales_today()
        mine = Domain("engineer_id", "in", me.ids)
        return {
            "open_jobs": (
                "aftersales.order",
                mine & Domain("state", "in", ("assessment", "parts", "repair")),
            ),
            "missing_vouchers": (
                "aftersales.order",
                mine & Domain("state", "=", "acceptance") & Domain("signed_on", "=", False),
            ),
            "missing_reports": (
                "aftersales.daily.report",
                Domain("employee_id", "in", me.ids)
                & Domain("state", "=", "draft")
                & Domain("date", "<", today),
            ),
        }

    @api.depends("month")
    @api.depends_context("uid", "company")
    def _compute_missing(self):
        counts = {
            name: self.env[model].search_count(domain) if self.env[model].has_access("read") else 0
            for name, (model, domain) in self._get_missing_domains().items()
        }
        for page in self:
            page.update(counts)

    @api.model
    def action_open(self):
        """Open the caller's page of this month."""
        page = self.create({})
        return {**open_record(page), "name": self.env._("My Month"), "target": "current"}

    def _open(self, name):
        self.ensure_one()
        self.check_access("read")
        model, domain = self._get_missing_domains()[name]
        return {
            "type": "ir.actions.act_window",
            "name": self._fields[name]._description_string(self.env),
            "res_model": model,
            "views": [[False, view] for view in ("list", "kanban", "form")],
            "mobile_view_mode": "kanban",
            "domain": list(domain),
            "context": {"create": False},
        }

    def action_view_open_jobs(self):
        """List the jobs that are planned or under way."""
        return self._open("open_jobs")

    def action_view_missing_vouchers(self):
        """List the jobs whose voucher is not signed."""
        return self._open("missing_vouchers")

    def action_view_missing_reports(self):
        """List the daily reports that were not handed in."""
        return self._open("missing_reports")

    def action_view_tickets(self):
        """List the valid tickets of the month."""
        self.ensure_one()
        first, last = self._get_days()
        return self.env.ref("aftersales_performance.indicator_tickets")._open_rows(
            self.env.company, "engineer", self._get_me().id, first, last
        )
