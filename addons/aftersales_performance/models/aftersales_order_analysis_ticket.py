from odoo import api, fields, models
from odoo.tools import SQL

from ..const_ticket import CLEARED_STATES, TICKET_CAUSES
from .aftersales_order_analysis import get_day_sql


class AftersalesOrderAnalysis(models.Model):
    """What the ticket rules of the day say of a job (S26, D41).

    A ticket whose bonus is lost is not a valid one, unless its record was not pursued or revoked. A call
    counts once somebody entered how long it rang.
    """

    _inherit = "aftersales.order.analysis"
    _depends = {
        "aftersales.ticket.breach": ["order_id", "cause", "record_id"],
        "aftersales.conduct.record": ["state"],
        "aftersales.order": ["channel", "aftersales_answer_seconds"],
        "aftersales.ticket.policy": ["company_id", "date_from", "date_to", "active", "answer_seconds"],
    }

    call_count = fields.Integer(
        string="Calls Timed", readonly=True, help="Calls of which it is known how long they rang."
    )
    call_rate = fields.Float(
        string="Calls Answered in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the calls timed: how many rang no longer than the ticket rules of the day allow.",
    )

    @api.model
    def _get_select(self):
        is_timed = SQL("o.channel = 'phone' AND o.aftersales_answer_seconds > 0")
        return {
            **super()._get_select(),
            "call_count": SQL("(%s)::int", is_timed),
            "call_rate": SQL(
                """CASE WHEN %s THEN CASE WHEN o.aftersales_answer_seconds <= COALESCE(
                        (SELECT policy.answer_seconds
                           FROM aftersales_ticket_policy policy, (SELECT %s AS day) this
                          WHERE policy.active AND policy.date_from <= this.day
                            AND COALESCE(policy.date_to >= this.day, TRUE)
                            AND COALESCE(policy.company_id = o.company_id, TRUE)
                          ORDER BY policy.company_id IS NULL, policy.date_from DESC, policy.id DESC
                          LIMIT 1), o.aftersales_answer_seconds)
                   THEN 100 ELSE 0 END END""",
                is_timed,
                get_day_sql(SQL("o.request_date"), SQL("o.company_id")),
            ),
        }

    @api.model
    def _get_valid_ticket(self):
        return SQL(
            """%s AND NOT EXISTS (
                   SELECT 1 FROM aftersales_ticket_breach breach
                LEFT JOIN aftersales_conduct_record record ON record.id = breach.record_id
                    WHERE breach.order_id = o.id AND breach.cause IN %s
                      AND COALESCE(record.state NOT IN %s, TRUE))""",
            super()._get_valid_ticket(),
            TICKET_CAUSES,
            CLEARED_STATES,
        )
