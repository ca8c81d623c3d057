from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..const import FINDING_STATES, FINDING_TRANSITIONS


class AftersalesInspectionFinding(models.Model):
    """What is wrong on a site: who puts it right, by when, the proof, and who has verified it (S29)."""

    _name = "aftersales.inspection.finding"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "aftersales.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Finding of an Inspection"
    _order = "due_on, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _transitions = FINDING_TRANSITIONS

    name = fields.Char(string="Safety Finding", required=True, tracking=True, help="What is wrong.")
    inspection_id = fields.Many2one(
        "aftersales.inspection",
        string="Inspection Sheet",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        "aftersales.inspection.line",
        string="Item",
        index="btree_not_null",
        ondelete="set null",
        domain="[('inspection_id', '=', inspection_id)]",
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, precompute=True, index=True)
    site_id = fields.Many2one(related="inspection_id.site_id", store=True, precompute=True, index=True)
    section = fields.Char(related="line_id.section", store=True)
    found_on = fields.Date(required=True, readonly=True, copy=False, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge of It",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who has it put right.",
    )
    due_on = fields.Date(
        string="Due By",
        compute="_compute_due_on",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    action = fields.Text(string="What to Do", help="How it is put right, and what keeps it from coming back.")
    attachment_ids = fields.Many2many(
        "ir.attachment", "aftersales_finding_photo_rel", string="Photos of the Defect", copy=False
    )
    state = fields.Selection(
        FINDING_STATES,
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    proof = fields.Text(string="What Was Done", copy=False)
    proof_ids = fields.Many2many(
        "ir.attachment", "aftersales_finding_proof_rel", string="Proof of the Fix", copy=False
    )
    fixed_on = fields.Date(readonly=True, copy=False)
    fixed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verify_note = fields.Text(string="Verification", copy=False, help="What was seen when it was looked at.")
    closed_on = fields.Date(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    remind_on = fields.Date(readonly=True, copy=False, help="When the owner is reminded next.")

    _remind_index = models.Index("(remind_on) WHERE state = 'open'")
    _closed_verified = models.Constraint(
        "CHECK (state != 'closed' OR (verified_by_id IS NOT NULL AND closed_on IS NOT NULL AND "
        "verified_by_id != user_id AND verified_by_id != fixed_by_id))",
        "Somebody else than the owner verifies that a finding is put right.",
    )

    @api.depends("inspection_id")
    def _compute_user_id(self):
        for finding in self:
            site = finding.inspection_id.site_id
            finding.user_id = (
                finding.user_id or site.responsible_id or finding.line_id.user_id or self.env.user
            )

    @api.depends("inspection_id", "found_on")
    def _compute_due_on(self):
        policies = self.env["aftersales.inspection.policy"].sudo()
        companies = self.inspection_id.company_id | self.env.company
        policies = policies.search(policies._get_company_domain(companies))  # sudo: policy, no secret
        for finding in self:
            company = finding.inspection_id.company_id or self.env.company
            found = finding.found_on or fields.Date.context_today(finding)
            days = policies._pick(found, company).due_days
            finding.due_on = finding.due_on or found + timedelta(days=days)

    @api.depends("state", "due_on")
    def _compute_is_overdue(self):
        for finding in self:
            finding.is_overdue = (
                finding.state == "open"
                and bool(finding.due_on and finding.company_id)
                and finding.due_on < finding.company_id._get_aftersales_today()
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "open") & self.env["res.company"]._get_day_domain("due_on", "<")
        return late if True in value else ~late

    @api.constrains("line_id", "inspection_id")
    def _check_line_id(self):
        for finding in self:
            if finding.line_id and finding.line_id.inspection_id != finding.inspection_id:
                raise ValidationError(
                    self.env._("“%(name)s” names an item of another sheet.", name=finding.name)
                )

    @api.constrains("due_on", "found_on")
    def _check_due_on(self):
        for finding in self:
            if finding.due_on < finding.found_on:
                raise ValidationError(
                    self.env._("“%(name)s” cannot be due before it was found.", name=finding.name)
                )

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        findings = super(AftersalesInspectionFinding, self._drop_guarded_defaults()).create(vals_list)
        if not self.env.su:
            sheets = findings.inspection_id
            sheets._ensure_inspector()
            begun = sheets.filtered(lambda sheet: sheet.state in ("progress", "done"))
            (sheets - begun)._ensure_progress()
            if begun.filtered(lambda sheet: sheet.state == "done"):
                sheets._ensure_dispatcher()
        for finding in findings:
            finding._adopt_files("attachment_ids", {"attachment_ids": True})
            finding._adopt_files("proof_ids", {"proof_ids": True})
        findings._plan_work()
        return findings

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if vals.keys() & {"inspection_id", "line_id"}:
                raise UserError(self.env._("A finding stays with the inspection that found it."))
            if vals.keys() - {"verify_note"}:
                self._ensure_step("fixed", "open")
            own = all(finding.user_id == self.env.user for finding in self)
            if not own or vals.keys() - {"action", "proof", "proof_ids", "attachment_ids"}:
                self._ensure_verifier()
        result = super().write(vals)
        self._adopt_files("attachment_ids", vals)
        self._adopt_files("proof_ids", vals)
        if {"user_id", "due_on"} & vals.keys():
            self._plan_work()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Findings are evidence: they cannot be deleted."))

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The activity makes its user follow: in one go, and without a mail for each."""
        return []

    def _ensure_verifier(self):
        """Refuse the caller unless he has inspected there, or is a dispatcher."""
        if not self.env.su and any(finding.inspection_id.user_id != self.env.user for finding in self):
            self.inspection_id._ensure_dispatcher()
        self.check_access("write")

    def _plan_work(self):
        """Put the findings before their owners on the day they are due; reminders begin the day after."""
        for due_on, same in self.grouped("due_on").items():
            same.sudo().remind_on = due_on + timedelta(days=1)  # sudo: guarded field
        self._plan_activities(
            "mail_activity_type_finding", [(each, each.user_id, each.due_on, each.name) for each in self]
        )

    def _plan_activities(self, kind, tasks):
        """Give these findings these activities and no others of ours.

        :param tasks: tuples (finding, user, day, summary)
        """
        # sudo: activities of the finding, whosever they are
        self.sudo().activity_ids.filtered("automated").unlink()
        self.mapped("display_name")  # read together what each activity is going to name
        self.env["mail.activity"].sudo()._plan_in_batch(
            f"aftersales_service.{kind}",
            self._name,
            [(finding.id, *task) for finding, *task in tasks],
        )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_fixed(self):
        """The owner has had it put right, and shows it (S29).

        :raises UserError: without a photo or file that proves it
        """
        self._ensure_step("fixed", "open")
        self.check_access("write")
        self._lock()
        for finding in self:
            if not self.env.su and finding.user_id != self.env.user:
                finding.inspection_id._ensure_dispatcher()
            finding._ensure_proof()
        for company, findings in self.grouped("company_id").items():
            findings._update_state(
                "fixed", fixed_on=company._get_aftersales_today(), fixed_by_id=self.env.uid
            )
        self._plan_activities(
            "mail_activity_type_finding",
            [
                (
                    each,
                    each._get_checker(),
                    each.fixed_on,
                    self.env._("Verify: %(name)s", name=each.name),
                )
                for each in self
            ],
        )

    def _ensure_proof(self):
        self.ensure_one()
        if not self.proof_ids:
            raise UserError(
                self.env._(
                    "“%(name)s” is closed with proof: add a photo or a file of the fix.", name=self.name
                )
            )

    def _get_checker(self):
        """Return who is asked to verify: the inspector, or the site's responsible for his own finding."""
        self.ensure_one()
        inspector, responsible = self.inspection_id.user_id, self.site_id.responsible_id
        mine = self.user_id | self.fixed_by_id
        return next(
            (user for user in (inspector, responsible) if user and user not in mine),
            inspector,
        )

    def action_verify(self):
        """Somebody else than the owner has seen that it is put right (S29).

        :raises AccessError: to the owner, and to who reported it as put right
        """
        self._ensure_judge()
        for finding in self:
            finding._ensure_proof()
        for company, findings in self.grouped("company_id").items():
            findings._update_state(
                "closed", closed_on=company._get_aftersales_today(), verified_by_id=self.env.uid
            )
        self.sudo().activity_ids.filtered("automated").unlink()  # sudo: nothing is left to do

    def action_send_back(self):
        """It is not put right: the owner goes on (S29).

        :raises UserError: without a word on what is missing
        """
        self._ensure_judge()
        for finding in self:
            if not (finding.verify_note or "").strip():
                raise UserError(
                    self.env._(
                        "Say under “Verification” what is still wrong with “%(name)s”.", name=finding.name
                    )
                )
        self._update_state("open", fixed_on=False, fixed_by_id=False)
        self._plan_work()

    def _ensure_judge(self):
        self._ensure_step("closed", "fixed")
        self._ensure_verifier()
        self._lock()
        for finding in self:
            if not self.env.su and self.env.user in finding.user_id | finding.fixed_by_id:
                raise AccessError(
                    self.env._("“%(name)s” is your own: somebody else verifies it.", name=finding.name)
                )

    # ------------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the owners of overdue findings, and tell the responsible of the site (S29)."""
        self._work_in_slices(
            Domain("state", "=", "open") & self.env["res.company"]._get_day_domain("remind_on", "<="),
            lambda findings: findings._remind(),
        )

    def _remind(self):
        company = self.company_id
        today = company._get_aftersales_today()
        late = self.filtered(lambda finding: finding.due_on < today)
        days = self.env["aftersales.inspection.policy"]._get_in_force(today, company).remind_days or 1
        late._plan_activities(
            "mail_activity_type_finding_overdue",
            [
                (each, user, today, self.env._("Overdue: %(name)s", name=each.name))
                for each in late
                for user in each.user_id | each.site_id.responsible_id
            ],
        )
        late.sudo().remind_on = today + timedelta(days=days)  # sudo: guarded field
