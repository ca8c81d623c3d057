from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesTrainingTrial(models.Model):
    """What one juror thinks of a trial lecture (T7)."""

    _name = "aftersales.training.trial"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Score of a Trial Lecture"
    _order = "lecturer_id, juror_id, id"
    _rec_name = "juror_id"

    lecturer_id = fields.Many2one(
        "aftersales.training.lecturer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="lecturer_id.company_id", store=True)
    juror_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    score = fields.Float(aggregator="avg", help="From 0 to 100.")
    is_scored = fields.Boolean(string="Scored", readonly=True)
    note = fields.Char()
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _juror_unique = models.UniqueIndex("(lecturer_id, juror_id)", "A juror scores each lecture once.")
    _range = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "Points are from 0 to 100.")

    @api.depends_context("uid")
    @api.depends("juror_id")
    def _compute_is_mine(self):
        for trial in self:
            trial.is_mine = trial.juror_id == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Each juror enters the own points, until it is decided."""
        self._refuse_guarded(vals)
        scored = {"is_scored": True} if "score" in vals else {}
        if self.env.su:
            return super().write({**vals, **scored})
        self.check_access("write")
        self.lecturer_id._ensure_step("appointed", "applied")
        if self.juror_id - self.env.user:
            raise AccessError(self.env._("Each juror enters the own points."))
        # sudo: right checked above; the flag is kept by the system
        return self.sudo().write(vals)
