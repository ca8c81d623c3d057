from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..const_bonus import POOL_FIXED, POOL_STATES, POOL_TRANSITIONS


class AftersalesBonusPool(models.Model):
    """The bonus pools of a company's quarter (B1–B3): profit, shares, approval, pay.

    Until it is approved every figure is reckoned anew from posted documents and valid tickets; then it
    stands, and what changes afterwards is corrected in a later quarter. Who makes it does not approve it.
    """

    _name = "aftersales.bonus.pool"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Bonus Pool"
    _order = "quarter desc, id desc"
    _check_company_auto = True
    _transitions = POOL_TRANSITIONS

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    quarter = fields.Date(
        required=True,
        index=True,
        default=lambda self: self._get_default_quarter(),
        help="Any day of it; its first day is kept.",
    )
    date_to = fields.Date(string="Until", compute="_compute_date_to", store=True, precompute=True)
    state = fields.Selection(
        POOL_STATES, required=True, readonly=True, default="draft", copy=False, index=True, tracking=True
    )
    policy_id = fields.Many2one("aftersales.bonus.policy", readonly=True, copy=False, ondelete="restrict")
    manager_id = fields.Many2one(
        "hr.employee",
        string="Service-Centre Manager",
        check_company=True,
        default=lambda self: self._get_last().manager_id,
    )
    deputy_ids = fields.Many2many(
        "hr.employee.public",
        "aftersales_bonus_pool_deputy_rel",
        string="Deputies",
        check_company=True,
        default=lambda self: self._get_last().deputy_ids,
    )
    base_ids = fields.One2many("aftersales.bonus.base", "pool_id", string="Net Profit", copy=False)
    share_ids = fields.One2many("aftersales.bonus.share", "pool_id", string="Shares", copy=False)
    appeal_ids = fields.One2many("aftersales.bonus.appeal", "pool_id", string="Objections", copy=False)
    appeal_count = fields.Integer(compute="_compute_appeal_count")
    tickets = fields.Integer(string="Valid Tickets", readonly=True, copy=False)
    split_total = fields.Monetary(
        string="Pool to Split", readonly=True, copy=False, help="Of parts: manager, deputies and engineers."
    )
    fund_total = fields.Monetary(
        string="Kept by the Department", readonly=True, copy=False, help="Its percentage of the contracts."
    )
    unassigned = fields.Monetary(
        string="Nobody's Share",
        readonly=True,
        copy=False,
        help="Of the pool to split: a vacant post, or no valid ticket. The department keeps it.",
    )
    reserve = fields.Monetary(
        string="Held Back", readonly=True, copy=False, help="For tickets that are claimed in open objections."
    )
    shortfall = fields.Monetary(
        readonly=True, copy=False, help="Corrections went below zero: the next quarter bears the rest."
    )
    payout = fields.Monetary(string="To Be Paid", readonly=True, copy=False, help="All shares together.")
    computed_on = fields.Datetime(readonly=True, copy=False)
    review_until = fields.Date(string="Object Until", readonly=True, copy=False)
    maker_id = fields.Many2one("res.users", string="Made By", readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Approved By", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    _quarter_unique = models.UniqueIndex("(company_id, quarter)", "This quarter has its pool already.")
    _quarter_first = models.Constraint(
        "CHECK (date_part('day', quarter) = 1 AND date_part('month', quarter) IN (1, 4, 7, 10))",
        "A quarter is given by its first day.",
    )
    _totals = models.Constraint(
        "CHECK (coalesce(split_total, 0) >= 0 AND coalesce(unassigned, 0) >= 0 AND coalesce(reserve, 0) >= 0"
        " AND coalesce(shortfall, 0) >= 0)",
        "Pools are not below zero.",
    )

    @api.model
    def _get_default_quarter(self):
        """Return the quarter that was over last."""
        today = self.env.company._get_aftersales_today()
        return fields.Date.subtract(fields.Date.start_of(today, "quarter"), months=3)

    @api.model
    def _get_last(self):
        return self.search([("company_id", "=", self.env.company.id)], limit=1)

    @api.depends("quarter")
    def _compute_date_to(self):
        for pool in self:
            pool.date_to = pool.quarter and fields.Date.end_of(pool.quarter, "quarter")

    @api.depends("quarter")
    def _compute_display_name(self):
        for pool in self:
            pool.display_name = format_date(self.env, pool.quarter, date_format="yyyy 'Q'Q")

    @api.depends("appeal_ids")
    def _compute_appeal_count(self):
        for pool in self:
            pool.appeal_count = len(pool.appeal_ids)

    @api.constrains("manager_id", "deputy_ids", "quarter", "company_id")
    def _check_leaders(self):
        for pool in self:
            if pool.manager_id.id in pool.deputy_ids.ids:
                raise ValidationError(
                    self.env._("%(name)s is manager and deputy at once.", name=pool.manager_id.name)
                )
            policy = pool._find_policy()
            if policy.manager_share + policy.deputy_share * len(pool.deputy_ids) > 100:
                raise ValidationError(
                    self.env._(
                        "Manager and deputies would get more than the whole pool: name fewer deputies."
                    )
                )

    # CRUD ---------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("company_id",))
            if vals.get("quarter"):
                vals["quarter"] = fields.Date.start_of(fields.Date.to_date(vals["quarter"]), "quarter")
        pools = super(AftersalesBonusPool, self._drop_guarded_defaults(("company_id",))).create(vals_list)
        pools._ensure_role("bonus")
        # sudo: figures are the system's, role checked above
        pools.sudo()._compute_result()
        return pools

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and {"quarter", "manager_id", "deputy_ids"} & vals.keys():
            self._ensure_role("bonus")
            self._lock()
            self._ensure_draft()
        if vals.get("quarter"):
            first = fields.Date.start_of(fields.Date.to_date(vals["quarter"]), "quarter")
            vals = {**vals, "quarter": first}
        result = super().write(vals)
        if not self.env.su and {"quarter", "manager_id", "deputy_ids"} & vals.keys():
            self.sudo()._compute_result()  # sudo: figures are the system's, role checked above
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shown(self):
        self._ensure_draft()

    # Guards -------------------------------------------------------------------------

    def _ensure_role(self, role):
        """Refuse whoever has not the role: "bonus" makes pools, "general_manager" approves them."""
        group = {
            "bonus": "aftersales_performance.group_bonus",
            "general_manager": "aftersales_hr_discipline.group_general_manager",
        }[role]
        if not self.env.su and not self.env.user.has_group(group):
            name = self.env.ref(group).sudo().name  # sudo: the name of a role
            raise AccessError(self.env._("Only the role “%(role)s” may do this.", role=name))
        self.check_access("read")

    def _ensure_draft(self):
        fixed = self.filtered(lambda pool: pool.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "The pool %(name)s is not a draft any more: take it back first.", name=fixed.display_name
                )
            )

    def _find_policy(self):
        self.ensure_one()
        return self.env["aftersales.bonus.policy"]._get_in_force(self.quarter, self.company_id)

    # Steps --------------------------------------------------------------------------

    def action_compute(self):
        """Reckon the figures anew."""
        self._ensure_role("bonus")
        self._lock()
        fixed = self.filtered(lambda pool: pool.state in POOL_FIXED)[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "The pool %(name)s is approved: what has changed is corrected in the next quarter.",
                    name=fixed.display_name,
                )
            )
        self.sudo()._compute_result()  # sudo: figures are the system's, role and state checked above

    def action_publish(self):
        """Show everybody the own share; objections are possible from now on."""
        self.action_compute()
        self._ensure_step("review", "draft")
        for pool in self:
            today = pool.company_id._get_aftersales_today()
            if pool.date_to >= today:
                raise UserError(
                    self.env._(
                        "The quarter %(name)s is not over before %(date)s.",
                        name=pool.display_name,
                        date=format_date(self.env, pool.date_to),
                    )
                )
            days = pool.sudo().policy_id.appeal_days  # sudo: a figure of the regulation
            pool._update_state(
                "review", maker_id=self.env.uid, review_until=fields.Date.add(today, days=days)
            )

    def action_take_back(self):
        """Make the pool a draft again: nobody sees a share until it is shown again."""
        if not self.env.user.has_group("aftersales_hr_discipline.group_general_manager"):
            self._ensure_role("bonus")
        self.check_access("read")
        self._lock()
        self._ensure_step("draft", "review")
        self._update_state("draft", review_until=False)

    def action_approve(self):
        """Fix the pool; not by who made it, nor by who gets something of it."""
        self._ensure_role("general_manager")
        self._lock()
        self._ensure_step("approved", "review")
        for pool in self:
            pool._ensure_approvable()
        self._update_state("approved", approver_id=self.env.uid, approved_on=fields.Datetime.now())

    def _ensure_approvable(self):
        self.ensure_one()
        pool = self.sudo()  # sudo: who is in it, for the check
        if self.env.user in pool.maker_id | pool.share_ids.employee_id.user_id:
            raise UserError(
                self.env._(
                    "You made the pool %(name)s or have a share of it: somebody else approves it.",
                    name=self.display_name,
                )
            )
        if self.review_until >= self.company_id._get_aftersales_today():
            raise UserError(
                self.env._(
                    "Objections to the pool %(name)s are possible until %(date)s. Approve it afterwards.",
                    name=self.display_name,
                    date=format_date(self.env, self.review_until),
                )
            )
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("quarter", "<", self.quarter),
                ("state", "not in", POOL_FIXED),
            ],
            limit=1,
        )
        if earlier:
            raise UserError(
                self.env._("The pool %(name)s is approved first: it comes before.", name=earlier.display_name)
            )
        if pool._has_changed():
            raise UserError(
                self.env._(
                    "Documents or tickets of the pool %(name)s have changed since it was reckoned. Have it "
                    "reckoned anew and look at it again.",
                    name=self.display_name,
                )
            )

    def action_pay(self):
        """Put one line a person on the adjustment sheet."""
        self._ensure_role("bonus")
        self._lock()
        self._ensure_step("paid", "approved")
        self._update_state("paid")
        self.sudo()._deliver()  # sudo: lines of the sheet come from the system, checked above

    def _deliver(self):
        """Add what each person gets in all to the adjustment sheet (D46), once."""
        rows = []
        for pool in self:
            for employee, shares in pool.share_ids.grouped("employee_id").items():
                amount = pool.currency_id.round(sum(shares.mapped("amount")))
                if amount:
                    rows.append(
                        {
                            "employee_id": employee.id,
                            "company_id": pool.company_id.id,
                            "kind": "reward" if amount > 0 else "other",
                            "day": pool.date_to,
                            "amount": amount,
                            "reason": pool._get_title(),
                            "source_key": f"{pool._name},{pool.id},{employee.id}",
                        }
                    )
        self.env["aftersales.adjustment"]._add_adjustment(rows)

    # Reading ------------------------------------------------------------------------

    def _get_title(self):
        return self.env._("Bonus pool %(quarter)s", quarter=self.display_name)

    def _get_documents_domain(self):
        """Return the domain of the documents of this quarter."""
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.quarter),
            ("date", "<=", self.date_to),
        ]

    def action_view_documents(self):
        """List the documents of the quarter, by kind of profit."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "aftersales.bonus.document",
            "views": [[False, "list"], [False, "pivot"]],
            "domain": self._get_documents_domain(),
            "context": {"create": False, "group_by": ["kind"]},
            "help": self.env["ir.ui.view"]._render_template("aftersales_performance.bonus_document_help"),
        }

    def action_view_shares(self):
        """List the shares of this pool, by person with what each gets in all."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shares"),
            "res_model": "aftersales.bonus.share",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("pool_id", "=", self.id)],
            "context": {"create": False, "group_by": ["employee_id"]},
        }

    def action_view_appeals(self):
        """List the objections to this pool."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Objections"),
            "res_model": "aftersales.bonus.appeal",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("pool_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_export(self):
        """Download the pool as a workbook."""
        self.ensure_one()
        self._ensure_reader()
        return {
            "type": "ir.actions.act_url",
            "url": f"/aftersales/bonus/pool.xlsx?pool={self.id}",
            "target": "download",
        }

    def _ensure_reader(self):
        """Refuse whoever may not see all shares."""
        self.check_access("read")
        if not self.env["aftersales.bonus.base"].has_access("read"):
            raise AccessError(self.env._("Your role does not show the shares of a bonus pool."))
