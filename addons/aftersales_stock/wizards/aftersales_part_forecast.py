from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_record
from odoo.addons.aftersales_service.const import DONE_STATES

from ..tools import forecast, request


class AftersalesPartForecast(models.TransientModel):
    """What stations will need next month, from the faults they have had, and how good that is (N8)."""

    _name = "aftersales.part.forecast"
    _description = "Forecast of Parts"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(readonly=True, help="First day of the month that is forecast.")
    month_count = fields.Integer(string="Months Looked At", readonly=True)
    test_months = fields.Integer(string="Months Compared", readonly=True)
    own_error = fields.Float(string="This Forecast Was Off By", digits=(16, 1), readonly=True)
    last_error = fields.Float(string="Last Month's Usage Was Off By", digits=(16, 1), readonly=True)
    how_text = fields.Text(string="How It Is Reckoned", compute="_compute_texts")
    test_text = fields.Text(string="How Good It Is", compute="_compute_texts")
    line_ids = fields.One2many("aftersales.part.forecast.line", "forecast_id", readonly=True)

    @api.depends("month")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Forecast of Parts")

    @api.depends("month_count", "test_months", "own_error", "last_error")
    @api.depends_context("lang")
    def _compute_texts(self):
        for report in self:
            policy = self.env["aftersales.part.policy"]._get_current(report.company_id)
            report.how_text = self.env._(
                "Each fault is expected as often as in the mean of the last %(count)s complete months; a "
                "month counts %(weight)s %% of the one after it. A repair of a fault takes as many parts "
                "as it took on average at all stations.",
                count=report.month_count,
                weight=f"{policy.forecast_weight:g}",
            )
            report.test_text = (
                self.env._(
                    "For each of the last %(count)s months, reckoned from the months before it: this "
                    "forecast was off by %(own)s pieces in all, repeating the usage of the month before by "
                    "%(last)s.",
                    count=report.test_months,
                    own=f"{report.own_error:.1f}",
                    last=f"{report.last_error:.1f}",
                )
                if report.test_months
                else self.env._("There are too few months yet to compare the forecast with what was used.")
            )

    @api.model
    def action_open(self):
        """Return the action that opens the forecast of the company for next month."""
        if not any(
            self.env.user.has_group(group)
            for group in ("aftersales_service.group_dispatcher", "aftersales_stock.group_keeper")
        ):
            raise AccessError(self.env._("Forecasts are for regional managers and the warehouse."))
        report = self.create({})
        report.action_refresh()
        return {**open_record(report), "name": self.env._("Forecast of Parts")}

    def action_refresh(self):
        """Reckon the forecast anew, for the company of the form."""
        self.ensure_one()
        company = self.company_id
        company.check_access("read")
        policy = self.env["aftersales.part.policy"]._get_current(company)
        first = company._get_aftersales_today().replace(day=1)
        history = self._read_history(company, first, policy.forecast_months)
        weight = policy.forecast_weight / 100
        tested = forecast.compare(history, policy.forecast_test_months, weight)
        # sudo: guarded by being read-only, sums only
        self.sudo().write(
            {
                "month": request.next_month(first),
                "month_count": history.length,
                "test_months": tested.months,
                "own_error": tested.own,
                "last_error": tested.last,
                "line_ids": [
                    Command.clear(),
                    *map(Command.create, self._prepare_lines(history, forecast.predict(history, weight))),
                ],
            }
        )

    def action_view_lines(self):
        """Open the lines to compare parts and stations."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "aftersales.part.forecast.line",
            "views": [(False, "graph"), (False, "pivot")],
            "domain": [("forecast_id", "=", self.id)],
        }

    @api.model
    def _read_history(self, company, first, months):
        """Return the `forecast.History` of the complete months before `first`; two queries.

        It begins with the first month in which a station repaired anything, at most `months` ago.
        """
        self.env.flush_all()
        params = {
            "company": company.id,
            "states": tuple(DONE_STATES),
            "tz": company.resource_calendar_id.tz or "UTC",
            "since": first - relativedelta(months=months),
            "first": first,
        }
        repairs, parts = (
            self.env.execute_query(
                SQL(
                    """
                    SELECT o.station_id, COALESCE(o.fault_id, 0), %(part)s,
                           date_trunc('month', o.request_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                           %(amount)s
                      FROM aftersales_order o %(join)s
                     WHERE o.company_id = %(company)s AND o.station_id IS NOT NULL AND o.state IN %(states)s
                       AND (o.request_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s) >= %(since)s
                       AND (o.request_date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s) < %(first)s
                     GROUP BY 1, 2, 3, 4
                    """,
                    part=part,
                    amount=amount,
                    join=join,
                    **params,
                )
            )
            for part, amount, join in (
                (SQL("0"), SQL("COUNT(*)"), SQL()),
                (
                    SQL("l.product_id"),
                    SQL("SUM(l.quantity)"),
                    SQL("JOIN aftersales_order_line l ON l.order_id = o.id AND l.kind = 'part'"),
                ),
            )
        )
        begin = min((row[3] for row in repairs), default=first)
        length = (first.year - begin.year) * 12 + first.month - begin.month
        history = forecast.History()
        for rows, target, width in ((repairs, history.repairs, 2), (parts, history.parts, 3)):
            for *key, month, amount in rows:
                counts = target.setdefault(tuple(key[:width]), [0.0] * length)
                counts[(month.year - begin.year) * 12 + month.month - begin.month] += float(amount)
        return history

    def _prepare_lines(self, history, found):
        """Values of one line for each part that a station used or is expected to use."""
        last = history.used(history.length - 1) if history.length else {}
        stations = self.env["aftersales.station"].sudo()  # sudo: quantities at these stations
        stations = stations.browse({station for station, _part in found.keys() | last.keys()})
        held = stations._get_quantities()
        faults = self.env["aftersales.fault"].browse(
            {reason.fault for each in found.values() for reason in each.reasons if reason.fault}
        )
        names = {fault.id: fault.display_name for fault in faults}
        vals_list = []
        for key in sorted(found.keys() | last.keys()):
            each = found.get(key) or forecast.Forecast(0.0, ())
            vals_list.append(
                {
                    "station_id": key[0],
                    "product_id": key[1],
                    "quantity": each.quantity,
                    "last_quantity": last.get(key, 0.0),
                    "at_station": held.get(key, (0.0,))[0],
                    "explanation": self._explain(each.reasons, names),
                }
            )
        return vals_list

    def _explain(self, reasons, names):
        """Say which faults are behind a figure, in the reader's language."""
        return format_list(
            self.env,
            [
                self.env._(
                    "%(fault)s: %(repairs)s repairs × %(rate)s",
                    fault=names.get(reason.fault) or self.env._("without a fault code"),
                    repairs=f"{reason.repairs:.1f}",
                    rate=f"{reason.rate:.2f}",
                )
                for reason in reasons
            ],
        )
