"""The demo's targets measured from the service desk, and a daily report that nobody handed in."""

from datetime import timedelta

from odoo.addons.aftersales_hr_discipline.demo.story import Story

#: person, metric, source, period, target
TARGETS = [
    ("engineer", "hours", "worklog", "month", 60),
    ("engineer2", "hours", "worklog", "month", 40),
    ("clerk", "sales", "sale", "month", 4_800),
    ("clerk", "sales", "invoice", "half_year", 90_000),
]

#: The missing report was due so many days ago: not fewer, not more.
DAYS = (5, 20)


class Desk:
    """Plays on the people and records of the service desk's demo."""

    def __init__(self, env):
        self.story = Story(env)
        self.env = self.story.env

    def play(self):
        """Set targets that are measured, and let a report of a working day be missing (D28)."""
        rows = [
            {
                "employee_id": self._person(login).id,
                "metric": metric,
                "source": source,
                "period": period,
                "date_from": self.story.today,
                "amount": amount,
            }
            for login, metric, source, period, amount in TARGETS
        ]
        targets = self.story._as(self.env["aftersales.target"], "hr").create(rows)
        self._name(targets[0], "target_demo_worklog")
        report = self._miss_report(self._person("engineer2"))
        records = self.env["aftersales.conduct.record"].search([("report_res_id", "=", report.id)])
        self._name(records, "conduct_record_demo_report")

    def _person(self, login):
        return self.env.ref(f"aftersales_service.employee_{login}")

    def _name(self, record, name):
        self.story._name(record, name, "aftersales_service_hr_discipline")

    def _miss_report(self, person):
        """Leave a working day of the last weeks without its report, and propose what follows."""
        company = self.env.company
        reports = self.env["aftersales.daily.report"].sudo()  # sudo: the clock of the demo, no user's action
        days = [self.story.today - timedelta(days=number) for number in range(*DAYS)]
        done = reports.search([("employee_id", "=", person.id), ("date", "in", days)]).mapped("date")
        calendar = company.resource_calendar_id
        windows = calendar._get_aftersales_calendars()[calendar]
        day = next(day for day in days if day not in done and windows.get_windows(day))
        report = reports.create({"employee_id": person.id, "company_id": company.id, "date": day})
        company.aftersales_conduct_reports_from = day
        reports.search(reports._get_overdue_domain(company))._propose_missing()
        return report
