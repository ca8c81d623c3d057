from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from ..const import LECTURER_STATES, LECTURER_TRANSITIONS, TOPICS
from ..tools.streak import find_streaks


class AftersalesTrainingLecturer(models.Model):
    """An internal lecturer (T7): applied, chosen by a jury, appointed, and out after bad feedback."""

    _name = "aftersales.training.lecturer"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Internal Lecturer"
    _order = "state, id desc"
    _rec_name = "employee_id"
    _mail_post_access = "read"

    contest_id = fields.Many2one(
        "aftersales.training.contest", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(related="contest_id.department_id", store=True, string="Unit")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    topic = fields.Selection(TOPICS, help="What he or she teaches best.")
    application = fields.Text(help="Experience, and what the trial lecture is about.")
    trial_ids = fields.One2many("aftersales.training.trial", "lecturer_id", string="Trial Lecture")
    trial_score = fields.Float(compute="_compute_trial_score", store=True, aggregator="avg")
    state = fields.Selection(
        LECTURER_STATES,
        required=True,
        readonly=True,
        default="applied",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    appointed_on = fields.Date(readonly=True, copy=False)
    appointer_id = fields.Many2one("res.users", string="Appointed By", readonly=True, copy=False)
    trained_on = fields.Date(string="Trained as Lecturer On", copy=False)
    rejection = fields.Text(string="Why Not Chosen", readonly=True, copy=False)
    notice = fields.Text(string="Why It Is Withdrawn", readonly=True, copy=False)
    notice_on = fields.Date(string="Withdrawal Announced On", readonly=True, copy=False)
    judged_to = fields.Datetime(
        readonly=True, copy=False, help="Sessions until then were weighed already and count no more."
    )
    appeal_until = fields.Date(readonly=True, copy=False, index="btree_not_null")
    appeal = fields.Text(readonly=True, copy=False)
    verdict = fields.Text(string="Decision on the Appeal", readonly=True, copy=False)
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    session_count = fields.Integer(string="Assignments", compute="_compute_sessions")
    satisfaction = fields.Float(
        string="Mean Satisfaction", compute="_compute_sessions", help="Percent, of the sessions held."
    )

    _person_unique = models.UniqueIndex(
        "(company_id, employee_id) WHERE state NOT IN ('rejected', 'withdrawn')",
        "This person has applied or is a lecturer already.",
    )

    @api.depends("trial_ids.score", "trial_ids.is_scored")
    def _compute_trial_score(self):
        # not through trial_ids: what superuser reads stays in the cache, a juror sees the own sheet only
        groups = self.env["aftersales.training.trial"]._read_group(
            [("lecturer_id", "in", self.ids), ("is_scored", "=", True)], ["lecturer_id"], ["score:avg"]
        )
        means = dict(groups)
        for lecturer in self:
            lecturer.trial_score = means.get(lecturer._origin, 0.0)

    @api.depends_context("uid")
    @api.depends("employee_id.user_id")
    def _compute_is_mine(self):
        for lecturer in self:
            lecturer.is_mine = lecturer.employee_id.user_id == self.env.user

    @api.depends("employee_id")
    def _compute_sessions(self):
        # sudo: how many and how good, not which; whoever sees the lecturer
        groups = self.env["aftersales.training.session"].sudo()._read_group(
            [("lecturer_id", "in", self.employee_id.ids), ("state", "=", "held"), ("is_settled", "=", True)],
            ["lecturer_id"],
            ["__count", "satisfaction:avg"],
        )  # fmt: skip
        found = {person.id: (count, mean) for person, count, mean in groups}
        for lecturer in self:
            count, mean = found.get(lecturer.employee_id.id, (0, 0.0))
            lecturer.session_count, lecturer.satisfaction = count, mean or 0.0

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lecturers = super().create(vals_list)
        for lecturer in lecturers:
            if not self.env.su:
                lecturer.contest_id._ensure_role("officer")
            lecturer.contest_id.sudo()._ensure_step("open", "draft")
        return lecturers

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            if {"topic", "application"} & vals.keys():
                self._ensure_step("appointed", "applied")
            own = {"topic", "application"} if all(self.mapped("is_mine")) else set()
            # jurors enter their points through the lecturer's form: each score is checked on its own
            if vals.keys() - own - {"trial_ids"}:
                self.env["res.company"]._ensure_training_role("officer")
        return super().write(vals)

    def _update_state(self, target, **vals):
        """Move these lecturers to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, LECTURER_TRANSITIONS)
        # sudo: guarded fields, right checked by the caller, transition above
        self.sudo().write({"state": target, **vals})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: what was to do is done

    def _ensure_may_decide(self):
        """Managers decide, nobody about himself or herself."""
        self.check_access("read")
        self.env["res.company"]._ensure_training_role("manager")
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(self.env._("Nobody decides about himself or herself: ask a colleague."))

    def _get_policy(self, day):
        self.ensure_one()
        policies = self.env["aftersales.training.policy"].sudo()  # sudo: figures are no secret
        return policies._get_in_force(day, self.company_id)

    def _get_today(self):
        return self.company_id[:1]._get_aftersales_date(fields.Datetime.now())

    # Contest ------------------------------------------------------------------------

    def action_appoint(self):
        """Applied → appointed: the whole jury has scored, the mean is enough, there is a place left."""
        self._ensure_may_decide()
        self._lock()
        for lecturer in self:
            contest = lecturer.contest_id
            contest._ensure_step("closed", "open")
            mark = lecturer._get_policy(contest.date).trial_mark
            missing = lecturer.trial_ids.filtered(lambda trial: not trial.is_scored)
            if missing or float_compare(lecturer.trial_score, mark, precision_digits=2) < 0:
                raise UserError(
                    self.env._(
                        "%(name)s is appointed when every juror has scored, with %(mark)s points at least; "
                        "there are %(score)s.",
                        name=lecturer.employee_id.name,
                        mark=f"{mark:g}",
                        score=f"{lecturer.trial_score:g}",
                    )
                )
            chosen = contest.lecturer_ids.filtered(lambda one: one.state not in ("applied", "rejected"))
            if len(chosen) >= contest.places:
                raise UserError(self.env._("%(name)s has no place left.", name=contest.display_name))
            lecturer._update_state("appointed", appointed_on=lecturer._get_today(), appointer_id=self.env.uid)

    def action_ask_reject(self):
        """Ask why the applicant is not chosen."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "reject")

    def _reject(self, reason):
        self._ensure_may_decide()
        self._update_state("rejected", rejection=reason, decider_id=self.env.uid)

    # Satisfaction -------------------------------------------------------------------

    @api.model
    def _judge(self, people):
        """Announce the withdrawal to whoever had so many sessions in a row below the limit (T7)."""
        lecturers = self.search([("employee_id", "in", people.ids), ("state", "=", "appointed")])
        sessions = self.env["aftersales.training.session"].search(
            [("lecturer_id", "in", lecturers.employee_id.ids), ("is_settled", "=", True)], order="date_start"
        ).grouped(lambda session: (session.company_id, session.lecturer_id))  # fmt: skip
        for lecturer in lecturers:
            own = [
                session
                for session in sessions.get((lecturer.company_id, lecturer.employee_id), ())
                if not lecturer.judged_to or session.date_start > lecturer.judged_to
            ]
            if not own:
                continue
            policy = lecturer._get_policy(own[-1].date)
            row = [(session, lecturer._weigh(session)) for session in own]
            streaks = find_streaks(row, policy.satisfaction_sessions)
            if streaks:
                lecturer._give_notice(streaks[0], policy)

    def _weigh(self, session):
        """Return what a session says of its lecturer; without any form it says nothing."""
        if not session.feedback_count:
            return "excused"
        limit = self._get_policy(session.date).satisfaction
        below = float_compare(session.satisfaction, limit, precision_digits=2) < 0
        return "failed" if below else "passed"

    def _give_notice(self, sessions, policy):
        self.ensure_one()
        lecturer = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        until = fields.Date.add(self._get_today(), days=policy.appeal_days)
        facts = "; ".join(
            f"{session.display_name} {session.date}: {session.satisfaction:.1f} %" for session in sessions
        )
        lecturer._update_state(
            "notice",
            notice_on=self._get_today(),
            notice=facts,
            appeal_until=until,
            judged_to=sessions[-1].date_start,
            appeal=False,
            verdict=False,
        )
        partner = lecturer.employee_id.user_id.partner_id
        if partner:
            lecturer.message_notify(
                partner_ids=partner.ids,
                subject=lecturer.env._("Your qualification as lecturer is withdrawn"),
                body=lecturer.env._(
                    "Satisfaction was below %(limit)s %% in succession: %(facts)s. You may appeal until "
                    "%(date)s.",
                    limit=f"{policy.satisfaction:g}",
                    facts=facts,
                    date=until,
                ),
            )

    @api.model
    def _cron_withdraw(self):
        """Withdraw the qualification of whoever did not appeal in time."""
        lecturers = self.sudo()  # sudo: scheduled work over all companies
        for company in lecturers.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_date(fields.Datetime.now())
            lecturers._work_in_slices(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "notice")
                & Domain("appeal_until", "<", today),
                lambda found: found._update_state("withdrawn"),
            )

    def action_ask_appeal(self):
        """Ask for the words of the appeal."""
        self._ensure_may_appeal()
        return self.env["aftersales.training.step"]._open(self, "appeal")

    def _ensure_may_appeal(self):
        self.check_access("read")
        for lecturer in self:
            if not lecturer.is_mine:
                raise AccessError(self.env._("Only the person concerned can do this."))
            lecturer._ensure_step("appealed", "notice")
            if lecturer._get_today() > lecturer.appeal_until:
                raise UserError(
                    self.env._("The time to appeal ended on %(date)s.", date=lecturer.appeal_until)
                )

    def _appeal(self, text):
        self._ensure_may_appeal()
        for lecturer in self:
            lecturer._update_state("appealed", appeal=text)
            # sudo: whoever appeals assigns no work
            lecturer.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=lecturer.company_id.sudo().aftersales_training_manager_id.id
                or self.env.ref("base.user_admin").id,
                summary=self.env._("Appeal of %(name)s", name=lecturer.employee_id.name),
            )

    def action_uphold(self):
        """Ask why the qualification is withdrawn in spite of the appeal."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "uphold")

    def action_reverse(self):
        """Ask why the lecturer keeps the qualification."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "reverse")

    def _decide_appeal(self, target, reason):
        self._ensure_may_decide()
        self._ensure_step(target, "appealed")
        self._update_state(target, verdict=reason, decider_id=self.env.uid)

    def action_view_sessions(self):
        """Open the lecturer's sessions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_training.aftersales_training_session_action"
        )
        return {**action, "domain": [("lecturer_id", "=", self.employee_id.id)], "context": {}}
