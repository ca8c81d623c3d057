from odoo import api, fields, models


class AftersalesAppraisalAnswer(models.Model):
    """The points of one question of a rating; its rater reads and writes it, nobody else (A10)."""

    _name = "aftersales.appraisal.answer"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Answer"
    _order = "rating_id, sequence, id"

    rating_id = fields.Many2one(
        "aftersales.appraisal.rating", required=True, readonly=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "aftersales.appraisal.question", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)
    points = fields.Integer(string="Points (0–100)", aggregator=None)
    given = fields.Boolean(readonly=True)

    _once = models.UniqueIndex("(rating_id, question_id)", "A question is answered once.")
    _range = models.Constraint("CHECK (points BETWEEN 0 AND 100)", "Points are from 0 to 100.")

    @api.depends("rating_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Without what it says: the host gives this name to everybody whose form points here (A10)."""
        self.display_name = self.env._("Answer")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalAnswer, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.check_access("write")
            self.rating_id._ensure_mine()
            self.rating_id._lock()
            self.rating_id._ensure_open()
        if "points" in vals:
            super(AftersalesAppraisalAnswer, self.sudo()).write({"given": True})
        return super().write(vals)
