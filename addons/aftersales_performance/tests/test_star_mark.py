from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import MONTH
from .common_star import StarCase


@tagged("post_install", "-at_install")
class TestStarMark(StarCase):
    """S28: colleagues mark each other; the mean of several makes the part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third_agent = cls._create_person("third agent", parent=cls.head)
        cls.third_agent.aftersales_agent = True
        cls.third_agent.user_id.group_ids |= cls.env.ref("aftersales_service.group_clerk")
        cls.marks = cls.env["aftersales.star.mark"]

    def _give(self, rater, value, person=None, month=MONTH):
        return self.marks.with_user(rater.user_id).create(
            {"employee_id": (person or self.agent).id, "month": month, "value": value}
        )

    def test_s28_several_raters_are_averaged(self):
        rating = self._rate()
        self.assertFalse(self._part(rating, "peers").is_given, "nobody has marked")
        self._give(self.other_agent, 90)
        rating._measure()
        self.assertEqual((self._part(rating, "peers").value, self._part(rating, "peers").points), (90, 1.8))
        self._give(self.third_agent, 65)
        self._give(self.third_agent, 10, self.other_agent)
        self._give(self.third_agent, 10, month=MONTH.replace(month=1))
        rating._measure()
        self.assertEqual(
            (self._part(rating, "peers").value, self._part(rating, "peers").points), (77.5, 1.55)
        )
        with self._refused(UserError, "read from the records"):
            self._part(rating, "peers").with_user(self.leader.user_id).value = 100

    def test_s28_without_marks_a_manager_gives_them(self):
        rating = self._fix(self._rate(), peers=50)
        self.assertEqual(self._part(rating, "peers").points, 1)

    def test_s28_last_month_is_proposed_and_any_day_is_its_month(self):
        with Form(self.marks.with_user(self.other_agent.user_id)) as form:
            form.employee_id = self.agent
            form.value = 80
        mark = form.record
        self.assertEqual((mark.month, mark.rater_id.id), (MONTH, self.other_agent.id))
        mark.month = "2026-01-20"
        self.assertEqual(mark.month, MONTH.replace(month=1))

    def test_s28_agents_mark_colleagues_once_until_the_month_is_approved(self):
        mark = self._give(self.other_agent, 0)
        mark.value = 100
        with self._refused(AccessError, "not themselves"):
            self._give(self.agent, 100)
        with self._refused(AccessError, "not themselves"):
            mark.employee_id = self.other_agent
        with self._refused(AccessError, "not themselves"):
            self._give(self.checker, 100)
        with self._refused(AccessError, "not themselves"):
            self._give(self.other_agent, 100, self.checker)
        with self._refused(UserError, "not begun"):
            self._give(self.other_agent, 100, month="2026-04-01")
        rating = self._rate()
        self.assertEqual(self._part(rating, "peers").value, 100)
        for part in rating.part_ids:
            part.write({"value": part.value, "is_given": True})
        self._approve(rating)
        for attack in (lambda: setattr(mark, "value", 0), lambda: self._give(self.third_agent, 0)):
            with self._refused(UserError, "is approved"):
                attack()

    def test_s28_only_the_rater_and_managers_see_who_marked(self):
        mark = self._give(self.other_agent, 40)
        for person, sees in ((self.other_agent, True), (self.leader, True), (self.agent, False)):
            self.assertEqual(mark.with_user(person.user_id).has_access("read"), sees, person.name)
        self.agent.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        self.assertFalse(
            mark.with_user(self.agent.user_id).has_access("read"), "of the own no manager either"
        )
        for attack in (
            lambda: mark.with_user(self.leader.user_id).write({"value": 100}),
            lambda: mark.with_user(self.third_agent.user_id).write({"value": 100}),
            lambda: mark.write({"rater_id": self.third_agent.id}),
            lambda: self.marks.with_user(self.other_agent.user_id).create(
                {"employee_id": self.agent.id, "rater_id": self.third_agent.id, "month": MONTH, "value": 1}
            ),
            lambda: mark.with_user(self.other_agent.user_id).unlink(),
        ):
            with self._refused(UserError, "."):
                attack()
