import random
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SIGNATURE
from .common_money import MoneyCase

#: What people can do with the money of jobs and contracts, and how often they do.
STEPS = {
    "quote": 3,
    "accept": 3,
    "withdraw": 1,
    "collect": 5,
    "hand_in": 4,
    "count": 4,
    "give_back": 1,
    "invoice": 3,
    "pay": 2,
    "deposit": 3,
    "apply": 2,
    "refund": 2,
    "undo_deposit": 1,
    "undo_collection": 1,
    "undo_slip": 1,
    "credit": 2,
    "host_credit": 1,
    "settle": 2,
    "cancel": 1,
    "contract": 1,
    "earn": 2,
    "contract_credit": 1,
}


@tagged("post_install", "-at_install")
class TestMoneySequence(MoneyCase):
    """S12, S13, S15, S16: whatever people do, in whatever order, documents and ledger agree."""

    def test_s16_any_sequence_of_steps_ties_out(self):
        """S16: after every step, done or refused; and no journal item is without its document."""
        before = self.env["account.move"].search([], order="id desc", limit=1).id or 0
        done, refused = Counter(), Counter()
        for seed in (1, 2):
            chance = random.Random(seed)
            orders = [self._play_accepted(), self._play_accepted()]
            contract = self._create_contract()
            for step in chance.choices([*STEPS], [*STEPS.values()], k=75):
                if step in ("contract", "earn", "contract_credit"):
                    subject = contract
                else:
                    subject = chance.choice(orders)
                try:
                    with self.cr.savepoint():
                        happened = getattr(self, f"_step_{step}")(chance, subject)
                except UserError:
                    self.env.invalidate_all()
                    refused[step] += 1
                else:
                    done[step] += happened is not False
                self._check_ties()
                if subject.state == "cancelled":
                    orders[orders.index(subject)] = self._play_accepted()
            self._check_report(seed)
        self._check_sources(before)
        self.assertGreaterEqual(len(+done), 13, f"done {done}, refused {refused}")

    def _check_report(self, seed):
        reports = self.env["aftersales.reconciliation"].with_user(self.accountant)
        report = reports.browse(reports.action_open()["res_id"])
        for line in report.line_ids:
            self.assertEqual((line.difference, line.by_hand), (0, 0), f"{seed} {line.section} {line.name}")

    def _check_sources(self, before):
        """Every entry is of a document of ours, an invoice of an order or contract, or the host's payment."""
        moves = self.env["account.move"].search([("id", ">", before)])
        strange = moves.filtered(
            lambda move: (
                not (
                    move.aftersales_source
                    or move.aftersales_contract_id
                    or move.aftersales_order_id
                    or move.origin_payment_id
                )
            )
        )
        self.assertFalse(strange.mapped("name"))

    def _create_contract(self):
        self.env.ref("aftersales_service.product_contract").taxes_id = False
        start = self.today.replace(day=1) - relativedelta(months=2)
        contract = self.env["aftersales.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": start,
                "date_end": start + relativedelta(years=1, days=-1),
                "price": 1000,
                "billing_period": "quarter",
            }
        )
        contract.action_run()
        return contract

    # ------------------------------------------------------------------------
    # Steps: each says False where there was nothing to do
    # ------------------------------------------------------------------------

    def _step_quote(self, chance, order):
        self._add_line(order, "labour", chance.choice((0.5, 1.25)))
        order.with_user(self.engineer_user).action_prepare_quotation()

    def _step_accept(self, chance, order):
        order.with_user(self.clerk).action_accept_quotation()

    def _step_withdraw(self, chance, order):
        order.with_user(self.clerk).action_withdraw_quotation()

    def _step_collect(self, chance, order):
        amount = chance.choice((0.01, 9.99, 50, order.amount_due, order.amount_due + 0.01))
        self._collect(order, amount, chance.choice(("cash", "qr", "transfer")))

    def _step_hand_in(self, chance, order):
        mine = order.collection_ids.filtered(lambda each: each.state == "with_engineer")
        return bool(mine) and self._hand_in(mine)

    def _get_slips(self, order, state):
        return order.collection_ids.slip_line_ids.slip_id.filtered(lambda each: each.state == state)

    def _step_count(self, chance, order):
        slips = self._get_slips(order, "submitted")
        for slip in slips:
            short = chance.choice((0, 0, 0.01))
            self._count(
                slip,
                max(slip.cash_expected - short, 0),
                treatment=chance.choice(("engineer", "post")),
                difference_reason="Short",
            )
        return bool(slips)

    def _step_give_back(self, chance, order):
        slips = self._get_slips(order, "submitted")
        slips.with_user(self.accountant).action_give_back()
        return bool(slips)

    def _step_invoice(self, chance, order):
        if order.state == "repair" and order.quotation_state != "open":
            self._play_finish(order)
            order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()

    def _step_pay(self, chance, order):
        """The customer pays at the bank, in the host's own dialog."""
        invoices = order.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.amount_residual
        )
        if not invoices:
            return False
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[0].ids
        )
        form = Form(wizard)
        form.amount = chance.choice((0.01, invoices[0].amount_residual))
        form.save().action_create_payments()
        return True

    def _step_deposit(self, chance, order):
        self._deposit(order, chance.choice((0.05, 20, 75.5)))

    def _step_apply(self, chance, order):
        order.with_user(self.accountant).action_apply_deposits()

    def _step_refund(self, chance, order):
        deposits = order.deposit_ids.filtered("balance")[:1]
        for deposit in deposits:
            amount = chance.choice((deposit.balance, 0.01))
            deposit.with_user(self.accountant)._use("refund", amount, journal=deposit.journal_id)
        return bool(deposits)

    def _step_undo_deposit(self, chance, order):
        entries = order.deposit_ids.entry_ids.filtered(lambda entry: not entry.reversed_on)[-1:]
        entries.with_user(self.accountant)._reverse("Mistake")
        return bool(entries)

    def _step_undo_collection(self, chance, order):
        mine = order.collection_ids.filtered(lambda each: each.state == "with_engineer")[:1]
        mine.with_user(self.accountant)._reverse("Mistake")
        return bool(mine)

    def _step_undo_slip(self, chance, order):
        slips = self._get_slips(order, "accepted")[:1]
        slips.with_user(self.accountant)._reverse("Mistake")
        return bool(slips)

    def _step_credit(self, chance, order):
        order._create_credit_notes("Late", allowance=chance.choice((0.01, 33.33, 130))).action_post()

    def _step_host_credit(self, chance, order):
        invoices = order.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )[:1]
        invoices._reverse_moves(cancel=chance.choice((True, False))).filtered(
            lambda move: move.state == "draft"
        ).action_post()
        return bool(invoices)

    def _step_settle(self, chance, order):
        order.with_user(self.clerk).action_settled()

    def _step_cancel(self, chance, order):
        if chance.random() < 0.5:
            return False
        order.with_user(self.dispatcher)._cancel("Customer moved away")
        return True

    def _step_contract(self, chance, contract):
        contract.with_user(self.accountant).action_invoice()
        contract.invoice_ids.filtered(lambda move: move.state == "draft").action_post()

    def _step_earn(self, chance, contract):
        contract.period_ids._release()
        return bool(contract.period_ids.release_ids)

    def _step_contract_credit(self, chance, contract):
        invoices = contract.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        invoices[:1]._create_aftersales_credits("Late", allowance=chance.choice((1, 99.99))).action_post()
