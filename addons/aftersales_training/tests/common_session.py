from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command

from .common import TrainingCase


class SessionCase(TrainingCase):
    """An issued plan of July: its session on the 10th from 9 to 10:30 in Shanghai, the north invited."""

    START = datetime(2026, 7, 10, 1, 0)
    END = datetime(2026, 7, 10, 2, 30)

    def setUp(self):
        super().setUp()
        self._appoint_lecturer(self.officer)
        with self._on("2026-06-20"):
            self.plan = self._play(self._create_plan(items=[{"lecturer_id": self.officer.id}]), "issued")
        self.training = self.env["aftersales.training.session"].search(
            [("plan_item_id", "in", self.plan.item_ids.ids)]
        )

    def _appoint_lecturer(self, person):
        """Let `person` be a lecturer, without a contest of many steps."""
        contest = self.env["aftersales.training.contest"].create(
            {"title": "First lecturers (test)", "department_id": self.office.id}
        )
        lecturer = self.env["aftersales.training.lecturer"].create(
            {"contest_id": contest.id, "employee_id": person.id, "company_id": self.company.id}
        )
        lecturer.write({"state": "appointed", "appointed_on": "2026-01-05"})
        return lecturer

    def _invite(self, session=None):
        session = (session or self.training).with_user(self.head.user_id)
        with self._on("2026-07-01"):
            session.action_fill()
            session.action_schedule()
        return session.with_env(self.env)

    def _row(self, person, session=None):
        rows = (session or self.training).attendance_ids
        return rows.filtered(lambda row: row.employee_id == person)

    def _sign(self, *people, at=None):
        with freeze_time(at or self.START - timedelta(minutes=5)):
            for person in people:
                self._row(person).with_user(self.head.user_id).action_sign_in()

    def _hold(self):
        self.training.with_user(self.head.user_id).summary = "Went well."
        with freeze_time(self.END):
            self.training.with_user(self.head.user_id).action_hold()

    def _find_messages(self):
        return self.env["mail.message"].search(
            [("model", "=", self.training._name), ("res_id", "=", self.training.id)]
        )

    def _create_added(self):
        return (
            self.env["aftersales.training.session"]
            .with_user(self.head.user_id)
            .create(
                {
                    "department_id": self.north.id,
                    "course_id": self.course.id,
                    "slot_ids": [Command.create({"start": self.START, "end": self.END})],
                }
            )
        )

    def _answer(self, action, person, text):
        """Fill in the dialog that a button opened."""
        defaults = {key.removeprefix("default_"): value for key, value in action["context"].items()}
        step = self.env["aftersales.training.step"].with_user(person.user_id)
        step.create({**defaults, "text": text}).action_apply()
