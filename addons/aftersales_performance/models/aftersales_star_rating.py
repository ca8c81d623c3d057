from collections import defaultdict
from decimal import Decimal

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import MONTH_STATES
from ..const_star import STAR_LEVELS, STAR_REASONS
from ..tools.stars import PARTS, Month, add_up, rate


class AftersalesStarRating(models.Model):
    """An agent's stars of a month (S28): eight parts, their points, the class and what it pays.

    What is measured stands in `aftersales_star_rating_measure.py`. Approved months are the history
    that later ones stand on; the agent sees the own.
    """

    _name = "aftersales.star.rating"
    _inherit = ["aftersales.guard.mixin", "aftersales.unsigned.mixin"]
    _description = "Star Rating"
    _order = "month desc, score desc, id"
    _check_company_auto = True
    _transitions = {"open": ("approved",), "approved": ()}

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", string="Agent", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", string="Team", readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, index=True, help="Its first day.")
    policy_id = fields.Many2one("aftersales.star.policy", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(MONTH_STATES, required=True, readonly=True, default="open", index=True)
    part_ids = fields.One2many("aftersales.star.part", "rating_id", string="Parts")
    missing_count = fields.Integer(string="Still Unknown", compute="_compute_missing_count")
    praise_points = fields.Float(readonly=True, aggregator="sum")
    complaint_count = fields.Integer(string="Founded Complaints", readonly=True)
    score = fields.Float(string="Points", readonly=True, digits=(5, 2), aggregator="avg")
    band = fields.Selection(STAR_LEVELS, string="Class by Points", readonly=True)
    level = fields.Selection(STAR_LEVELS, string="Class", readonly=True, index=True, group_expand=True)
    reason = fields.Selection(STAR_REASONS, string="Why", readonly=True)
    improving = fields.Integer(string="Months Left to Improve", readonly=True, aggregator=None)
    vetoed = fields.Boolean(string="Major Founded Complaint", readonly=True)
    pay = fields.Monetary(readonly=True)
    approver_id = fields.Many2one(
        "res.users", string="Approved By", readonly=True, groups="aftersales_performance.group_manager"
    )
    approved_on = fields.Datetime(readonly=True)

    _month_unique = models.UniqueIndex("(employee_id, month)", "This month of the agent is rated already.")
    _month_first = models.Constraint(
        "CHECK (date_part('day', month) = 1)", "A month is given by its first day."
    )

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for rating in self:
            month = format_date(self.env, rating.month, date_format="yyyy-MM")
            rating.display_name = f"{rating.employee_id.name or ''} · {month}"

    @api.depends("part_ids.is_given")
    def _compute_missing_count(self):
        for rating in self:
            rating.missing_count = sum(not part.is_given for part in rating.part_ids)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStarRating, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    # Points and class ---------------------------------------------------------------

    def _reckon(self):
        """Write what the parts come to, the class, why, and what it pays."""
        past = self._get_past()
        for rating in self:
            points = dict.fromkeys(PARTS, Decimal(0))
            points |= {part.part: Decimal(str(part.points)) for part in rating.part_ids}
            score = add_up(points)
            result = rate(score, rating.policy_id._get_rules(), past[rating], rating.vetoed)
            rating.write(
                {
                    "score": float(score),
                    "band": result.band,
                    "level": result.level,
                    "reason": result.reason,
                    "improving": result.improving,
                    "pay": rating.policy_id._get_pay(result.level),
                }
            )

    def _get_past(self):
        """Return, for each rating, the approved months before it, as the engine wants them; one query."""
        found = self.search(
            [("employee_id", "in", self.employee_id.ids), ("state", "=", "approved")], order="month"
        )
        by_person = found.grouped("employee_id")
        return {
            rating: {
                _count_months(each.month, rating.month): Month(each.band, each.level, each.improving)
                for each in by_person.get(rating.employee_id, ())
                if each.month < rating.month
            }
            for rating in self
        }

    @api.model
    def _get_levels(self, employee_ids):
        """Return the class of the last approved month by employee's id, of those that the user sees."""
        ratings = self.search(
            [("employee_id", "in", employee_ids), ("state", "=", "approved")], order="month"
        )
        return {rating.employee_id.id: rating.level for rating in ratings}

    # Approval -----------------------------------------------------------------------

    def action_measure(self):
        """Read the records of the month again."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("read")
        self._lock()
        self._ensure_step("approved", "open")
        self.with_user(SUPERUSER_ID)._measure()

    def action_approve(self):
        """Fix the class of each, put what it pays on the adjustment sheet, and find the best team."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("read")
        self._lock()
        self._ensure_step("approved", "open")
        ratings = self.sudo().sorted("month")  # sudo: guarded fields, right and state checked above
        for month, found in ratings.grouped("month").items():
            for rating in found.with_env(self.env):
                rating._ensure_approvable(month)
            found._reckon()
            found._update_state("approved", approver_id=self.env.uid, approved_on=fields.Datetime.now())
        ratings._deliver()
        for company, found in ratings.grouped("company_id").items():
            for month in sorted(set(found.mapped("month"))):
                ratings.env["aftersales.star.team"]._find(company, month)

    def _ensure_approvable(self, month):
        self.ensure_one()
        if self.env.user == self.employee_id.sudo().user_id:  # sudo: whose month it is
            raise UserError(self.env._("Nobody approves the own month: ask a colleague."))
        missing = self.part_ids.filtered(lambda part: not part.is_given)[:1]
        if missing:
            labels = dict(missing._fields["part"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(rating)s: “%(part)s” is not known yet. Enter it or wait for its records.",
                    rating=self.display_name,
                    part=labels[missing.part],
                )
            )
        earlier = self.search(
            [("employee_id", "=", self.employee_id.id), ("state", "=", "open"), ("month", "<", month)],
            limit=1,
        )
        if earlier:
            raise UserError(
                self.env._(
                    "%(rating)s: its class depends on %(earlier)s. Approve that one first.",
                    rating=self.display_name,
                    earlier=earlier.display_name,
                )
            )

    def _deliver(self):
        """Add what each class pays to the adjustment sheet (D46)."""
        self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": rating.employee_id.id,
                    "company_id": rating.company_id.id,
                    "kind": "reward",
                    "day": fields.Date.end_of(rating.month, "month"),
                    "amount": rating.pay,
                    "reason": self.env._("Stars %(month)s", month=f"{rating.month:%Y-%m}"),
                    "source_key": f"{rating._name},{rating.id},approved",
                }
                for rating in self
                if rating.pay
            ]
        )

    # Scheduled ----------------------------------------------------------------------

    @api.model
    def _cron_rate(self):
        """Rate the month that is over, in each company from its day on; open months are read again."""
        cron, companies = self.env["ir.cron"], self.env["res.company"].search([("active", "=", True)])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            policy = self.env["aftersales.star.policy"]._get_current(company)
            today = company._get_aftersales_today()
            if policy and today.day >= policy.rate_day:
                self._rate(company, fields.Date.start_of(fields.Date.subtract(today, months=1), "month"))
                root = self.with_user(SUPERUSER_ID)
                root.search(
                    [("company_id", "=", company.id), ("state", "=", "open")]
                ).try_lock_for_update()._measure()
            self.with_user(SUPERUSER_ID)._veto_approved(company)
            cron._commit_progress(1)

    @api.model
    def _veto_approved(self, company):
        """Take back the class of approved months in whose quarter a major complaint was founded afterwards.

        The quarter that runs and the one before are looked at; what was paid is deducted.
        """
        quarter = fields.Date.start_of(company._get_aftersales_today(), "quarter")
        for first in (fields.Date.subtract(quarter, months=3), quarter):
            ratings = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "approved"),
                    ("vetoed", "=", False),
                    ("month", ">=", first),
                    ("month", "<", fields.Date.add(first, months=3)),
                ]
            )
            people = ratings._read_major(company, first)
            ratings.filtered(lambda each, people=people: each.employee_id in people)._take_back()

    def _take_back(self):
        self.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": rating.employee_id.id,
                    "company_id": rating.company_id.id,
                    "kind": "fine",
                    "day": rating.company_id._get_aftersales_today(),
                    "amount": -rating.pay,
                    "reason": self.env._("Stars %(month)s, vetoed afterwards", month=f"{rating.month:%Y-%m}"),
                    "source_key": f"{rating._name},{rating.id},vetoed",
                }
                for rating in self
                if rating.pay
            ]
        )
        self.write({"vetoed": True, "level": "none", "reason": "veto", "pay": 0.0})

    @api.model
    def _rate(self, company, month):
        """Make the ratings of `month` for every agent of `company` who has none yet; return them."""
        root = self.with_user(SUPERUSER_ID)
        last = fields.Date.end_of(month, "month")
        policy = root.env["aftersales.star.policy"]._get_in_force(last, company)
        if not policy:
            return root.browse()
        known = root.search([("company_id", "=", company.id), ("month", "=", month)]).employee_id
        agents = root.env["hr.employee"].search(
            [("company_id", "=", company.id), ("aftersales_agent", "=", True), ("user_id", "!=", False)]
        )
        ratings = root.create(
            [
                {
                    "company_id": company.id,
                    "employee_id": agent.id,
                    "department_id": agent._get_version(last).department_id.id,
                    "month": month,
                    "policy_id": policy.id,
                    "part_ids": [
                        fields.Command.create(
                            {"part": part, "target": policy.volume_target if part == "volume" else 0}
                        )
                        for part in PARTS
                    ],
                }
                for agent in agents - known
            ]
        )
        ratings._measure()
        return ratings

    def _measure(self):
        """Read what the records say of each part, and reckon."""
        for (company, month), ratings in self.grouped(lambda each: (each.company_id, each.month)).items():
            found = defaultdict(dict)
            for part, values in ratings._read_parts(company, month).items():
                for employee, value in values.items():
                    found[employee][part] = value
            ratings._read_events(company, month)
            for rating in ratings:
                for part in rating.part_ids:
                    value = found[rating.employee_id].get(part.part)
                    if part.part == "events":
                        part.write({"is_given": True, "is_recorded": True})
                    elif value is not None:
                        part.write({"value": value, "is_given": True, "is_recorded": True})
            ratings.part_ids._reckon()
        for month in sorted(set(self.mapped("month"))):
            self.filtered(lambda each, month=month: each.month == month)._reckon()


def _count_months(earlier, later):
    return (later.year - earlier.year) * 12 + later.month - earlier.month
