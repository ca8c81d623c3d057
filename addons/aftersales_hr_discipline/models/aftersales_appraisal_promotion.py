from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const_appraisal import PROMOTION_STATES, PROMOTION_TRANSITIONS
from ..tools.appraisal import may_be_promoted


class AftersalesAppraisalPromotion(models.Model):
    """A promotion (A9): results of the 360° appraisal and time in post are checked, then a trial.

    Nothing of it changes a contract: that is HR's business once the trial is over.
    """

    _name = "aftersales.appraisal.promotion"
    _inherit = ["aftersales.conduct.role.mixin", "aftersales.guard.mixin", "mail.thread"]
    _description = "Promotion"
    _order = "id desc"
    _check_company_auto = True
    _transitions = PROMOTION_TRANSITIONS

    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    job_id = fields.Many2one("hr.job", string="Present Job", readonly=True)
    target_job_id = fields.Many2one("hr.job", string="Promoted To", required=True)
    state = fields.Selection(
        PROMOTION_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    sheet_ids = fields.Many2many(
        "aftersales.appraisal.sheet", string="Last Results", readonly=True, copy=False
    )
    ranks = fields.Char(
        readonly=True, copy=False, help="Of the 360° results in the department, oldest first."
    )
    days_in_post = fields.Integer(readonly=True, copy=False, aggregator=None)
    eligible = fields.Boolean(string="Meets the Conditions", readonly=True, copy=False)
    checked_on = fields.Datetime(readonly=True, copy=False)
    note = fields.Text(string="Reasons")
    trial_from = fields.Date(readonly=True, copy=False)
    trial_until = fields.Date(readonly=True, copy=False, index="btree_not_null")
    decider_id = fields.Many2one("res.users", string="Approved By", readonly=True, copy=False)

    _open_once = models.UniqueIndex(
        "(employee_id, company_id) WHERE state IN ('draft', 'trial')",
        "A promotion of this person is under way already.",
    )

    @api.depends("target_job_id")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        for promotion in self:
            promotion.display_name = self.env._(
                "Promotion: %(job)s", job=promotion.sudo().target_job_id.name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        promotions = super(AftersalesAppraisalPromotion, self._drop_guarded_defaults()).create(vals_list)
        promotions._check()
        return promotions

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and vals.keys() & {"employee_id", "company_id", "target_job_id"}:
            self._lock()
            begun = self.filtered(lambda promotion: promotion.state != "draft")[:1]
            if begun:
                raise UserError(
                    self.env._("%(name)s is approved: person and job stay.", name=begun.display_name)
                )
        result = super().write(vals)
        if "employee_id" in vals:
            self._check()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("draft", "draft")

    # The check (A9) -------------------------------------------------------------------

    def _get_policy(self):
        self.ensure_one()
        policies = self.env["aftersales.appraisal.policy"].sudo()  # sudo: figures are no secret
        policy = policies._get_current(self.company_id)
        if not policy:
            raise UserError(self.env._("No appraisal policy is in force today."))
        return policy

    def _check(self):
        """Read the last results and the time in post, and keep whether they are enough."""
        for promotion in self.sudo():  # sudo: guarded fields; results of everybody are compared
            policy, today = promotion._get_policy(), promotion.company_id._get_aftersales_today()
            sheets, ranks = promotion._find_results(policy.promotion_results)
            since = promotion._find_since(today)
            days = (today - since).days if since else 0
            promotion.write(
                {
                    "job_id": promotion.employee_id._get_version(today).job_id.id,
                    "sheet_ids": [Command.set(sheets.ids)],
                    "ranks": " · ".join("–" if rank is None else str(rank) for rank in ranks),
                    "days_in_post": days,
                    "eligible": may_be_promoted(
                        ranks, days, policy.promotion_top, policy.promotion_results, policy.promotion_days
                    ),
                    "checked_on": fields.Datetime.now(),
                }
            )

    def _find_results(self, count):
        """Return the last `count` sheets with a 360° result, oldest first, and the ranks they held.

        A period between two of them without a result breaks the row: None.
        """
        self.ensure_one()
        sheets = self.env["aftersales.appraisal.sheet"]
        domain = [("company_id", "=", self.company_id.id), ("rater_score", ">", 0)]
        own = sheets.search(
            [*domain, ("employee_id", "=", self.employee_id.id), ("state", "=", "final")],
            order="date_from desc",
            limit=count,
        ).sorted("date_from")
        ranks, before = [], sheets
        for sheet in own:
            follows = before.period == sheet.period and before.date_to == fields.Date.subtract(
                sheet.date_from, days=1
            )
            if before and not follows:
                ranks.append(None)
            ahead = sheets.search_count(
                [
                    *domain,
                    ("cycle_id", "=", sheet.cycle_id.id),
                    ("department_id", "=", sheet.department_id.id),
                    ("state", "not in", ("open", "cancelled")),
                    ("rater_score", ">", sheet.rater_score),
                ]
            )
            ranks.append(ahead + 1)
            before = sheet
        return own, ranks

    def _find_since(self, today):
        """Return the day from which the person has held the present job."""
        self.ensure_one()
        versions = self.employee_id.version_ids.filtered(lambda version: version.date_version <= today)
        versions, since = versions.sorted("date_version", reverse=True), False
        for version in versions:
            if version.job_id != versions[0].job_id:
                return since
            since = version.date_version
        hired, _left = self.employee_id._get_conduct_employment()
        return min(since, hired) if since and hired else since

    # Steps ----------------------------------------------------------------------------

    def _ensure_role(self, *roles):
        result = super()._ensure_role(*roles)
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))
        return result

    def action_check(self):
        """Read results and time in post anew."""
        self._ensure_role("officer")
        self._ensure_step("trial", "draft")
        self._check()

    def action_approve(self):
        """The general manager lets the trial begin; who does not meet the conditions is refused."""
        self._ensure_role("general_manager")
        self._lock()
        self._ensure_step("trial", "draft")
        self._check()
        for promotion in self:
            if not promotion.eligible:
                raise UserError(
                    self.env._(
                        "%(name)s: the last results or the time in post are not enough.",
                        name=promotion.display_name,
                    )
                )
            today = promotion.company_id._get_aftersales_today()
            promotion._update_state(
                "trial",
                decider_id=self.env.uid,
                trial_from=today,
                trial_until=fields.Date.add(today, months=promotion._get_policy().trial_months),
            )

    def action_extend(self):
        """Make the trial longer by its length, up to the most that the policy allows."""
        self._ensure_role("general_manager")
        self._lock()
        self._ensure_step("promoted", "trial")
        for promotion in self:
            policy = promotion._get_policy()
            most = fields.Date.add(promotion.trial_from, months=policy.trial_most)
            if promotion.trial_until >= most:
                raise UserError(
                    self.env._(
                        "%(name)s: a trial lasts %(count)s months at most.",
                        name=promotion.display_name,
                        count=policy.trial_most,
                    )
                )
            longer = fields.Date.add(promotion.trial_until, months=policy.trial_months)
            promotion.sudo().trial_until = min(longer, most)  # sudo: guarded field, right checked above

    def action_promote(self):
        """The trial is over and was passed."""
        self._ensure_role("general_manager")
        for promotion in self.filtered(lambda promotion: promotion.state == "trial"):
            if promotion.trial_until > promotion.company_id._get_aftersales_today():
                raise UserError(
                    self.env._(
                        "%(name)s: the trial runs until %(date)s.",
                        name=promotion.display_name,
                        date=promotion.trial_until,
                    )
                )
        self._update_state("promoted")

    def action_end(self):
        """Leave these promotions; the reasons are on the form."""
        self._ensure_role("manager", "general_manager")
        if not all((promotion.note or "").strip() for promotion in self):
            raise UserError(self.env._("Give a reason."))
        self._update_state("ended")
