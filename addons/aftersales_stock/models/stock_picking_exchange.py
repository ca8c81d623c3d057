from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """An exchange: first the goods come in, then the others leave (N16)."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        # sudo: follows from the receipt, whose right the host has checked
        exchanges = self.env["aftersales.exchange"].sudo()
        back = exchanges.search([("return_id", "in", self.ids), ("state", "=", "released")])
        back.filtered(lambda exchange: exchange.return_id.state == "done")._credit()
        return result

    def _get_exchange(self):
        """Return the exchange whose goods this delivery brings, as superuser, or none."""
        self.ensure_one()
        exchanges = self.env["aftersales.exchange"].sudo()  # sudo: part of the delivery
        origin = self
        while origin.backorder_id:
            origin = origin.backorder_id
        return exchanges.search([("delivery_id", "=", origin.id)], limit=1)

    def _check_leaving(self, slip, moves):
        exchange = self._get_exchange()
        if exchange and exchange.state != "done":
            raise UserError(
                self.env._(
                    "%(picking)s: what is exchanged comes in first, by %(receipt)s.",
                    picking=self.name,
                    receipt=exchange.return_id.name,
                )
            )
        return super()._check_leaving(slip, moves)

    def _check_sets(self, moves):
        """A faulty piece of a set is swapped alone."""
        exchange = self._get_exchange()
        if exchange and not exchange.sale_id:
            return None
        return super()._check_sets(moves)
