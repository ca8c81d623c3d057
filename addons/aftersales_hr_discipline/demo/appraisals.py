"""The demo's appraisal of the last quarter: one result published, one to sign, one that waits for answers."""

from datetime import timedelta

from odoo.fields import Command

from ..tools.target import find_period

#: person, values by hand (attitude, first-time fix rate, jobs, satisfaction), points by the superior
RESULTS = [
    ("repairer2", (92, 94.5, 186, 96), (90, 95, 92, 88)),
    ("repairer", (68, 82, 139, 74), (60, 78, 55, 70)),
]


class Appraisals:
    """Plays on the people of the `story`."""

    def __init__(self, story):
        self.story = story

    def play(self):
        """Start the cycle of the repair department, let its people answer, sign and publish."""
        story, env = self.story, self.story.env
        template = env.ref("aftersales_hr_discipline.appraisal_template_service").copy(
            {
                "name": "维修人员季度考核",
                "company_id": env.company.id,
                "department_ids": [
                    Command.set(env.ref("aftersales_hr_discipline.department_conduct_repair").ids)
                ],
                "pay_base": 2400,
            }
        )
        story._as(template, "hrmanager").action_publish()
        this_quarter, _end = find_period(story.today, "quarter")
        cycle = story._as(env["aftersales.appraisal.cycle"], "hr").create(
            {"template_id": template.id, "date_from": this_quarter - timedelta(days=1)}
        )
        cycle.action_start()
        sheets = cycle.sheet_ids.sudo()
        self._name(cycle, "appraisal_cycle_demo")
        # The quarter may have ended long ago: its people answer today.
        # sudo: nobody but their raters reads ratings
        ratings = env["aftersales.appraisal.rating"].sudo().search([("cycle_id", "=", cycle.id)])
        (sheets | ratings.sheet_id).write({"rating_until": story.today + timedelta(days=5)})
        ratings.write({"rating_until": story.today + timedelta(days=5)})
        for login, values, points in RESULTS:
            sheet = sheets.filtered(lambda sheet, login=login: sheet.employee_id == story._person(login))
            self._answer(ratings.filtered(lambda rating, sheet=sheet: rating.sheet_id == sheet), points)
            by_hand = sheet.indicator_ids.filtered(lambda indicator: indicator.source == "hand")
            for indicator, value in zip(by_hand, values, strict=True):
                story._as(indicator, "foreman").write({"actual": value})
            story._as(sheet, "hr").action_evaluate()
            self._name(sheet, f"appraisal_sheet_demo_{login}")
        best = sheets.filtered(lambda sheet: sheet.employee_id == story._person("repairer2"))
        for login in ("foreman", "hrmanager", "hrmanager", "gm"):
            story._as(best, login).action_sign()
        story._as(best, "hr").action_publish()

    def _answer(self, ratings, points):
        for rating in ratings:
            own = rating.with_user(rating.rater_id.user_id)
            own.action_open()
            for answer, given in zip(own.answer_ids, points, strict=True):
                answer.points = given
            own.action_submit()

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
