from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesWarehousePolicy(models.Model):
    """Figures of the warehouse's own rules (N17, N18), dated."""

    _name = "aftersales.warehouse.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Policy of the Warehouse"
    _order = "date_from desc, id desc"

    chase_days = fields.Integer(
        string="Chase the Carrier on Day",
        required=True,
        help="Goods not delivered so many days after they left: the carrier is chased, the customer told.",
    )
    close_hour = fields.Float(
        string="Day Close", required=True, help="The day is closed at this hour, in the company's time."
    )
    keep_years = fields.Integer(
        string="Kept for (Years)", required=True, help="Documents of the warehouse are not deleted before."
    )

    _figures_sound = models.Constraint(
        "CHECK (chase_days > 0 AND close_hour >= 0 AND close_hour < 24 AND keep_years >= 0)",
        "A day has 24 hours, goods are on their way for at least a day, and no document is kept for less "
        "than no time: check the figures.",
    )

    @api.depends("code")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(filter(None, (policy.code, str(policy.date_from))))

    @api.model
    def _ensure_expired(self, records, dated):
        """Refuse to delete `records` that have not been kept long enough (N18).

        :param dated: function that returns the day of a record
        """
        for company, documents in records.grouped("company_id").items():
            today = company._get_aftersales_today()
            since = today - relativedelta(years=self._get_current(company).keep_years)
            young = documents.filtered(lambda record, since=since: dated(record) > since)[:1]
            if young:
                raise UserError(
                    self.env._(
                        "%(name)s is a document of %(date)s: it is kept until %(until)s.",
                        name=young.display_name,
                        date=dated(young),
                        until=dated(young) + relativedelta(years=self._get_current(company).keep_years),
                    )
                )
