from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesOrderAnalysis(models.Model):
    """What customers think of the jobs, and how many of them say so (S17, S20)."""

    _inherit = "aftersales.order.analysis"
    _depends = {"aftersales.opinion": ["order_id", "state", "score"]}

    response_count = fields.Integer(
        string="Opinion Cards Judged", readonly=True, help="Orders that “Opinion Cards Answered” judges."
    )
    response_rate = fields.Float(
        string="Opinion Cards Answered (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed orders with an opinion card: on how many the customer has answered.",
    )
    satisfaction_count = fields.Integer(
        string="Opinions", readonly=True, help="Opinion cards that “Satisfaction” is the mean of."
    )
    satisfaction_rate = fields.Float(
        string="Satisfaction (%)",
        readonly=True,
        aggregator="avg",
        help="Mean of the answered opinion cards, 100 being very satisfied in everything.",
    )

    @api.model
    def _get_select(self):
        is_judged = SQL("o.state = 'closed' AND opinion.id IS NOT NULL")
        is_answered = SQL("COALESCE(opinion.state = 'answered', FALSE)")
        return {
            **super()._get_select(),
            "response_count": SQL("(%s)::int", is_judged),
            "response_rate": SQL(
                "CASE WHEN %s THEN CASE WHEN %s THEN 100 ELSE 0 END END", is_judged, is_answered
            ),
            "satisfaction_count": SQL("(%s)::int", is_answered),
            "satisfaction_rate": SQL("CASE WHEN %s THEN opinion.score::float END", is_answered),
        }

    @api.model
    def _get_from(self):
        return [
            *super()._get_from(),
            SQL("LEFT JOIN aftersales_opinion opinion ON opinion.order_id = o.id"),
        ]
