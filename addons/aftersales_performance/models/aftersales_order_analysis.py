from odoo import api, fields, models
from odoo.tools import SQL


def get_day_sql(moment, company):
    """Return the company's day of `moment`."""
    return SQL(
        """(%(moment)s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(
               (SELECT calendar.tz FROM res_company zone
                  JOIN resource_calendar calendar ON calendar.id = zone.resource_calendar_id
                 WHERE zone.id = %(company)s), 'UTC'))::date""",
        moment=moment,
        company=company,
    )


def get_department_sql(employee, moment, company):
    """Return the query of the department that `employee` belonged to on the company's day of `moment`.

    As the host has it: before the first version of an employee, the first one counts.
    """
    return SQL(
        """(SELECT version.department_id
              FROM hr_version version, (SELECT %(day)s AS day) this
             WHERE version.employee_id = %(employee)s AND version.active
             ORDER BY version.date_version <= this.day DESC, ABS(version.date_version - this.day)
             LIMIT 1)""",
        day=get_day_sql(moment, company),
        employee=employee,
    )


class AftersalesOrderAnalysis(models.Model):
    """Whose figures a job counts for, and the shares that appraisals and pools need besides (S7, S20)."""

    _inherit = "aftersales.order.analysis"
    _depends = {
        "aftersales.order": ["taken_by_id", "signed_on", "solved", "reopen_count"],
        "aftersales.complaint": ["order_id", "state"],
        "aftersales.complaint.outcome": ["complaint_id", "kind"],
        "hr.employee": ["user_id", "company_id"],
        "hr.version": ["employee_id", "department_id", "date_version", "active"],
    }

    agent_id = fields.Many2one(
        "hr.employee", string="Request Taken By", readonly=True, help="Who took the request."
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        readonly=True,
        help="The engineer's department on the day of the request.",
    )
    signed_on = fields.Datetime(readonly=True)
    answered_count = fields.Integer(
        string="Answered", readonly=True, help="Orders that “Hours to Answer” is the mean of."
    )
    ticket_count = fields.Integer(
        string="Valid Tickets",
        readonly=True,
        help="Vouchers with all that S7 asks for, signed by the customer.",
    )
    resolution_count = fields.Integer(
        string="Answers about the Result", readonly=True, help="Orders that “Problem Solved” judges."
    )
    resolution_rate = fields.Float(
        string="Problem Solved (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed orders whose customer said whether the problem is solved: how many said so the "
        "first time they were asked.",
    )
    return_rate = fields.Float(
        string="Returned (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed orders: on how many a complaint ended with the goods being returned.",
    )
    complaint_rate = fields.Float(
        string="Complained Of (%)",
        readonly=True,
        aggregator="avg",
        help="Of all requests: on how many the customer complained; withdrawn complaints are left out.",
    )

    @api.model
    def _get_select(self):
        is_closed = SQL("o.state = 'closed'")
        is_asked = SQL("o.state = 'closed' AND o.solved IS NOT NULL")
        complaint = SQL("SELECT 1 FROM aftersales_complaint complaint WHERE complaint.order_id = o.id")
        return {
            **super()._get_select(),
            "agent_id": SQL("agent.id"),
            "department_id": get_department_sql(
                SQL("o.engineer_id"), SQL("o.request_date"), SQL("o.company_id")
            ),
            "signed_on": SQL("o.signed_on"),
            "answered_count": SQL("(clocks.answered_on IS NOT NULL)::int"),
            "ticket_count": SQL("(%s)::int", self._get_valid_ticket()),
            "resolution_count": SQL("(%s)::int", is_asked),
            "resolution_rate": SQL(
                "CASE WHEN %s THEN CASE WHEN o.solved = 'yes' AND COALESCE(o.reopen_count, 0) = 0"
                " THEN 100 ELSE 0 END END",
                is_asked,
            ),
            "return_rate": SQL(
                """CASE WHEN %s THEN CASE WHEN EXISTS (%s AND complaint.state IN ('approved', 'closed')
                        AND EXISTS (SELECT 1 FROM aftersales_complaint_outcome outcome
                                     WHERE outcome.complaint_id = complaint.id AND outcome.kind = 'return'))
                   THEN 100 ELSE 0 END END""",
                is_closed,
                complaint,
            ),
            "complaint_rate": SQL(
                "CASE WHEN EXISTS (%s AND complaint.state != 'withdrawn') THEN 100 ELSE 0 END", complaint
            ),
        }

    @api.model
    def _get_valid_ticket(self):
        """Return the condition under which the voucher of an order is a valid ticket (S7); to be extended.

        Nobody can sign a voucher that lacks anything else, and a reopened job loses its signature.
        """
        return SQL("o.signed_on IS NOT NULL AND o.state != 'cancelled'")

    @api.model
    def _get_from(self):
        return [
            *super()._get_from(),
            SQL(
                "LEFT JOIN hr_employee agent"
                " ON agent.user_id = o.taken_by_id AND agent.company_id = o.company_id"
            ),
        ]
