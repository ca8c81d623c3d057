from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    """How far ahead contracts work, and what day it is where (S15)."""

    _inherit = "res.company"

    aftersales_visit_lead_days = fields.Integer(
        string="Scheduled Visits Ahead (Days)",
        default=14,
        help="So many days before a scheduled visit its service order is made.",
    )

    _aftersales_lead_positive = models.Constraint(
        "CHECK (aftersales_visit_lead_days >= 0)", "The days ahead cannot be negative."
    )

    def _get_aftersales_today(self):
        """Return the present day in the company's time zone."""
        return self._get_aftersales_date(fields.Datetime.now())

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
