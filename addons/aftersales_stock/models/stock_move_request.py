from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """The move that brings a station a line of its request (N7)."""

    _inherit = "stock.move"

    aftersales_request_line_id = fields.Many2one(
        "aftersales.part.request.line",
        string="Line of the Part Request",
        readonly=True,
        index="btree_not_null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # a back order that the host makes copies the line of its own move
        known = self.env.su or not any(vals.get("aftersales_request_line_id") for vals in vals_list)
        if not known and not all(
            self._is_split(vals) for vals in vals_list if vals.get("aftersales_request_line_id")
        ):
            raise UserError(self.env._("The move of a part request is made there."))
        return super().create(vals_list)

    @api.model
    def _is_split(self, vals):
        line = self.env["aftersales.part.request.line"].sudo().browse(vals["aftersales_request_line_id"])
        return any(
            move.product_id.id == vals.get("product_id") and move.picking_id.id == vals.get("picking_id")
            for move in line.exists().move_ids
        )

    def write(self, vals):
        if "aftersales_request_line_id" in vals and not self.env.su:
            raise UserError(self.env._("The move of a part request is made there."))
        return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        """No more leaves than was approved of a line (N8)."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        lines = done.sudo().aftersales_request_line_id  # sudo: quantities compared
        for line in lines:
            if line.uom_id.compare(line.shipped, line.quantity_approved) > 0:
                raise UserError(
                    self.env._(
                        "%(part)s: %(approved)s were approved on %(request)s, no more can be shipped.",
                        part=line.product_id.display_name,
                        approved=f"{line.quantity_approved:g}",
                        request=line.request_id.name,
                    )
                )
        return done
