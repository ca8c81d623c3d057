from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import COMPLAINT_STAGES


class AftersalesComplaint(models.Model):
    """The route of a complaint: stage after stage, proposal, approval, closing (S22, S23, S25)."""

    _inherit = "aftersales.complaint"

    stage_ids = fields.One2many("aftersales.complaint.stage", "complaint_id", string="Stages")
    stage_id = fields.Many2one(
        "aftersales.complaint.stage", string="Present Stage", compute="_compute_stage_id", store=True
    )
    stage = fields.Selection(
        related="stage_id.stage",
        string="Stage Now",
        store=True,
        index=True,
        group_expand="_group_expand_stage",
    )
    stage_user_id = fields.Many2one(
        related="stage_id.user_id", string="Stage Responsible", store=True, index=True
    )
    decision = fields.Text(
        string="Answer to the Customer",
        copy=False,
        help="What the customer reads, once the decision is approved (S25).",
    )
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False, tracking=True)

    @api.depends("stage_ids.state")
    def _compute_stage_id(self):
        for complaint in self:
            complaint.stage_id = complaint.stage_ids.filtered(lambda each: each.state == "running")[:1]

    @api.model
    def _group_expand_stage(self, _stages, _domain):
        """Show every stage as a column, in the order of the route."""
        return [key for key, _label in COMPLAINT_STAGES]

    # ------------------------------------------------------------------------
    # Route
    # ------------------------------------------------------------------------

    def _start_route(self):
        """Copy the route of the policy in force, start the clocks and the first stage (S22)."""
        self._set_policy()
        self._create_stages()
        self._start_case_clocks()
        first = self.env["aftersales.complaint.stage"].union(
            *(complaint.stage_ids.sorted("sequence")[:1] for complaint in self)
        )
        first._begin()

    def _set_policy(self):
        """Give these complaints the policy of their route on the day they came in.

        :raises UserError: if there is none in force
        """
        policies = self.env["aftersales.complaint.policy"]
        for (company, route), group in self.grouped(lambda each: (each.company_id, each.route)).items():
            for day, same in group.grouped(
                lambda each: each.company_id.sudo()._get_aftersales_date(each.opened_on)  # sudo: time zone
            ).items():
                policy = policies._get_for(route, company, day)
                if not policy.stage_ids:
                    routes = dict(self._fields["route"]._description_selection(self.env))
                    raise UserError(
                        self.env._(
                            "No complaint policy with stages is in force for route “%(route)s”: set one up "
                            "under Configuration.",
                            route=routes[route],
                        )
                    )
                same.sudo().policy_id = policy  # sudo: guarded field

    def _create_stages(self):
        """Make the stages of the route that are not there yet; each has its responsible (G4)."""
        vals_list = []
        for complaint in self:
            known = set(complaint.stage_ids.mapped("stage"))
            for row in complaint.policy_id.sudo().stage_ids:  # sudo: policy, no secret
                if row.stage in known or row.complaint_kind not in (False, complaint.kind):
                    continue
                management = row.approves and not row.user_id
                vals_list.append(
                    {
                        "complaint_id": complaint.id,
                        "sequence": row.sequence,
                        "stage": row.stage,
                        "approves": row.approves,
                        "limit_days": row.days,
                        "user_id": (
                            complaint._get_management_user()
                            if management
                            else complaint._pick_user(row.user_id)
                        ).id,
                    }
                )
        # sudo: nobody has the right to make stages; the complaint was made or changed with rights
        self.env["aftersales.complaint.stage"].sudo().create(vals_list)

    def _change_route(self, routes_before):
        """Another kind or route: the stages to come are planned anew, as are the limits of the case."""
        # sudo: stages nobody has worked on yet
        self.stage_ids.filtered(lambda each: each.state == "waiting").sudo().unlink()
        moved = self.filtered(lambda complaint: complaint.route != routes_before[complaint])
        moved._set_policy()
        self._create_stages()
        moved._get_open_clocks("complaint_answer", "complaint_solution", "complaint_case")._add_event(
            "cancel"
        )
        moved._start_case_clocks()

    def _sign_stage(self, stage):
        """Sign off the stage in progress; the next one begins.

        :raises UserError: without findings, or where the decision is not prepared for its approval
        """
        self.ensure_one()
        self._lock()
        stage._ensure_responsible()
        if stage.approves:
            raise UserError(
                self.env._("The last stage of complaint %(name)s approves the decision.", name=self.name)
            )
        if not (stage.findings or "").strip():
            raise UserError(
                self.env._("Write down what stage %(stage)s has found.", stage=stage.display_name)
            )
        following = self.stage_ids.filtered(lambda each: each.state == "waiting").sorted("sequence")[:1]
        if following.approves:
            self._check_proposal()
        stage._close_running()
        if following.approves:
            self._update_state("decision", proposed_by_id=self.env.uid)
        elif self.state == "registered":
            self._update_state("investigation")
        following._begin()

    def _check_proposal(self):
        """Refuse to ask for approval without an answer to the customer."""
        for complaint in self:
            if not (complaint.decision or "").strip():
                raise UserError(
                    self.env._(
                        "Complaint %(name)s goes to approval with a decision: write the answer to the "
                        "customer first.",
                        name=complaint.name,
                    )
                )

    # ------------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------------

    def action_approve(self):
        """Approve the decision: the customer may read it, its documents are made (S23, S25)."""
        self._ensure_role("manager")
        self._lock()
        self._ensure_step("approved", "decision")
        self._ensure_impartial()
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.proposed_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You proposed the decision on complaint %(name)s: another manager approves it.",
                        name=complaint.name,
                    )
                )
            complaint._check_proposal()
            complaint.stage_id._close_running()
            complaint._update_state("approved", approved_by_id=self.env.uid, approved_on=now)
            complaint._carry_out()
            if not complaint.answered_on:
                complaint.sudo().answered_on = now  # sudo: guarded field
                complaint._meet_case_clock("complaint_answer", "answer_late")
            complaint._tell_customer(complaint.decision)
        self._meet_case_clock("complaint_solution", "solution_late")

    def _carry_out(self):
        """Make the documents of the decision; to be extended."""

    def action_open_reject(self):
        """Open the dialog that asks why the decision is not approved."""
        self._ensure_role("manager")
        return open_dialog(
            self.env._("Not approved"), "aftersales.reason", complaint_ids=self.ids, purpose="reject"
        )

    def _reject(self, reason):
        """Give the decision back to the stage that proposed it."""
        self._ensure_role("manager")
        self._lock()
        self._ensure_step("investigation", "decision")
        self._ensure_impartial()
        for complaint in self:
            last = complaint.stage_id
            complaint._get_open_clocks("complaint_stage")._add_event("cancel")
            before = complaint.stage_ids.filtered(lambda each: each.state == "signed")
            last._update_state("waiting", started_on=False)
            complaint._update_state("investigation", proposed_by_id=False)
            before.sorted("sequence")[-1:]._begin()
            complaint._message_log(
                body=self.env._("The decision is not approved: %(reason)s", reason=reason.strip())
            )

    # ------------------------------------------------------------------------
    # End
    # ------------------------------------------------------------------------

    def action_close(self):
        """Close the case; one that is late gets an inquiry (S22, S25)."""
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_step("closed", "approved")
        self._ensure_impartial()
        for complaint in self:
            complaint._check_closable()
        self._meet_case_clock("complaint_case", "closed_late")
        self._update_state("closed", closed_on=fields.Datetime.now(), waiting=False)
        self.filtered("closed_late")._inquire()

    def _check_closable(self):
        """Refuse to close a case that is not complete; to be extended."""
        self.ensure_one()

    def action_open_withdraw(self):
        """Open the dialog that asks why the complaint is withdrawn."""
        self._ensure_role("clerk")
        return open_dialog(
            self.env._("Withdraw"), "aftersales.reason", complaint_ids=self.ids, purpose="withdraw"
        )

    def _withdraw(self, reason):
        """End these complaints without a decision: the customer took them back, or it was a mistake."""
        self._ensure_role("clerk")
        self._lock()
        if not reason.strip():
            raise UserError(self.env._("Say why the complaint is withdrawn."))
        self.stage_id._drop_calls()
        self._get_open_clocks()._add_event("cancel")
        self._update_state(
            "withdrawn", withdraw_reason=reason.strip(), closed_on=fields.Datetime.now(), waiting=False
        )
