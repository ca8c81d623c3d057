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
        self._get_calls().unlink()

    def _get_calls(self):
        """Return what these contacts put before somebody."""
        kind = self.env.ref("aftersales_service.mail_activity_type_care")
        # sudo: activities of the contact, whosever they are
        return self.sudo().activity_ids.filtered(lambda each: each.activity_type_id == kind)

    def _count_from_today(self, contact):
        """Count the next contact with these customers from today; `contact`: they were spoken to."""
        for company, cares in self.grouped("company_id").items():
            cares.customer_id._count_from(company._get_aftersales_today(), contact)

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
        self._count_from_today(contact=True)

    def action_cancel(self):
        """Leave this contact out: the next one is planned an interval later."""
        self._ensure_agent()
        self._lock()
        self._ensure_step("cancelled", "planned")
        self._update_state("cancelled")
        self._count_from_today(contact=False)

    # ------------------------------------------------------------------------
    # Another agent, another grade
    # ------------------------------------------------------------------------

    def write(self, vals):
        """Who gets a contact gets what it puts before him."""
        result = super().write(vals)
        if vals.get("user_id"):
            calls = self._get_calls().with_context(mail_activity_quick_update=True)  # no mail for each
            calls.write({"user_id": vals["user_id"]})
        return result

    def _follow_grade(self):
        """What is planned ahead follows the policy that the customers have now (S18).

        What is overdue stays: it was due by the grade of its day. What is no longer near is left out, and
        planned anew in its time.
        """
        labels = dict(self._fields["grade"]._description_selection(self.env))
        ahead = self.filtered(lambda care: care.state == "planned" and not care._is_past_due())
        near = ahead.filtered(lambda care: care.customer_id._is_near())
        (ahead - near)._update_state("cancelled")
        for customer, care in near.grouped("customer_id").items():
            day = customer.next_on
            care.sudo().write(  # sudo: guarded fields, of the customer's grade
                {
                    "grade": customer.grade,
                    "policy_id": customer.policy_id.id,
                    "kind": customer.policy_id.sudo().kind,  # sudo: policy, no secret
                    "due_on": day,
                    "next_on": max(min(care.next_on, day), customer.company_id._get_aftersales_today()),
                }
            )
            care._get_calls().date_deadline = day
        bodies = {
            care.id: self.env._(
                "By grade “%(grade)s” this contact is due by %(day)s.",
                grade=labels[care.grade],
                day=format_date(self.env, care.due_on),
            )
            if care in near
            else self.env._(
                "By grade “%(grade)s” this contact is not due: it is left out.",
                grade=labels[care.customer_id.grade],
            )
            for care in ahead
        }
        ahead._message_log_batch(bodies=bodies)
