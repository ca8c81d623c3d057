from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.target import find_leave_days


class AftersalesDueReportMixin(models.AbstractModel):
    """A report that somebody owes: what is not handed in is proposed as a record, once each (D28).

    **This is the extension point**: a model with one record for each report due, and with `company_id`,
    inherits it and tells which are missing and whose they are. Who was on leave, not employed or not
    yet there owes nothing.
    """

    _name = "aftersales.due.report.mixin"
    _inherit = ["aftersales.slice.mixin"]
    _description = "Report That Is Due"

    @api.model
    def _get_missing_domain(self, company, first, last):
        """Return the domain of the reports of `company` due from `first` to `last` and not handed in."""
        raise NotImplementedError

    def _get_debt(self):
        """Return (employee, day on which it is due) of this report."""
        raise NotImplementedError

    def _filter_owed(self):
        """Return those of these reports that their persons owe; the same queries for one as for hundreds."""
        debts = {report: report._get_debt() for report in self}
        if not debts:
            return self
        employees = self.env["hr.employee"].union(*(employee for employee, _day in debts.values()))
        days = [day for _employee, day in debts.values()]
        leave = employees._get_conduct_leave(min(days), max(days))
        policies = self.env["aftersales.conduct.policy"]
        return self.filtered(
            lambda report: (
                self._is_employed(*debts[report])
                and debts[report][1]
                not in find_leave_days(
                    leave[debts[report][0]],
                    policies._get_in_force(debts[report][1], report.company_id).leave_hours,
                )
            )
        )

    @api.model
    def _is_employed(self, employee, day):
        hired, left = employee._get_conduct_employment()
        employed = (not hired or hired <= day) and (not left or day <= left)
        return employed and day not in employee._get_conduct_gaps()

    @api.model
    def _get_report_models(self):
        """Return the models of reports that are due, by name."""
        registry = self.env.registry
        mixin = registry["aftersales.due.report.mixin"]
        return [name for name, model in registry.items() if issubclass(model, mixin) and not model._abstract]

    @api.model
    def _get_overdue_domain(self, company):
        """Return the domain of what `company` proposes now: since its first day, some days after each."""
        first, last = company._get_conduct_report_days()
        return self._get_missing_domain(company, first, last) if first else Domain.FALSE

    def _propose_missing(self):
        """Propose what the rulebook of the day says for each of these reports (D28)."""
        rulebooks, articles, rows = self.env["aftersales.conduct.rulebook"], {}, []
        for report in self._filter_owed():
            employee, day = report._get_debt()
            place = day, report.company_id
            if place not in articles:
                found = rulebooks._get_in_force(*place).article_ids
                articles[place] = found.filtered(lambda article: article.trigger == "report")
            rows += [
                {
                    "employee_id": employee.id,
                    "company_id": report.company_id.id,
                    "article_id": article.id,
                    "event_date": day,
                    "report_model": self._name,
                    "report_res_id": report.id,
                    "proposal_key": f"{article.number},{employee.id},{self._name},{report.id}",
                    "facts": report._describe_debt(day),
                }
                for article in articles[place]
            ]
        self.env["aftersales.conduct.record"]._propose_by_itself(rows)

    def _describe_debt(self, day):
        """Return in words what is missing."""
        self.ensure_one()
        today = self.company_id._get_aftersales_today()
        return self.env._(
            "%(kind)s, due on %(day)s, was not handed in until %(today)s: %(report)s.",
            kind=self.env["ir.model"]._get(self._name).name,
            day=format_date(self.env, day),
            today=format_date(self.env, today),
            report=self.display_name,
        )
