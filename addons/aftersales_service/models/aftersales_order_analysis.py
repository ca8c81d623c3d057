from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import AREAS, CHANNELS, CLOCK_KINDS, PRIORITIES, SERVICE_TYPES, STATES

#: Who sees what a job costs and brings in.
MONEY_GROUPS = "aftersales_service.group_manager,aftersales_service.group_accountant"

#: Columns that are taken over from the order as they are.
PLAIN = [
    "name", "company_id", "request_date", "planned_start", "repair_start", "closed_on", "partner_id", "area",
    "product_id", "lot_id", "fault_id", "engineer_id", "station_id", "user_id", "service_type", "channel",
    "priority", "state", "time_spent", "value_total", "customer_total", "cost_total",
]  # fmt: skip


class AftersalesOrderAnalysis(models.Model):
    """The indicators of the service desk, one row per order (S20).

    A share is 0 or 100 on each order that it judges and empty on the others, so that the mean of any
    group of orders is the share in per cent; beside each share stands how many orders it judges. A row
    has the id of its order.
    """

    _name = "aftersales.order.analysis"
    _description = "Service Analysis"
    _auto = False
    _rec_name = "name"
    _order = "request_date desc, id desc"
    _depends = {
        "aftersales.order": [*PLAIN, "reopen_count", "was_repeated"],
        "aftersales.visit": ["order_id", "state"],
        "aftersales.clock": ["order_id", "kind", "rule_id", "state", "deadline", "ended_on", "consumed"],
        "aftersales.sla.rule": ["unit"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "sale.order": ["aftersales_order_id"],
        "sale.order.line": ["order_id", "invoice_lines"],
        "account.move.line": ["balance", "parent_state"],
    }

    name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    request_date = fields.Datetime(string="Requested On", readonly=True)
    planned_start = fields.Datetime(readonly=True)
    repair_start = fields.Datetime(string="Started On", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    area = fields.Selection(AREAS, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Unit (Serial Number)", readonly=True)
    fault_id = fields.Many2one("aftersales.fault", string="Fault Code", readonly=True)
    engineer_id = fields.Many2one("hr.employee", readonly=True)
    station_id = fields.Many2one("aftersales.station", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    service_type = fields.Selection(SERVICE_TYPES, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    priority = fields.Selection(PRIORITIES, readonly=True)
    state = fields.Selection(STATES, readonly=True)

    # Requests, response
    request_count = fields.Integer(string="Requests", readonly=True)
    answer_count = fields.Integer(
        string="Answers Judged", readonly=True, help="Orders that “Answered on Time” judges."
    )
    answer_hours = fields.Float(
        string="Hours to Answer",
        readonly=True,
        aggregator="avg",
        help="Hours of the calendar from the request until an engineer was named; orders without an answer "
        "are left out.",
    )
    answer_rate = fields.Float(
        string="Answered on Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the orders answered, or still without an answer after the deadline: how many were "
        "answered by the deadline. The deadline itself is in time.",
    )

    # Arrival, promise
    arrival_count = fields.Integer(
        string="Arrivals Judged", readonly=True, help="Orders that “Arrival on Time” judges."
    )
    arrival_hours = fields.Float(
        string="Hours to Arrival",
        readonly=True,
        aggregator="avg",
        help="Working hours from the request until the engineer first began on site, pauses left out; orders "
        "whose deadline is counted in days are left out.",
    )
    arrival_rate = fields.Float(
        string="Arrival on Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the orders on which the engineer began, or still waits to begin after the deadline: how "
        "many he began by the deadline, and again after each reopening. The deadline itself is in time; "
        "units brought to us are left out.",
    )
    promise_count = fields.Integer(
        string="Promises Judged", readonly=True, help="Orders that “Promise Kept” judges."
    )
    promise_rate = fields.Float(
        string="Promise Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Of the orders for which a time was promised and came: how many were begun by that time. "
        "A promise that had passed before another one was made is broken.",
    )

    turnaround_count = fields.Integer(
        string="Turnarounds Judged", readonly=True, help="Orders that “Turnaround on Time” judges."
    )
    turnaround_rate = fields.Float(
        string="Turnaround on Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the orders with units in our workshop, done or past the deadline: how many were done by it.",
    )

    voucher_count = fields.Integer(
        string="Vouchers Judged", readonly=True, help="Orders that “Voucher Back on Time” judges."
    )
    voucher_rate = fields.Float(
        string="Voucher Back on Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the orders with a voucher that is back, or missing after the deadline: how many were back "
        "by it.",
    )

    # Result
    closed_count = fields.Integer(string="Closed", readonly=True, help="Closed, not cancelled.")
    cancelled_count = fields.Integer(string="Cancelled", readonly=True)
    close_hours = fields.Float(
        string="Hours to Close",
        readonly=True,
        aggregator="avg",
        help="Hours of the calendar from the request until the order was closed; open and cancelled orders "
        "are left out.",
    )
    first_fix_rate = fields.Float(
        string="First-Time Fix (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed orders: how many took one visit at most, were never reopened and did not come "
        "again as a repeat repair.",
    )
    repeat_rate = fields.Float(
        string="Came Again (%)",
        readonly=True,
        aggregator="avg",
        help="Return-repair rate. Of the closed orders: how many came again as a repeat repair, with the "
        "same fault within the set period.",
    )
    time_spent = fields.Float(string="Hours Spent", readonly=True)

    # Money, company currency, before tax
    value_total = fields.Monetary(string="Value", readonly=True, help="By the fee schedule, whoever pays.")
    customer_total = fields.Monetary(string="Customer Pays", readonly=True)
    revenue = fields.Monetary(
        string="Invoiced",
        readonly=True,
        groups=MONEY_GROUPS,
        help="Posted invoices less credit notes for the orders, before tax.",
    )
    cost_total = fields.Monetary(
        string="Parts Cost", readonly=True, groups=MONEY_GROUPS, help="Stock value of the parts used."
    )

    # ------------------------------------------------------------------------
    # The query; the seams `_get_select`, `_get_from` take the columns of other parts
    # ------------------------------------------------------------------------

    @property
    def _table_query(self):
        columns = SQL(", ").join(
            SQL("%s AS %s", column, SQL.identifier(name)) for name, column in self._get_select().items()
        )
        return SQL("SELECT %s FROM %s", columns, SQL(" ").join(self._get_from()))

    @api.model
    def _get_select(self):
        """Return field → its column, `o` being the order."""
        rates = [f"{kind}_rate" for kind, _label in CLOCK_KINDS]
        is_closed = SQL("o.state = 'closed'")
        return {
            "id": SQL("o.id"),
            **{name: SQL.identifier("o", name) for name in PLAIN},
            "currency_id": SQL("company.currency_id"),
            "product_categ_id": SQL("template.categ_id"),
            "request_count": SQL("1"),
            **{name: SQL.identifier("clocks", name) for name in rates},
            **{
                name.replace("_rate", "_count"): SQL("(%s IS NOT NULL)::int", SQL.identifier("clocks", name))
                for name in rates
            },
            "answer_hours": self._get_hours(SQL("clocks.answered_on")),
            "arrival_hours": SQL("clocks.arrival_hours"),
            "closed_count": SQL("(%s)::int", is_closed),
            "cancelled_count": SQL("(o.state = 'cancelled')::int"),
            "close_hours": SQL("CASE WHEN %s THEN %s END", is_closed, self._get_hours(SQL("o.closed_on"))),
            "first_fix_rate": SQL(
                "CASE WHEN %s THEN CASE WHEN %s THEN 100 ELSE 0 END END", is_closed, self._get_first_fix()
            ),
            "repeat_rate": SQL(
                "CASE WHEN %s THEN CASE WHEN o.was_repeated THEN 100 ELSE 0 END END", is_closed
            ),
            "revenue": SQL("COALESCE(invoiced.amount, 0)"),
        }

    @api.model
    def _get_hours(self, end):
        """Return the hours of the calendar from the request until `end`."""
        return SQL(
            "CASE WHEN %s < o.request_date THEN 0 ELSE EXTRACT(EPOCH FROM %s - o.request_date) / 3600 END",
            end,
            end,
        )

    @api.model
    def _get_first_fix(self):
        """Return the condition under which a closed order was fixed at the first attempt."""
        return SQL(
            """COALESCE(o.reopen_count, 0) = 0 AND o.was_repeated IS NOT TRUE
               AND (SELECT COUNT(*) FROM aftersales_visit visit
                     WHERE visit.order_id = o.id AND visit.state = 'done') < 2"""
        )

    @api.model
    def _get_from(self):
        """Return the tables. Each is joined by a key, so that what no column asks for is not read."""
        return [
            SQL("aftersales_order o"),
            SQL("JOIN res_company company ON company.id = o.company_id"),
            SQL("LEFT JOIN product_product product ON product.id = o.product_id"),
            SQL("LEFT JOIN product_template template ON template.id = product.product_tmpl_id"),
            SQL("LEFT JOIN (%s) clocks ON clocks.order_id = o.id", self._get_clock_query()),
            SQL("LEFT JOIN (%s) invoiced ON invoiced.order_id = o.id", self._get_invoice_query()),
        ]

    @api.model
    def _get_clock_query(self):
        """Judge the clocks of each order: in time, late (missed and still open included) or not yet."""
        is_late = SQL(
            "(c.state IN ('met_late', 'breached') OR c.state = 'running' AND c.deadline < %s)",
            fields.Datetime.now(),
        )
        rates = [
            SQL(
                """CASE WHEN bool_or(%(late)s) FILTER (WHERE c.kind = %(kind)s) THEN 0
                        WHEN bool_or(c.state = 'met_in_time') FILTER (WHERE c.kind = %(kind)s) THEN 100
                   END AS %(name)s""",
                late=is_late,
                kind=kind,
                name=SQL.identifier(f"{kind}_rate"),
            )
            for kind, _label in CLOCK_KINDS
        ]
        return SQL(
            """SELECT c.order_id, %s,
                      MIN(c.ended_on) FILTER (
                          WHERE c.kind = 'answer' AND c.state IN ('met_in_time', 'met_late')
                      ) AS answered_on,
                      (ARRAY_AGG(c.consumed ORDER BY c.ended_on) FILTER (
                          WHERE c.kind = 'arrival' AND c.state IN ('met_in_time', 'met_late')
                            AND rule.unit IN ('hours', 'working_hours')
                      ))[1] AS arrival_hours
                 FROM aftersales_clock c JOIN aftersales_sla_rule rule ON rule.id = c.rule_id
                GROUP BY c.order_id""",
            SQL(", ").join(rates),
        )

    @api.model
    def _get_invoice_query(self):
        return SQL(
            """SELECT sale.aftersales_order_id AS order_id, -SUM(line.balance) AS amount
                 FROM sale_order sale
                 JOIN sale_order_line sale_line ON sale_line.order_id = sale.id
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sale_line.id
                 JOIN account_move_line line ON line.id = rel.invoice_line_id
                WHERE sale.aftersales_order_id IS NOT NULL AND line.parent_state = 'posted'
                GROUP BY sale.aftersales_order_id"""
        )

    def action_open_order(self):
        """Open the order of this row."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.env["aftersales.order"].browse(self.id))
