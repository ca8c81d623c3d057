"""The demo's targets, what the system proposes from them, and awards on every step."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from ..tools.target import find_period

#: person, metric, target of the last half-year, reached
HALF_YEAR = [
    ("repairer", "hours", 900, 612),
    ("repairer2", "hours", 900, 948.5),
    ("agent", "sales", 200_000, 214_300),
    ("foreman", "sales", 300_000, 205_000),
    ("juror2", "sales", 150_000, 108_000),
]

#: Hours of the last three months, of 150 each.
MONTHS = [141, 138.5, 149]

#: number, programme, person, nominator, prize, step reached, why
AWARDS = [
    (1, "engineer", "repairer2", "foreman", 600, "announced", "全月完成工单 68 张，无返修、无投诉。"),
    (2, "learner", "agent", "gm", 300, "approved", "通过变频空调故障诊断考试，成绩为部门第一名。"),
    (3, "employee_year", "repairer2", "foreman", 2000, "reviewed", "全年工时完成率 121 %，客户满意度 99 %。"),
    (4, "saving", "repairer", "agent", 200, "nominated", "利用旧件修复控制板 12 块，节约配件费约 3,600 元。"),
    (5, "employee_month", "juror2", "gm", 200, "nominated", "年中盘点账实相符率 100 %，配件发放零差错。"),
]  # fmt: skip


class Goals:
    """Plays on the people of the `story`."""

    def __init__(self, story):
        self.story = story
        self.hr = story._as(story.env["aftersales.target"], "hr")
        self.last_month = story.today.replace(day=1) - timedelta(days=1)

    def play(self):
        """Set targets, confirm those that are over but one, let the sweep judge them; play the awards."""
        half, _end = find_period(self.story.today, "half_year")
        last_half = half - timedelta(days=1)
        rows = [
            self._row(login, metric, "half_year", last_half, amount, achieved)
            for login, metric, amount, achieved in HALF_YEAR
        ]
        for number, achieved in enumerate(MONTHS):
            day = self.last_month - relativedelta(months=len(MONTHS) - 1 - number)
            rows.append(self._row("repairer2", "hours", "month", day, 150, achieved))
        last_year = self.story.today - relativedelta(years=1)
        rows.append(self._row("repairer2", "hours", "year", last_year, 1800, 2190))
        targets = self.hr.create(rows)
        (targets - targets[4]).action_confirm()
        targets.sudo()._judge()
        for login, metric, amount, achieved in (
            ("repairer", "hours", 150, 96),
            ("agent", "sales", 35_000, 36_800),
        ):
            targets |= self.hr.create(self._row(login, metric, "month", self.story.today, amount, achieved))
        self.story._name(targets[0], "target_demo_1")
        for award in AWARDS:
            self._play_award(*award)

    def _row(self, login, metric, period, day, amount, achieved):
        return {
            "employee_id": self.story._person(login).id,
            "metric": metric,
            "period": period,
            "date_from": day,
            "amount": amount,
            "achieved": achieved,
        }

    def _play_award(self, number, programme, login, nominator, prize, last, reason):
        story = self.story
        programme = story.env.ref(f"aftersales_hr_discipline.award_programme_{programme}")
        day = self.last_month if programme.period == "month" else story.today - relativedelta(years=1)
        award = story._as(story.env["aftersales.award"], nominator).create(
            {
                "programme_id": programme.id,
                "employee_id": story._person(login).id,
                "date_from": day,
                "reason": reason,
                "prize": prize,
            }
        )
        self.story._name(award, f"award_demo_{number}")
        reviewer = "hrmanager" if programme.reviewer == "manager" else "hr"
        approver = "gm" if programme.approver == "general_manager" else "hrmanager"
        steps = {
            "nominated": lambda: None,
            "reviewed": lambda: story._as(award, reviewer)._review(prize, "事迹属实，符合条件。"),
            "approved": lambda: story._as(award, approver)._approve(prize),
            "announced": lambda: story._as(award, "hr").action_announce(),
        }
        for state, step in steps.items():
            step()
            if state == last:
                break
