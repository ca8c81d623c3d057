from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TrainingCase

ROLES = ("engineer", "head", "other_head", "organiser", "officer", "manager", "boss")

#: G1: model → what each role may do with the sample, in the order of `ROLES`; c, r, u, d or -.
MODELS = {
    "aftersales.training.policy": "r r r r r ru r",
    "aftersales.training.requirement": "r r r r r ru r",
    "aftersales.training.course": "r r r r rud rud r",
    "aftersales.training.plan": "- rud - - rud rud r",
    "aftersales.training.plan.item": "- rud - - rud rud r",
    "aftersales.training.proposal": "- - - - - r r",
    "aftersales.training.session": "r rud - - rud rud r",
    "aftersales.training.slot": "r rud - - rud rud r",
    "aftersales.training.attendance": "r rud - - rud rud r",
    "aftersales.training.breach": "r rud - - rud rud r",
    "aftersales.training.leave": "r r - - r r r",
    "aftersales.training.implementation": "- r - - r r r",
    "aftersales.training.report": "- rud - - rud rud r",
    "aftersales.training.form": "- r r r rud rud r",
    "aftersales.training.form.line": "- r r r rud rud r",
    "aftersales.training.evaluation": "r rud - - rud rud r",
    "aftersales.training.result": "ru rud - - rud rud r",
    "aftersales.training.result.line": "r ru - - ru ru r",
    "aftersales.training.certificate": "r r - - r r r",
    "aftersales.training.feedback": "ru ru - - ru ru r",
    "aftersales.training.contest": "r r r r rud rud r",
    "aftersales.training.lecturer": "ru - - - ru ru r",
    "aftersales.training.trial": "- - - - ru ru r",
    "aftersales.training.hire": "- rud - - rud rud r",
    "aftersales.training.check": "- - - - rud rud r",
    "aftersales.training.check.line": "- - - - ru ru r",
    "aftersales.training.need": "- r - - r r r",
}


@tagged("post_install", "-at_install")
class TestSecurity(TrainingCase):
    """G1: who sees and changes what."""

    def _make_samples(self):
        plan = self._create_plan(items=[{}])
        with self._on("2026-06-28"):
            plan._chase(
                self.env.ref("aftersales_training.training_policy_general")._get_chase(), plan._get_today()
            )
        session = self.env["aftersales.training.session"].create(
            {
                "department_id": self.north.id,
                "course_id": self.course.id,
                "slot_ids": [Command.create({"start": "2026-07-10 01:00:00", "end": "2026-07-10 02:30:00"})],
            }
        )
        row = self.env["aftersales.training.attendance"].create(
            {"slot_id": session.slot_ids.id, "employee_id": self.engineer.id}
        )
        with self._on("2026-07-01"):
            session._schedule()
            leave = self.env["aftersales.training.leave"].create(
                {"session_id": session.id, "employee_id": self.engineer.id, "reason": "Ill"}
            )
        breach = self.env["aftersales.training.breach"].create(
            {"session_id": session.id, "employee_id": self.engineer.id, "kind": "phone"}
        )
        session.write({"state": "held", "summary": "Good"})
        return {
            **self._make_evaluation_samples(session),
            **self._make_lecturer_samples(session),
            "aftersales.training.implementation": self.env["aftersales.training.implementation"].search(
                [("session_id", "=", session.id)]
            ),
            "aftersales.training.session": session,
            "aftersales.training.slot": session.slot_ids,
            "aftersales.training.attendance": row,
            "aftersales.training.breach": breach,
            "aftersales.training.leave": leave,
            "aftersales.training.policy": self.env.ref("aftersales_training.training_policy_general"),
            "aftersales.training.requirement": self.env.ref(
                "aftersales_training.training_requirement_project"
            ),
            "aftersales.training.course": self.course,
            "aftersales.training.plan": plan,
            "aftersales.training.plan.item": plan.item_ids,
            "aftersales.training.proposal": self.env["aftersales.training.proposal"].search(
                [("company_id", "=", self.company.id)]
            ),
        }

    def _make_evaluation_samples(self, session):
        form = self.env.ref("aftersales_training.training_form_site")
        evaluation = self.env["aftersales.training.evaluation"].create(
            {
                "kind": "site",
                "department_id": self.north.id,
                "course_id": self.course.id,
                "form_id": form.id,
                "result_ids": [Command.create({"employee_id": self.engineer.id})],
            }
        )
        evaluation.action_open()
        result = evaluation.result_ids
        self.course.write({"certificate_months": 1, "repeat_months": 1})
        self.env.flush_all()
        return {
            "aftersales.training.form": form,
            "aftersales.training.form.line": form.line_ids,
            "aftersales.training.evaluation": evaluation,
            "aftersales.training.result": result,
            "aftersales.training.result.line": result.line_ids,
            "aftersales.training.certificate": self.env["aftersales.training.certificate"]._certify(result),
            "aftersales.training.feedback": self.env["aftersales.training.feedback"].create(
                {"session_id": session.id, "employee_id": self.engineer.id}
            ),
            "aftersales.training.need": self.env["aftersales.training.need"].search(
                [("employee_id", "=", self.engineer.id), ("course_id", "=", self.course.id)]
            ),
            "aftersales.training.report": self.env["aftersales.training.report"].create(
                {"department_id": self.north.id, "month": "2026-07-01"}
            ),
        }

    def _make_lecturer_samples(self, session):
        contest = self.env["aftersales.training.contest"].create(
            {"title": "Contest", "department_id": self.north.id, "juror_ids": self.officer.user_id.ids}
        )
        lecturer = self.env["aftersales.training.lecturer"].create(
            {"contest_id": contest.id, "employee_id": self.engineer.id, "company_id": self.company.id}
        )
        contest.action_open()
        check = self.env["aftersales.training.check"].create(
            {"department_id": self.north.id, "date_from": "2026-07-01", "date_to": "2026-07-31"}
        )
        check.action_draw()
        return {
            "aftersales.training.contest": contest,
            "aftersales.training.lecturer": lecturer,
            "aftersales.training.trial": lecturer.trial_ids,
            "aftersales.training.hire": self.env["aftersales.training.hire"].create(
                {
                    "session_id": session.id,
                    "partner_id": self.company.partner_id.id,
                    "reason": "x",
                    "budget": 1,
                }
            ),
            "aftersales.training.check": check,
            "aftersales.training.check.line": check.line_ids,
        }

    def test_g1_matrix(self):
        samples = self._make_samples()
        for model, row in MODELS.items():
            for role, rights in zip(ROLES, row.split(), strict=True):
                user = getattr(self, role).user_id
                for letter, mode in (("r", "read"), ("u", "write"), ("d", "unlink")):
                    with self.subTest(model=model, role=role, mode=mode):
                        self.assertEqual(samples[model].with_user(user).has_access(mode), letter in rights)

    def test_g1_every_model_is_in_the_matrix(self):
        ours = {
            model
            for model, kind in self.env.items()
            if model.startswith("aftersales.training.") and not kind._abstract and not kind._transient
        }
        self.assertEqual(ours, set(MODELS))

    def test_t1_an_issued_plan_is_everybodys(self):
        plan = self._play(self._create_plan(items=[{}]), "issued")
        for person in (self.engineer, self.other_head, self.organiser):
            seen = plan.with_user(person.user_id)
            self.assertEqual(
                (seen.item_ids.course_id.name, seen.plan_gaps), (self.course.name, plan.plan_gaps)
            )
            with self._refused(AccessError, "."):
                seen.write({"goal": "Mine"})

    def test_g1_the_project_below_is_the_districts(self):
        plan = self._create_plan(self.project, items=[{}])
        for person, may in ((self.head, True), (self.organiser, True), (self.other_head, False)):
            self.assertEqual(plan.with_user(person.user_id).has_access("write"), may)

    def test_g1_nobody_moves_a_plan_to_a_unit_that_is_not_his(self):
        plan = self._create_plan(items=[{}]).with_user(self.head.user_id)
        with self._refused(AccessError, "."):
            plan.department_id = self.south
        with self._refused(AccessError, "."):
            plan.create({"department_id": self.south.id, "month": "2026-09-01"})

    def test_g1_another_companys_plan_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        unit = self.env["hr.department"].create(
            {"name": "Far", "company_id": other.id, "aftersales_training_level": "district"}
        )
        plan = self._create_plan(unit)
        self.assertEqual(plan.company_id, other)
        for person in (self.officer, self.manager, self.boss):
            self.assertFalse(plan.with_user(person.user_id).has_access("read"))

    def test_g1_nobody_takes_a_colleagues_dialog(self):
        plan = self._play(self._create_plan(items=[{}]), "submitted")
        step = (
            self.env["aftersales.training.step"]
            .with_user(self.officer.user_id)
            .create({"purpose": "return", "document_ids": plan.ids, "text": "Why"})
        )
        with self._refused(AccessError, "."):
            step.with_user(self.manager.user_id).action_apply()
