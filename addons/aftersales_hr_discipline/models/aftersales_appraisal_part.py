from odoo import api, models


class AftersalesAppraisalPart(models.AbstractModel):
    """What a template is made of: it changes with a draft only."""

    _name = "aftersales.appraisal.part"
    _description = "Part of a Template"

    def _get_templates(self):
        return self.template_id

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._ensure_draft()
        return parts

    def write(self, vals):
        self._ensure_draft()
        result = super().write(vals)
        self._ensure_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._ensure_draft()

    def _ensure_draft(self):
        if not self.env.su:
            self._get_templates()._ensure_draft()
