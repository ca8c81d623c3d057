"""Money of the demo: counted, handed in and not counted yet, still in hand; a deposit of a customer."""

from .play import Play


class Cash(Play):
    """Collects on site what a few jobs of the story owe, as their engineers and the cashier."""

    def play(self):
        """Play the collections, once per database."""
        counted, waiting, kept = (self.ref(f"order_demo_{number}") for number in (22, 23, 25))
        if not self.has_accounting or (counted | waiting | kept).collection_ids:
            return
        slip = self.hand_in(self.collect(counted, "transfer", "6222-1127"))
        self.as_user("accountant", slip).action_accept()
        self.hand_in(self.collect(waiting, "cash"))
        self.collect(kept, "cash")
        order = self.ref("order_demo_34")
        deposit = self.as_user("accountant", self.env["aftersales.deposit"]).create(
            {
                "order_id": order.id,
                "amount": 200,
                "journal_id": self.company._get_aftersales_journal("cash").id,
            }
        )
        deposit.action_receive()

    def collect(self, order, method, reference=None):
        """Collect what an order still owes, as its engineer."""
        worker = order.engineer_id.user_id
        return order.with_user(worker)._collect(order.amount_due, method, reference).with_env(self.env)

    def hand_in(self, collection):
        """Hand a collection in; return its slip."""
        collection.with_user(collection.employee_id.user_id).action_hand_in()
        return collection.slip_line_ids.slip_id
