from odoo import api, fields, models


class AftersalesGoodsReceipt(models.Model):
    """Units taken in start the workshop's clock (S5)."""

    _inherit = "aftersales.goods.receipt"

    @api.model_create_multi
    def create(self, vals_list):
        receipts = super().create(vals_list)
        receipts._count_units({receipt: receipt.quantity for receipt in receipts})
        return receipts

    def write(self, vals):
        before = {receipt: receipt.quantity for receipt in self} if "quantity" in vals else {}
        result = super().write(vals)
        self._count_units(
            {
                receipt: receipt.quantity - count
                for receipt, count in before.items()
                if receipt.quantity != count
            }
        )
        return result

    def _count_units(self, changes):
        """Start the turnaround clocks of the orders, or tell them how many units came in (S5).

        :param changes: receipt → how many units came in (fewer: negative)
        """
        counts = {}
        for receipt, count in changes.items():
            counts[receipt.order_id] = counts.get(receipt.order_id, 0) + count
        open_clocks = {each.order_id: each for each in self.order_id._get_open_clocks("turnaround")}
        now = fields.Datetime.now()
        self.env["aftersales.clock"]._start(
            [
                {"order": order, "kind": "turnaround", "at": now, "units": units}
                for order, units in counts.items()
                if order not in open_clocks and units > 0 and not order.repair_end
            ]
        )
        for units in sorted(set(counts.values())):
            clocks = self.env["aftersales.clock"].union(
                *(each for order, each in open_clocks.items() if counts.get(order) == units)
            )
            if units and clocks:
                clocks._add_event("units", units=units)
