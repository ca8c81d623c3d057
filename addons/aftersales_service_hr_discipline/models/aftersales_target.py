from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_hr_discipline.tools.target import MONTHS


class AftersalesTarget(models.Model):
    """Targets measured from the service desk's own records (D14, D19, D24, D32, D34, D36).

    Labour hours are the work of confirmed daily reports, without travel; sales are confirmed sale orders
    of the day they were confirmed, or posted invoices less credit notes, before tax, of the person's user.
    Periods are whole months, so each source is read in one query by person, company and month.
    """

    _inherit = "aftersales.target"

    source = fields.Selection(
        selection_add=[("worklog", "Work Log"), ("sale", "Sale Orders"), ("invoice", "Customer Invoices")],
        ondelete=dict.fromkeys(("worklog", "sale", "invoice"), "set default"),
    )

    @api.model
    def _get_source_metrics(self):
        return {**super()._get_source_metrics(), "worklog": "hours", "sale": "sales", "invoice": "sales"}

    # Labour hours -------------------------------------------------------------------

    def _measure_worklog(self):
        minutes = self.env["aftersales.worklog"]._read_group(
            self._get_worklog_domain(), ["employee_id", "company_id", "date:month"], ["minutes:sum"]
        )
        sums = {(employee, company, month): total / 60 for employee, company, month, total in minutes}
        return self._add_up(sums, lambda target: target.employee_id)

    def _get_worklog_domain(self):
        return (
            Domain("employee_id", "in", self.employee_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("date", ">=", min(self.mapped("date_from")))
            & Domain("date", "<=", max(self.mapped("date_to")))
            & Domain("kind", "=", "work")
            & Domain("state", "=", "confirmed")
        )

    def _get_worklog_rows(self):
        return "aftersales.worklog", list(self._get_worklog_domain())

    # Sales --------------------------------------------------------------------------

    def _measure_sale(self):
        """Orders are converted at the rate of their day, which stands on each."""
        sums = {}
        for company, targets in self.grouped("company_id").items():
            orders = self.env["sale.order"].with_context(tz=company.resource_calendar_id.tz or "UTC")
            for user, month, rate, total in orders._read_group(
                targets._get_sale_domain(),
                ["user_id", "date_order:month", "currency_rate"],
                ["amount_untaxed:sum"],
            ):
                key = user, company, month.date()
                sums[key] = sums.get(key, 0) + total / (rate or 1)
        return self._add_up(sums, lambda target: target.employee_id.user_id)

    def _get_sale_domain(self):
        first, last = self._get_moments()
        return (
            Domain("user_id", "in", self.employee_id.user_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("date_order", ">=", first)
            & Domain("date_order", "<", last)
            & Domain("state", "=", "sale")
        )

    def _get_sale_rows(self):
        return "sale.order", list(self._get_sale_domain())

    def _measure_invoice(self):
        amounts = self.env["account.move"]._read_group(
            self._get_invoice_domain(),
            ["invoice_user_id", "company_id", "invoice_date:month"],
            ["amount_untaxed_signed:sum"],
        )
        sums = {(user, company, month): total for user, company, month, total in amounts}
        return self._add_up(sums, lambda target: target.employee_id.user_id)

    def _get_invoice_domain(self):
        return (
            Domain("invoice_user_id", "in", self.employee_id.user_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("invoice_date", ">=", min(self.mapped("date_from")))
            & Domain("invoice_date", "<=", max(self.mapped("date_to")))
            & Domain("move_type", "in", self.env["account.move"].get_sale_types(include_receipts=True))
            & Domain("state", "=", "posted")
        )

    def _get_invoice_rows(self):
        return "account.move", list(self._get_invoice_domain())

    # Periods ------------------------------------------------------------------------

    def _get_moments(self):
        """Return first moment and first moment after the periods of these targets of one company, in UTC."""
        return self.company_id._get_aftersales_span(
            min(self.mapped("date_from")), max(self.mapped("date_to"))
        )

    def _add_up(self, sums, get_who):
        """Return what each target reached: the sum over its months of `sums`, by (who, company, month)."""
        reached = {}
        for target in self:
            months = (fields.Date.add(target.date_from, months=n) for n in range(MONTHS[target.period]))
            who = get_who(target)
            reached[target] = sum(sums.get((who, target.company_id, month), 0.0) for month in months)
        return reached
