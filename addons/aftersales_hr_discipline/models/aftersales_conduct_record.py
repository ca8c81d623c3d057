from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..const import (
    EFFECTIVE_STATES,
    GRADED,
    MEASURES,
    PENDING_STATES,
    RECORD_STATES,
    REWARDS,
    SEVERITY,
)
from ..tools.ledger import policy_year

#: What is written while the record is a draft.
DRAFT_FIELDS = {
    "employee_id", "article_id", "measure", "event_date", "facts", "amount", "superior_reported",
    "superior_joined", "profit",
}  # fmt: skip


class AftersalesConductRecord(models.Model):
    """A reward or a measure of one person, from the proposal to its end (D43).

    Department, job and superior are those of the day of the event. The way through the states stands
    in `aftersales_conduct_record_flow.py`, what follows for the year in `aftersales.conduct.ledger`.
    """

    _name = "aftersales.conduct.record"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.conduct.log.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Conduct Record"
    _order = "event_date desc, id desc"
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
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    case_number = fields.Char(
        string="Case", readonly=True, copy=False, index="btree_not_null", help="Several persons, one event."
    )
    state = fields.Selection(
        RECORD_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        group_expand=True,
    )
    article_id = fields.Many2one(
        "aftersales.conduct.article", required=True, index=True, ondelete="restrict", check_company=True
    )
    measure = fields.Selection(
        MEASURES,
        string="Reward or Measure",
        compute="_compute_measure",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    amount = fields.Monetary(
        string="Money",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="A fine or a bonus. It goes to the adjustments of the month, never straight to pay.",
    )
    is_reward = fields.Boolean(compute="_compute_is_reward", store=True, precompute=True)
    protected = fields.Boolean(related="article_id.protected", store=True, string="Not Offset")
    event_date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    facts = fields.Text(required=True)
    evidence_ids = fields.Many2many("ir.attachment", copy=False)

    # As they were on the day of the event
    department_id = fields.Many2one("hr.department", readonly=True, copy=False, index=True)
    job_id = fields.Many2one("hr.job", readonly=True, copy=False)
    superior_id = fields.Many2one("hr.employee", string="Direct Superior", readonly=True, copy=False)
    superior_reported = fields.Boolean(string="Superior Reported It")
    superior_joined = fields.Boolean(string="Superior Joined In")

    # Proposal and hearing
    proposer_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user, copy=False
    )
    proposed_on = fields.Datetime(readonly=True, copy=False)
    statement_deadline = fields.Date(readonly=True, copy=False)
    statement = fields.Text(readonly=True, copy=False)
    statement_on = fields.Datetime(readonly=True, copy=False)
    statement_refused = fields.Text(readonly=True, copy=False)

    # Decision
    policy_id = fields.Many2one("aftersales.conduct.policy", readonly=True, copy=False)
    first_signer_id = fields.Many2one("res.users", string="Signed First", readonly=True, copy=False)
    first_signed_on = fields.Datetime(readonly=True, copy=False)
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(string="Reasons", readonly=True, copy=False)
    effective_date = fields.Date(readonly=True, copy=False, index=True)
    year = fields.Integer(string="Counts in Year", readonly=True, copy=False, index=True, aggregator=None)
    points = fields.Integer(readonly=True, copy=False, help="In the appraisal of the month it takes effect.")
    union_notice_on = fields.Date(string="Union Notice", readonly=True, copy=False)

    # Notice, appeal, end
    notified_on = fields.Datetime(readonly=True, copy=False)
    acknowledged_on = fields.Datetime(readonly=True, copy=False)
    delivery_note = fields.Text(string="Delivery", readonly=True, copy=False)
    appeal_deadline = fields.Date(readonly=True, copy=False)
    appeal_ids = fields.One2many("aftersales.conduct.appeal", "record_id", string="Appeals")
    end_reason = fields.Text(string="Reason of the End", readonly=True, copy=False)
    replaces_id = fields.Many2one(
        "aftersales.conduct.record", readonly=True, copy=False, index="btree_not_null"
    )
    joint_of_id = fields.Many2one(
        "aftersales.conduct.record",
        string="Answers For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The record of the subordinate that this joint liability follows from.",
    )
    joint_ids = fields.One2many("aftersales.conduct.record", "joint_of_id", string="Joint Liability")
    origin_id = fields.Many2one(
        "aftersales.conduct.record", string="Follows", readonly=True, copy=False, index="btree_not_null"
    )
    profit = fields.Monetary(string="Profit Proved")

    imported = fields.Boolean(string="From Paper", readonly=True, copy=False)
    is_repeat = fields.Boolean(
        string="Again in the Year",
        compute="_compute_is_repeat",
        store=True,
        precompute=True,
        help="The same article holds for an earlier event of the year already.",
    )
    calendar_title = fields.Char(compute="_compute_calendar_title")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    on_paper = fields.Boolean(
        compute="_compute_on_paper", help="The person has no login: HR enters what is handed in on paper."
    )
    needs_two = fields.Boolean(
        string="Two Signatures", compute="_compute_needs_two", help="HR manager, then general manager."
    )

    _amount_positive = models.Constraint("CHECK (amount >= 0 AND profit >= 0)", "Amounts are not negative.")
    _effective_after_event = models.Constraint(
        "CHECK (effective_date IS NULL OR effective_date >= event_date)",
        "A decision cannot take effect before the event.",
    )
    _joint_once = models.UniqueIndex(
        "(joint_of_id, employee_id) WHERE joint_of_id IS NOT NULL",
        "The superior answers once for one record.",
    )
    _ledger_index = models.Index("(employee_id, company_id, year)")

    @api.depends("article_id")
    def _compute_measure(self):
        for record in self:
            record.measure = record.article_id.measure

    @api.depends("article_id", "is_repeat")
    def _compute_amount(self):
        for record in self:
            article = record.article_id
            first = article.money_min if article.money_kind in ("fixed", "range") else 0.0
            record.amount = article.money_again if record.is_repeat else first

    @api.depends("article_id", "employee_id", "event_date")
    def _compute_is_repeat(self):
        """With the user's own rights: nobody learns here of records that are not for him (D47)."""
        for record in self:
            record.is_repeat = bool(record.article_id.money_again and record.sudo(False)._find_earlier())

    def _find_earlier(self):
        """Return an effective record of the same person and article in the policy year of the event."""
        self.ensure_one()
        if not self.employee_id or not self.event_date:
            return self.browse()
        month = self._get_policy(self.event_date).first_month or 1
        year = policy_year(self.event_date, month)
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("article_id.number", "=", self.article_id.number),
            ("state", "in", EFFECTIVE_STATES),
            ("event_date", ">=", date(year, month, 1)),
            ("event_date", "<=", self.event_date),
            ("id", "!=", self._origin.id),
        ]
        return self.search(domain, limit=1)

    @api.depends("employee_id", "measure")
    @api.depends_context("lang")
    def _compute_calendar_title(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        for record in self:
            record.calendar_title = f"{record.employee_id.name} · {labels.get(record.measure, '')}"

    @api.depends("measure")
    def _compute_is_reward(self):
        for record in self:
            record.is_reward = record.measure in REWARDS

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.sudo().employee_id.user_id == self.env.user

    @api.depends("employee_id")
    def _compute_on_paper(self):
        for record in self:
            user = record.sudo().employee_id.user_id  # sudo: whether somebody can log in is no secret
            record.on_paper = not user or user.share

    @api.depends("measure", "event_date", "company_id", "policy_id")
    def _compute_needs_two(self):
        for record in self:
            limit = record._get_policy().head_limit or "demerit"
            record.needs_two = record._get_rank() > SEVERITY.index(limit)

    def _ensure_money(self, amount):
        """Refuse more, or less where it is a range, than the article provides for."""
        self.ensure_one()
        article = self.sudo().article_id
        highest = article._get_highest_money()
        lowest = article.money_min if article.money_kind == "range" and amount else 0.0
        if (highest is not None and amount > highest) or amount < lowest:
            raise UserError(
                self.env._(
                    "Record %(name)s: article %(number)s does not provide for %(amount)s.",
                    name=self.name,
                    number=article.number,
                    amount=self.currency_id.format(amount),
                )
            )

    def _get_rank(self):
        """Return how grave the measure is; a reward ranks as the measure of its grade."""
        self.ensure_one()
        if self.is_reward:
            twins = {grade: key for key, (grade, reward) in GRADED.items() if not reward}
            return SEVERITY.index(twins[GRADED[self.measure][0]])
        return SEVERITY.index(self.measure or "none")

    def _get_policy(self, day=None):
        """Return the policy that the record was decided under, or the one in force on `day`."""
        self.ensure_one()
        policies = self.env["aftersales.conduct.policy"].sudo()  # sudo: figures are no secret
        if self.policy_id:
            return policies.browse(self.policy_id.id)
        return policies._get_in_force(day or self._get_today(), self.company_id)

    def _get_today(self):
        """Return today in the time zone of the record's company."""
        return self.company_id._get_aftersales_today()

    @api.constrains("measure", "article_id", "employee_id", "event_date")
    def _check_article(self):
        books = {}
        for record in self.filtered(lambda record: record.state == "draft" and not record.replaces_id):
            article = record.article_id
            allowed = {article.measure, article.severe_measure} - {False}
            if record.joint_of_id:
                allowed = {record.joint_of_id.article_id.joint_measure}
            if record.measure not in allowed:
                raise ValidationError(
                    self.env._(
                        "Article %(number)s does not provide for this reward or measure.",
                        number=article.number,
                    )
                )
            if record.event_date > record._get_today():
                raise ValidationError(self.env._("An event in the future cannot be recorded."))
            place = record.event_date, record.company_id
            if place not in books:
                books[place] = self.env["aftersales.conduct.rulebook"]._get_in_force(*place)
            if article.rulebook_id != books[place] and not record.joint_of_id:
                raise ValidationError(
                    self.env._(
                        "Article %(number)s was not in force on the day of the event: choose an article of "
                        "the rulebook published then.",
                        number=article.number,
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        employees = self.env["hr.employee"].sudo()
        everybody = {vals.get("employee_id") for vals in vals_list}
        for vals in vals_list:
            employee = employees.browse(vals.get("employee_id")).with_prefetch(everybody)
            vals.setdefault("company_id", employee.company_id.id or self.env.company.id)
        case = self.browse(self.env.context.get("aftersales_case_of")).exists()
        if case.has_access("read"):
            vals_list = [{**vals, "case_number": case.case_number} for vals in vals_list]
        records = super().create(self.env["ir.sequence"]._number(self._name, vals_list))
        records._freeze_position()
        records._keep_evidence()
        records._log("created")
        return records

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            if DRAFT_FIELDS & vals.keys():
                self._ensure_draft()
            if "evidence_ids" in vals:
                self._ensure_pending()
        result = super().write(vals)
        if {"employee_id", "event_date"} & vals.keys():
            self._freeze_position()
        if "evidence_ids" in vals:
            self._keep_evidence()
        if not self.env.su and (DRAFT_FIELDS | {"evidence_ids"}) & vals.keys():
            self._log("edited")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _freeze_position(self):
        """Keep department, job and superior as they were on the day of the event (traps: versions)."""
        for record in self.sudo():
            version = record.employee_id._get_version(record.event_date)
            record.write(
                {
                    "department_id": version.department_id.id,
                    "job_id": version.job_id.id,
                    "superior_id": record.employee_id.parent_id.id,
                }
            )

    def _keep_evidence(self):
        """Who sees the record sees its evidence: the user's own loose file becomes that of the record."""
        user = self.env.user
        for record in self.sudo():
            loose = record.evidence_ids.filtered(
                lambda file: not file.res_id and not file.public and file.create_uid == user
            )
            loose.write({"res_model": self._name, "res_id": record.id})

    def _ensure_draft(self):
        fixed = self.filtered(lambda record: record.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._("Record %(name)s was proposed and does not change any more.", name=fixed.name)
            )

    def _ensure_pending(self):
        fixed = self.filtered(lambda record: record.state not in PENDING_STATES)[:1]
        if fixed:
            raise UserError(
                self.env._("Record %(name)s is decided: its evidence stays as it is.", name=fixed.name)
            )

    # ------------------------------------------------------------------------
    # Who may do what (D43, D47)
    # ------------------------------------------------------------------------

    def _ensure_mine(self):
        """Refuse everybody but the person concerned."""
        self.check_access("read")
        if any(not record.is_mine for record in self):
            raise AccessError(self.env._("Only the person concerned can do this."))

    def _get_superiors(self):
        person = self.employee_id
        return (person._get_line_above(self.superior_id) | self.department_id._get_heads()) - person

    def _ensure_no_conflict(self):
        """D43: who decides is neither the person concerned nor who proposed it."""
        for record in self.sudo():
            if self.env.user in (record.proposer_id | record.employee_id.user_id):
                raise UserError(
                    self.env._(
                        "Record %(name)s: who decides is neither the person concerned nor who proposed it.",
                        name=record.name,
                    )
                )

    def action_add_person(self):
        """Open the same event for another person: a draft with the same facts, in the same case."""
        self.ensure_one()
        self.check_access("read")
        if not self._has_role("officer") and self.proposer_id != self.env.user:
            raise AccessError(self.env._("Only HR or who proposed the record adds persons to the case."))
        if not self.case_number:
            self.sudo().write({"case_number": self.name})  # sudo: guarded field, right checked above
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_article_id": self.article_id.id,
                "default_event_date": self.event_date,
                "default_facts": self.facts,
                "aftersales_case_of": self.id,
            },
        }

    def action_view_case(self):
        """List the records of the same case."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_record_action"
        )
        return {**action, "domain": [("case_number", "=", self.case_number)], "context": {}}
