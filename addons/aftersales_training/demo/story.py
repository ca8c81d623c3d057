"""The demo story: a district's training of two months, with what people of each role see.

What lies in the past is written as superuser, since sign-in and closing keep to their times; what is open
today is made through the methods behind the buttons.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

#: course, months after which it is needed again
NEEDED = {
    "training_course_products": 6,
    "training_course_complaints": 6,
    "training_course_rules": 12,
    "training_course_safety": 12,
}

#: course, day of the month, lecturer, who was absent, how satisfied (None: cancelled)
HELD = [
    ("training_course_products", 6, "trainofficer", "trainee5", "5"),
    ("training_course_complaints", 12, "trainee1", "trainee2", "3"),
    ("training_course_rules", 18, "trainofficer", "", "4"),
    ("training_course_all_hands", 24, "trainee1", "", None),
]

EXAM = [
    ("制冷系统抽真空的主要目的是什么？", "排除水分和不凝性气体", "增加制冷剂充注量"),
    ("上门服务的第一步是什么？", "出示工牌并说明来意", "直接拆机"),
    ("收取维修费后应当怎样？", "当场开具凭证并在当天上缴", "月底统一上缴"),
]


class Story:
    """Plays on the main company, in Chinese."""

    def __init__(self, env):
        language = env["res.lang"]._get_code("zh_CN") and "zh_CN"
        self.env = env(
            context={
                **env.context,
                "lang": language or env.lang,
                "tracking_disable": True,
                "mail_auto_subscribe_no_notify": True,  # no mail leaves a demo
            }
        )
        company = env.ref("base.main_company")
        self.today = company._get_aftersales_date(fields.Datetime.now())
        self.month = self.today.replace(day=1)
        self.last = fields.Date.subtract(self.month, months=1)

    def _ref(self, name):
        return self.env.ref(f"aftersales_training.{name}")

    def _as(self, login, records):
        return records.with_user(self._ref(f"user_{login}"))

    def _person(self, login):
        return self._ref(f"employee_{login}")

    def play(self):
        """Play everything."""
        for unit, head in (("office", "trainboss"), ("east", "districthead"), ("metro", "organiser")):
            self._ref(f"department_training_{unit}").manager_id = self._person(head)
        for course, months in NEEDED.items():
            self._ref(course).repeat_months = months
        sessions = self._play_month()
        self._choose_lecturers()
        self._open_month()
        self._evaluate(sessions)
        self._check()

    def _create_plan(self, unit, month, items):
        plan = self.env["aftersales.training.plan"].create(
            {
                "department_id": self._ref(f"department_training_{unit}").id,
                "month": month,
                "goal": "新产品上市前全员掌握安装与常见故障。",
                "item_ids": [
                    Command.create(
                        {
                            "course_id": self._ref(course).id,
                            "date": month.replace(day=day),
                            "lecturer_id": self._person(lecturer).id,
                            "place": "片区培训室",
                            "days": 1,
                            "class_hours": 2,
                        }
                    )
                    for course, day, lecturer in items
                ],
            }
        )
        return plan

    def _issue(self, plan):
        self._as("districthead", plan).action_submit()
        self._as("trainofficer", plan).action_consolidate()
        self._as("trainmanager", plan).action_approve()
        self._as("trainofficer", plan).action_issue()
        return self.env["aftersales.training.session"].search(
            [("plan_item_id", "in", plan.item_ids.ids)], order="date_start"
        )

    def _play_month(self):
        """Last month: three sessions held, one cancelled; feedback is given, the table is not handed in."""
        plan = self._create_plan("east", self.last, [row[:3] for row in HELD])
        sessions = self._issue(plan)
        for session, (_course, _day, _lecturer, absent, grade) in zip(sessions, HELD, strict=True):
            if grade is None:
                session.write({"state": "cancelled", "cancel_reason": "台风停工，已报总部批准。"})
                continue
            session.action_fill()
            session.write({"state": "scheduled", "invited_on": session.date_start - timedelta(days=5)})
            for row in session.attendance_ids:
                if row.employee_id != (absent and self._person(absent)):
                    signed = session.date_start - timedelta(minutes=3 if row.employee_id.pin == "1003" else 9)
                    late = row.employee_id.pin == "1003"
                    row.write({"signed_at": signed, "method": "code", "state": "late" if late else "present"})
            session.write(
                {
                    "minutes_text": "讲解、演示、分组实操，学员提问十二个。",
                    "summary": "重点内容已掌握，个别人员需补训。",
                }
            )
            session.action_hold()
            for form in session.feedback_ids[:-1]:
                form.write(
                    {
                        "content_score": grade,
                        "lecturer_score": grade,
                        "organisation_score": "4",
                        "good": "案例贴近实际。",
                        "better": "希望增加实操时间。",
                        "state": "given",
                        "given_on": fields.Datetime.now(),
                    }
                )
            session._settle(over=True)
        self.env["aftersales.training.report"]._cron_prepare()
        return sessions

    def _open_month(self):
        """This month: an issued plan, one session that begins within the hour, and next month's draft."""
        first = min(self.today.day, 27)
        plan = self._create_plan(
            "east",
            self.month,
            [
                ("training_course_products", first, "trainofficer"),
                ("training_course_complaints", min(first + 1, 28), "trainee1"),
            ],
        )
        now, later = self._issue(plan)
        start = fields.Datetime.now().replace(second=0, microsecond=0)
        now.slot_ids.write({"start": start + timedelta(minutes=40), "end": start + timedelta(minutes=130)})
        later.slot_ids.write(
            {"start": start + timedelta(days=3), "end": start + timedelta(days=3, minutes=90)}
        )
        for session in now | later:
            self._as("districthead", session).action_fill()
            self._as("districthead", session).action_schedule()
        self._as("trainee2", self.env["aftersales.training.leave"]).create(
            {
                "session_id": later.id,
                "employee_id": self._person("trainee2").id,
                "reason": "当天有客户预约安装。",
            }
        )
        self._create_plan(
            "metro", fields.Date.add(self.month, months=1), [("training_course_rules", 10, "trainofficer")]
        )
        hire = self._as("districthead", self.env["aftersales.training.hire"]).create(
            {
                "session_id": later.id,
                "partner_id": self.env["res.partner"].create({"name": "沪东制冷研究所 黄教授"}).id,
                "budget": 3000,
                "reason": "变频控制新机型，内部暂无讲师。",
            }
        )
        hire.action_ask()

    def _evaluate(self, sessions):
        """An exam and a check of last month are final, an exam and an essay are running."""
        survey = self.env["survey.survey"].create(
            {
                "title": "新产品知识考试",
                "survey_type": "aftersales_training",
                "scoring_type": "scoring_with_answers",
                "questions_layout": "one_page",
                "is_attempts_limited": True,
                "attempts_limit": 2,
                "is_time_limited": True,
                "time_limit": 30,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "question_type": "simple_choice",
                            "constr_mandatory": True,
                            "suggested_answer_ids": [
                                Command.create({"value": right, "is_correct": True, "answer_score": 10}),
                                Command.create({"value": wrong}),
                            ],
                        }
                    )
                    for title, right, wrong in EXAM
                ],
            }
        )
        done = self._create_evaluation("exam", sessions[0], survey_id=survey.id)
        for index, result in enumerate(done.result_ids):
            # sudo: marks are guarded, the story plays the markers
            result.sudo().write({"paper_mark": [92, 88, 55, 76, 81, 67, 95][index % 7], "on_paper": True})
        done.sudo().result_ids._judge()
        done.action_close()
        form = self._ref("training_form_site")
        check = self._create_evaluation("site", sessions[1], form_id=form.id)
        for index, line in enumerate(check.sudo().result_ids.line_ids):
            line.points = line.points_max * [1, 0.8, 0.9, 0.6][index % 4]
        check.sudo().result_ids._judge()
        check.action_close()
        self._create_evaluation("exam", sessions[2], survey_id=survey.id, date=self.today)
        essay = self._create_evaluation(
            "essay",
            sessions[2],
            marker_id=self._ref("user_trainofficer").id,
            second_marker_id=self._ref("user_trainmanager").id,
            date=self.today,
        )
        own = essay.result_ids.filtered(lambda row: row.employee_id == self._person("trainee1"))
        self._as("trainee1", own).essay = "以前遇到投诉先解释，现在先倾听、再确认、后处理。"

    def _create_evaluation(self, kind, session, **vals):
        evaluation = self._as("districthead", self.env["aftersales.training.evaluation"]).create(
            {
                "kind": kind,
                "session_id": session.id,
                "department_id": session.department_id.id,
                "date": session.date,
                **vals,
            }
        )
        evaluation.action_fill()
        evaluation.action_open()
        return evaluation

    def _choose_lecturers(self):
        office = self._ref("department_training_office")
        earlier = self.env["aftersales.training.contest"].create(
            {"title": "首批内部讲师聘任", "department_id": office.id, "date": self.last}
        )
        self.env["aftersales.training.lecturer"].create(
            {"contest_id": earlier.id, "company_id": office.company_id.id}
            | {"employee_id": self._person("trainofficer").id, "topic": "rules"}
        ).write({"state": "appointed", "appointed_on": self.last, "trained_on": self.last})
        earlier.state = "closed"
        contest = self.env["aftersales.training.contest"].create(
            {
                "title": "新产品内部讲师竞聘",
                "department_id": office.id,
                "date": self.today,
                "places": 1,
                "juror_ids": [
                    Command.set([self._ref(f"user_{one}").id for one in ("trainofficer", "districthead")])
                ],
                "announcement": "两年以上现场经验，试讲二十分钟。",
            }
        )
        for login, topic in (("trainee1", "products"), ("trainee3", "skills")):
            found = self._as(login, contest).action_apply()
            lecturer = self.env["aftersales.training.lecturer"].browse(found["res_id"])
            self._as(login, lecturer).write(
                {"topic": topic, "application": "六年上门维修经验，带过三名新人。"}
            )
        self._as("trainofficer", contest).action_open()
        for lecturer, points in zip(contest.lecturer_ids, ((91, 88), (79, 84)), strict=True):
            for trial, score in zip(lecturer.trial_ids, points, strict=True):
                trial.sudo().score = score
        chosen = contest.lecturer_ids.filtered(lambda row: row.employee_id == self._person("trainee1"))
        self._as("trainmanager", chosen).action_appoint()
        chosen.trained_on = self.today

    def _check(self):
        check = self._as("trainofficer", self.env["aftersales.training.check"]).create(
            {
                "department_id": self._ref("department_training_office").id,
                "date_from": self.last,
                "date_to": self.month - timedelta(days=1),
                "method": "phone",
                "count": 2,
                "seed": 2026,
            }
        )
        check.action_draw()
        check.line_ids[0].write(
            {"result": "right", "found": check.line_ids[0].recorded, "finding": "人数、内容相符。"}
        )
