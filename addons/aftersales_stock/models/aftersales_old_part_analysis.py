from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import OLD_PART_AGES, USE_STATES, WRITEOFF_RESULTS


class AftersalesOldPartAnalysis(models.Model):
    """Old parts that stations owe: how old, what was found, what credit was lost (N10–N12).

    One row for each part used that owes one. A rate is 0 or 100 on each row that it judges and empty on the
    others, so that the mean of any group is the rate in per cent.
    """

    _name = "aftersales.old.part.analysis"
    _description = "Old Parts"
    _auto = False
    _rec_name = "product_id"
    _order = "used_on desc, id desc"
    _depends = {
        "aftersales.part.use": [
            "station_id", "company_id", "order_id", "product_id", "fault_id", "quantity", "value", "used_on",
            "due_on", "last_on", "state",
        ],
        "aftersales.part.return.line": ["use_id", "result"],
        "aftersales.writeoff.line": ["use_id", "result", "credit", "shortfall"],
        "resource.calendar": ["tz"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    station_id = fields.Many2one("aftersales.station", readonly=True)
    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    fault_id = fields.Many2one("aftersales.fault", string="Fault Code", readonly=True)
    used_on = fields.Date(readonly=True)
    due_on = fields.Date(string="Send By", readonly=True)
    state = fields.Selection(USE_STATES, string="Old Part", readonly=True)
    age = fields.Selection(
        OLD_PART_AGES, readonly=True, help="Of old parts that are not sent: what is left of the credit."
    )
    age_days = fields.Integer(
        string="Age (Days)", readonly=True, aggregator="avg", help="Of what is not written off."
    )
    result = fields.Selection(WRITEOFF_RESULTS, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(string="At Supply Price", readonly=True)
    no_fault_rate = fields.Float(
        string="No Fault Found (%)",
        readonly=True,
        aggregator="avg",
        help="Of the pieces inspected that stand for the part used.",
    )
    credit = fields.Monetary(string="Credited", readonly=True)
    lost = fields.Monetary(string="Credit Lost", readonly=True, help="Late, missing, or not what was used.")

    def action_view_use(self):
        """Open the part used that this row is about."""
        self.ensure_one()
        return open_record(self.env["aftersales.part.use"].browse(self.id))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT used.id, used.company_id, company.currency_id, used.station_id, used.order_id,
                   used.product_id, used.fault_id, used.used_on, used.due_on, used.state, used.quantity,
                   used.value, COALESCE(line.result, piece.result) AS result, line.credit,
                   line.shortfall AS lost,
                   CASE WHEN used.state <> 'done' THEN today.day - used.used_on END AS age_days,
                   CASE WHEN used.state <> 'owed' THEN NULL
                        WHEN used.due_on >= today.day THEN 'full'
                        WHEN used.last_on >= today.day THEN 'reduced'
                        ELSE 'none' END AS age,
                   CASE WHEN COALESCE(line.result, piece.result) = 'no_fault' THEN 100.0
                        WHEN COALESCE(line.result, piece.result) IN ('confirmed', 'passed_off') THEN 0.0
                        END AS no_fault_rate
              FROM aftersales_part_use used
              JOIN res_company company ON company.id = used.company_id
              LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
              LEFT JOIN aftersales_writeoff_line line ON line.use_id = used.id
              LEFT JOIN aftersales_part_return_line piece ON piece.id = used.return_line_id
             CROSS JOIN LATERAL (
                   SELECT (now() AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date AS day
                   ) today
             WHERE used.state <> 'none'
            """
        )
