from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain


class AftersalesStarRating(models.Model):
    """What the records say of a month's eight parts (S28): one query a part, however many agents."""

    _inherit = "aftersales.star.rating"

    def _read_parts(self, company, month):
        """Return what is measured of these ratings of one company and month; to be extended.

        :return: dict of part → employee → value; who has nothing measured is absent
        """
        return {
            "exam": self._read_exams(month),
            "satisfaction": self._read_satisfaction(company, month),
            "checks": self._read_checks(month),
            "volume": self._read_volume(company, month),
            "peers": self._read_peers(month),
        }

    def _read_exams(self, month):
        """The mean of the month's exams, where training is installed and its evaluation is closed."""
        if "aftersales.training.result" not in self.env:
            return {}
        groups = self.env["aftersales.training.result"]._read_group(
            Domain("employee_id", "in", self.employee_id.ids)
            & Domain("kind", "=", "exam")
            & Domain("state", "=", "closed")
            & Domain("is_scored", "=", True)
            & Domain("date", ">=", month)
            & Domain("date", "<", fields.Date.add(month, months=1)),
            ["employee_id"],
            ["score:avg"],
        )
        return dict(groups)

    def _read_satisfaction(self, company, month):
        """The mean of what customers say of the jobs that the agent took and that were closed."""
        first, end = company._get_aftersales_span(month, fields.Date.end_of(month, "month"))
        groups = self.env["aftersales.order.analysis"]._read_group(
            Domain("company_id", "=", company.id)
            & Domain("agent_id", "in", self.employee_id.ids)
            & Domain("closed_on", ">=", first)
            & Domain("closed_on", "<", end)
            & Domain("satisfaction_count", ">", 0),
            ["agent_id"],
            ["satisfaction_rate:avg"],
        )
        return dict(groups)

    def _read_checks(self, month):
        """The mean points of the checked contacts once all are finished; a bad one has none."""
        months = self.env["aftersales.quality.month"].search(
            [("employee_id", "in", self.employee_id.ids), ("month", "=", month)]
        )
        done = months.filtered(lambda each: each.check_ids and not each.pending_count)
        return {
            each.employee_id: sum(0.0 if check.grade == "bad" else check.points for check in each.check_ids)
            / len(each.check_ids)
            for each in done
        }

    def _read_volume(self, company, month):
        """All contacts of the month."""
        users = self.employee_id.user_id
        contacts = self.env["aftersales.quality.month"]._get_contacts(company, users, month)
        return {
            employee: sum(map(len, contacts[employee.user_id].values()))
            for employee in self.employee_id
            if employee.user_id
        }

    def _read_peers(self, month):
        """The mean of what all colleagues gave; where nobody did, a manager marks."""
        groups = self.env["aftersales.star.mark"]._read_group(
            Domain("employee_id", "in", self.employee_id.ids) & Domain("month", "=", month),
            ["employee_id"],
            ["value:avg"],
        )
        return dict(groups)

    def _read_events(self, company, month):
        """Praise and founded complaints of the month; a major one vetoes the whole quarter."""
        following = fields.Date.add(month, months=1)
        praises = self.env["aftersales.quality.praise"]._read_group(
            Domain("employee_id", "in", self.employee_id.ids)
            & Domain("state", "=", "confirmed")
            & Domain("day", ">=", month)
            & Domain("day", "<", following),
            ["employee_id", "channel"],
            ["__count"],
        )
        praised = defaultdict(Counter)
        for employee, channel, count in praises:
            praised[employee][channel] = count
        shares = self._get_founded(company, fields.Date.start_of(month, "quarter"))
        first, end = company._get_aftersales_span(month, fields.Date.end_of(month, "month"))
        for rating in self:
            own = shares.filtered(lambda share, rating=rating: share.employee_id == rating.employee_id)
            cases = own.complaint_id
            rating.write(
                {
                    "praise_points": sum(
                        count * rating.policy_id[f"praise_{channel}"]
                        for channel, count in praised[rating.employee_id].items()
                    ),
                    "complaint_count": len(
                        cases.filtered(lambda each: first <= each.loss_confirmed_on < end)
                    ),
                    "vetoed": any(cases.mapped("major")),
                }
            )

    def _get_founded(self, company, quarter):
        """Return the shares of these people in complaints founded in `quarter`."""
        return self.env["aftersales.complaint.share"]._get_founded(
            self.employee_id,
            *company._get_aftersales_span(quarter, fields.Date.end_of(quarter, "quarter")),
        )

    def _read_major(self, company, quarter):
        """Return the employees with a major founded complaint in `quarter`."""
        shares = self._get_founded(company, quarter)
        return shares.filtered(lambda share: share.complaint_id.major).employee_id
