from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import GRADED, OUTCOMES, RECORD_TRANSITIONS, SEVERITY
from ..tools.ledger import policy_year


class AftersalesConductRecord(models.Model):
    """The way of a record (D43): one door, one table of permitted transitions, every step in the log."""

    _inherit = "aftersales.conduct.record"

    def _update_state(self, target, event=None, **vals):
        """Move these records to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, RECORD_TRANSITIONS)
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, transition checked above
        self._log(event or target)

    def _open_dialog(self, purpose, title):
        self.ensure_one()
        self.check_access("read")
        return open_dialog(title, "aftersales.conduct.step", record_id=self.id, purpose=purpose)

    # Proposal and hearing ---------------------------------------------------------

    def action_propose(self):
        """Draft → proposed: the person concerned sees it and is asked for a statement."""
        for record in self:
            if record.proposer_id != self.env.user:
                record._ensure_role("officer")
        self.check_access("write")
        for record in self:
            record._ensure_money(record.amount)
        now = fields.Datetime.now()
        for policy, records in self.grouped(lambda record: record._get_policy()).items():
            for today, found in records.grouped(lambda record: record._get_today()).items():
                deadline = today + timedelta(days=policy.statement_days)
                found._update_state("proposed", proposed_on=now, statement_deadline=deadline)
        self._ask_for_statements()

    def _ask_for_statements(self):
        asked = self.sudo().filtered(lambda record: not record.is_reward and not record.on_paper)
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].sudo().create(  # sudo: who proposes may not plan for others
            [
                {
                    "activity_type_id": todo.id,
                    "automated": True,
                    "date_deadline": record.statement_deadline,
                    "res_id": record.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "summary": self.env._("Give your statement on record %(name)s", name=record.name),
                    "user_id": record.employee_id.user_id.id,
                }
                for record in asked
            ]
        )

    def action_give_statement(self):
        """Let the person concerned write the statement, or HR enter it from paper."""
        self._ensure_heard_person()
        return self._open_dialog("statement", self.env._("Statement"))

    def action_record_refusal(self):
        """Record that the person concerned does not want to say anything."""
        self._ensure_role("officer")
        return self._open_dialog("refusal", self.env._("Statement refused"))

    def _give_statement(self, text):
        """The person's own words; nobody can decide without them, or without the recorded refusal."""
        self._ensure_heard_person()
        self._ensure_measure()
        self._update_state("heard", "statement", statement=text, statement_on=fields.Datetime.now())
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _record_refusal(self, text):
        """A refusal is recorded by HR; silence counts as one when the deadline has passed."""
        self._ensure_role("officer")
        self._ensure_measure()
        self._ensure_no_conflict_of_person()
        self._update_state("heard", "refusal", statement_refused=text)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _ensure_heard_person(self):
        """Only the person concerned speaks; who has no login hands in paper, and HR enters it."""
        paper = self.filtered("on_paper")
        if paper:
            paper._ensure_role("officer")
        (self - paper)._ensure_mine()

    def _ensure_measure(self):
        reward = self.filtered("is_reward")[:1]
        if reward:
            raise UserError(self.env._("%(name)s is a reward: it needs no statement.", name=reward.name))

    def _ensure_no_conflict_of_person(self):
        if any(record.is_mine for record in self):
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))

    # Decision ---------------------------------------------------------------------

    def action_decide(self):
        """Open the decision with what it would come to."""
        self.ensure_one()
        self._ensure_may_decide()
        return open_dialog(self.env._("Decision"), "aftersales.conduct.decision", record_id=self.id)

    def _ensure_may_decide(self):
        """D43: up to the policy's limit a superior or the HR manager, above it both managers in turn."""
        self.check_access("read")
        self._ensure_no_conflict()
        for record in self:
            if record.needs_two:
                role = "general_manager" if record.first_signer_id else "manager"
                record._ensure_role(role)
                if record.first_signer_id == self.env.user:
                    raise UserError(
                        self.env._("Record %(name)s: somebody else signs second.", name=record.name)
                    )
            elif not (record._is_superior() or record._has_role("manager")):
                raise AccessError(
                    self.env._("Only a superior or the HR manager decides record %(name)s.", name=record.name)
                )

    def _ensure_decidable(self, measure):
        """What must be there before a measure is decided (D43)."""
        self.ensure_one()
        self._ensure_step("decided", "proposed" if self.is_reward else "heard")
        if self.is_reward and measure != self.measure:
            raise UserError(
                self.env._("Record %(name)s: a reward is granted or not pursued.", name=self.name)
            )
        if not self.is_reward:
            if measure not in SEVERITY or SEVERITY.index(measure) > SEVERITY.index(self.measure):
                raise UserError(
                    self.env._(
                        "Record %(name)s: a measure graver than the one the person was heard on needs a new "
                        "proposal.",
                        name=self.name,
                    )
                )
            if not self.sudo().evidence_ids:
                raise UserError(
                    self.env._("Record %(name)s has no evidence yet: attach it first.", name=self.name)
                )
        if measure == "dismissal" and not self.union_notice_on:
            raise UserError(
                self.env._("Record %(name)s: the union has not been notified yet.", name=self.name)
            )

    def _decide(self, measure, effective_date, amount, note):
        """Decide, or sign first where two signatures are needed; then the year is read anew (D43)."""
        self.ensure_one()
        self._lock()
        self._ensure_may_decide()
        self._ensure_decidable(measure)
        today = self._get_today()
        if effective_date < max(self.event_date, today):
            raise UserError(
                self.env._("Record %(name)s takes effect today or later, never before.", name=self.name)
            )
        self._ensure_money(amount)
        now = fields.Datetime.now()
        if self.needs_two and not self.first_signer_id:
            # sudo: guarded fields, right and state checked above
            self.sudo().write(
                {
                    "first_signer_id": self.env.uid,
                    "first_signed_on": now,
                    "decision_note": note,
                    "measure": measure,
                    "amount": amount,
                }
            )
            self._log("signed")
            return
        policy = self._get_policy(effective_date)
        scheme = policy._get_scheme()
        grade, reward = GRADED.get(measure, (None, False))
        points = scheme.points["smM".index(grade)] * (1 if reward else -1) if grade else 0
        self._update_state(
            "decided",
            measure=measure,
            amount=amount,
            decision_note=note,
            decider_id=self.env.uid,
            decided_on=now,
            effective_date=effective_date,
            policy_id=policy.id,
            points=points,
            year=policy_year(effective_date, policy.first_month or 1),
        )
        self._hold_superior()
        self._refresh_ledger()

    def action_notify_union(self):
        """Record that the union was told of the intended dismissal, today."""
        self._ensure_role("officer")
        self._ensure_step("decided", "proposed", "heard")
        for record in self:
            if record.measure not in OUTCOMES:
                raise UserError(
                    self.env._("Record %(name)s: the union is told of dismissals only.", name=record.name)
                )
            # sudo: guarded field, right and state checked above
            record.sudo().write({"union_notice_on": record._get_today()})
        self._log("union")

    def action_reject(self):
        """Ask why the proposal is not pursued."""
        self.ensure_one()
        self._ensure_may_reject()
        return self._open_dialog("reject", self.env._("Not pursued"))

    def _ensure_may_reject(self):
        self.check_access("read")
        self._ensure_no_conflict()
        for record in self:
            if not (record._is_superior() or record._has_role("manager", "general_manager")):
                raise AccessError(
                    self.env._("Only a superior or the HR manager decides record %(name)s.", name=record.name)
                )

    def _reject(self, reason):
        self._ensure_may_reject()
        self._update_state("rejected", end_reason=reason)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _hold_superior(self):
        """D45: the direct superior of that day answers, where the article says so."""
        for record in self.sudo().filtered(lambda record: not record.joint_of_id and not record.replaces_id):
            article, superior = record.article_id, record.superior_id
            holds = {
                "unreported": not record.superior_reported,
                "joined": record.superior_joined,
                "always": True,
            }.get(article.joint_case, False)
            if holds and superior:
                joint = record.create(
                    {
                        "employee_id": superior.id,
                        "article_id": article.id,
                        "measure": article.joint_measure,
                        "amount": 0.0,
                        "event_date": record.event_date,
                        "facts": record.facts,
                        "proposer_id": self.env.uid,
                        "joint_of_id": record.id,
                    }
                )
                files = record.evidence_ids.copy({"res_model": joint._name, "res_id": joint.id})
                joint.evidence_ids = files
                joint.with_env(self.env).sudo().action_propose()

    # Notice and acknowledgement -----------------------------------------------------

    def action_notify(self):
        """Decided → notified: the letter is handed over; the days for an appeal begin."""
        self._ensure_role("officer")
        self._ensure_no_conflict_of_person()
        now = fields.Datetime.now()
        for policy, records in self.grouped(lambda record: record._get_policy()).items():
            for today, found in records.grouped(lambda record: record._get_today()).items():
                deadline = today + timedelta(days=policy.appeal_days or 7)
                found._update_state("notified", notified_on=now, appeal_deadline=deadline)

    def action_acknowledge(self):
        """Notified → in force: the person confirms to have received the notice; it is no consent."""
        self._ensure_mine()
        self._update_state("in_force", "acknowledged", acknowledged_on=fields.Datetime.now())

    def action_record_delivery(self):
        """Ask how the notice was delivered to a person who does not sign for it."""
        self._ensure_role("officer")
        return self._open_dialog("delivery", self.env._("Delivery of the notice"))

    def _record_delivery(self, text):
        self._ensure_role("officer")
        self._ensure_no_conflict_of_person()
        self._update_state("in_force", "delivered", delivery_note=text)

    # Appeal and end -----------------------------------------------------------------

    def action_appeal(self):
        """Let the person concerned write the appeal, or HR enter it from paper."""
        self._ensure_heard_person()
        self._ensure_appealable()
        return self._open_dialog("appeal", self.env._("Appeal"))

    def _ensure_appealable(self):
        self._ensure_transition("appealed", RECORD_TRANSITIONS)
        for record in self:
            if record.replaces_id or record.appeal_ids:
                raise UserError(
                    self.env._("Record %(name)s: the decision on the appeal is final.", name=record.name)
                )
            if record._get_today() > record.appeal_deadline:
                raise UserError(
                    self.env._(
                        "The appeal period of record %(name)s ended on %(date)s.",
                        name=record.name,
                        date=record.appeal_deadline,
                    )
                )

    def _appeal(self, grounds):
        """File an appeal: points stand, but no dismissal goes through until it is decided (D44)."""
        self.ensure_one()
        self._ensure_heard_person()
        self._lock()
        self._ensure_appealable()
        # sudo: the person has no right to write appeals; who and when was checked above
        self.env["aftersales.conduct.appeal"].sudo().create({"record_id": self.id, "grounds": grounds})
        self._update_state("appealed")

    def action_revoke(self):
        """Ask why a decision is taken back."""
        self._ensure_role("general_manager")
        self._ensure_no_conflict_of_person()
        return self._open_dialog("revoke", self.env._("Revoke"))

    def _revoke(self, reason):
        """Take a decision back: it is as if never made (D6), and with it the joint liability (D45)."""
        self._ensure_role("general_manager")
        self._ensure_no_conflict_of_person()
        self._ensure_step("revoked", "decided", "notified", "in_force", "upheld", "expired")
        self._end_as_revoked(reason)

    def _end_as_revoked(self, reason):
        if not self:
            return
        self._update_state("revoked", end_reason=reason)
        joint = self.sudo().joint_ids
        pending = joint.filtered(lambda record: record.state in ("proposed", "heard"))
        pending._update_state("rejected", end_reason=reason)
        appealed = joint.filtered(lambda record: record.state == "appealed")
        appealed.appeal_ids._close("revoked", reason)
        (joint - pending).filtered(
            lambda record: "revoked" in RECORD_TRANSITIONS[record.state]
        )._end_as_revoked(reason)
        self._refresh_ledger()

    def _reduce(self, measure, reason, amount):
        """Replace by a milder measure or less money, effective on the same day; the old record stays (D6)."""
        self.ensure_one()
        lower = SEVERITY.index(self.measure) - SEVERITY.index(measure)
        if lower < 0 or amount > self.amount or (not lower and amount == self.amount):
            raise UserError(
                self.env._(
                    "Record %(name)s: a reduction is to a milder measure or less money.", name=self.name
                )
            )
        self._update_state("changed", end_reason=reason)
        old = self.sudo()
        grade, _reward = GRADED.get(measure, (None, False))
        points = -old._get_policy()._get_scheme().points["smM".index(grade)] if grade else 0
        fresh = old.copy(
            {
                "replaces_id": old.id,
                "company_id": old.company_id.id,
                "measure": measure,
                "amount": amount,
                "case_number": old.case_number,
                "joint_of_id": False,
                "evidence_ids": [fields.Command.set(old.evidence_ids.ids)],
                "proposer_id": old.proposer_id.id,
            }
        )
        fresh.write(
            {
                **{
                    name: old[name].id if old._fields[name].relational else old[name]
                    for name in (
                        "department_id", "job_id", "superior_id", "proposed_on", "statement",
                        "statement_on", "statement_refused", "policy_id", "decider_id", "decided_on",
                        "effective_date", "year", "notified_on", "acknowledged_on", "delivery_note",
                        "appeal_deadline",
                    )
                },
                "state": "upheld",
                "decision_note": reason,
                "points": points,
            }
        )  # fmt: skip
        fresh._log("replacement")
        self._refresh_ledger()
        return fresh

    # Follow-up (D9, D10) ------------------------------------------------------------

    def action_follow_up(self):
        """Draft the reward that is added when the success proved itself within the article's months."""
        self.ensure_one()
        self._ensure_role("officer")
        following = self.article_id.follow_up_id
        if not following or self.state not in ("notified", "in_force", "upheld", "expired"):
            raise UserError(self.env._("Nothing follows on record %(name)s.", name=self.name))
        if self.search_count([("origin_id", "=", self.id), ("state", "not in", ("rejected", "revoked"))]):
            raise UserError(self.env._("The follow-up of record %(name)s is there already.", name=self.name))
        return self._open_dialog("follow_up", self.env._("Follow-up"))

    def _follow_up(self, profit, facts):
        """D9, D10: profit at least that of the article, within its months from the event."""
        self.action_follow_up()
        article, today = self.article_id, self._get_today()
        last = fields.Date.add(self.event_date, months=article.follow_up_months)
        if today > last:
            raise UserError(
                self.env._(
                    "The success of record %(name)s had to show until %(date)s.", name=self.name, date=last
                )
            )
        if profit < article.follow_up_profit:
            raise UserError(
                self.env._(
                    "Record %(name)s: the profit must be at least %(amount)s.",
                    name=self.name,
                    amount=self.currency_id.format(article.follow_up_profit),
                )
            )
        # sudo: the link is guarded; right and state were checked above
        return self.sudo().create(
            {
                "employee_id": self.employee_id.id,
                "article_id": article.follow_up_id.id,
                "event_date": today,
                "facts": facts,
                "profit": profit,
                "origin_id": self.id,
                "proposer_id": self.env.uid,
            }
        )

    # Year end -------------------------------------------------------------------------

    @api.model
    def _cron_expire(self):
        """Records of past years lapse; those whose appeal is open or possible wait (D6)."""
        # sudo: scheduled work over all companies
        records = self.sudo()
        for company in records.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            policy = records.env["aftersales.conduct.policy"]._get_in_force(today, company)
            year = policy_year(today, policy.first_month or 1)
            domain = (
                Domain("company_id", "=", company.id)
                & Domain("state", "in", ("in_force", "upheld"))
                & Domain("year", "<", year)
                & (Domain("appeal_deadline", "=", False) | Domain("appeal_deadline", "<", today))
            )
            records._work_in_slices(domain, lambda found: found._update_state("expired"))

    def _refresh_ledger(self):
        """Read the years of these records anew."""
        rows = {(r.employee_id.id, r.company_id.id, r.year) for r in self.sudo() if r.year}
        # sudo: whoever decides may have no right on the ledger
        self.env["aftersales.conduct.ledger"].sudo()._refresh(rows)
