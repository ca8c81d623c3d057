from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import DISMISSAL_STATES


class AftersalesConductDismissal(models.Model):
    """A proposal of dismissal, because the threshold of the year was reached (D5). Never automatic.

    One for each ledger. It goes through only with evidence, the person's statement or recorded
    refusal, the union notice, and no record behind it under appeal or open to one.
    """

    _name = "aftersales.conduct.dismissal"
    _inherit = ["aftersales.guard.mixin", "aftersales.conduct.log.mixin", "mail.thread"]
    _description = "Dismissal Proposal"
    _order = "threshold_day desc, id desc"

    _log_link = "dismissal_id"
    _logged = (
        "state", "ledger_id", "threshold_day", "legal_review", "later_reward", "reward_seen", "review_note",
        "union_notice_on", "statement", "decider_id", "decided_on", "decision_note",
    )  # fmt: skip

    ledger_id = fields.Many2one(
        "aftersales.conduct.ledger", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(related="ledger_id.employee_id", store=True, index=True)
    company_id = fields.Many2one(related="ledger_id.company_id", store=True, index=True)
    year = fields.Integer(related="ledger_id.year", store=True, aggregator=None)
    state = fields.Selection(
        DISMISSAL_STATES, required=True, readonly=True, default="open", index=True, tracking=True
    )
    threshold_day = fields.Date(readonly=True, tracking=True)
    legal_review = fields.Boolean(
        readonly=True, help="Read in date order, the threshold is reached on another day, or never."
    )
    later_reward = fields.Boolean(
        readonly=True, help="A later reward has brought the balance below the threshold."
    )
    reward_seen = fields.Boolean(readonly=True, tracking=True)
    review_note = fields.Text(string="Result of the Review", readonly=True)
    union_notice_on = fields.Date(string="Union Notice", readonly=True, tracking=True)
    statement = fields.Text(string="Statement or Refusal", readonly=True)
    decider_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_note = fields.Text(readonly=True)
    record_ids = fields.Many2many("aftersales.conduct.record", compute="_compute_records", string="Records")
    gap_text = fields.Char(string="Still Missing", compute="_compute_gap_text")
    log_ids = fields.One2many("aftersales.conduct.log", "dismissal_id")

    _one_per_year = models.UniqueIndex("(ledger_id)", "Dismissal is proposed once for each year.")

    @api.depends("employee_id", "year")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = f"{proposal.employee_id.name} {proposal.year}"

    @api.depends("ledger_id.input_hash")
    def _compute_records(self):
        found = self.ledger_id.sudo()._get_effective_records()
        for proposal in self:
            records = found[proposal.ledger_id]
            proposal.record_ids = records.filtered(lambda record: not record.is_reward)

    @api.depends("state", "union_notice_on", "statement", "reward_seen", "review_note")
    @api.depends_context("lang")
    def _compute_gap_text(self):
        for proposal in self:
            gaps = proposal._get_gaps() if proposal.state == "open" else []
            proposal.gap_text = format_list(self.env, gaps) if gaps else False

    def _get_gaps(self):
        """Return what is missing before the proposal can be approved."""
        self.ensure_one()
        records, text = self.sudo().record_ids, self.env._
        today = self.company_id._get_aftersales_today()
        open_to_appeal = records.filtered(
            lambda record: (
                record.state in ("decided", "appealed")
                or (
                    record.state in ("notified", "in_force")
                    and (not record.appeal_deadline or record.appeal_deadline >= today)
                )
            )
        )
        gaps = [
            (not records.evidence_ids, text("evidence")),
            (not self.statement, text("the statement or the recorded refusal")),
            (not self.union_notice_on, text("the union notice")),
            (bool(open_to_appeal), text("the end of the appeal period of every record")),
            (self.later_reward and not self.reward_seen, text("that the later reward was seen")),
            (self.legal_review and not self.review_note, text("the legal review")),
        ]
        return [sentence for missing, sentence in gaps if missing]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        proposals = super(AftersalesConductDismissal, self._drop_guarded_defaults()).create(vals_list)
        proposals._log("proposed")
        return proposals

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _follow(self, vals):
        """The ledger was read anew: withdraw, reopen, or bring the facts up to date."""
        self.ensure_one()
        if self.state in ("open", "withdrawn"):
            vals = {**vals, "state": "open" if vals["threshold_day"] else "withdrawn"}
            if any(self[name] != value for name, value in vals.items()):
                self.write(vals)
                self._log("followed")
        elif self.threshold_day != vals["threshold_day"]:
            self._message_log(
                body=self.env._(
                    "The records have changed since the decision: the threshold is now %(day)s.",
                    day=vals["threshold_day"] or self.env._("not reached"),
                )
            )

    def _ensure_open(self, *roles):
        """Refuse the caller without the role, who is the person concerned, or a proposal that is decided."""
        self._ensure_role(*roles)
        self._lock()
        for proposal in self.sudo():
            if proposal.employee_id.user_id == self.env.user:
                raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))
            if proposal.state != "open":
                raise UserError(
                    self.env._("The proposal on %(name)s is not open any more.", name=proposal.display_name)
                )

    def _note(self, event, **vals):
        """Write what a step adds, and that it was taken; the caller has checked who takes it."""
        self.sudo().write(vals)  # sudo: guarded fields, checked by the callers
        self._log(event)

    def action_notify_union(self):
        """Record that the union was told today."""
        self._ensure_open("officer")
        for proposal in self:
            proposal._note("union", union_notice_on=proposal.company_id._get_aftersales_today())

    def action_see_reward(self):
        """The approver has seen that a later reward changed the balance."""
        self._ensure_open("general_manager")
        self._note("reward_seen", reward_seen=True)

    def action_hear(self):
        """Ask for the person's statement, or how it was refused."""
        self._ensure_open("officer")
        return self._open_dialog("hear", self.env._("Statement or refusal"))

    def action_review(self):
        """Ask for the result of the legal review."""
        self._ensure_open("manager")
        return self._open_dialog("review", self.env._("Legal review"))

    def action_approve(self):
        """Ask for the reasons of the approval."""
        self._ensure_open("general_manager")
        self._ensure_no_gap()
        return self._open_dialog("approve", self.env._("Approve"))

    def action_reject(self):
        """Ask for the reasons of the rejection."""
        self._ensure_open("general_manager")
        return self._open_dialog("keep", self.env._("Reject"))

    def _ensure_no_gap(self):
        for proposal in self:
            gaps = proposal._get_gaps()
            if gaps:
                raise UserError(
                    self.env._(
                        "The dismissal of %(name)s cannot be approved yet; it lacks: %(gaps)s.",
                        name=proposal.employee_id.name,
                        gaps=format_list(self.env, gaps),
                    )
                )

    def _open_dialog(self, purpose, title):
        self.ensure_one()
        return open_dialog(title, "aftersales.conduct.step", dismissal_id=self.id, purpose=purpose)

    def _hear(self, text):
        self._ensure_open("officer")
        self._note("statement", statement=text)

    def _review(self, text):
        self._ensure_open("manager")
        self._note("reviewed", review_note=text)

    def _approve(self, text):
        self._ensure_open("general_manager")
        self._ensure_no_gap()
        self._close("approved", text)

    def _keep(self, text):
        self._ensure_open("general_manager")
        self._close("rejected", text)

    def _close(self, state, text):
        self._note(
            state,
            state=state,
            decision_note=text,
            decider_id=self.env.uid,
            decided_on=fields.Datetime.now(),
        )
