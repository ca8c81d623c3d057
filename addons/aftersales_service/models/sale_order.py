from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SETTLED_STATES


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

    @api.model_create_multi
    def create(self, vals_list):
        sales = super().create(vals_list)
        if not self.env.su and sales.aftersales_order_id:
            raise UserError(self.env._("A quotation of a service order is prepared on the order."))
        return sales

    def write(self, vals):
        if "aftersales_order_id" in vals and not self.env.su:
            raise UserError(self.env._("A quotation stays with the service order it was made for."))
        return super().write(vals)

    def _prepare_invoice(self):
        return {**super()._prepare_invoice(), "aftersales_order_id": self.aftersales_order_id.id}

    def _get_invoice_grouping_keys(self):
        """One job, one invoice: jobs of one customer are not put together (S12)."""
        return [*super()._get_invoice_grouping_keys(), "aftersales_order_id"]

    def _action_confirm(self):
        """Write the customer's acceptance into the service order (S12)."""
        self._check_aftersales_chargeable()
        res = super()._action_confirm()
        for sale in self.filtered("aftersales_order_id"):
            # sudo: a salesman, or the customer in the portal, holds no right on service orders
            sale.aftersales_order_id.sudo()._message_log(
                body=self.env._("Quotation %(name)s was accepted.", name=sale.name)
            )
        return res

    def _get_aftersales_lines(self):
        # sudo: a salesman holds no right on service orders; only what stands on his own quotation
        # is looked at
        return self.env["aftersales.order.line"].sudo().search([("sale_line_id", "in", self.order_line.ids)])

    def _check_aftersales_chargeable(self):
        """Refuse the acceptance of what the customer does not owe, or not so, any more (S1, S12)."""
        stale = self._get_aftersales_lines().filtered(
            lambda line: line.covered_share != line.sale_line_id.discount
        )[:1]
        if stale:
            raise UserError(
                self.env._(
                    "Who pays “%(line)s” of order %(order)s has changed: withdraw quotation %(quotation)s "
                    "and prepare a new one. A discount is granted on the order.",
                    line=stale.name,
                    order=stale.order_id.name,
                    quotation=stale.sale_line_id.order_id.name,
                )
            )

    def _action_cancel(self):
        """A cancelled quotation gives its lines free for a new one, until the work is finished."""
        lines = self._get_aftersales_lines()
        for line in lines:
            if line.sale_line_id.state == "sale" and line.order_id.state in SETTLED_STATES:
                raise UserError(
                    self.env._(
                        "The work of order %(order)s is finished: quotation %(quotation)s cannot be "
                        "cancelled. Make a credit note instead.",
                        order=line.order_id.name,
                        quotation=line.sale_line_id.order_id.name,
                    )
                )
        lines.move_id.sale_line_id = False
        lines.sale_line_id = False
        return super()._action_cancel()

    def _get_aftersales_to_invoice(self):
        """Return what of this accepted quotation stands on no invoice yet: tax included, company currency."""
        self.ensure_one()
        if self.invoice_status == "invoiced":
            return 0.0
        invoiced = sum(
            move.amount_total_signed
            for move in self.invoice_ids
            if move.state != "cancel" and not move.aftersales_credit
        )
        return max(self.amount_total / (self.currency_rate or 1.0) - invoiced, 0.0)
