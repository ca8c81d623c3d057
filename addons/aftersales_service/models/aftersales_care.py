from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import CARE_KINDS, CARE_STATES, CARE_TRANSITIONS, CUSTOMER_GRADES


class AftersalesCare(models.Model):
    """A visit or call to a customer without a job behind it (S18): planned ahead, and kept as history."""

    _name = "aftersales.care"
    _inherit = ["aftersales.call.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Customer Care"
    _order = "next_on, id"
    _check_company_auto = True
    _call_link = "care_id"

    customer_id = fields.Many2one(
        "aftersales.customer.grade",
        string="Graded Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="customer_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="customer_id.partner_id", store=True, precompute=True, index=True)
    phone = fields.Char(related="partner_id.phone")
    grade = fields.Selection(CUSTOMER_GRADES, required=True, readonly=True)
    kind = fields.Selection(CARE_KINDS, required=True)
    policy_id = fields.Many2one("aftersales.care.policy", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        CARE_STATES, required=True, readonly=True, default="planned", index=True, tracking=True
    )
    try_ids = fields.One2many("aftersales.callback.try", "care_id", string="Call Log", readonly=True)
    note = fields.Text(string="Result", help="What the customer said, wished or criticised.")

    _one_planned = models.UniqueIndex(
        "(customer_id) WHERE state = 'planned'", "A visit or call is planned for this customer already."
    )

    @api.depends("partner_id", "due_on")
    def _compute_display_name(self):
        for care in self:
            care.display_name = f"{care.partner_id.name or ''} · {format_date(self.env, care.due_on)}"

    def _update_state(self, target, **vals):
        """Move these contacts to `target`: the only place where their state is written."""
        self._ensure_transition(target, CARE_TRANSITIONS)
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, transition checked above
        self.sudo().activity_unlink(
            ["aftersales_service.mail_activity_type_care"]
        )  # sudo: nothing is left to do
        for company, cares in self.grouped("company_id").items():
            cares.customer_id._count_from(company._get_aftersales_today(), contact=target != "cancelled")

    def action_done(self):
        """Keep what the customer said; the next contact counts from today (S18).

        :raises UserError: while nothing is noted
        """
        self._end("done")

    def action_refuse(self):
        """The customer does not want to be visited or called this time."""
        self._end("refused")

    def _end(self, target):
        self._ensure_agent()
        self._lock()
        self._ensure_step(target, "planned")
        silent = self.filtered(lambda care: not (care.note or "").strip())[:1]
        if silent and target == "done":
            raise UserError(
                self.env._("Note first what %(customer)s said.", customer=silent.partner_id.display_name)
            )
        for care in self:
            care._update_state(target, **care._prepare_call_end())

    def action_cancel(self):
        """Leave this contact out: the next one is planned an interval later."""
        self._ensure_agent()
        self._lock()
        self._ensure_step("cancelled", "planned")
        self._update_state("cancelled")
