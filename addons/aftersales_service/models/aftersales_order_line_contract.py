from odoo import api, models


class AftersalesOrderLine(models.Model):
    """The price of a call under a contract per call (S15)."""

    _inherit = "aftersales.order.line"

    @api.depends("order_id.band_id")
    def _compute_price_unit(self):
        """A call-out costs what the time band of the contract says."""
        result = super()._compute_price_unit()
        for line in self:
            band = line.order_id.band_id.sudo()  # sudo: the agreed price of this very call
            if band and line.kind == "callout" and not line.sale_line_id:
                line.price_unit = band._get_price(line.price_unit)
        return result
