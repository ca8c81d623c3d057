from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_aftersales_defaults()
        return companies

    def _create_aftersales_defaults(self):
        """Give each company numbers of its own for the documents of the suite."""
        for code in self._get_aftersales_sequences():
            for company in self:
                company._create_aftersales_sequence(code)

    @api.model
    def _get_aftersales_sequences(self):
        """Sequences by code, which is the document's model: code → (name, prefix). To be extended."""
        return {}

    def _create_aftersales_sequence(self, code):
        """Return the company's sequence for `code`, made if it is missing."""
        self.ensure_one()
        sequences = self.env["ir.sequence"].sudo()  # sudo: set-up of a company, no user input
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        name, prefix = self._get_aftersales_sequences()[code]
        return sequences.search(domain, limit=1) or sequences.create(
            {"name": name, "code": code, "prefix": prefix, "padding": 5, "company_id": self.id}
        )

    def _get_aftersales_date(self, moment):
        """Return the day of `moment` (naive UTC) in this company's time zone."""
        self.ensure_one()
        zone = ZoneInfo(self.resource_calendar_id.tz or "UTC")
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()

    def _get_aftersales_today(self):
        """Return the present day in the company's time zone."""
        return self._get_aftersales_date(fields.Datetime.now())

    def _get_aftersales_span(self, first, last):
        """Return where day `first` begins and day `last` ends in this company's time zone.

        :return: two moments (naive UTC); the second one is outside
        """
        self.ensure_one()
        zone = ZoneInfo(self.resource_calendar_id.tz or "UTC")
        return tuple(
            datetime.combine(day, time.min, zone).astimezone(timezone.utc).replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        )

    @api.model
    def _get_day_domain(self, field, operator, lead=None):
        """Compare a date field with the present day of each record's own company.

        :param lead: name of a field of the company: so many days later than today
        """
        companies = self.sudo().search([("active", "=", True)])  # sudo: the scheduled action, every company
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                field,
                operator,
                company._get_aftersales_today() + timedelta(days=company[lead] if lead else 0),
            )
            for company in companies
        )
