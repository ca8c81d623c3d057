from odoo import fields, models

from ..tools.streak import find_streaks, judge_months


class AftersalesTrainingResult(models.Model):
    """What follows from final results: proposals for who failed, certificates for who passed (T6)."""

    _inherit = "aftersales.training.result"

    def _follow_up(self):
        """Propose and certify, one batch each."""
        failed = self.filtered(lambda result: result.outcome == "failed")
        # the system proposes, whoever closed the evaluation
        proposals = self.env["aftersales.training.proposal"]
        proposals._propose([result._prepare_fail_vals() for result in failed])
        proposals._propose(failed._find_streaks())
        passed = self.filtered(
            lambda result: result.outcome == "passed" and result.course_id.certificate_months
        )
        self.env["aftersales.training.certificate"]._certify(passed)

    def _prepare_fail_vals(self):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "employee_id": self.employee_id.id,
            "department_id": self.department_id.id,
            "cause": "fail",
            "date": self.date,
            "facts": self.env._(
                "%(evaluation)s on %(date)s: %(score)s points, pass mark %(mark)s.",
                evaluation=self.evaluation_id.display_name,
                date=self.date,
                score=f"{self.score:g}",
                mark=f"{self.pass_mark:g}",
            ),
            "source_key": f"{self._name},{self.id}",
        }

    def _find_streaks(self):
        """Return what is proposed for who failed several months in a row; a month counts once (T6).

        Two queries for all: the final results of these people, and what was proposed of them.
        """
        history = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "closed"),
            ]
        ).grouped(lambda row: (row.company_id, row.employee_id))  # fmt: skip
        known = self.env["aftersales.training.proposal"].search(
            [("employee_id", "in", self.employee_id.ids), ("cause", "=", "streak")]
        ).grouped(lambda row: (row.company_id, row.employee_id))  # fmt: skip
        rows = []
        for (company, employee), results in history.items():
            used = {
                fields.Date.to_date(day)
                for proposal in known.get((company, employee), ())
                for day in proposal.source_key.split(",")[2:]
            }
            months = judge_months([(result.date, result.outcome) for result in results])
            last = max(
                self.filtered(lambda row, who=employee: row.employee_id == who), key=lambda row: row.date
            )
            length = last.evaluation_id._get_policy().fail_months
            rows += [last._prepare_streak_vals(streak) for streak in find_streaks(months, length, used)]
        return rows

    def _prepare_streak_vals(self, months):
        self.ensure_one()
        days = [fields.Date.to_string(month) for month in months]
        return {
            **self._prepare_fail_vals(),
            "cause": "streak",
            "facts": self.env._(
                "Failed in %(count)s months in a row: %(months)s.",
                count=len(months),
                months=", ".join(day[:7] for day in days),
            ),
            "source_key": ",".join(["streak", str(self.employee_id.id), *days]),
        }
