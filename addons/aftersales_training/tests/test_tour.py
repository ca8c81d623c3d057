import re
from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..tools.deadline import get_month
from .common import TrainingCase

ACTION = "/odoo/action-aftersales_training.aftersales_training"

#: What the phone does: the button is pressed, the answer is read, nothing is wider than the screen.
CONFIRM = """
const form = document.querySelector("form");
if (document.documentElement.scrollWidth > window.innerWidth) {
    console.error("wider than the phone");
}
fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
    .then((answer) => answer.text())
    .then((text) =>
        text.includes("签到成功") ? console.log("test successful") : console.error(text.slice(0, 2000))
    );
"""


@tagged("post_install", "-at_install")
class TestTour(TrainingCase, HttpCase):
    """A month of training in the browser, in Chinese, from the plan to the table (T1, T3, T5, T6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"
        cls.engineer.name = "李工"
        people = cls.engineer | cls.head | cls.officer | cls.manager
        for user in people.user_id.with_context(no_reset_password=True):
            user.write({"lang": "zh_CN", "password": user.login})
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "新产品知识考试",
                "survey_type": "aftersales_training",
                "scoring_type": "scoring_with_answers",
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "抽真空的目的是什么？",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "排除水分", "is_correct": True, "answer_score": 10}),
                                Command.create({"value": "增加压力"}),
                            ],
                        }
                    )
                ],
            }
        )

    def setUp(self):
        """Have the client's scripts put together first: on a slow machine a browser does not wait."""
        super().setUp()
        self.authenticate(self.officer.user_id.login, self.officer.user_id.login)
        page = self.url_open("/odoo", timeout=300).text
        for address in re.findall(r'/web/assets/[^"]+', page):
            self.url_open(address, timeout=300)

    def _play(self, tour, person, record, on_phone=False):
        model = record._name.removeprefix("aftersales.training.")
        self._hold_phone(on_phone)
        self.start_tour(f"{ACTION}_{model}_action/{record.id}", tour, login=person.user_id.login, timeout=300)
        self.env.invalidate_all()

    def _hold_phone(self, on_phone):
        self.browser_size = "390x844" if on_phone else "1400x900"
        self.touch_enabled = on_phone

    def _move(self, session, start):
        """Let the session take place at `start`: the clock of the browser cannot be set."""
        self.env.flush_all()
        end = start + timedelta(minutes=90)
        self.env.cr.execute(
            'UPDATE aftersales_training_slot SET start = %s, "end" = %s WHERE session_id = %s',
            [start, end, session.id],
        )
        self.env.cr.execute(
            "UPDATE aftersales_training_session SET date_start = %s, date_end = %s, date = %s WHERE id = %s",
            [start, end, self.company._get_aftersales_date(start), session.id],
        )
        self.env.invalidate_all()

    def test_t1_t3_t5_t6_a_month_from_the_plan_to_the_table(self):
        today = self.company._get_aftersales_date(fields.Datetime.now())
        month = get_month(today, -1)
        plan = self._create_plan(month=month, items=[{}])
        self._play("training_submit", self.head, plan)
        self._play("training_consolidate", self.officer, plan)
        self._play("training_approve", self.manager, plan)
        self.assertEqual((plan.state, plan.approver_id), ("issued", self.manager.user_id))

        session = self.env["aftersales.training.session"].search([("plan_item_id", "in", plan.item_ids.ids)])
        now = fields.Datetime.now().replace(microsecond=0)
        self._move(session, now + timedelta(minutes=50))
        self._play("training_invite", self.head, session)
        self.assertIn(self.engineer, session.attendance_ids.employee_id)

        address = session.slot_ids.with_user(self.head.user_id)._get_sign_url()
        self._hold_phone(True)
        self.browser_js(
            address[address.index("/training/") :],
            CONFIRM,
            ready="!!document.querySelector('form button')",
            login=self.engineer.user_id.login,
            timeout=300,
        )
        self.env.invalidate_all()
        row = session.attendance_ids.filtered(lambda one: one.employee_id == self.engineer)
        self.assertEqual((row.state, row.method), ("present", "code"))

        self._move(session, datetime(month.year, month.month, 10, 1))
        self._play("training_hold", self.head, session)
        self.assertEqual(session.state, "held")

        evaluation = self.env["aftersales.training.evaluation"].create(
            {
                "kind": "exam",
                "session_id": session.id,
                "department_id": self.north.id,
                "date": session.date,
                "survey_id": self.survey.id,
            }
        )
        self._play("training_evaluate", self.head, evaluation)
        result = evaluation.result_ids.filtered(lambda one: one.employee_id == self.engineer)
        self._play("training_sit_exam", self.engineer, result)
        self.assertEqual((result.outcome, result.score, result.attempts), ("passed", 100, 1))
        self._play("training_close_evaluation", self.head, evaluation)
        self.assertEqual(evaluation.state, "closed")

        feedback = session.feedback_ids
        self._play("training_feedback", self.engineer, feedback, on_phone=True)
        self.assertEqual((feedback.state, feedback.satisfaction), ("given", 100))

        report = self.env["aftersales.training.report"].create(
            {"department_id": self.north.id, "month": month}
        )
        self._play("training_hand_in", self.head, report)
        self.assertEqual((report.state, report.rate, report.held), ("handed", 100, 1))
