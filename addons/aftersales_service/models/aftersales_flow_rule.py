from odoo import api, fields, models

from ..const import SERVICE_TYPES, SKIPPABLE_STATES, STATES


class AftersalesFlowRule(models.Model):
    """Allows one step of the job to be skipped for one service type (G3)."""

    _name = "aftersales.flow.rule"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Step That Can Be Skipped"
    _order = "service_type, state, date_from desc, id desc"

    service_type = fields.Selection(SERVICE_TYPES, required=True)
    state = fields.Selection(
        [state for state in STATES if state[0] in SKIPPABLE_STATES], string="Step", required=True
    )

    @api.depends("service_type", "state")
    def _compute_display_name(self):
        types = dict(self._fields["service_type"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        for rule in self:
            rule.display_name = f"{types.get(rule.service_type)}: {states.get(rule.state)}"

    def _get_subject_fields(self):
        return ["service_type", "state"]

    def _get_skippable(self, service_type, date, company):
        """Return the steps that a job of `service_type` may skip on `date` by these rules (G3)."""
        return {
            rule.state
            for rule in self
            if rule.service_type == service_type and rule._is_in_force(date, company)
        }
