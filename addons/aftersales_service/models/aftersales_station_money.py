from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_order_station_fee import OFFICE


class AftersalesStation(models.Model):
    """What stations get for their jobs, month by month (N3)."""

    _name = "aftersales.station"
    _inherit = ["aftersales.station", "aftersales.slice.mixin"]

    fee_ids = fields.One2many("aftersales.station.fee", "station_id", string="Station Fees", groups=OFFICE)
    statement_ids = fields.One2many(
        "aftersales.station.statement", "station_id", string="Statements", groups=OFFICE
    )
    statement_count = fields.Integer(compute="_compute_statement_count", groups=OFFICE)

    def _compute_statement_count(self):
        counts = dict(
            self.env["aftersales.station.statement"]._read_group(
                [("station_id", "in", self.ids)], ["station_id"], ["__count"]
            )
        )
        for station in self:
            station.statement_count = counts.get(station, 0)

    def action_view_statements(self):
        """Open the statements of this station."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_statement_action"
        )
        return {**action, "domain": [("station_id", "=", self.id)], "context": {}}

    @api.model
    def _get_waiting_domain(self, month, company):
        """Stations of `company` with lines of `month`, or of one before it, that wait for a statement.

        Where the statement of the month was sent already, they wait for the next one.
        """
        end = month + relativedelta(months=1)
        waiting = [("statement_id", "=", False), ("date", "<", end)]
        sent = [("month", "=", month), ("state", "!=", "draft")]
        return (
            Domain("company_id", "=", company.id)
            & Domain("fee_ids", "any", waiting)
            & ~Domain("statement_ids", "any", sent)
        )

    def _make_statements(self, month):
        """Put the lines of these stations that wait on statements of `month`; drafts are filled up (N3).

        :param month: first day of the month; later lines wait
        :return: the statements, new and filled up
        """
        stations = self.sudo()  # sudo: role checked by the caller, or it is the schedule
        statements = self.env["aftersales.station.statement"].sudo()  # sudo: nobody makes them by hand
        domain = [("station_id", "in", stations.ids), ("month", "=", month)]
        by_station = {each.station_id: each for each in statements.search(domain)}
        lines = self.env["aftersales.station.fee"].sudo()  # sudo: as above
        waiting = lines.search(
            [
                ("station_id", "in", stations.ids),
                ("statement_id", "=", False),
                ("date", "<", month + relativedelta(months=1)),
            ]
        ).grouped("station_id")
        missing = [station for station in waiting if station not in by_station]
        created = statements.create(
            [
                {"station_id": station.id, "company_id": station.company_id.id, "month": month}
                for station in missing
            ]
        )
        by_station |= dict(zip(missing, created, strict=True))
        made = statements.browse()
        for station, mine in waiting.items():
            statement = by_station[station]
            if statement.state == "draft":
                mine.statement_id = statement
                made |= statement
        return made

    @api.model
    def _cron_make_statements(self):
        """Make last month's statements from the day of the policy on (N3): in slices, each line once."""
        policies = self.env["aftersales.station.policy"]
        statements = self.env["aftersales.station.statement"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            policy = policies._get_of_companies(company)._pick(today, company)
            month = statements._get_last_month(company)
            if policy and today.day >= policy.statement_day:
                self._work_in_slices(
                    self._get_waiting_domain(month, company),
                    lambda stations, month=month: stations._make_statements(month),
                )
