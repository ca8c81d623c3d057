from odoo import fields, models


class SaleOrder(models.Model):
    """The quotation of a service order (S12)."""

    _inherit = "sale.order"

    aftersales_order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def action_view_aftersales_order(self):
        """Open the service order of this quotation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.order",
            "res_id": self.aftersales_order_id.id,
            "view_mode": "form",
        }

    def _action_confirm(self):
        """Work that the customer accepted counts as delivered only when it is done (S12)."""
        res = super()._action_confirm()
        for sale in self.filtered("aftersales_order_id"):
            sale.aftersales_order_id._message_log(
                body=self.env._("Quotation %(name)s was accepted.", name=sale.name)
            )
        return res

    def _action_cancel(self):
        """A cancelled quotation gives its lines free for a new one."""
        # sudo: a salesman holds no right on service orders; only the tie to his own quotation is cut
        lines = self.env["aftersales.order.line"].sudo().search([("sale_line_id", "in", self.order_line.ids)])
        lines.move_id.sale_line_id = False
        lines.sale_line_id = False
        return super()._action_cancel()
