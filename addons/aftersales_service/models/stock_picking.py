from odoo import fields, models


class StockPicking(models.Model):
    """Deliveries to customers, which make installed units."""

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
            owner = picking.sale_id.partner_id or picking.partner_id
            # What its owner gets back after a repair is not sold anew.
            lots = sold.lot_id.filtered(
                lambda lot, owner=owner: (
                    lot.product_id.tracking == "serial"
                    and not (lot.aftersales_sale_date and lot.aftersales_partner_id == owner)
                )
            )
            # sudo: follows from the delivery, whose right the host has checked
            lots.sudo().with_company(picking.company_id).write(
                {"aftersales_partner_id": owner.id, "aftersales_sale_date": today}
            )
        return res
