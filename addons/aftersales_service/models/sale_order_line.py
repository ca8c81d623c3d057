from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_invoice_lines(self):
        """What is given back for good is not to be invoiced again (S23).

        Goods that come back of a plain sale are counted by the host, with their delivery.
        """
        return (
            super()
            ._get_invoice_lines()
            .filtered(
                lambda line: (
                    not line.move_id.aftersales_credit
                    or (line.move_id.aftersales_credit == "return" and not self.order_id.aftersales_order_id)
                )
            )
        )
