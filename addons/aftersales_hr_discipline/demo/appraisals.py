"""The demo's appraisals: two quarters that are over and paid, the last one under way, plans, a promotion."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from ..tools.target import find_period

#: person, values by hand (attitude, first-time fix rate, jobs, satisfaction), points by the superior;
#: for the two quarters before the last, the older one first
EARLIER = [
    [
        ("repairer2", (88, 92, 171, 90), (86, 90, 88, 85)),
        ("repairer", (78, 88, 160, 82), (75, 80, 74, 78)),
    ],
    [
        ("repairer2", (90, 93.5, 178, 94), (88, 92, 90, 86)),
        ("repairer", (74, 85, 151, 79), (70, 80, 66, 74)),
    ],
]

#: The same for the last quarter.
RESULTS = [
    ("repairer2", (92, 94.5, 186, 96), (90, 95, 92, 88)),
    ("repairer", (68, 82, 139, 74), (60, 78, 55, 70)),
]

#: person, quarters from now, step reached, goals: weight, what, how it is measured, percent reached
PLANS = [
    (
        "repairer2",
        0,
        "filed",
        [
            (50, "完成上门维修 180 单，一次修复率不低于 95%", "工单统计", 62),
            (30, "带教新进维修人员一名，独立上岗", "带教记录", 80),
            (20, "整理变频空调故障案例 10 篇", "案例入库", 100),
        ],
    ),
    (
        "repairer",
        1,
        "submitted",
        [
            (60, "客户满意度提高到 85 分以上", "客户意见卡", None),
            (40, "维修档案当日录入率 100%", "系统抽查", None),
        ],
    ),
]


class Appraisals:
    """Plays on the people of the `story`."""

    def __init__(self, story):
        self.story = story

    def play(self):
        """Play the quarters of the repair department, its plans, and a promotion that follows."""
        story, env = self.story, self.story.env
        self.template = env.ref("aftersales_hr_discipline.appraisal_template_service").copy(
            {
                "name": "维修人员季度考核",
                "company_id": env.company.id,
                "department_ids": [
                    Command.set(env.ref("aftersales_hr_discipline.department_conduct_repair").ids)
                ],
                "pay_base": 2400,
            }
        )
        story._as(self.template, "hrmanager").action_publish()
        this_quarter, _end = find_period(story.today, "quarter")
        for number, results in enumerate(EARLIER):
            day = this_quarter - relativedelta(months=6 - 3 * number) - timedelta(days=1)
            for sheet in self._play_cycle(day, results).values():
                self._publish(sheet)
                # sudo: guarded field; the time for an appeal is over
                sheet.sudo().write({"appeal_until": story.today - timedelta(days=1)})
                sheet.sudo()._finish()
        sheets = self._play_cycle(this_quarter - timedelta(days=1), RESULTS)
        self._name(sheets["repairer"].cycle_id, "appraisal_cycle_demo")
        for login, sheet in sheets.items():
            self._name(sheet, f"appraisal_sheet_demo_{login}")
        self._publish(sheets["repairer2"])
        self._play_plans(this_quarter)
        self._propose()

    def _play_cycle(self, day, results):
        """Return the sheets by login of the quarter of `day`, before the superior."""
        story, env = self.story, self.story.env
        cycle = story._as(env["aftersales.appraisal.cycle"], "hr").create(
            {"template_id": self.template.id, "date_from": day}
        )
        cycle.action_start()
        # sudo: nobody but their raters reads ratings; the quarter may have ended long ago
        ratings = env["aftersales.appraisal.rating"].sudo().search([("cycle_id", "=", cycle.id)])
        until = {"rating_until": story.today + timedelta(days=5)}
        (cycle.sheet_ids.sudo() | ratings.sheet_id).write(until)
        ratings.write(until)
        found = {}
        for login, values, points in results:
            sheet = cycle.sheet_ids.sudo().filtered(
                lambda sheet, login=login: sheet.employee_id == story._person(login)
            )
            self._answer(ratings.filtered(lambda rating, sheet=sheet: rating.sheet_id == sheet), points)
            by_hand = sheet.indicator_ids.filtered(lambda indicator: indicator.source == "hand")
            for indicator, value in zip(by_hand, values, strict=True):
                story._as(indicator, "foreman").write({"actual": value, "evidence": "本季度工单与评价汇总"})
            story._as(sheet, "hr").action_evaluate()
            found[login] = sheet
        return found

    def _publish(self, sheet):
        for login in ("foreman", "hrmanager", "hrmanager", "gm"):
            self.story._as(sheet, login).action_sign()
        self.story._as(sheet, "hr").action_publish()

    def _answer(self, ratings, points):
        for rating in ratings:
            own = rating.with_user(rating.rater_id.user_id)
            own.action_open()
            for answer, given in zip(own.answer_ids, points, strict=True):
                answer.points = given
            own.action_submit()

    def _play_plans(self, this_quarter):
        """A3: one plan is filed and half judged, one waits for the superior."""
        story = self.story
        for login, quarters, last, goals in PLANS:
            plan = story._as(story.env["aftersales.appraisal.plan"], login).create(
                {
                    "date_from": this_quarter + relativedelta(months=3 * quarters),
                    "reason": False if quarters else "季度任务月初才下达。",
                    "goal_ids": [
                        Command.create({"weight": weight, "name": name, "measure": measure})
                        for weight, name, measure, _reached in goals
                    ],
                }
            )
            plan.action_submit()
            self._name(plan, f"appraisal_plan_demo_{login}")
            if last == "filed":
                story._as(plan, "foreman").action_approve()
                story._as(plan, "hr").action_file()
                for goal, row in zip(plan.goal_ids, goals, strict=True):
                    story._as(goal, "foreman").write({"reached": row[3]})

    def _propose(self):
        """A9: the best of two quarters in a row, two years in the post."""
        story = self.story
        person = story._person("repairer2")
        person.sudo().version_ids.date_version = story.today - relativedelta(years=2)
        promotion = story._as(story.env["aftersales.appraisal.promotion"], "hr").create(
            {
                "employee_id": person.id,
                "target_job_id": story.env.ref("aftersales_hr_discipline.job_conduct_foreman").id,
                "note": "连续两个季度考核第一，具备带班能力。",
            }
        )
        self._name(promotion, "appraisal_promotion_demo")

    def _name(self, record, name):
        self.story.env["ir.model.data"].create(
            {
                "module": "aftersales_hr_discipline",
                "name": name,
                "model": record._name,
                "res_id": record.id,
                "noupdate": True,
            }
        )
