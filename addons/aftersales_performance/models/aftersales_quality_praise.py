from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PRAISE_CHANNELS, PRAISE_STATES, PRAISE_TRANSITIONS


class AftersalesQualityPraise(models.Model):
    """A customer's praise of an agent (S27): entered, confirmed by a manager, paid with a month."""

    _name = "aftersales.quality.praise"
    _inherit = ["aftersales.guard.mixin", "mail.thread"]
    _description = "Praise"
    _order = "day desc, id desc"
    _check_company_auto = True
    _transitions = PRAISE_TRANSITIONS

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("aftersales_agent", "=", True)],
    )
    day = fields.Date(required=True, default=lambda self: self.env.company._get_aftersales_today())
    channel = fields.Selection(PRAISE_CHANNELS, required=True, default="phone")
    partner_id = fields.Many2one("res.partner", string="Customer", check_company=True)
    text = fields.Text(string="What Was Said", required=True)
    state = fields.Selection(PRAISE_STATES, required=True, readonly=True, default="draft", index=True)
    amount = fields.Monetary(readonly=True)
    month_id = fields.Many2one(
        "aftersales.quality.month", string="Paid With", readonly=True, index="btree_not_null"
    )

    @api.depends("employee_id", "channel")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for praise in self:
            praise.display_name = f"{praise.employee_id.name or ''} · {channels.get(praise.channel, '')}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        praises = super(AftersalesQualityPraise, self._drop_guarded_defaults()).create(vals_list)
        praises._ensure_not_own()
        return praises

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_step("confirmed", "draft")
        result = super().write(vals)
        self._ensure_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("refused", "draft")

    def _ensure_not_own(self):
        if not self.env.su and self.env.user in self.sudo().employee_id.user_id:  # sudo: who it is
            raise UserError(self.env._("Nobody enters or confirms the own praise: ask a colleague."))

    def action_confirm(self):
        """Entered → confirmed: it is paid with the next month that is open."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("write")
        self._ensure_not_own()
        self._lock()
        self._ensure_step("confirmed", "draft")
        for praise in self:
            policy = self.env["aftersales.quality.policy"]._get_in_force(praise.day, praise.company_id)
            amount = policy[f"praise_{praise.channel}"] if policy else 0.0
            praise._update_state("confirmed", amount=amount)
        self.sudo()._assign_month()  # sudo: guarded field, right and state checked above

    def action_refuse(self):
        """Entered → refused."""
        self.env.company._ensure_performance_role("manager")
        self.check_access("write")
        self._ensure_not_own()
        self._update_state("refused")

    def _assign_month(self):
        """Pay each with the first open month from its own on; what finds none waits for the next draw."""
        months = self.env["aftersales.quality.month"].search(
            [("employee_id", "in", self.employee_id.ids), ("state", "=", "open")], order="month"
        )
        for praise in self:
            month = fields.Date.start_of(praise.day, "month")
            praise.month_id = months.filtered(
                lambda each, praise=praise, month=month: (
                    each.employee_id == praise.employee_id and each.month >= month
                )
            )[:1]
