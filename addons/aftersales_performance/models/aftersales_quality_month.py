from collections import defaultdict
from decimal import Decimal

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import hmac

from ..const import CONTACT_SOURCES, MONTH_STATES
from ..tools.quality import pay_month
from ..tools.sample import draw, pick_second


class AftersalesQualityMonth(models.Model):
    """An agent's month of quality checks, and what it pays (S27).

    The month is drawn when it is over. Approved, it is one line of the adjustment sheet. The agent sees
    the own month from then on; nothing in it names who scored.
    """

    _name = "aftersales.quality.month"
    _inherit = ["aftersales.guard.mixin", "aftersales.unsigned.mixin"]
    _description = "Quality Month"
    _order = "month desc, employee_id, id"
    _check_company_auto = True
    _transitions = {"open": ("approved",), "approved": ()}

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", string="Agent", required=True, readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, index=True, help="Its first day.")
    policy_id = fields.Many2one(
        "aftersales.quality.policy", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(MONTH_STATES, required=True, readonly=True, default="open", index=True)
    contacts = fields.Integer(readonly=True, help="All there were in the month.")
    check_ids = fields.One2many("aftersales.quality.check", "month_id", string="Checks", readonly=True)
    praise_ids = fields.One2many("aftersales.quality.praise", "month_id", readonly=True)
    check_count = fields.Integer(string="Contacts Checked", compute="_compute_counts")
    pending_count = fields.Integer(string="To Be Finished", compute="_compute_counts")
    is_cancelled = fields.Boolean(
        string="Cancelled by a Bad Contact", compute="_compute_pay", store=True, readonly=True
    )
    check_pay = fields.Monetary(string="Pay for Checks", compute="_compute_pay", store=True, readonly=True)
    praise_pay = fields.Monetary(string="Pay for Praise", compute="_compute_pay", store=True, readonly=True)
    total_pay = fields.Monetary(string="Service Pay", compute="_compute_pay", store=True, readonly=True)
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True)
    approved_on = fields.Datetime(readonly=True)

    _month_unique = models.UniqueIndex("(employee_id, month)", "This month of the agent is drawn already.")
    _month_first = models.Constraint(
        "CHECK (date_part('day', month) = 1)", "A month is given by its first day."
    )

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for each in self:
            month = format_date(self.env, each.month, date_format="yyyy-MM")
            each.display_name = f"{each.employee_id.name or ''} · {month}"

    @api.depends("check_ids.state")
    def _compute_counts(self):
        for each in self:
            states = each.check_ids.mapped("state")
            each.check_count = len(states)
            each.pending_count = sum(state not in ("published", "decided") for state in states)

    @api.depends("check_ids.grade", "check_ids.pay", "praise_ids.amount")
    def _compute_pay(self):
        for each in self:
            bad = "bad" in each.check_ids.mapped("grade")
            pay = pay_month(
                [Decimal(str(pay)) for pay in each.check_ids.mapped("pay")],
                sum((Decimal(str(amount)) for amount in each.praise_ids.mapped("amount")), Decimal(0)),
                bad,
                each.policy_id.bad_cancels_praise,
            )
            each.is_cancelled = bad
            each.check_pay, each.praise_pay, each.total_pay = map(float, (pay.checks, pay.praise, pay.total))

    # Sample -------------------------------------------------------------------------

    @api.model
    def _cron_draw(self):
        """Draw the contacts of the month that is over, in each company from its day on: in slices of agents.

        Who is drawn already is left out: the work can be killed, and run twice.
        """
        # sudo: scheduled work over all companies
        months = self.sudo()
        for company in months.env["res.company"].search([("active", "=", True)]):
            policy = months.env["aftersales.quality.policy"]._get_current(company)
            today = company._get_aftersales_today()
            if policy and today.day >= policy.draw_day:
                month = fields.Date.start_of(fields.Date.subtract(today, months=1), "month")
                months.env["hr.employee"]._work_in_slices(
                    months._get_agents_domain(company, month),
                    lambda agents, month=month: months._draw(agents, month),
                )

    @api.model
    def _get_agents_domain(self, company, month):
        """Return the domain of the agents of `company` whose `month` is not drawn yet."""
        known = self._search([("company_id", "=", company.id), ("month", "=", month)])
        return (
            Domain("company_id", "=", company.id)
            & Domain("aftersales_agent", "=", True)
            & Domain("user_id", "!=", False)
            & Domain("id", "not in", known.subselect("employee_id"))
        )

    @api.model
    def _draw(self, agents, month):
        """Draw the contacts to check of `agents`, who are of one company: of each for himself.

        Records are made by the system's user, whoever starts it: they tell nothing of a person.
        """
        root, company = self.with_user(SUPERUSER_ID), agents.company_id
        last = fields.Date.end_of(month, "month")
        policy = root.env["aftersales.quality.policy"]._get_in_force(last, company)
        if not (agents and policy):
            return root.browse()
        contacts = root._get_contacts(company, agents.user_id, month)
        rows, checks = [], []
        for agent in agents:
            own = contacts[agent.user_id]
            seed = hmac(root.env, "aftersales-quality-sample", f"{agent.id},{month}")
            sample = draw({kind: list(found) for kind, found in own.items()}, policy.contacts, seed)
            twice = pick_second(sample, Decimal(str(policy.second_share)), seed)
            rows.append(
                {
                    "company_id": company.id,
                    "employee_id": agent.id,
                    "month": month,
                    "policy_id": policy.id,
                    "contacts": sum(map(len, own.values())),
                }
            )
            checks.append(
                [
                    {
                        "kind": kind,
                        "res_model": CONTACT_SOURCES[kind][0],
                        "res_id": number,
                        "contact_on": own[kind][number],
                        "needs_second": (kind, number) in twice,
                    }
                    for kind, number in sample
                ]
            )
        months = root.create(rows)
        root.env["aftersales.quality.check"].create(
            [
                {"month_id": each.id, **vals}
                for each, found in zip(months, checks, strict=True)
                for vals in found
            ]
        )
        root.env["aftersales.quality.praise"].search(
            [("employee_id", "in", agents.ids), ("state", "=", "confirmed"), ("month_id", "=", False)]
        )._assign_month()
        return months

    @api.model
    def _get_contacts(self, company, users, month):
        """Return the contacts of `users` in `month`, by the company's clock; one query a kind.

        :return: dict of user → kind → id → moment (UTC)
        """
        first, end = company._get_aftersales_span(month, fields.Date.end_of(month, "month"))
        contacts = defaultdict(lambda: defaultdict(dict))
        for kind, (model, who, when, conditions) in CONTACT_SOURCES.items():
            domain = (
                Domain("company_id", "=", company.id)
                & Domain(who, "in", users.ids)
                & Domain(when, ">=", first)
                & Domain(when, "<", end)
                & Domain(conditions)
            )
            for record in self.env[model].search_fetch(domain, [who, when]):
                contacts[record[who]][kind][record.id] = record[when]
        return contacts

    # Approval -----------------------------------------------------------------------

    def action_approve(self):
        """Fix what the month pays, and put it on the adjustment sheet."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("read")
        self._lock()
        self._ensure_step("approved", "open")
        for each in self:
            each._ensure_approvable()
        self._update_state("approved", approver_id=self.env.uid, approved_on=fields.Datetime.now())
        self.sudo()._deliver()  # sudo: lines of the sheet come from the system, checked above

    def _ensure_approvable(self):
        self.ensure_one()
        if self.env.user == self.employee_id.sudo().user_id:  # sudo: whose month it is
            raise UserError(self.env._("Nobody approves the own month: ask a colleague."))
        if self.env.user in self.sudo().check_ids.score_ids.scorer_id:  # sudo: whether the user scored
            raise UserError(
                self.env._(
                    "%(month)s: who scored one of its contacts does not approve it. Ask a colleague.",
                    month=self.display_name,
                )
            )
        pending = self.check_ids.filtered(lambda check: check.state not in ("published", "decided"))[:1]
        if pending:
            raise UserError(
                self.env._(
                    "%(month)s: check %(check)s is not finished yet. Finish it first.",
                    month=self.display_name,
                    check=pending.display_name,
                )
            )
        today = self.company_id._get_aftersales_today()
        waiting = self.check_ids.filtered(
            lambda check: check.state == "published" and check.dispute_until >= today
        )[:1]
        if waiting:
            raise UserError(
                self.env._(
                    "%(month)s: the agent can dispute check %(check)s until %(date)s. Approve it afterwards.",
                    month=self.display_name,
                    check=waiting.display_name,
                    date=format_date(self.env, waiting.dispute_until),
                )
            )

    def _deliver(self):
        """Add one line a month to the adjustment sheet (D46); of nothing there is none."""
        self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": each.employee_id.id,
                    "company_id": each.company_id.id,
                    "kind": "reward" if each.total_pay > 0 else "fine",
                    "day": fields.Date.end_of(each.month, "month"),
                    "amount": each.total_pay,
                    "reason": self.env._("Quality checks %(month)s", month=f"{each.month:%Y-%m}"),
                    "source_key": f"{each._name},{each.id},approved",
                }
                for each in self
                if each.total_pay
            ]
        )
