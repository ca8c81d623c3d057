from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Goods of ours that reach a customer become installed units: owner and sale date (S1)."""
        res = super()._action_done()
        today = fields.Date.context_today(self)
        lines = self.move_line_ids.filtered(
            lambda line: (
                line.state == "done"
                and line.lot_id
                and not line.owner_id
                and line.location_dest_id.usage == "customer"
                and line.location_id.usage != "customer"
            )
        )
        for picking, sold in lines.grouped("picking_id").items():
            lots = sold.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")
            lots.sudo().write(  # sudo: follows from the delivery, whose right the host has checked
                {"aftersales_partner_id": picking.partner_id.id, "aftersales_sale_date": today}
            )
        return res
