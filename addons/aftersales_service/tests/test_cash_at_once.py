from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .test_two_at_once import TwoAtOnceCase

#: What the second of two people may read about money.
CLEAR = r"Somebody else is changing|more than that|cannot go to"


@tagged("post_install", "-at_install")
class TestCashAtOnce(TwoAtOnceCase):
    """S13: money is collected, handed in and counted once, also by two people at the same second."""

    @classmethod
    def _create_people(cls, env):
        result = super()._create_people(env)
        group = env.ref("aftersales_service.group_accountant")
        cashiers = env["res.users"].create(
            [
                {
                    "name": f"Cashier {index}",
                    "login": f"test-cash-at-once-{index}",
                    "group_ids": [Command.link(group.id)],
                }
                for index in range(2)
            ]
        )
        cls._keep(cashiers.partner_id)
        cls._keep(cashiers)
        cls.cashiers = cashiers.ids
        cls.addClassCleanup(cls._clean_money)
        return result

    @classmethod
    def _clean_money(cls):
        """Take out what nobody deletes: documents, their entries, the journal made at first use."""
        with cls._environment() as env:
            moves = env["account.move"].search([("aftersales_source", "!=", False)])
            items = tuple(moves.line_ids.ids) or (0,)
            for statement in (
                "DELETE FROM aftersales_hand_in_line",
                "DELETE FROM aftersales_hand_in",
                "DELETE FROM aftersales_collection",
                "DELETE FROM account_partial_reconcile WHERE debit_move_id IN %(items)s"
                " OR credit_move_id IN %(items)s",
                "DELETE FROM account_payment WHERE aftersales_source IS NOT NULL",
                "DELETE FROM account_move WHERE aftersales_source IS NOT NULL",
            ):
                env.cr.execute(SQL(statement, items=items) if "%" in statement else SQL(statement))
            env.invalidate_all()
            journal = env.company.aftersales_collection_journal_id
            env.company.aftersales_collection_journal_id = False
            account = journal.default_account_id
            journal.unlink()
            account.unlink()
            env.cr.commit()

    def _create_due(self):
        """Commit an order of which 100.00 is to be paid, with two engineers; return its id."""
        order_id = self._create_order("registered")
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            order.write(
                {
                    "engineer_id": self.engineers[0],
                    "worker_ids": [Command.set(self.engineers[1:])],
                    "state": "repair",
                }
            )
            callout = env.ref("aftersales_service.product_callout")
            sale = env["sale.order"].create(
                {
                    "aftersales_order_id": order_id,
                    "partner_id": self.customer_id,
                    "order_line": [
                        Command.create({"product_id": callout.id, "price_unit": 100, "tax_ids": False})
                    ],
                }
            )
            self._keep(sale)
            sale.action_confirm()
            env.cr.commit()
        return order_id

    def _collect(self, env, order_id):
        env["aftersales.order"].browse(order_id)._collect(100, "cash")

    def _get_slips(self, order_id):
        with self._environment() as env:
            return env["aftersales.order"].browse(order_id).collection_ids.slip_line_ids.slip_id.ids

    def _check_one(self, answers):
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)

    def test_s13_two_engineers_collect_the_same_money(self):
        order_id = self._create_due()
        answers = self._race(
            *((uid, lambda env: self._collect(env, order_id)) for uid in self.engineer_users)
        )
        self._check_one(answers)
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            self.assertEqual((order.collected_total, order.amount_due), (100, 0))

    def test_s13_one_collection_is_handed_in_twice(self):
        order_id = self._create_due()
        self.assertEqual(self._call(self.engineer_user, lambda env: self._collect(env, order_id)), "")

        def hand_in(env):
            env["aftersales.order"].browse(order_id).collection_ids.action_hand_in()

        self._check_one(self._race((self.engineer_user, hand_in), (self.cashiers[0], hand_in)))
        self.assertEqual(len(self._get_slips(order_id)), 1)

    def test_s13_two_cashiers_accept_the_same_slip(self):
        order_id = self._create_due()
        self._call(self.engineer_user, lambda env: self._collect(env, order_id))
        self._call(
            self.engineer_user,
            lambda env: env["aftersales.order"].browse(order_id).collection_ids.action_hand_in(),
        )
        slip_ids = self._get_slips(order_id)

        def accept(env):
            slip = env["aftersales.hand.in"].browse(slip_ids)
            slip.cash_counted = 100
            slip.action_accept()

        self._check_one(self._race(*((uid, accept) for uid in self.cashiers)))
        with self._environment() as env:
            slip = env["aftersales.hand.in"].browse(slip_ids)
            entries = env["account.move"].search_count(
                [("aftersales_source", "=", f"{slip._name},{slip.id}")]
            )
            self.assertEqual((slip.state, entries), ("accepted", 1))
