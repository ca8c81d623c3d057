from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_hr_discipline.tests.common_at_once import CLEAR, OWN, TABLES, AtOnceCase

POOLS = "aftersales_bonus_pool WHERE quarter < '2002-01-01'"


@tagged("post_install", "-at_install")
class TestBonusAtOnce(AtOnceCase):
    """Two people press a button at the same moment (B2, S26)."""

    tables = {
        "aftersales_bonus_appeal": OWN,
        "mail_message": f"model = 'aftersales.bonus.pool' AND res_id IN (SELECT id FROM {POOLS})",
        "aftersales_bonus_pool": POOLS.partition(" WHERE ")[2],
        "aftersales_shift": OWN,
        **TABLES,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = (
            "aftersales_hr_discipline.group_general_manager",
            "aftersales_performance.group_bonus",
            "aftersales_service.group_clerk",
        )
        with cls._environment() as env:
            for name in ("manager", "boss"):
                groups = [Command.link(env.ref(role).id) for role in roles]
                env["res.users"].browse(cls.people[name][1]).group_ids = groups
            env.cr.commit()

    def _create_pool(self, quarter, **vals):
        """Commit a shown pool whose days to object are over; return its id."""
        with self._environment() as env:
            pool = env["aftersales.bonus.pool"].create({"company_id": self.company_id, "quarter": quarter})
            pool.write({"state": "review", "review_until": "2001-01-31", **vals})
            env.cr.commit()
            return pool.id

    def test_b2_a_pool_is_approved_by_one(self):
        pool_id = self._create_pool("2001-01-01")
        answers = self._race(lambda env: env["aftersales.bonus.pool"].browse(pool_id).action_approve())
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            pool = env["aftersales.bonus.pool"].browse(pool_id)
            self.assertEqual(pool.state, "approved")
            self.assertIn(pool.approver_id.id, [self.people[name][1] for name in ("manager", "boss")])

    def test_b2_a_pool_is_paid_once(self):
        pool_id = self._create_pool("2000-10-01", state="approved")
        answers = self._race(lambda env: env["aftersales.bonus.pool"].browse(pool_id).action_pay())
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)

    def test_b2_an_objection_is_decided_by_one(self):
        """B2: one accepts and the other refuses; what the first said holds."""
        pool_id = self._create_pool("2001-04-01")
        with self._environment() as env:
            env.cr.execute(
                "INSERT INTO aftersales_bonus_appeal (pool_id, company_id, employee_id, text, answer, state)"
                " VALUES (%s, %s, %s, 'Signed', 'Looked at', 'open') RETURNING id",
                [pool_id, self.company_id, self.people["person"][0]],
            )
            (appeal_id,) = env.cr.fetchone()
            env.cr.commit()

        def decide(env):
            appeal = env["aftersales.bonus.appeal"].browse(appeal_id)
            return appeal.action_accept() if env.uid == self.people["boss"][1] else appeal.action_refuse()

        answers = self._race(decide)
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            appeal = env["aftersales.bonus.appeal"].browse(appeal_id)
            said = "accepted" if appeal.decider_id.id == self.people["boss"][1] else "refused"
            self.assertEqual(appeal.state, said)

    def test_s26_a_handover_is_accepted_once(self):
        """S26: the next one presses in two windows."""
        with self._environment() as env:
            shift = env["aftersales.shift"].create(
                {
                    "company_id": self.company_id,
                    "employee_id": self.people["person"][0],
                    "taker_id": self.people["boss"][0],
                    "date_from": "2036-01-01 00:00:00",
                    "state": "written",
                }
            )
            env.cr.commit()
            shift_id = shift.id
        taker = self.people["boss"][1]
        answers = self._race(
            lambda env: env["aftersales.shift"].with_user(taker).browse(shift_id).action_accept()
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            self.assertEqual(env["aftersales.shift"].browse(shift_id).state, "accepted")
