from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from ..const_bonus import APPEAL_STATES, APPEAL_TRANSITIONS


class AftersalesBonusAppeal(models.Model):
    """An objection to a share (B2): jobs whose ticket was not counted.

    What the claimed tickets come to is held back when the pool is approved before the decision.
    """

    _name = "aftersales.bonus.appeal"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Objection to a Bonus Share"
    _order = "create_date desc, id desc"
    _check_company_auto = True
    _transitions = APPEAL_TRANSITIONS

    pool_id = fields.Many2one("aftersales.bonus.pool", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="pool_id.company_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, check_company=True, ondelete="restrict"
    )
    order_ids = fields.Many2many(
        "aftersales.order", string="Jobs", check_company=True, help="Whose ticket should count."
    )
    claimable_ids = fields.Many2many(
        "aftersales.order",
        string="Jobs That May Be Claimed",
        compute="_compute_claimable_ids",
        compute_sudo=True,
    )
    jobs = fields.Char(
        string="Numbers of the Jobs", compute="_compute_jobs", compute_sudo=True, help="Numbers of the jobs."
    )
    text = fields.Text(string="Why", required=True)
    state = fields.Selection(APPEAL_STATES, required=True, readonly=True, default="open", index=True)
    answer = fields.Text()
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    @api.depends("pool_id", "employee_id")
    def _compute_display_name(self):
        for appeal in self:
            appeal.display_name = self.env._(
                "Objection %(quarter)s",
                quarter=appeal.sudo().pool_id.display_name,  # sudo: the name of a quarter
            )

    @api.depends_context("uid")
    @api.depends("pool_id", "employee_id")
    def _compute_claimable_ids(self):
        for appeal in self:
            is_mine = appeal.employee_id.user_id == self.env.user
            appeal.claimable_ids = is_mine and appeal.pool_id and appeal._get_claimable()

    @api.depends("order_ids.name")
    def _compute_jobs(self):
        for appeal in self:
            appeal.jobs = format_list(self.env, appeal.order_ids.mapped("name"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
            if not self.env.su and vals.get("answer"):
                raise AccessError(self.env._("An objection is answered by those who keep the pools."))
        appeals = super(AftersalesBonusAppeal, self._drop_guarded_defaults()).create(vals_list)
        for appeal in appeals:
            appeal._ensure_claimable()
        # sudo: figures are the system's, the claim is checked above
        appeals.sudo().pool_id._compute_result()
        return appeals

    def _ensure_claimable(self):
        """Refuse a claim for somebody else, out of time, or of jobs that are not his or count already."""
        self.ensure_one()
        appeal = self.sudo()  # sudo: facts of his own jobs and of the pool
        if not self.env.su and appeal.employee_id.user_id != self.env.user:
            raise AccessError(self.env._("You object to your own share only."))
        pool, today = appeal.pool_id, appeal.company_id._get_aftersales_today()
        if pool.state != "review" or pool.review_until < today:
            raise UserError(
                self.env._("Objections to the pool %(name)s are not possible now.", name=pool.display_name)
            )
        foreign = appeal.order_ids.filtered(lambda order: order.engineer_id != appeal.employee_id)[:1]
        if foreign:
            raise UserError(self.env._("Job %(name)s is not yours.", name=foreign.name))
        if not appeal.order_ids:
            raise UserError(self.env._("Choose the jobs whose ticket was not counted."))
        counted = appeal.order_ids - appeal._get_claimable()
        if counted:
            raise UserError(
                self.env._(
                    "Job %(name)s counts already, was claimed before, or was not worked on in the quarter.",
                    name=counted[0].name,
                )
            )

    def _get_claimable(self):
        """Return the person's jobs that are no valid ticket of the quarter, and were not claimed before."""
        self.ensure_one()
        claimed = self.pool_id.appeal_ids.filtered(
            lambda other: other != self._origin and other.employee_id == self.employee_id
        )
        return self._find_uncounted(Domain("engineer_id", "=", self.employee_id.id)) - claimed.order_ids

    def _get_uncounted(self):
        """Return the jobs of these objections to one pool that are no valid ticket of its quarter."""
        return self._find_uncounted(Domain("id", "in", self.order_ids.ids)) if self else self.order_ids

    def _find_uncounted(self, domain):
        """Return the jobs of `domain` worked on in the quarter that are no valid ticket of it."""
        pool = self.pool_id
        company = pool.company_id
        start, end = company._get_aftersales_span(pool.quarter, pool.date_to)
        worked = Domain("company_id", "=", company.id)
        worked &= Domain("repair_start", ">=", start) & Domain("repair_start", "<", end)
        orders = self.env["aftersales.order"].search(worked & domain)
        indicator = self.env.ref("aftersales_performance.indicator_tickets")
        model, counted = indicator._get_rows(company, "company", False, pool.quarter, pool.date_to)
        tickets = self.env[model].search([*counted, ("id", "in", orders.ids)])
        return orders.filtered(lambda order: order.id not in tickets._ids)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.pool_id.browse()._ensure_role("bonus")
            self._ensure_foreign()
            if vals.keys() - {"answer"} or any(appeal.state != "open" for appeal in self):
                raise UserError(self.env._("An objection stays as it was made: only its answer is written."))
        return super().write(vals)

    def _ensure_foreign(self):
        mine = self.filtered(lambda appeal: appeal.sudo().employee_id.user_id == self.env.user)  # sudo: whose
        if mine:
            raise UserError(self.env._("Nobody decides on the own objection: ask a colleague."))

    def action_accept(self):
        """Let the claimed tickets count."""
        self._decide("accepted")

    def action_refuse(self):
        """Leave the tickets as they were counted."""
        self._decide("refused")

    def _decide(self, state):
        self.pool_id.browse()._ensure_role("bonus")
        self.check_access("write")
        self._lock()
        self._ensure_step(state, "open")
        self._ensure_foreign()
        silent = self.filtered(lambda appeal: not (appeal.answer or "").strip())[:1]
        if silent:
            raise UserError(self.env._("Write the answer to the objection first."))
        self._update_state(state, decider_id=self.env.uid, decided_on=fields.Datetime.now())
        # sudo: figures are the system's, role and state checked above; a fixed pool stays
        self.sudo().pool_id._compute_result()
