from odoo import api, fields, models


class AftersalesQualityAnswer(models.Model):
    """Whether a contact held an item of the card."""

    _name = "aftersales.quality.answer"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Score Card Answer"
    _order = "score_id, sequence, id"
    _rec_name = "item_id"

    score_id = fields.Many2one(
        "aftersales.quality.score", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="score_id.company_id", store=True, readonly=True)
    item_id = fields.Many2one("aftersales.quality.item", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(related="item_id.sequence", store=True, readonly=True)
    points = fields.Float(related="item_id.points")
    fatal = fields.Boolean(related="item_id.fatal")
    missed = fields.Boolean()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesQualityAnswer, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        self.score_id._ensure_draft()
        return super().write(vals)
