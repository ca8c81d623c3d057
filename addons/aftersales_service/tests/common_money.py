from .common import SIGNATURE, ServiceCase


class MoneyCase(ServiceCase):
    """Jobs whose fees are accepted: 130.00 each, and what engineers collect of them (S13, S16)."""

    def _play_accepted(self, unit=None):
        """A job in repair, its quotation of 130.00 (part 100, call-out 30) accepted."""
        return self._play_until("repair", unit or self._create_unit(f"SN-M-{self._next()}", "2001-01-01"))

    @classmethod
    def _next(cls):
        cls._number = getattr(cls, "_number", 0) + 1
        return cls._number

    def _collect(self, order=None, amount=130.0, method="cash", user=None, **options):
        order = order or self._play_accepted()
        order = order.with_user(user or self.engineer_user)
        return order._collect(amount, method, **options).with_env(self.env)

    def _hand_in(self, collections, user=None):
        collections.with_user(user or self.engineer_user).action_hand_in()
        return collections.slip_line_ids.slip_id.filtered(lambda slip: slip.state == "submitted")

    def _count(self, slip, counted=None, **vals):
        """The cashier counts a slip and accepts it."""
        slip = slip.with_user(self.accountant)
        slip.write({"cash_counted": slip.cash_expected if counted is None else counted, **vals})
        slip.action_accept()

    def _invoice(self, order):
        """Finish, sign and invoice a job; the invoice is posted."""
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        order.with_user(self.accountant).action_invoice()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        return order.invoice_ids

    def _cash_account(self):
        return self.company._get_aftersales_collection_journal().default_account_id

    def _ledger(self, engineer=None, account=None):
        """Balance of the engineers' cash in the general ledger."""
        domain = [
            ("account_id", "=", (account or self._cash_account()).id),
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.company.id),
        ]
        if engineer:
            domain.append(("aftersales_engineer_id", "=", engineer.id))
        ((balance,),) = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(balance, 2)

    def _in_hand(self, engineer=None):
        """What the documents say an engineer has in hand."""
        domain = [("company_id", "=", self.company.id)]
        if engineer:
            domain.append(("employee_id", "=", engineer.id))
        ((amount,),) = self.env["aftersales.collection"]._read_group(domain, [], ["amount_open:sum"])
        return round(amount, 2)

    def _deposit(self, order=None, amount=200.0, received=True, **vals):
        """A deposit in advance for the work of an order, received in the cash box."""
        deposit = (
            self.env["aftersales.deposit"]
            .with_user(self.accountant)
            .create(
                {
                    "order_id": order.id if order else False,
                    "amount": amount,
                    "journal_id": self.company._get_aftersales_journal("cash").id,
                    **vals,
                }
            )
        )
        if received:
            deposit.action_receive()
        return deposit.with_env(self.env)

    def _held(self):
        """What the documents say is held of customers."""
        ((amount,),) = self.env["aftersales.deposit"]._read_group(
            [("company_id", "=", self.company.id)], [], ["balance:sum"]
        )
        return round(amount, 2)

    def _check_ties(self):
        """S13, S16: an engineer's balance is his ledger balance, to the cent."""
        for engineer in (self.engineer, self.other_engineer):
            self.assertEqual(self._in_hand(engineer), self._ledger(engineer))
        self.assertEqual(self._in_hand(), self._ledger())
        account = self.company._get_aftersales_deposit_account()
        self.assertEqual(self._held(), -self._ledger(account=account))
