from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """A transfer that brings a station what was approved becomes a shipment when it is done (N9)."""

    _inherit = "stock.picking"

    aftersales_request_id = fields.Many2one(
        "aftersales.part.request", string="Part Request", readonly=True, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # the host copies a transfer for its back order
            first = self.browse(vals.get("backorder_id") or ()).sudo()  # sudo: which request it is of
            request_id = vals.get("aftersales_request_id")
            if request_id and not self.env.su and first.aftersales_request_id.id != request_id:
                raise UserError(self.env._("The transfer of a part request is made there."))
        return super().create(vals_list)

    def write(self, vals):
        if "aftersales_request_id" in vals and not self.env.su:
            raise UserError(self.env._("The transfer of a part request is made there."))
        return super().write(vals)

    def _action_done(self):
        result = super()._action_done()
        # sudo: follows from the transfer, whose right the host has checked
        shipped = self.sudo().filtered(lambda each: each.state == "done" and each.aftersales_request_id)
        self.env["aftersales.part.shipment"].sudo()._ship(shipped)
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.sudo().aftersales_request_id._refresh_state()  # sudo: state follows from its transfers
        return result
