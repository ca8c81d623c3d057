from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.ledger import Scheme
from .common import ConductCase


@tagged("post_install", "-at_install")
class TestPolicy(ConductCase):
    """The figures are a dated policy (D2, D3, D5, D43, D44)."""

    def test_d2_d3_d5_the_shipped_policy_is_the_rulebook(self):
        policy = self.env.ref("aftersales_hr_discipline.conduct_policy_general")
        self.assertEqual(policy._get_scheme(), Scheme())
        self.assertEqual((policy.appeal_days, policy.head_limit), (7, "demerit"))

    def test_d3_a_company_can_let_warnings_make_a_demerit(self):
        policy = self.env["aftersales.conduct.policy"].create(
            {"company_id": self.company.id, "carry_small": True}
        )
        self.assertEqual(policy._get_scheme().carried, ("s", "m"))

    def test_two_policies_on_one_day_are_refused(self):
        with self._refused(ValidationError, "already in force"):
            self.env["aftersales.conduct.policy"].create({"code": "D2"})

    def test_figures_must_make_sense(self):
        for name, wrong in (("group_size", 1), ("threshold", 0), ("first_month", 13), ("appeal_days", 0)):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env["aftersales.conduct.policy"].create({"company_id": self.company.id, name: wrong})
                self.env.flush_all()

    def test_d47_only_an_hr_manager_changes_figures(self):
        policy = self.env.ref("aftersales_hr_discipline.conduct_policy_general")
        for person in (self.officer, self.boss, self.auditor, self.head, self.engineer):
            with self.subTest(person.name), self.assertRaises(AccessError), self.cr.savepoint():
                policy.with_user(person.user_id).write({"threshold": 9})
