from random import Random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_statement import StatementCase

#: Sequences that are played, and steps of each.
SEEDS, STEPS = 8, 45

#: What usually comes next, by the state of the statement and of its bill.
USUAL = {
    ("draft", "none"): ("earn", "make", "send"),
    ("sent", "none"): ("confirm", "dispute"),
    ("disputed", "none"): ("answer",),
    ("confirmed", "none"): ("bill",),
    ("confirmed", "draft"): ("post",),
    ("confirmed", "posted"): ("reverse", "make"),
}


@tagged("post_install", "-at_install")
class TestStatementTies(StatementCase):
    """N3, G1: whatever people do in whatever order, statement and bill tie to the cent."""

    def _take_step(self, random):
        """Try a step that may be refused; what is refused leaves nothing behind."""
        statements = self.env["aftersales.station.statement"].search([])
        statement = random.choice(statements or [statements])
        station = random.choice(self.north | self.south)
        move = statement.move_id
        office = statement.with_user(self.accountant)

        def answer():
            dispute = random.choice(statement.dispute_ids)
            dispute.with_user(self.accountant)._answer(
                random.random() < 0.6, random.randrange(0, 20000) / 100, "Answer"
            )

        steps = {
            "earn": lambda: self._add_fees(station, random.randrange(0, 20000) / 100),
            "dock": lambda: self._add_fees(station, -random.randrange(1, 9000) / 100, kind="deduction"),
            "make": lambda: self._make(self.north | self.south),
            "send": office.action_send,
            "withdraw": office.action_withdraw,
            "dispute": lambda: self._dispute(statement, random.choice(statement.fee_ids)),
            "answer": answer,
            "confirm": lambda: statement.with_user(self.north_user).sudo()._station_confirm(),
            "silence": statement._accept_by_silence,
            "reopen": lambda: office._reopen("Again"),
            "bill": office.action_bill,
            "schedule": lambda: statement.search(statement._get_bill_domain())._create_bills(),
            "post": move.action_post,
            "tamper": lambda: move.invoice_line_ids[0].write({"price_unit": 1.23}),
            "cancel": move.button_cancel,
            "redraft": statement.bill_ids[:1].button_draft,
            "repost": statement.bill_ids[-1:].action_post,
            "delete": move.unlink,
            "reverse": lambda: move.filtered(lambda each: each.state == "posted")._reverse_moves(
                [{"invoice_date": self.today}], cancel=True
            ),
        }
        usual = USUAL.get((statement.state, statement.bill_state), ("make",))
        name = random.choice(usual if random.random() < 0.5 else list(steps))
        try:
            with self.cr.savepoint():
                steps[name]()
                self.env.flush_all()
        except (UserError, IndexError):
            self.env.invalidate_all()
        return name

    def _check(self, trace):
        self.env.flush_all()
        for statement in self.env["aftersales.station.statement"].search([]):
            total = statement.currency_id.round(sum(statement.fee_ids.mapped("amount")))
            self.assertEqual(statement.amount_total, total, trace)
            self.assertEqual(set(statement.fee_ids.station_id.ids), {statement.station_id.id}, trace)
            posted = statement.bill_ids.filtered(lambda move: move.state == "posted")
            standing = posted.filtered(
                lambda move: not move.reversed_entry_id and move.payment_state != "reversed"
            )
            self.assertLessEqual(len(standing), 1, trace)
            if standing:
                self.assertEqual(statement.state, "confirmed", trace)
                self.assertEqual(standing, statement.move_id, trace)
                self.assertAlmostEqual(-sum(posted.mapped("amount_untaxed_signed")), total, 6, trace)
            else:
                self.assertAlmostEqual(sum(posted.mapped("amount_untaxed_signed")), 0, 6, trace)
            if statement.state != "disputed":
                self.assertFalse(statement.open_dispute_count, trace)
        lines = self.fees.search([])
        on_statements = self.env["aftersales.station.statement"].search([]).mapped("fee_ids.id")
        self.assertEqual(len(on_statements), len(set(on_statements)), trace)
        self.assertEqual(set(on_statements), set(lines.filtered("statement_id").ids), trace)

    def test_n3_any_sequence_of_steps_ties(self):
        reached = set()
        for seed in range(SEEDS):
            random, trace, savepoint = Random(seed), [seed], self.cr.savepoint()
            self._add_fees(self.north, 80.01, 59.99)
            self._make()
            for _step in range(STEPS):
                trace.append(self._take_step(random))
                self._check(trace)
                reached |= {
                    (each.state, each.bill_state)
                    for each in self.env["aftersales.station.statement"].search([])
                }
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        self.assertLessEqual(set(USUAL), reached, "the walks come everywhere")
