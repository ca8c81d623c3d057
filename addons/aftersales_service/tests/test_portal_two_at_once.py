from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE
from .test_two_at_once import CLEAR, TwoAtOnceCase

#: What the second customer reads when the quotation is answered already.
ANSWERED = "not in a state|open quotation|Somebody else is changing"


@tagged("post_install", "-at_install")
class TestPortalTwoAtOnce(TwoAtOnceCase):
    """S7, S12: the customer at home and somebody else at the same order, at the same second."""

    @classmethod
    def _create_people(cls, env):
        result = super()._create_people(env)
        partner = env["res.partner"].browse(cls.customer_id)
        user = env["res.users"].create(
            {
                "login": "test-two-at-once-customer",
                "lang": "en_US",
                "partner_id": partner.id,
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            }
        )
        cls.made.insert(0, (partner._name, partner.ids))  # goes after its user
        cls.made = [cls.made[0], *(made for made in cls.made[1:] if made != cls.made[0])]
        cls.customer_user = cls._keep(user).id
        return result

    def _sign_at_home(self, env, order_id):
        order = env["aftersales.order"]._find_for_customer(order_id)
        order._sign_in_portal("Customer", SIGNATURE.decode())

    def test_s7_customer_and_engineer_sign_at_the_same_moment(self):
        order_id = self._create_order("acceptance")
        answers = self._race_all(
            (self.customer_user, lambda env: self._sign_at_home(env, order_id)),
            (self.engineer_user, lambda env: self._sign(env, order_id, "Zhang")),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        state, _engineer, signed_by = self._get_state(order_id)
        self.assertEqual((state, signed_by), ("settlement", ("Customer", "Zhang")[answers.index("")]))

    def test_s17_two_answers_at_the_same_moment(self):
        """S17: both are bad: one card, one complaint, and no error about transactions."""
        order_id = self._create_order("acceptance")
        self._call(self.customer_user, lambda env: self._sign_at_home(env, order_id))

        def answer(level):
            names = ("attitude", "skill", "arrival", "promise")
            return lambda env: (
                env["aftersales.order"]
                ._find_for_customer(order_id)
                .opinion_id._answer(dict.fromkeys(names, level))
            )

        answers = self._race_all(
            (self.customer_user, answer("unsatisfied")), (self.customer_user, answer("unsatisfied"))
        )
        self.assertIn("", answers)
        self.assertRegex("".join(answers) or "Somebody else is changing", CLEAR)
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            self.assertEqual((len(order.opinion_ids), len(order.complaint_ids)), (1, 1))
            self.assertEqual((order.opinion_id.score, order.opinion_id.state), (0, "answered"))
            self._keep(order.complaint_ids)

    def _quote(self):
        """Commit an order with a quotation of a call-out; return the ids of both."""
        order_id = self._create_order("registered")
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            order.state = "assessment"
            callout = env.ref("aftersales_service.product_callout")
            order.line_ids = [Command.create({"kind": "callout", "product_id": callout.id, "price_unit": 30})]
            order.action_prepare_quotation()
            self._keep(order.sale_order_ids)
            env.cr.commit()
            return order_id, order.sale_order_ids.id

    def _accept_at_home(self, env, sale_id):
        """What the host's page does when the customer signs the quotation."""
        sale = env["sale.order"].sudo().browse(sale_id)
        if not sale._has_to_be_signed():
            raise UserError(env._("The order is not in a state requiring customer signature."))
        sale.write({"signed_by": "Customer", "signature": SIGNATURE})
        sale._validate_order()

    def _withdraw(self, env, order_id):
        env["aftersales.order"].browse(order_id).action_withdraw_quotation()

    def test_s12_customer_accepts_while_the_clerk_withdraws(self):
        """Either the quotation is accepted or its lines are free: never both."""
        order_id, sale_id = self._quote()
        answers = self._race_all(
            (self.customer_user, lambda env: self._accept_at_home(env, sale_id)),
            (self.first, lambda env: self._withdraw(env, order_id)),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), ANSWERED)
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            state, lines = order.sale_order_ids.state, order.line_ids.sale_line_id
        accepted = not answers[0]
        self.assertEqual((state, bool(lines)), ("sale", True) if accepted else ("cancel", False))

    def _race_all(self, *people):
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._race(*people)
