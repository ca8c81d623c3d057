from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, format_date

from odoo.addons.aftersales_base.tools.dialog import open_dialog, open_record

from ..const import CHECK_STATES, CHECK_TRANSITIONS, CONTACT_KINDS, GRADES


class AftersalesQualityCheck(models.Model):
    """A recorded contact that was drawn, and what it was worth (S27).

    Who scored stands in `aftersales.quality.score`, which the agent cannot read; a check names nobody.
    """

    _name = "aftersales.quality.check"
    _inherit = ["aftersales.guard.mixin", "aftersales.unsigned.mixin"]
    _description = "Quality Check"
    _order = "contact_on desc, id desc"
    _check_company_auto = True
    _transitions = CHECK_TRANSITIONS

    month_id = fields.Many2one(
        "aftersales.quality.month",
        string="Agent's Month",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="month_id.company_id", store=True, precompute=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        related="month_id.employee_id", store=True, precompute=True, index=True, readonly=True
    )
    month = fields.Date(related="month_id.month", store=True, precompute=True, readonly=True)
    kind = fields.Selection(CONTACT_KINDS, string="Contact", required=True, readonly=True)
    res_model = fields.Char(string="Document Type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    contact_on = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(CHECK_STATES, required=True, readonly=True, default="open", index=True)
    needs_second = fields.Boolean(
        string="Scored Twice", readonly=True, groups="aftersales_performance.group_manager"
    )
    #: The system's: that there is a first score would tell the second person something.
    score_ids = fields.One2many(
        "aftersales.quality.score", "check_id", string="All Scores", readonly=True, groups=NO_ACCESS
    )
    shown_score_ids = fields.One2many(
        "aftersales.quality.score",
        "check_id",
        string="Scores",
        readonly=True,
        domain=[("check_state", "!=", "open")],
        groups="aftersales_performance.group_manager",
    )
    points = fields.Float(readonly=True, digits=(5, 2), aggregator="avg")
    grade = fields.Selection(GRADES, readonly=True, index=True)
    pay = fields.Monetary(readonly=True)
    finding = fields.Text(string="Findings", readonly=True)
    published_on = fields.Datetime(readonly=True)
    dispute_until = fields.Date(readonly=True, help="Last day, included.")
    dispute = fields.Text(readonly=True)
    decision = fields.Text(readonly=True)
    decider_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        groups="aftersales_performance.group_manager",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_disputable = fields.Boolean(compute="_compute_is_disputable")

    _contact_unique = models.UniqueIndex("(res_model, res_id, month_id)", "This contact is drawn already.")

    @api.depends("kind", "contact_on")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for check in self:
            day = check.contact_on and check.company_id._get_aftersales_date(check.contact_on)
            check.display_name = f"{kinds.get(check.kind, '')} {format_date(self.env, day) if day else ''}"

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for check in self:
            check.is_mine = check._is_own()

    @api.depends("state", "dispute_until", "is_mine")
    @api.depends_context("uid")
    def _compute_is_disputable(self):
        for check in self:
            check.is_disputable = (
                check.is_mine and check.state == "published" and not check._is_dispute_over()
            )

    def _is_dispute_over(self):
        return self.dispute_until < self.company_id._get_aftersales_today()

    def _is_own(self):
        return self.employee_id.sudo().user_id == self.env.user  # sudo: whose contact it was

    def action_view_contact(self):
        """Open what the contact was about."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.env[self.res_model].browse(self.res_id))

    # Scores -------------------------------------------------------------------------

    def action_score(self):
        """Open the user's own score card of this contact, made if there is room for one."""
        self.ensure_one()
        self.env.company._ensure_performance_role("scorer")
        self.check_access("read")
        if self._is_own():
            raise AccessError(self.env._("Nobody scores the own contacts."))
        self._lock()
        self._queue_up()
        check = self.sudo()  # sudo: scores of others are counted, not shown; right checked above
        mine = check.score_ids.filtered(lambda score: score.scorer_id == self.env.user)
        if not mine:
            self._ensure_step("published", "open")
            if len(check.score_ids) >= check._get_wanted():
                raise UserError(
                    self.env._("Check %(name)s: a colleague scores it already.", name=self.display_name)
                )
            mine = check.score_ids.create(
                {
                    "check_id": self.id,
                    "scorer_id": self.env.uid,
                    "answer_ids": [
                        fields.Command.create({"item_id": item.id})
                        for item in check.month_id.policy_id.item_ids
                    ],
                }
            )
        return open_record(mine.with_env(self.env))

    def action_release(self):
        """Throw away cards that others have begun: who is ill or gone keeps nobody from scoring."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("read")
        if any(check._is_own() for check in self):
            raise AccessError(self.env._("Nobody scores the own contacts."))
        self._lock()
        self._ensure_step("published", "open")
        scores = self.sudo().score_ids  # sudo: drafts of others are dropped unseen; right checked above
        scores.filtered(lambda score: score.state == "draft" and score.scorer_id != self.env.user).unlink()

    def _queue_up(self):
        """Let the second of two people at the same moment start anew, and see the first one's score.

        A lock alone does not do that: of a row that stayed as it was the second goes on with what he saw.
        """
        self.env.cr.execute(
            SQL("UPDATE aftersales_quality_check SET id = id WHERE id = ANY(%s)", list(self.ids))
        )

    def _get_wanted(self):
        """Return how many scores the contact gets: two if it was drawn for it, or if the first says bad."""
        self.ensure_one()
        return 2 if self.needs_second or "bad" in self.score_ids.mapped("grade") else 1

    def _compare(self):
        """Publish what all scores agree on; where their grades differ, a manager decides."""
        for check in self:
            scores = check.score_ids.filtered(lambda score: score.state == "done")
            if len(scores) < check._get_wanted():
                continue
            for score in scores:
                score.gap = score.points - sum((scores - score).mapped("points")) if scores - score else 0.0
            if len(set(scores.mapped("grade"))) > 1:
                check._update_state("compare")
            else:
                check._publish(scores[0].grade)

    def _publish(self, grade, **vals):
        """Show the agent the grade and what was missed, not by whom."""
        self.ensure_one()
        check = self.with_user(SUPERUSER_ID)
        policy = check.month_id.policy_id
        scores = check.score_ids.filtered(lambda score: score.state == "done")
        today = check.company_id._get_aftersales_today()
        check._update_state(
            "published",
            grade=grade,
            points=sum(scores.mapped("points")) / len(scores),
            pay=policy._get_pay(grade),
            finding="\n".join(filter(None, [scores._describe(), *scores.mapped("remark")])),
            published_on=fields.Datetime.now(),
            dispute_until=fields.Date.add(today, days=policy.dispute_days),
            **vals,
        )
        check._notify_agent()

    def _notify_agent(self):
        """Tell the agent of the grade, in the system's name: the days to dispute it have begun."""
        self.ensure_one()
        partner = self.employee_id.user_id.partner_id
        check = self.with_context(lang=partner.lang)
        check.env["mail.thread"].message_notify(
            partner_ids=partner.ids,
            author_id=check.env.user.partner_id.id,
            model=check._name,
            res_id=check.id,
            subject=check.display_name,
            body=check.env._(
                "One of your contacts was checked. You can dispute the grade until %(date)s.",
                date=format_date(check.env, check.dispute_until),
            ),
        )

    # Dispute ------------------------------------------------------------------------

    def action_dispute(self):
        """Ask the agent what is wrong with the grade."""
        self.ensure_one()
        self._ensure_disputable()
        return open_dialog(
            self.env._("Dispute"), "aftersales.quality.step", check_id=self.id, purpose="dispute"
        )

    def _ensure_disputable(self):
        self.check_access("read")
        if not self._is_own():
            raise AccessError(self.env._("Only the agent disputes a check."))
        self._ensure_step("disputed", "published")
        if self._is_dispute_over():
            raise UserError(
                self.env._(
                    "Check %(name)s could be disputed until %(date)s.",
                    name=self.display_name,
                    date=format_date(self.env, self.dispute_until),
                )
            )

    def _dispute(self, text):
        """Published → disputed: the agent's own words wait for a decision."""
        self.ensure_one()
        self._ensure_disputable()
        self._update_state("disputed", dispute=text)

    def action_decide(self):
        """Open the decision of a dispute, or between two scores."""
        self.ensure_one()
        self._ensure_decidable()
        return open_dialog(
            self.env._("Decide"),
            "aftersales.quality.step",
            check_id=self.id,
            purpose="decide",
            grade=self.grade,
        )

    def _ensure_decidable(self):
        self.env.company._ensure_performance_role("manager")
        self.check_access("read")
        self._ensure_step("published" if self.state == "compare" else "decided", "compare", "disputed")
        check = self.sudo()  # sudo: the manager reads the scores of the check anyway
        if self.env.user in check.score_ids.scorer_id or self._is_own():
            raise UserError(
                self.env._(
                    "Check %(name)s: who scored it, or had the contact, does not decide. Ask a colleague.",
                    name=self.display_name,
                )
            )

    def _decide(self, grade, text):
        """Set the grade that holds: between two scores, or after a dispute."""
        self.ensure_one()
        self._lock()
        self._ensure_decidable()
        if grade not in dict(GRADES):
            raise UserError(self.env._("Say which grade holds."))
        vals = {"decision": text, "decider_id": self.env.uid}
        if self.state == "compare":
            self._publish(grade, **vals)
        else:
            policy = self.sudo().month_id.policy_id  # sudo: figures of a regulation are no secret
            self._update_state("decided", grade=grade, pay=policy._get_pay(grade), **vals)
