from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesTrainingResultLine(models.Model):
    """Points of one criterion for one person (T6)."""

    _name = "aftersales.training.result.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Points of a Result"
    _order = "sequence, id"

    result_id = fields.Many2one("aftersales.training.result", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="result_id.company_id", store=True)
    department_id = fields.Many2one(related="result_id.department_id", store=True, string="Unit")
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Criterion", required=True, readonly=True)
    points_max = fields.Float(string="Points at Most", readonly=True, aggregator=None)
    points = fields.Float(aggregator=None)
    is_scored = fields.Boolean(string="Points Given", readonly=True)
    note = fields.Char()

    _range = models.Constraint(
        "CHECK (points >= 0 AND points <= points_max)", "Points are from 0 to what the criterion is worth."
    )

    def write(self, vals):
        """Points and a note, by whoever keeps the evaluation."""
        self._refuse_guarded(vals)
        scored = {"is_scored": True} if "points" in vals else {}
        if self.env.su:
            return super().write({**vals, **scored})
        self.check_access("write")
        for result in self.result_id:
            result._ensure_may_write({"line_ids"})
        if vals.keys() - {"points", "note"}:
            raise AccessError(self.env._("Only points and a note are entered."))
        # sudo: names checked above; flags and outcomes are kept by the system
        lines = self.sudo()
        lines.write(vals)
        lines.result_id._judge()
        return True

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super().create(vals_list)
