from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import ATTITUDES, CALLBACK_STATES, CALLBACK_TRANSITIONS, CHARGE_FINDINGS
from ..tools.callback import compare_charge

#: What the agent writes down while he talks to the customer.
FORM_FIELDS = ("solved", "attitude", "charged", "charged_amount", "score", "suggestion")


class AftersalesCallback(models.Model):
    """The call to the customer after the work (S6): one per job, planned again until he is reached."""

    _name = "aftersales.callback"
    _inherit = ["aftersales.call.mixin"]
    _description = "Call-Back"
    _order = "next_on, id"
    _rec_name = "order_id"
    _check_company_auto = True
    _transitions = CALLBACK_TRANSITIONS
    _call_link = "callback_id"

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
    state = fields.Selection(CALLBACK_STATES, required=True, readonly=True, default="planned", index=True)
    policy_id = fields.Many2one("aftersales.callback.policy", readonly=True, ondelete="restrict")
    received_on = fields.Datetime(
        string="Goods Received", readonly=True, help="When the customer had his unit back and working."
    )
    try_ids = fields.One2many("aftersales.callback.try", "callback_id", string="Call Log", readonly=True)
    solved = fields.Selection([("yes", "Solved"), ("no", "Not solved")], string="Problem Solved")
    attitude = fields.Selection(ATTITUDES, string="Engineer's Attitude")
    charged = fields.Selection([("yes", "Yes"), ("no", "No")], string="Was Money Charged?")
    charged_amount = fields.Monetary(
        string="Amount Named", help="What the customer says he paid; leave empty if he does not know."
    )
    score = fields.Integer(help="1 to 10.", aggregator="avg")
    suggestion = fields.Text()
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee_owed = fields.Monetary(
        string="Fees of the Order", compute="_compute_fees", compute_sudo=True, help="Tax included."
    )
    fee_paid = fields.Monetary(string="Paid", compute="_compute_fees", compute_sudo=True)
    finding = fields.Selection(
        CHARGE_FINDINGS, string="Charged Otherwise", readonly=True, index="btree_not_null"
    )
    complaint_id = fields.Many2one("aftersales.complaint", readonly=True, index="btree_not_null")

    _one_planned = models.UniqueIndex("(order_id) WHERE state = 'planned'", "The call is planned already.")
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 10)", "The score goes from 1 to 10: check the score."
    )
    _charged_positive = models.Constraint(
        "CHECK (charged_amount >= 0)", "What the customer paid is not below zero: check the amount named."
    )

    @api.depends("order_id")
    def _compute_fees(self):
        for each in self:
            each.fee_owed, each.fee_paid = each.order_id._get_fees()

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_open_order(self):
        """Open the order that the call is about."""
        self.ensure_one()
        return self.order_id._open_documents("aftersales.order", self.order_id, self.env._("Service Order"))

    def action_view_complaint(self):
        """Open the case that the difference in the fees led to."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.complaint_id)

    def action_done(self):
        """Keep the answers; a solved job is closed, a difference in the fees is looked into (S6).

        :raises UserError: while an answer is missing
        """
        self._ensure_agent()
        self._lock()
        self._ensure_step("done", "planned")
        for each in self:
            each._ensure_complete()
        for each in self:
            each._update_state("done", finding=each._get_finding(), **each._prepare_call_end())
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
        """Let a difference in the fees open a case, and put it before the person of the policy (S6)."""
        found = self.filtered("finding")
        words = {each: each._describe_finding() for each in found}
        owners = {
            each: each.policy_id.sudo().user_id or each.order_id.user_id for each in found
        }  # sudo: policy
        for each in found:
            if each.policy_id.sudo().opens_complaint and not each.complaint_id:  # sudo: policy, no secret
                # sudo: guarded field, of a call that has just been made
                each.sudo().complaint_id = self.env["aftersales.complaint"]._open_from_order(
                    each.order_id,
                    {
                        "description": words[each],
                        "kind": "service",
                        "channel": "phone",
                        "user_id": owners[each].id,
                        "taken_by_id": self.env.uid,
                    },
                )
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_charge",
            "aftersales.order",
            [
                (each.order_id.id, owners[each], each.company_id._get_aftersales_today(), words[each])
                for each in found
            ],
        )

    def _describe_finding(self):
        """Say how what the customer was charged differs from the order."""
        self.ensure_one()
        return self.env._(
            "%(finding)s: the customer names %(named)s, the order says %(owed)s",
            finding=dict(self._fields["finding"]._description_selection(self.env))[self.finding],
            named=format_amount(self.env, self.charged_amount, self.currency_id),
            owed=format_amount(self.env, self.fee_owed, self.currency_id),
        )

    @api.depends("order_id", "partner_id", "due_on")
    def _compute_display_name(self):
        for each in self:
            each.display_name = f"{each.order_id.name or ''} · {format_date(self.env, each.due_on)}"
