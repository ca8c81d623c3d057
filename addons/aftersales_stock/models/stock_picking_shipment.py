from odoo import fields, models


class StockPicking(models.Model):
    """What is shipped is followed until it has arrived (N17)."""

    _inherit = "stock.picking"

    aftersales_shipment_ids = fields.One2many("aftersales.shipment", "picking_id", string="Shipment")

    def _action_done(self):
        result = super()._action_done()
        shipped = self.sudo().aftersales_slip_ids.filtered(  # sudo: part of the transfer
            lambda slip: slip.kind == "out" and slip.way == "shipped" and slip.picking_state == "done"
        )
        self.env["aftersales.shipment"]._open_for(shipped)
        return result
