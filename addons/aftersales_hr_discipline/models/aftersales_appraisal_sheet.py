from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const_appraisal import APPRAISAL_PERIODS, APPRAISAL_STATES
from .aftersales_conduct_record_log import READERS


class AftersalesAppraisalSheet(models.Model):
    """The appraisal of one person in one period (A3), from the collection of values to the final result.

    Department, job and superior are those of the period. How it is reckoned stands in
    `aftersales_appraisal_sheet_score.py`, its way through the states in `aftersales_appraisal_sheet_flow.py`.
    """

    _name = "aftersales.appraisal.sheet"
    _inherit = [
        "aftersales.conduct.role.mixin",
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Appraisal Sheet"
    _order = "date_from desc, department_id, score desc, id"
    _rec_names_search = ["employee_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    cycle_id = fields.Many2one(
        "aftersales.appraisal.cycle", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Selection(APPRAISAL_PERIODS, required=True, readonly=True, index=True)
    date_from = fields.Date(string="From", required=True, readonly=True, index=True)
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    department_id = fields.Many2one("hr.department", readonly=True, index=True, help="In the period.")
    job_id = fields.Many2one("hr.job", readonly=True, index="btree_not_null")
    superior_id = fields.Many2one(
        "hr.employee", string="Direct Superior", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        APPRAISAL_STATES,
        required=True,
        readonly=True,
        default="open",
        index=True,
        group_expand=True,
        tracking=True,
    )
    indicator_ids = fields.One2many("aftersales.appraisal.indicator", "sheet_id", string="Indicators")
    rating_until = fields.Date(string="Answers until", readonly=True, index="btree_not_null")
    waived = fields.Char(readonly=True, help="Kinds of raters that the superior decided to go without.")
    waiting = fields.Char(readonly=True, help="Kinds of raters that owe answers after the last day.")
    waiting_text = fields.Char(string="Still Waiting for", compute="_compute_waiting_text")
    asked_count = fields.Integer(string="Raters", compute="_compute_counts", groups=READERS)
    answered_count = fields.Integer(string="Answered", compute="_compute_counts", groups=READERS)
    peer_average = fields.Float(
        string="Peers", digits=(6, 2), readonly=True, aggregator="avg", help="Of two answers or more (A10)."
    )
    subordinate_average = fields.Float(
        string="Subordinates",
        digits=(6, 2),
        readonly=True,
        aggregator="avg",
        help="Of two answers or more (A10).",
    )
    self_score = fields.Float(
        string="Self-Assessment", digits=(6, 2), readonly=True, aggregator="avg", help="Without weight."
    )
    rater_score = fields.Float(string="360° Result", digits=(6, 2), readonly=True, aggregator="avg")
    indicator_score = fields.Float(
        string="Indicators (Total)", digits=(6, 2), readonly=True, aggregator="avg"
    )
    conduct_points = fields.Integer(string="Points of Conduct", readonly=True, help="Of the period (D2).")
    change = fields.Float(
        string="Adjustment", digits=(6, 2), readonly=True, help="By who signs, with the reason in the log."
    )
    vetoed = fields.Boolean(string="Veto", readonly=True)
    score = fields.Float(string="Total Score", digits=(6, 2), readonly=True, aggregator="avg", index=True)
    grade_id = fields.Many2one(
        "aftersales.appraisal.grade", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_superior = fields.Boolean(compute="_compute_is_mine")
    may_fill = fields.Boolean(compute="_compute_is_mine", help="The user enters values here.")
    is_rater = fields.Boolean(
        compute="_compute_is_rater",
        search="_search_is_rater",
        help="The user is asked as peer or subordinate and sees nothing of this sheet (A10).",
    )

    # Signatures (A3)
    superior_signer_id = fields.Many2one("res.users", string="Signed: Superior", readonly=True)
    superior_signed_on = fields.Datetime(readonly=True)
    head_signer_id = fields.Many2one("res.users", string="Signed: Department Head", readonly=True)
    head_signed_on = fields.Datetime(readonly=True)
    hr_signer_id = fields.Many2one("res.users", string="Signed: HR Director", readonly=True)
    hr_signed_on = fields.Datetime(readonly=True)
    general_signer_id = fields.Many2one("res.users", string="Signed: General Manager", readonly=True)
    general_signed_on = fields.Datetime(readonly=True)
    published_on = fields.Datetime(readonly=True)
    appeal_until = fields.Date(string="Appeal until", readonly=True, index="btree_not_null")
    acknowledged_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(cycle_id, employee_id)", "This person has a sheet in that cycle already.")
    _period_once = models.UniqueIndex(
        "(employee_id, company_id, period, date_from) WHERE state <> 'cancelled'",
        "This person is appraised for that period already.",
    )
    _score_positive = models.Constraint("CHECK (score >= 0)", "A score is not negative.")

    @api.depends("employee_id", "cycle_id")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        for sheet in self:
            sheet.display_name = sheet.sudo().cycle_id.name  # sudo: a heading is no secret

    def _get_today(self):
        """Return the day in the company's time zone: a remote caller has the choice of his own."""
        return self.company_id._get_aftersales_today()

    def _get_title(self):
        self.ensure_one()
        return f"{self.sudo().employee_id.name} · {self.display_name}"

    @api.depends("waiting")
    @api.depends_context("lang")
    def _compute_waiting_text(self):
        labels = dict(
            self.env["aftersales.appraisal.rating"]._fields["kind"]._description_selection(self.env)
        )
        for sheet in self:
            kinds = (sheet.waiting or "").split()
            sheet.waiting_text = ", ".join(labels.get(kind, kind) for kind in kinds)

    def _compute_counts(self):
        # sudo: counts only; ratings are readable by their raters only
        groups = (
            self.env["aftersales.appraisal.rating"]
            .sudo()
            ._read_group(
                [("sheet_id", "in", self.ids), ("state", "!=", "cancelled"), ("kind", "!=", "self")],
                ["sheet_id", "state"],
                ["__count"],
            )
        )
        counts = {(sheet.id, state): count for sheet, state, count in groups}
        for sheet in self:
            sheet.answered_count = counts.get((sheet.id, "done"), 0)
            sheet.asked_count = sheet.answered_count + counts.get((sheet.id, "open"), 0)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for sheet in self:
            sheet.is_mine = sheet.sudo().employee_id.user_id == self.env.user
            sheet.is_superior = sheet._is_superior()
            sheet.may_fill = (
                sheet.state in ("open", "superior")
                and not sheet.is_mine
                and (sheet.is_superior or sheet._has_role("officer"))
            )

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = [("employee_id.user_id", "=", self.env.uid)]
        return found if True in value else [("employee_id.user_id", "!=", self.env.uid)]

    @api.depends_context("uid")
    def _compute_is_rater(self):
        # sudo: what the user himself was asked about
        rated = self.sudo().search([("id", "in", self.ids), ("is_rater", "=", True)])
        for sheet in self:
            sheet.is_rater = sheet.id in rated.ids

    def _search_is_rater(self, operator, value):
        """A10: with the average of two, one of the two would know the other's answer."""
        if operator != "in":
            return NotImplemented
        # sudo: what the user himself was asked, in a company that may not be chosen now
        ratings = self.env["aftersales.appraisal.rating"].sudo()
        mine = ratings._search(
            [
                ("rater_id.user_id", "=", self.env.uid),
                ("kind", "in", ("peer", "subordinate")),
                ("state", "!=", "cancelled"),
            ]
        )
        return [("id", "in" if True in value else "not in", mine.subselect("sheet_id"))]

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalSheet, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        """People write values of indicators here; each is checked there. The rest is kept by the system."""
        self._refuse_guarded(vals)
        if not self.env.su and vals.keys() - {"indicator_ids", "message_main_attachment_id"}:
            raise UserError(self.env._("Of a sheet only values are entered: use the buttons."))
        return super().write(vals)

    # ------------------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------------------

    def _get_superiors(self):
        return self.employee_id._get_line_above(self.superior_id) | self._get_heads()

    def _get_heads(self):
        """Return the heads of the department and of those above it, but for the person."""
        self.ensure_one()
        return self.department_id._get_heads() - self.employee_id

    def _ensure_not_mine(self):
        if self.filtered("is_mine"):
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))

    def _ensure_may_decide(self):
        """What the superior decides: who stands above the person, or the HR manager; never oneself."""
        self.check_access("read")
        self._ensure_not_mine()
        for sheet in self:
            if not (self.env.su or sheet._is_superior() or sheet._has_role("manager")):
                raise AccessError(
                    self.env._("%(name)s: this is for a superior of the person.", name=sheet._get_title())
                )

    # ------------------------------------------------------------------------
    # Raters (A2, A10)
    # ------------------------------------------------------------------------

    def _ask_raters(self):
        """Make the ratings of these new sheets: raters are fixed from here on."""
        cycles = self.grouped("cycle_id")
        rows = []
        for cycle, sheets in cycles.items():
            found = cycle._find_raters(sheets)
            for sheet in sheets:
                chosen = cycle._choose_raters(sheet, found[sheet])
                if cycle.template_id.with_self and sheet.employee_id.user_id:
                    chosen["self"] = sheet.employee_id
                rows += [
                    sheet._prepare_rating_vals(kind, rater)
                    for kind, people in chosen.items()
                    for rater in people
                ]
        return self.env["aftersales.appraisal.rating"].create(rows)

    def _prepare_rating_vals(self, kind, rater):
        self.ensure_one()
        return {
            "sheet_id": self.id,
            "cycle_id": self.cycle_id.id,
            "company_id": self.company_id.id,
            "employee_id": self.employee_id.id,
            "rater_id": rater.id,
            "kind": kind,
            "rating_until": self.rating_until,
        }
