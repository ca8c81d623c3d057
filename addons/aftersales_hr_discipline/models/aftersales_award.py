from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..const import AWARD_STATES, EFFECTIVE_STATES, READERS, SEVERITY
from ..tools.ledger import policy_year
from ..tools.target import find_period

#: What is written while the award is a nomination.
NOMINATION_FIELDS = {
    "programme_id", "employee_id", "department_id", "member_ids", "hire_id", "date_from", "reason", "prize",
}  # fmt: skip


class AftersalesAward(models.Model):
    """An award of one person or team in a period, from the nomination to the prize (D48).

    The way through the states stands in `aftersales_award_flow.py`.
    """

    _name = "aftersales.award"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.conduct.role.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Award"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, default="/", copy=False, index=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    programme_id = fields.Many2one(
        "aftersales.award.programme", required=True, index=True, ondelete="restrict", check_company=True
    )
    for_team = fields.Boolean(related="programme_id.for_team")
    needs_probation = fields.Boolean(related="programme_id.needs_probation")
    date_from = fields.Date(
        string="Period",
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Any day of the period; its first one is kept.",
    )
    date_to = fields.Date(string="Until", required=True, readonly=True)
    period_name = fields.Char(string="Which", compute="_compute_period_name")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one("hr.department", index=True, ondelete="restrict")
    member_ids = fields.Many2many("hr.employee", string="Members", help="They share the prize.")
    hire_id = fields.Many2one("hr.employee", string="Recruited", index="btree_not_null", ondelete="restrict")
    reason = fields.Text(string="Why", required=True)
    prize = fields.Monetary(
        compute="_compute_prize", store=True, readonly=False, precompute=True, required=True
    )
    state = fields.Selection(
        AWARD_STATES,
        required=True,
        readonly=True,
        default="nominated",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    nominator_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user, copy=False, index=True
    )
    reviewer_id = fields.Many2one("res.users", string="Reviewed By", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    review_note = fields.Text(readonly=True, copy=False, groups=READERS)
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    announced_on = fields.Datetime(readonly=True, copy=False)
    pay_on = fields.Date(string="Paid On", readonly=True, copy=False, index="btree_not_null")
    end_reason = fields.Text(string="Reason of the End", readonly=True, copy=False, groups=READERS)
    obstacle = fields.Char(string="Condition Not Met", compute="_compute_obstacle", groups=READERS)

    _prize_positive = models.Constraint("CHECK (prize >= 0)", "A prize is not negative.")
    _period_order = models.Constraint("CHECK (date_to > date_from)", "A period ends after it begins.")
    _person_unique = models.UniqueIndex(
        "(programme_id, employee_id, date_from)"
        " WHERE employee_id IS NOT NULL AND hire_id IS NULL AND state NOT IN ('rejected', 'revoked')",
        "This person is nominated for that award and period already.",
    )
    _team_unique = models.UniqueIndex(
        "(programme_id, department_id, date_from)"
        " WHERE employee_id IS NULL AND state NOT IN ('rejected', 'revoked')",
        "This team is nominated for that award and period already.",
    )
    _hire_unique = models.UniqueIndex(
        "(programme_id, hire_id) WHERE hire_id IS NOT NULL AND state NOT IN ('rejected', 'revoked')",
        "This hire was rewarded already.",
    )

    @api.depends("programme_id")
    def _compute_prize(self):
        for award in self:
            award.prize = award.programme_id.prize_min

    @api.depends("date_from", "programme_id.period")
    def _compute_period_name(self):
        for award in self:
            month = award.programme_id.period == "month"
            award.period_name = award.date_from and f"{award.date_from:{'%Y-%m' if month else '%Y'}}"

    @api.depends("name", "programme_id")
    def _compute_display_name(self):
        for award in self:
            award.display_name = " ".join(filter(None, (award.name, award.programme_id.name)))

    @api.depends("programme_id", "employee_id", "member_ids", "hire_id", "date_to")
    @api.depends_context("lang")
    def _compute_obstacle(self):
        obstacles = self._get_obstacles()
        for award in self:
            award.obstacle = obstacles[award]

    @api.onchange("date_from", "programme_id")
    def _onchange_date_from(self):
        if self.date_from and self.programme_id:
            self.date_from, self.date_to = self._find_period(self.programme_id, self.date_from)

    @api.onchange("department_id")
    def _onchange_department_id(self):
        if self.for_team:
            self.member_ids = self.env["hr.employee"].search(
                [("department_id", "child_of", self.department_id.id)]
                if self.department_id
                else [("id", "=", 0)]
            )

    @api.constrains("programme_id", "prize")
    def _check_prize(self):
        for award in self:
            programme = award.programme_id
            if not programme.prize_min <= award.prize <= programme.prize_max:
                raise ValidationError(
                    self.env._(
                        "The prize of “%(programme)s” is from %(lowest)s to %(highest)s.",
                        programme=programme.name,
                        lowest=award.currency_id.format(programme.prize_min),
                        highest=award.currency_id.format(programme.prize_max),
                    )
                )

    @api.constrains("programme_id", "employee_id", "department_id", "member_ids", "hire_id", "nominator_id")
    def _check_people(self):
        for award in self.sudo():
            if award.for_team and not (award.department_id and award.member_ids):
                raise ValidationError(self.env._("Give the team and its members."))
            if not award.for_team and (not award.employee_id or award.member_ids):
                raise ValidationError(self.env._("Give the one person the award is for."))
            if award.needs_probation != bool(award.hire_id) or award.hire_id & award.employee_id:
                raise ValidationError(
                    self.env._("Say who was recruited, where the award is for that, and nowhere else.")
                )
            if award._get_people().company_id - award.company_id:
                raise ValidationError(self.env._("An award stays within one company."))
            if award.nominator_id in award._get_people().user_id:
                raise ValidationError(self.env._("Nobody is nominated by himself or herself."))

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        employees = self.env["hr.employee"].sudo()
        programmes = self.env["aftersales.award.programme"].sudo()  # sudo: dates and company only
        for vals in vals_list:
            employee = employees.browse(vals.get("employee_id"))
            vals["company_id"] = vals.get("company_id") or employee.company_id.id or self.env.company.id
            programme = programmes.browse(vals.get("programme_id"))
            day = fields.Date.to_date(vals.get("date_from")) or fields.Date.context_today(self)
            company = self.env["res.company"].browse(vals["company_id"])
            vals["date_from"], vals["date_to"] = self._find_period(programme, day, company)
            if employee:
                vals["department_id"] = employee._get_version(vals["date_to"]).department_id.id
        awards = super().create(self.env["ir.sequence"]._number(self._name, vals_list))
        awards._ensure_may_nominate()
        return awards

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and NOMINATION_FIELDS & vals.keys():
            self._lock()
            self._ensure_nomination()
        result = super().write(vals)
        if {"programme_id", "date_from"} & vals.keys():
            for award in self.sudo():
                start, end = self._find_period(award.programme_id, award.date_from, award.company_id)
                super(AftersalesAward, award).write({"date_from": start, "date_to": end})
        if not self.env.su and NOMINATION_FIELDS & vals.keys():
            self._ensure_may_nominate()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_nomination(self):
        self._ensure_nomination()

    @api.model
    def _find_period(self, programme, day, company=None):
        company = company or self.company_id or self.env.company
        policy = self.env["aftersales.conduct.policy"]._get_in_force(day, company)
        return find_period(day, programme.period or "month", policy.first_month or 1)

    def _ensure_nomination(self):
        fixed = self.filtered(lambda award: award.state != "nominated")[:1]
        if fixed:
            raise UserError(
                self.env._("Award %(name)s was reviewed and does not change any more.", name=fixed.name)
            )

    # ------------------------------------------------------------------------
    # Who may do what, and on which conditions
    # ------------------------------------------------------------------------

    def _get_people(self):
        """Return whom these awards are for."""
        return self.employee_id | self.member_ids

    def _get_superiors(self):
        line = self.employee_id._get_line_above() | self.department_id._get_heads()
        return line - self._get_people()

    def _ensure_may_nominate(self):
        """D48: who the programme says; HR always."""
        if self.env.su or self._has_role("officer"):
            return
        for award in self:
            nominator = award.programme_id.nominator
            if not (nominator == "all" or (nominator == "superior" and award._is_superior())):
                raise AccessError(
                    self.env._(
                        "You cannot nominate for “%(name)s”: ask a superior of the person, or HR.",
                        name=award.programme_id.name,
                    )
                )

    def _ensure_no_conflict(self, *others):
        """D48: who reviews or approves is none of the people concerned and had no say before."""
        for award in self.sudo():
            concerned = award._get_people().user_id | award.nominator_id
            for name in others:
                concerned |= award[name]
            if self.env.user in concerned:
                raise UserError(
                    self.env._(
                        "Award %(name)s: who decides is not concerned and had no say before.",
                        name=award.name,
                    )
                )

    def _get_obstacles(self):
        """Return by award the condition of its programme that is not met, or False; one query a condition."""
        obstacles = dict.fromkeys(self, False)
        awards = self.sudo()  # sudo: what excludes is told to nobody but those who may read it
        clean = awards.filtered("programme_id.clean_from")
        years = {award: award._get_year() for award in clean}
        groups = (
            self.env["aftersales.conduct.record"]
            .sudo()
            ._read_group(  # sudo: see above
                [
                    ("employee_id", "in", clean._get_people().ids),
                    ("company_id", "in", clean.company_id.ids),
                    ("year", "in", list(set(years.values()))),
                    ("state", "in", EFFECTIVE_STATES),
                    ("measure", "in", SEVERITY),
                ],
                ["employee_id", "company_id", "year", "measure"],
            )
        )
        for award in clean:
            grave = SEVERITY[SEVERITY.index(award.programme_id.clean_from) :]
            for employee, company, year, measure in groups:
                same_year = (company, year) == (award.company_id, years[award])
                if same_year and measure in grave and employee in award._get_people():
                    obstacles[award.with_env(self.env)] = self.env._(
                        "%(name)s has a measure in that year.", name=employee.name
                    )
        for award in awards.filtered("needs_probation"):
            days = list(filter(None, award.hire_id.version_ids.mapped("trial_date_end")))
            today = award.company_id._get_aftersales_today()
            if not days or max(days) >= today or not award.hire_id.active:
                obstacles[award.with_env(self.env)] = self.env._(
                    "%(name)s has not passed the probation.", name=award.hire_id.name
                )
        return obstacles

    def _get_year(self):
        self.ensure_one()
        policy = self.env["aftersales.conduct.policy"]._get_in_force(self.date_to, self.company_id)
        return policy_year(self.date_to, policy.first_month or 1)

    def _ensure_conditions(self):
        obstacles = self._get_obstacles()
        for award in self:
            if obstacles[award]:
                raise UserError(
                    self.env._(
                        "Award %(name)s does not meet the conditions of “%(programme)s”. HR sees why.",
                        name=award.name,
                        programme=award.programme_id.name,
                    )
                )
