from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from ..const_indicator import SUBJECT_FIELDS, SUBJECT_KINDS


class AftersalesIndicatorValue(models.Model):
    """What an indicator came to in a month (S20): written every night, so that the trend is read at once.

    Nobody enters a value. Of the last months the figures still move (a late opinion, a repeat repair): they
    are written anew, older ones stay as they were.
    """

    _name = "aftersales.indicator.value"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Value of an Indicator"
    _order = "month desc, indicator_id, kind, id"
    # the system's only, `measured_on` tells when: two foreign keys less to check for each of many rows
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    indicator_id = fields.Many2one("aftersales.indicator", required=True, readonly=True, ondelete="cascade")
    unit = fields.Selection(related="indicator_id.unit")
    direction = fields.Selection(related="indicator_id.direction")
    formula = fields.Text(related="indicator_id.formula")
    kind = fields.Selection(SUBJECT_KINDS, string="Kind of Subject", required=True, readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="cascade")
    department_id = fields.Many2one("hr.department", string="Team", readonly=True, ondelete="cascade")
    station_id = fields.Many2one("aftersales.station", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    subject = fields.Char(compute="_compute_subject")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    value = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    result = fields.Char(compute="_compute_result", help="The value as it is read, with its unit.")
    total = fields.Float(digits=(16, 2), readonly=True, help="The sum that the value is the mean of.")
    records = fields.Integer(string="Sample Size", readonly=True, help="What the value was reckoned from.")
    is_enough = fields.Boolean(
        string="Enough Records", readonly=True, help="There were as many records as the indicator wants."
    )
    measured_on = fields.Datetime(required=True, readonly=True)

    _once = models.UniqueIndex(
        "(company_id, kind, month, indicator_id, "
        "(coalesce(employee_id, department_id, station_id, product_id, 0)))",
        "Each indicator has one value for a subject and month.",
    )
    _employee_index = models.Index("(employee_id, month) WHERE employee_id IS NOT NULL")

    @api.depends("kind", "employee_id", "department_id", "station_id", "product_id", "company_id")
    def _compute_subject(self):
        for each in self:
            each.subject = (each._get_subject() or each.company_id).display_name

    @api.depends("value", "indicator_id.unit")
    @api.depends_context("lang")
    def _compute_result(self):
        for each in self:
            each.result = each.indicator_id._format_value(each.value, each.currency_id)

    @api.depends("indicator_id", "month")
    def _compute_display_name(self):
        for each in self:
            month = format_date(self.env, each.month, date_format="yyyy-MM")
            each.display_name = f"{each.indicator_id.name} · {month}"

    def _get_subject(self):
        """Return the record whose value this is; an empty one for the company."""
        self.ensure_one()
        field, _model = SUBJECT_FIELDS.get(self.kind, (None, None))
        return self[field] if field else self.env["res.company"]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesIndicatorValue, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_view_records(self):
        """List the records that were counted, as they are now."""
        self.ensure_one()
        self.check_access("read")
        return self.indicator_id._open_rows(
            self.company_id,
            self.kind,
            self._get_subject().id,
            self.month,
            fields.Date.end_of(self.month, "month"),
        )

    # Every night --------------------------------------------------------------------

    @api.model
    def _cron_measure(self):
        """Write the values that are due; a kind of subject in a month of a company is kept at a time.

        Written anew they are the same: the work can be killed, goes on where it was, and can be run twice.
        """
        cron, companies = self.env["ir.cron"], self.env["res.company"].search([("active", "=", True)])
        due = [(company, *each) for company in companies for each in self._get_due(company)]
        cron._commit_progress(remaining=len(due))
        for company, kind, month in due:
            written = self._write_values(company, kind, month, fields.Date.end_of(month, "month"))
            # what has no records is due again in the next turn: it must not be all that a turn does
            if not cron._commit_progress(1) and written:
                return

    @api.model
    def _get_due(self, company):
        """Return the (kind, month) still to be measured, the present month first.

        Months that still move are due every day, and when somebody asked for it; older ones once.
        """
        today, asked = company._get_aftersales_today(), company.aftersales_indicator_asked_on
        due = []
        for back in range(company.aftersales_indicator_history):
            month = fields.Date.subtract(fields.Date.start_of(today, "month"), months=back)
            for kind, _label in SUBJECT_KINDS:
                # one transaction writes all of them, so that any one tells
                known = self.search(
                    [("company_id", "=", company.id), ("kind", "=", kind), ("month", "=", month)], limit=1
                ).measured_on
                is_moving = back < company.aftersales_indicator_refresh
                is_old = known and (company._get_aftersales_date(known) < today or (asked and known <= asked))
                if not known or (is_moving and is_old):
                    due.append((kind, month))
        return due

    @api.model
    def _write_values(self, company, kind, first, last):
        """Write the values of all subjects of `kind`, in place of what was there: one statement a source.

        :return: how many there are
        """
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM aftersales_indicator_value"
            " WHERE company_id = %s AND kind = %s AND month BETWEEN %s AND %s",
            (company.id, kind, first, last),
        )
        indicators = self.env["aftersales.indicator"].search([("active", "=", True)])
        written = 0
        for source, found in indicators._get_sources().items():
            query = found._get_query(source, company, kind, first, last)
            if query:
                written += self._insert_values(found, query, company, kind)
        self.invalidate_model()
        return written

    @api.model
    def _insert_values(self, indicators, query, company, kind):
        """Turn the rows of `query` into values; return how many."""
        subject, _model = SUBJECT_FIELDS.get(kind, ("employee_id", None))
        names = [f"{part}{number}" for number in range(len(indicators)) for part in ("total", "records")]
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s::float / %s, %s, %s)",
                indicator.id,
                indicator._get_measure().mean,
                SQL.identifier(f"total{number}"),
                indicator._get_measure().scale,
                SQL.identifier(f"records{number}"),
                indicator.minimum_sample,
            )
            for number, indicator in enumerate(indicators)
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO aftersales_indicator_value
                          (company_id, kind, month, %(subject)s, indicator_id, value, total, records,
                           is_enough, measured_on)
                   SELECT %(company)s, %(kind)s, found.month::date, found.subject, each.indicator,
                          ROUND((CASE WHEN each.mean THEN each.total / each.records
                                      ELSE each.total END)::numeric, 2),
                          ROUND(each.total::numeric, 2), each.records, each.records >= each.least,
                          %(moment)s
                     FROM (%(query)s) AS found(month, subject, %(names)s)
                    CROSS JOIN LATERAL (VALUES %(rows)s)
                          AS each(indicator, mean, total, records, least)
                    WHERE each.records > 0""",
                subject=SQL.identifier(subject),
                company=company.id,
                kind=kind,
                moment=fields.Datetime.now(),
                query=query,
                names=SQL(", ").join(map(SQL.identifier, names)),
                rows=rows,
            )
        )
        return self.env.cr.rowcount

    def action_measure(self):
        """Have the months that still move measured now, in the background, instead of tonight."""
        if not self.env.user.has_group("aftersales_performance.group_manager"):
            raise AccessError(self.env._("Only a performance manager has the figures measured anew."))
        # sudo: the company's and the system's, role checked above
        self.env.company.sudo().aftersales_indicator_asked_on = fields.Datetime.now()
        self.env.ref("aftersales_performance.ir_cron_measure_indicators").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The figures are being measured in the background. Reload the page in a few minutes."
                ),
            },
        }
