from odoo import api, fields, models

from ..const import COMPLAINT_ANALYSIS_STEPS, COMPLAINT_FINAL_STATES


class AftersalesComplaintAnalysis(models.Model):
    """One answer of the structured analysis: one of five whys, or of eight steps (S25)."""

    _name = "aftersales.complaint.analysis"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Step of the Analysis"
    _order = "complaint_id, id"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    step = fields.Selection(
        [pair for steps in COMPLAINT_ANALYSIS_STEPS.values() for pair in steps],
        required=True,
        readonly=True,
    )
    answer = fields.Text()

    _step_unique = models.UniqueIndex("(complaint_id, step)")

    @api.depends("complaint_id.name", "step")
    def _compute_display_name(self):
        steps = dict(self._fields["step"]._description_selection(self.env))
        for each in self:
            each.display_name = f"{each.complaint_id.name}: {steps.get(each.step)}"

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if any(each.complaint_id.state in COMPLAINT_FINAL_STATES for each in self):
                self.complaint_id._ensure_open()
        return super().write(vals)
