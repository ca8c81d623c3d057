from odoo import api, models
from odoo.tools import SQL

from ..const_ticket import CLEARED_STATES, TICKET_CAUSES


class AftersalesOrderAnalysis(models.Model):
    """A ticket whose bonus is lost is not a valid one (D41), unless its record was not pursued or revoked."""

    _inherit = "aftersales.order.analysis"
    _depends = {
        "aftersales.ticket.breach": ["order_id", "cause", "record_id"],
        "aftersales.conduct.record": ["state"],
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
