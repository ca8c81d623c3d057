from odoo import fields, models

from ..const import OPINION_LEVELS, OPINION_QUESTIONS


class AftersalesOpinionAnswer(models.TransientModel):
    """Dialog in which an agent answers an opinion card on the customer's behalf (S17)."""

    _name = "aftersales.opinion.answer"
    _description = "Answer an Opinion Card"

    opinion_id = fields.Many2one("aftersales.opinion", string="Opinion Card", required=True)
    partner_id = fields.Many2one(related="opinion_id.partner_id")
    phone = fields.Char(related="opinion_id.phone")
    attitude = fields.Selection(OPINION_LEVELS)
    skill = fields.Selection(OPINION_LEVELS)
    arrival = fields.Selection(OPINION_LEVELS, string="Arrival Time")
    promise = fields.Selection(OPINION_LEVELS, string="Promises Kept")
    remark = fields.Text()
    is_complaint = fields.Boolean(string="This Is a Complaint")

    def action_confirm(self):
        """Keep the answers, with the agent's name."""
        self.ensure_one()
        names = [*dict(OPINION_QUESTIONS), "remark", "is_complaint"]
        self.opinion_id._answer_for_customer({name: self[name] for name in names})
