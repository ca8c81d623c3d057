from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import ASSESSMENT_GRADES, INSPECTION_STATES, INSPECTION_TRANSITIONS, SHEET_KINDS
from ..tools import checklist as engine

#: What a dispatcher plans; once begun, only another person can take over.
PLAN_FIELDS = {"kind", "checklist_id", "company_id", "site_id", "planned_on", "user_id"}


class AftersalesInspection(models.Model):
    """A checklist being filled in: the monthly safety inspection of a site (S29), or a self-assessment (S30).

    The lines are copies of the template's items. What is answered, given and reached is written by the
    buttons only; a sheet that is done stands with the policy it was judged by.
    """

    _name = "aftersales.inspection"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Inspection Sheet"
    _order = "planned_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _transitions = INSPECTION_TRANSITIONS

    kind = fields.Selection(SHEET_KINDS, required=True, default="site", index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda s: s.env.company)
    site_id = fields.Many2one(
        "aftersales.site",
        string="Inspected Site",
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    checklist_id = fields.Many2one(
        "aftersales.checklist",
        compute="_compute_checklist_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('kind', '=', kind)]",
    )
    version = fields.Integer(readonly=True, copy=False, help="Of the checklist, when the sheet was made.")
    month = fields.Date(
        readonly=True, copy=False, help="First day of the month whose inspection it is; empty: an extra one."
    )
    planned_on = fields.Date(required=True, index=True, tracking=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Inspector",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        INSPECTION_STATES,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    started_on = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Date(string="Completed On", readonly=True, copy=False, index="btree_not_null")
    done_by_id = fields.Many2one("res.users", string="Completed By", readonly=True, copy=False)
    missed_reason = fields.Char(readonly=True, copy=False, tracking=True)
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    note = fields.Text(string="Remarks", copy=False)
    line_ids = fields.One2many("aftersales.inspection.line", "inspection_id", string="Items")
    finding_ids = fields.One2many("aftersales.inspection.finding", "inspection_id", string="Safety Findings")
    finding_count = fields.Integer(compute="_compute_finding_count")
    item_count = fields.Integer(string="Items in All", compute="_compute_score", store=True)
    open_count = fields.Integer(string="Not Answered", compute="_compute_score", store=True)
    defect_count = fields.Integer(string="Defects", compute="_compute_score", store=True)
    points_given = fields.Float(digits=(16, 2), compute="_compute_score", store=True)
    points_possible = fields.Float(
        digits=(16, 2),
        compute="_compute_score",
        store=True,
        help="Of the items answered; those that do not apply are left out.",
    )
    points_excluded = fields.Float(
        string="Points Not Applicable", digits=(16, 2), compute="_compute_score", store=True
    )
    score = fields.Float(
        digits=(16, 2),
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="Points given of a hundred points asked for (S30).",
    )
    policy_id = fields.Many2one(
        "aftersales.assessment.policy", readonly=True, copy=False, ondelete="restrict"
    )
    grade = fields.Selection(ASSESSMENT_GRADES, string="Grade Reached", compute="_compute_grade", store=True)
    previous_id = fields.Many2one(
        "aftersales.inspection", string="One Before", readonly=True, copy=False, ondelete="set null"
    )
    score_change = fields.Float(
        string="Change in Score",
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="Since the one before, in points.",
    )
    explanation = fields.Text(compute="_compute_explanation")

    _month_unique = models.UniqueIndex(
        "(site_id, month) WHERE month IS NOT NULL", "The inspection of this site and month exists already."
    )
    _site_known = models.Constraint(
        "CHECK (kind != 'site' OR site_id IS NOT NULL)", "A safety inspection names its site: choose it."
    )
    _missed_reasoned = models.Constraint(
        "CHECK (state != 'missed' OR missed_reason IS NOT NULL)", "Say why the inspection was missed."
    )
    _done_known = models.Constraint(
        "CHECK (state != 'done' OR (done_on IS NOT NULL AND done_by_id IS NOT NULL))",
        "A sheet that is done says who and when.",
    )

    @api.depends("kind", "site_id", "company_id")
    def _compute_checklist_id(self):
        for sheet in self:
            if sheet.kind == "site" and sheet.site_id:
                sheet.checklist_id = sheet.site_id.checklist_id
            elif sheet.checklist_id.kind != sheet.kind:
                sheet.checklist_id = self.env["aftersales.checklist"].search(
                    [("kind", "=", sheet.kind), ("company_id", "in", [sheet.company_id.id, False])], limit=1
                )

    @api.depends("site_id")
    def _compute_user_id(self):
        for sheet in self:
            sheet.user_id = sheet.site_id.user_id or sheet.user_id or self.env.user

    @api.depends("kind", "site_id.name", "checklist_id.name", "month", "planned_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            day = format_date(self.env, sheet.month or sheet.planned_on, date_format="yyyy-MM")
            name = sheet.site_id.name if sheet.kind == "site" else sheet.checklist_id.name
            sheet.display_name = " · ".join(filter(None, (name, day)))

    @api.depends("state", "planned_on")
    def _compute_is_overdue(self):
        for sheet in self:
            sheet.is_overdue = (
                sheet.state in ("planned", "progress")
                and sheet.planned_on < sheet.company_id._get_aftersales_today()
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = self.env["res.company"]._get_day_domain("planned_on", "<")
        overdue = Domain("state", "in", ("planned", "progress")) & past
        return overdue if True in value else ~overdue

    def _compute_finding_count(self):
        findings = self.env["aftersales.inspection.finding"]
        counts = dict(
            findings._read_group([("inspection_id", "in", self.ids)], ["inspection_id"], ["__count"])
        )
        for sheet in self:
            sheet.finding_count = counts.get(sheet, 0)

    @api.depends("line_ids.points", "line_ids.given", "line_ids.result")
    def _compute_score(self):
        for sheet in self:
            lines = sheet.line_ids
            rating = engine.rate(lines.mapped(lambda line: (line.points, line.given, line.result)))
            sheet.item_count = len(lines)
            sheet.open_count = len(lines.filtered(lambda line: not line.result))
            sheet.defect_count = len(lines.filtered(lambda line: line.result == engine.DEFECT))
            sheet.points_given = float(rating.given)
            sheet.points_possible = float(rating.possible)
            sheet.points_excluded = float(rating.excluded)
            sheet.score = float(rating.score or 0)

    @api.depends("score", "points_possible", "policy_id")
    def _compute_grade(self):
        for sheet in self:
            policy = sheet.policy_id.sudo()  # sudo: policy, no secret
            score = sheet.score if sheet.points_possible else None
            sheet.grade = engine.grade(score, policy._get_limits()) if policy else False

    @api.depends("score", "grade")
    @api.depends_context("lang")
    def _compute_explanation(self):
        labels = dict(self._fields["grade"]._description_selection(self.env))
        for sheet in self:
            words = [
                self.env._(
                    "%(given)s of %(possible)s points: %(score)s of 100.",
                    given=f"{sheet.points_given:g}",
                    possible=f"{sheet.points_possible:g}",
                    score=f"{sheet.score:.2f}",
                )
            ]
            if sheet.points_excluded:
                words.append(
                    self.env._(
                        "%(points)s points do not apply and are left out.",
                        points=f"{sheet.points_excluded:g}",
                    )
                )
            if sheet.policy_id:
                policy = sheet.policy_id.sudo()  # sudo: policy, no secret
                limits = format_list(
                    self.env,
                    [
                        self.env._("%(grade)s from %(score)s", grade=labels[name], score=f"{least:g}")
                        for name, least in policy._get_limits().items()
                    ],
                )
                words.append(self.env._("%(policy)s: %(limits)s.", policy=policy.display_name, limits=limits))
            sheet.explanation = " ".join(words) if sheet.points_possible else False

    @api.constrains("kind", "checklist_id")
    def _check_checklist_id(self):
        for sheet in self:
            if sheet.checklist_id.kind != sheet.kind:
                raise ValidationError(
                    self.env._(
                        "“%(checklist)s” is another kind of checklist: choose one that fits.",
                        checklist=sheet.checklist_id.name,
                    )
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        sheets = super(AftersalesInspection, self._drop_guarded_defaults()).create(vals_list)
        sheets._take_items()
        sheets._plan_work()
        return sheets

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if PLAN_FIELDS & vals.keys():
                self._ensure_dispatcher()
            self._ensure_inspector()
            self._ensure_open()
            begun = self.filtered(lambda sheet: sheet.state != "planned")[:1]
            if begun and (PLAN_FIELDS - {"user_id"}) & vals.keys():
                raise UserError(
                    self.env._("%(name)s has begun: only the inspector can change.", name=begun.display_name)
                )
        result = super().write(vals)
        if {"checklist_id", "site_id", "kind"} & vals.keys():
            self._take_items()
        if {"user_id", "planned_on"} & vals.keys():
            self._plan_work()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Sheets are evidence: note with a reason that one was missed."))

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The activity makes its user follow: in one go, and without a mail for each."""
        return []

    def _take_items(self):
        """Give these sheets the items of their checklists, as they are now."""
        # sudo: lines are made by the server; the caller's right on the sheets was checked
        lines = self.env["aftersales.inspection.line"].sudo()
        lines.search([("inspection_id", "in", self.ids)]).unlink()
        lines.create(
            [
                lines._prepare_vals(sheet, item.with_context(lang=sheet._get_language()))
                for sheet in self
                for item in sheet.checklist_id.sudo()._get_items()
            ]
        )
        for version, same in self.grouped(lambda sheet: sheet.checklist_id.version).items():
            same.sudo().version = version  # sudo: guarded field

    def _get_language(self):
        """Return the language in which the sheet is kept: its company's."""
        self.ensure_one()
        return self.company_id.partner_id.lang or self.env.lang

    def _plan_work(self):
        """Put the sheet before its inspector on the day it is planned for."""
        open_sheets = self.filtered(lambda sheet: sheet.state in ("planned", "progress"))
        self._drop_calls("mail_activity_type_inspection")
        # sudo: the inspector is told, whoever plans
        self.env["mail.activity"].sudo()._plan_in_batch(
            "aftersales_service.mail_activity_type_inspection",
            self._name,
            [(sheet.id, sheet.user_id, sheet.planned_on, sheet.checklist_id.name) for sheet in open_sheets],
        )

    def _drop_calls(self, *types):
        """The work is done, or somebody else's: activities of these types go."""
        kinds = self.env["mail.activity.type"].union(
            *(self.env.ref(f"aftersales_service.{name}") for name in types)
        )
        # sudo: activities of the sheet, whosever they are
        self.sudo().activity_ids.filtered(lambda each: each.activity_type_id in kinds).unlink()

    # ------------------------------------------------------------------------
    # Guards shared by all actions
    # ------------------------------------------------------------------------

    def _ensure_dispatcher(self):
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_dispatcher"):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("write")

    def _ensure_inspector(self):
        """Refuse the caller unless these sheets are his to fill in, or he is a dispatcher."""
        if not self.env.su and any(sheet.user_id != self.env.user for sheet in self):
            self._ensure_dispatcher()

    def _ensure_open(self):
        ended = self.filtered(lambda sheet: sheet.state in ("done", "missed"))[:1]
        if ended:
            raise UserError(
                self.env._("%(name)s is ended and can no longer change.", name=ended.display_name)
            )

    def _ensure_progress(self):
        idle = self.filtered(lambda sheet: sheet.state != "progress")[:1]
        if idle:
            idle._ensure_open()
            raise UserError(
                self.env._("%(name)s has not begun: press “Start” first.", name=idle.display_name)
            )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_start(self):
        """Begin to fill in these sheets, with the items and the policy of today (S29, S30)."""
        self._ensure_inspector()
        self._lock()
        self._ensure_step("progress", "planned")
        self.filtered(lambda sheet: sheet.version != sheet.checklist_id.version)._take_items()
        now = fields.Datetime.now()
        for sheet in self:
            policy = self.env["aftersales.assessment.policy"]
            if sheet.kind == "assessment":
                policy = policy._get_in_force(sheet.company_id._get_aftersales_date(now), sheet.company_id)
            sheet._update_state("progress", started_on=now, policy_id=policy.id)
        self.filtered(lambda sheet: sheet.kind == "assessment")._ask_owners()

    def action_done(self):
        """Close these sheets: everything is answered, every defect has its finding (S29).

        :raises UserError: naming what is missing
        """
        self._ensure_inspector()
        self._lock()
        self._ensure_step("done", "progress")
        for sheet in self:
            missing = sheet.line_ids._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s is not done yet; still to do: %(items)s.",
                        name=sheet.display_name,
                        items=format_list(self.env, missing),
                    )
                )
        today = {sheet: sheet.company_id._get_aftersales_today() for sheet in self}
        for sheet in self:
            previous = sheet._find_previous()
            sheet._update_state(
                "done",
                done_on=today[sheet],
                done_by_id=self.env.uid,
                previous_id=previous.id,
                score_change=sheet.score - previous.score if previous else 0,
            )
        self._drop_calls("mail_activity_type_inspection", "mail_activity_type_evidence")

    def _find_previous(self):
        """Return the last sheet of this kind, site and company that is done."""
        self.ensure_one()
        # sudo: the score of the one before, for whoever made this one
        return self.sudo().search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("site_id", "=", self.site_id.id),
                ("state", "=", "done"),
            ],
            order="done_on desc, id desc",
            limit=1,
        )

    def action_open_missed(self):
        """Ask why these sheets were not filled in."""
        self._ensure_dispatcher()
        self._ensure_step("missed", "planned", "progress")
        return open_dialog(
            self.env._("Not Held"), "aftersales.reason", purpose="missed", inspection_ids=self.ids
        )

    def _miss(self, reason):
        """Note that these sheets were not filled in, and why (S29)."""
        self._ensure_dispatcher()
        self._lock()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the inspection was missed."))
        self._update_state("missed", missed_reason=reason.strip())
        self._drop_calls("mail_activity_type_inspection", "mail_activity_type_evidence")

    def action_ask_owners(self):
        """Ask the owners of the items not answered yet for their evidence (S30)."""
        self._ensure_inspector()
        self._lock()
        self._ensure_progress()
        self._ask_owners()

    def _ask_owners(self):
        """Give each owner of open items one activity that names their clauses."""
        self._drop_calls("mail_activity_type_evidence")
        tasks = []
        for sheet in self:
            waiting = sheet.line_ids.filtered(lambda line: line.user_id and not line.result)
            for owner, lines in waiting.grouped("user_id").items():
                names = format_list(self.env, [line.clause or line.name for line in lines])
                text = self.env._("Evidence for %(items)s", items=names)
                tasks.append((sheet.id, owner, sheet.planned_on, text))
        # sudo: the owners are told, whoever asks
        self.env["mail.activity"].sudo()._plan_in_batch(
            "aftersales_service.mail_activity_type_evidence", self._name, tasks
        )

    def action_view_findings(self):
        """Open what was found."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_inspection_finding_action"
        )
        domain = [("inspection_id", "=", self.id)]
        return {**action, "domain": domain, "context": {"default_inspection_id": self.id}}

    def action_view_previous(self):
        """Open the sheet before this one."""
        self.ensure_one()
        self.previous_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.previous_id.id,
            "views": [(False, "form")],
        }

    def _get_sections(self):
        """Return the items as the printed sheet shows them: section, lines, how many stand before."""
        self.ensure_one()
        sections = []
        for index, line in enumerate(self.line_ids):
            if not sections or line.heading:
                sections.append((line.section, [], index))
            sections[-1][1].append(line)
        return sections

    @api.model
    def _get_list_action(self, kind):
        """Return the action that lists the sheets of `kind`."""
        suffix = "_assessment" if kind == "assessment" else ""
        return self.env["ir.actions.act_window"]._for_xml_id(
            f"aftersales_service.aftersales_inspection_action{suffix}"
        )
