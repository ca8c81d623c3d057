from odoo import api, models
from odoo.exceptions import AccessError


class AftersalesStepMixin(models.AbstractModel):
    """Documents whose guarded fields and states change by the steps of certain roles only."""

    _name = "aftersales.step.mixin"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Document with Steps"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStepMixin, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _ensure_office(self, *groups):
        """Refuse the caller unless he has one of `groups` and may see these records."""
        if self.env.su:
            return
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read")
