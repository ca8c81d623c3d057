from odoo import api, fields, models

from ..const import INSPECTION_RESULTS


class AftersalesWriteoffAnswer(models.TransientModel):
    """Answers a station's objection to a difference, with the same result or another one (N13)."""

    _name = "aftersales.writeoff.answer"
    _description = "Answer to an Objection"

    line_id = fields.Many2one("aftersales.writeoff.line", required=True)
    objection = fields.Text(related="line_id.objection")
    reason = fields.Char(related="line_id.reason")
    result = fields.Selection(INSPECTION_RESULTS, compute="_compute_result", store=True, readonly=False)
    answer = fields.Text(required=True)

    @api.depends("line_id")
    def _compute_result(self):
        """The result stands unless another one is chosen."""
        known = dict(INSPECTION_RESULTS)
        for dialog in self:
            dialog.result = dialog.result or (dialog.line_id.result in known and dialog.line_id.result)

    def action_answer(self):
        """Keep the answer; the line is decided anew where the result is another one."""
        self.ensure_one()
        self.line_id._answer(self.result or self.line_id.result, self.answer)
        return {"type": "ir.actions.act_window_close"}
