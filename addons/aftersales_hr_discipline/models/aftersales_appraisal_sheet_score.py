from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..tools.appraisal import Part, find_grade, sum_up
from ..tools.rater import combine, find_applicable


def to_decimal(number):
    """Return the number `number` as it is shown."""
    return Decimal(str(number)).quantize(Decimal("0.01"))


class AftersalesAppraisalSheet(models.Model):
    """The figures of a sheet (A2–A5, A10): read together for many sheets, written once."""

    _inherit = "aftersales.appraisal.sheet"

    @api.model
    def _work(self):
        """Evaluate the sheets of periods that are over, once a day."""
        over = self.env["res.company"]._get_day_domain("date_to", "<")
        self._work_in_slices(Domain("state", "=", "open") & over, lambda sheets: sheets._evaluate())

    def _evaluate(self):
        """Read values and answers of these open sheets; who is complete goes to the superior.

        A sheet is complete when the period is over, every value is known, and no kind of rater is waited
        for. Answers are put together once, when no more can come: after the last day, or when all are
        there. After the last day the superior is asked about kinds without enough answers (A2).
        """
        self.indicator_ids._measure()
        panels = self._get_panels()
        days = {company: company._get_aftersales_today() for company in self.company_id}
        late = self.browse()
        complete = self.with_context(tracking_disable=True).browse()  # figures are not tracked
        for sheet in self:
            today = days[sheet.company_id]
            panel, _own, unanswered = panels[sheet]
            over = sheet.rating_until < today
            owing = " ".join(panel.waiting) if over else ""
            if owing and sheet.waiting != owing:
                late |= sheet
            if (sheet.waiting or "") != owing:
                sheet.waiting = owing or False
            heard = not panel.weights or (panel.score is not None and (over or not unanswered))
            if heard and sheet.date_to < today and not sheet._get_unknown(panel):
                complete |= sheet
        for sheet in complete:
            sheet._take_panel(*panels[sheet][:2])
        complete._sum_up()
        if complete:
            complete._update_state("superior")
        late._ask_to_decide()

    def _get_unknown(self, panel):
        """Return the indicators whose value is missing; what raters say is known with the panel's score."""
        self.ensure_one()
        return self.indicator_ids.filtered(
            lambda indicator: not indicator.known and (indicator.source != "raters" or panel.score is None)
        )

    def _get_panels(self):
        """Return for each sheet the panel, the score the person gives himself, and how many owe an answer.

        Only here all answers come together, in one query; what leaves is the panel (A10).
        """
        answers, asked = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(int))
        owing = defaultdict(int)
        ratings = self.env["aftersales.appraisal.rating"].search_fetch(
            [("sheet_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["sheet_id", "kind", "state", "score"],
        )
        for rating in ratings:
            asked[rating.sheet_id.id][rating.kind] += 1
            if rating.state == "open" and rating.kind != "self":
                owing[rating.sheet_id.id] += 1
            elif rating.state == "done":
                answers[rating.sheet_id.id][rating.kind].append(to_decimal(rating.score))
        panels = {}
        for sheet in self:
            policy = sheet.cycle_id.policy_id
            panel = combine(
                answers[sheet.id],
                find_applicable(asked[sheet.id], policy.least_answers),
                (sheet.waived or "").split(),
                policy._get_shares(),
                policy.least_answers,
            )
            panels[sheet] = panel, next(iter(answers[sheet.id]["self"]), None), owing[sheet.id]
        return panels

    def _take_panel(self, panel, own):
        """Keep of the answers what may be shown (A10). Where nobody rates, the value by hand stays."""
        self.ensure_one()
        self.write(
            {
                "peer_average": float(panel.shown.get("peer", 0)),
                "subordinate_average": float(panel.shown.get("subordinate", 0)),
                "rater_score": float(panel.score or 0),
                "self_score": float(own or 0),
            }
        )
        if panel.score is not None:
            told = self.indicator_ids.filtered(lambda indicator: indicator.source == "raters")
            told.write({"actual": float(panel.score), "known": True})

    def _reckon(self, points, change, other=None):
        """Return total and grade of this sheet, with `points` of conduct.

        :param other: score by indicator, where it is not the present one
        """
        self.ensure_one()
        policy = self.cycle_id.policy_id
        scores = {indicator: indicator.score for indicator in self.indicator_ids} | (other or {})
        total = sum_up(
            (
                Part(
                    to_decimal(indicator.weight),
                    to_decimal(score),
                    to_decimal(indicator.line_id.veto_below) or None,
                )
                for indicator, score in scores.items()
            ),
            points,
            to_decimal(change),
            to_decimal(policy.veto_cap),
            to_decimal(policy.highest_score) or None,
        )
        return total, find_grade(total.score, policy._get_bands())

    def _sum_up(self):
        """Write total and grade from the points of the indicators."""
        points = self._get_conduct_points()
        for sheet in self:
            total, grade = sheet._reckon(points[sheet], sheet.change)
            sheet.write(
                {
                    "conduct_points": points[sheet],
                    "indicator_score": float(total.indicators),
                    "vetoed": total.vetoed,
                    "score": float(total.score),
                    "grade_id": grade.id if grade else False,
                }
            )

    def _get_conduct_points(self):
        """Return the points of conduct of each sheet's months (D2); one query."""
        points = dict.fromkeys(self, 0)
        counted = self.filtered("cycle_id.template_id.with_conduct")
        if not counted:
            return points
        groups = self.env["aftersales.conduct.points"]._read_group(
            [
                ("employee_id", "in", counted.employee_id.ids),
                ("company_id", "in", counted.company_id.ids),
                ("month", ">=", min(counted.mapped("date_from"))),
                ("month", "<=", max(counted.mapped("date_to"))),
            ],
            ["employee_id", "company_id", "month:month"],
            ["points:sum"],
        )
        months = defaultdict(list)
        for employee, company, month, total in groups:
            months[employee.id, company.id].append((month, total))
        for sheet in counted:
            points[sheet] = sum(
                total
                for month, total in months[sheet.employee_id.id, sheet.company_id.id]
                if sheet.date_from <= month <= sheet.date_to
            )
        return points

    def _ask_to_decide(self):
        """Put before each superior what he has to decide: more time, or without the missing kind."""
        if not self:
            return
        todo = self.env.ref("mail.mail_activity_data_todo")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": sheet.id,
                    "automated": True,
                    "user_id": sheet.superior_id.user_id.id,
                    "summary": self.env._("Raters have not answered: give more time, or go without"),
                    "date_deadline": sheet._get_today() + timedelta(days=1),
                }
                for sheet in self
                if sheet.superior_id.user_id
            ]
        )
