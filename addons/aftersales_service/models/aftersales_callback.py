from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import ATTITUDES, CALLBACK_RESULTS, CALLBACK_STATES, CALLBACK_TRANSITIONS, CHARGE_FINDINGS
from ..tools.callback import compare_charge

#: What the agent writes down while he talks to the customer.
FORM_FIELDS = ("solved", "attitude", "charged", "charged_amount", "score", "suggestion")


class AftersalesCallback(models.Model):
    """The call to the customer after the work (S6): one per job, planned again until he is reached."""

    _name = "aftersales.callback"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Call-Back"
    _order = "next_on, id"
    _rec_name = "order_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "aftersales.order", required=True, readonly=True, index=True, check_company=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, precompute=True, index=True)
    engineer_id = fields.Many2one(
        related="order_id.engineer_id", store=True, precompute=True, index="btree_not_null"
    )
    product_id = fields.Many2one(related="order_id.product_id", store=True, precompute=True)
    contact_name = fields.Char(related="order_id.contact_name")
    phone = fields.Char(related="order_id.phone")
    fault = fields.Text(related="order_id.fault")
    handling = fields.Text(related="order_id.handling")
    order_state = fields.Selection(related="order_id.state", string="Order Step")
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        required=True,
        index=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(CALLBACK_STATES, required=True, readonly=True, default="planned", index=True)
    policy_id = fields.Many2one("aftersales.callback.policy", readonly=True, ondelete="restrict")
    received_on = fields.Datetime(
        string="Goods Received", readonly=True, help="When the customer had his unit back and working."
    )
    due_on = fields.Date(string="Call Before", required=True, readonly=True, index=True)
    next_on = fields.Date(string="Next Call", required=True, index=True)
    try_ids = fields.One2many("aftersales.callback.try", "callback_id", string="Tries", readonly=True)
    tries = fields.Integer(readonly=True)
    is_late = fields.Boolean(string="Overdue", compute="_compute_is_late", search="_search_is_late")
    solved = fields.Selection([("yes", "Solved"), ("no", "Not solved")], string="Problem Solved")
    attitude = fields.Selection(ATTITUDES, string="Engineer's Attitude")
    charged = fields.Selection([("yes", "Yes"), ("no", "No")], string="Was Money Charged?")
    charged_amount = fields.Monetary(
        string="Amount Named", help="What the customer says he paid; leave empty if he does not know."
    )
    score = fields.Integer(help="1 to 10.", aggregator="avg")
    suggestion = fields.Text()
    done_on = fields.Datetime(readonly=True)
    done_by_id = fields.Many2one("res.users", string="Called By", readonly=True)
    late = fields.Boolean(string="Called Late", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee_owed = fields.Monetary(
        string="Fees of the Order", compute="_compute_fees", compute_sudo=True, help="Tax included."
    )
    fee_paid = fields.Monetary(string="Paid", compute="_compute_fees", compute_sudo=True)
    finding = fields.Selection(
        CHARGE_FINDINGS, string="Charged Otherwise", readonly=True, index="btree_not_null"
    )

    _one_planned = models.UniqueIndex("(order_id) WHERE state = 'planned'", "The call is planned already.")
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 10)", "The score goes from 1 to 10: check the score."
    )
    _charged_positive = models.Constraint(
        "CHECK (charged_amount >= 0)", "What the customer paid is not below zero: check the amount named."
    )

    @api.depends("due_on", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for each in self:
            each.is_late = each.state == "planned" and each.due_on < today

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "planned") & Domain("due_on", "<", fields.Date.context_today(self))
        return late if True in value else ~late

    @api.depends("order_id")
    def _compute_fees(self):
        for each in self:
            each.fee_owed, each.fee_paid = each.order_id._get_fees()

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_step("done", "planned")
            if "next_on" in vals:
                self._ensure_future(fields.Date.to_date(vals["next_on"]))
        return super().write(vals)

    def _ensure_future(self, day):
        if not day or day < fields.Date.context_today(self):
            raise UserError(self.env._("The next call is today or later: check the day."))

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def _update_state(self, target, **vals):
        """Move these call-backs to `target`: the only place where their state is written."""
        self._ensure_transition(target, CALLBACK_TRANSITIONS)
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, transition checked above

    def _ensure_agent(self):
        if not self.env.su and not self.env.user.has_group("aftersales_service.group_clerk"):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("write")

    def action_open_try(self):
        """Open the dialog that notes calls without an answer, and plans them again."""
        self._ensure_agent()
        self._ensure_step("done", "planned")
        return open_dialog(self.env._("Not reached"), "aftersales.callback.plan", callback_ids=self.ids)

    def action_open_plan(self):
        """Open the dialog that gives call-backs to another agent or another day."""
        self._ensure_agent()
        self._ensure_step("done", "planned")
        return open_dialog(
            self.env._("Plan calls"), "aftersales.callback.plan", callback_ids=self.ids, purpose="plan"
        )

    def action_open_order(self):
        """Open the order that the call is about."""
        self.ensure_one()
        return self.order_id._open_documents("aftersales.order", self.order_id, self.env._("Service Order"))

    def _try(self, result, next_on=None, note=None):
        """Note a call that did not reach the customer; it is planned again (S6).

        :param result: key of `const.CALLBACK_RESULTS`
        :param next_on: day of the next call; none: as the policy says
        """
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        if result not in dict(CALLBACK_RESULTS):
            raise UserError(self.env._("Say how the call went."))
        if next_on:
            self._ensure_future(next_on)
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        days = {
            each: next_on or today + timedelta(days=each.policy_id.sudo().retry_days or 1)  # sudo: policy
            for each in self
        }
        # sudo: nobody has the right to make or change them
        self.env["aftersales.callback.try"].sudo().create(
            [
                {
                    "callback_id": each.id,
                    "tried_on": now,
                    "user_id": self.env.uid,
                    "result": result,
                    "next_on": day,
                    "note": note,
                }
                for each, day in days.items()
            ]
        )
        for (tries, day), same in self.grouped(lambda each: (each.tries, days[each])).items():
            same.sudo().write({"tries": tries + 1, "next_on": day})  # sudo: guarded fields

    def _plan(self, user=None, next_on=None):
        """Give these call-backs to `user` and to the day `next_on`, where given."""
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        vals = {}
        if user:
            vals["user_id"] = user.id
        if next_on:
            vals["next_on"] = next_on
        if not vals:
            raise UserError(self.env._("Choose an agent or a day."))
        self.write(vals)

    def action_done(self):
        """Keep the answers; a solved job is closed, a difference in the fees is looked into (S6).

        :raises UserError: while an answer is missing
        """
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        for each in self:
            each._ensure_complete()
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        for each in self:
            each._update_state(
                "done",
                finding=each._get_finding(),
                late=each.due_on < today,
                done_on=now,
                done_by_id=self.env.uid,
            )
            each.order_id.write({"solved": each.solved, "follow_up_note": each.suggestion})
        self._report_findings()
        self.order_id.filtered(
            lambda order: order.state == "follow_up" and order.solved == "yes"
        ).action_close()

    def _ensure_complete(self):
        self.ensure_one()
        missing = next((name for name in ("solved", "attitude", "charged") if not self[name]), None)
        if not missing and not 1 <= self.score <= 10:
            missing = "score"
        if missing:
            raise UserError(
                self.env._(
                    "Call-back of order %(order)s: “%(field)s” is not answered yet.",
                    order=self.order_id.name,
                    field=self._fields[missing]._description_string(self.env),
                )
            )

    def _get_finding(self):
        """Return the key of `const.CHARGE_FINDINGS` that the answers lead to, or False."""
        self.ensure_one()
        charged = self.charged == "yes"
        rounding = self.currency_id.decimal_places
        owed, paid, named = (
            Decimal(str(round(amount, rounding)))
            for amount in (self.fee_owed, self.fee_paid, self.charged_amount)
        )
        return compare_charge(charged, named if charged and named else None, owed, paid) or False

    def _report_findings(self):
        """Put a difference in the fees before the person of the policy (S6)."""
        labels = dict(self._fields["finding"]._description_selection(self.env))
        found = self.filtered("finding")
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_charge",
            "aftersales.order",
            [
                (
                    each.order_id.id,
                    each.policy_id.sudo().user_id or each.order_id.user_id,
                    fields.Date.context_today(self),
                    self.env._(
                        "%(finding)s: the customer names %(named)s, the order says %(owed)s",
                        finding=labels[each.finding],
                        named=format_amount(self.env, each.charged_amount, each.currency_id),
                        owed=format_amount(self.env, each.fee_owed, each.currency_id),
                    ),
                )
                for each in found
            ],
        )

    @api.depends("order_id", "partner_id", "due_on")
    def _compute_display_name(self):
        for each in self:
            each.display_name = f"{each.order_id.name or ''} · {format_date(self.env, each.due_on)}"
