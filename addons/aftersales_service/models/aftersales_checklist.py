from odoo import api, fields, models

from ..const import CHECKLIST_KINDS


class AftersalesChecklist(models.Model):
    """What is ticked on a job: before work starts (safety, S29) or before it is finished (S7)."""

    _name = "aftersales.checklist"
    _description = "Checklist"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(string="Rule", help="Identifier of the rule in the regulation, e.g. S29.")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        CHECKLIST_KINDS,
        required=True,
        default="work",
        help="Safety is ticked at every visit before work starts, work once before it is finished.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company.")
    product_categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="Jobs on products of these categories get the list by themselves. Empty: only jobs whose "
        "fault names it, or to which it is added by hand.",
    )
    item_ids = fields.One2many("aftersales.checklist.item", "checklist_id", string="Items", copy=True)
    active = fields.Boolean(default=True)

    @api.model
    def _get_for_orders(self, orders):
        """Return order → checklists that apply to it; one search."""
        # sudo: policy, no secret
        lists = self.sudo().search(
            [("company_id", "in", [*orders.company_id.ids, False]), ("product_categ_ids", "!=", False)]
        )
        return {
            order: order._get_named_checklists()
            | lists.filtered(
                lambda each, order=order: (
                    each.company_id in (order.company_id, order.company_id.browse())
                    and any(
                        category._get_aftersales_rank(order.product_id) >= 0
                        for category in each.product_categ_ids
                    )
                )
            )
            for order in orders
        }
