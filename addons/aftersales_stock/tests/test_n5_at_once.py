from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.aftersales_service.tests.test_two_at_once import TwoAtOnceCase

#: What the second of two accountants may read.
CLEAR = r"Somebody else is changing|no more can be taken off"


@tagged("post_install", "-at_install")
class TestDepositAtOnce(TwoAtOnceCase):
    """N5: the deposit never goes below zero, also when two accountants take it at the same moment."""

    @classmethod
    def _create_people(cls, env):
        cls.addClassCleanup(cls._clean_money)
        group = env.ref("aftersales_service.group_accountant")
        accountants = env["res.users"].create(
            [
                {
                    "name": f"Accountant {index}",
                    "login": f"test-n5-at-once-{index}",
                    "group_ids": [Command.link(group.id)],
                }
                for index in range(2)
            ]
        )
        cls._keep(accountants.partner_id)
        cls._keep(accountants)
        cls.accountants = accountants.ids
        partner = cls._keep(env["res.partner"].create({"name": "At once", "is_company": True}))
        station = cls._keep(env["aftersales.station"].create({"partner_id": partner.id, "state": "active"}))
        cls.station_id = station.id
        cls.cash_id = env.company._get_aftersales_journal("cash").id
        journal = env["account.journal"].browse(cls.cash_id)
        station._move_deposit("receive", 1000, journal)

    @classmethod
    def _clean_money(cls):
        """Take out what nobody deletes: the movements and their entries."""
        with cls._environment() as env:
            for statement in (
                "DELETE FROM aftersales_station_deposit_entry WHERE station_id = %(station)s",
                "DELETE FROM account_payment WHERE aftersales_source LIKE 'aftersales.station.deposit%%'",
                "DELETE FROM account_move WHERE aftersales_source LIKE 'aftersales.station.deposit%%'",
                "UPDATE aftersales_station SET deposit_balance = 0 WHERE id = %(station)s",
            ):
                env.cr.execute(SQL(statement, station=cls.station_id))
            env.cr.commit()

    def test_n5_two_deduct_the_same_money(self):
        def deduct(env):
            env["aftersales.station"].browse(self.station_id)._move_deposit("deduction", 600, reason="Lost")

        answers = self._race(*((uid, deduct) for uid in self.accountants))
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            station = env["aftersales.station"].browse(self.station_id)
            self.assertEqual((station.deposit_balance, len(station.deposit_entry_ids)), (400, 2))
