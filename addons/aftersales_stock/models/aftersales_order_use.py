from odoo import fields, models


class AftersalesOrder(models.Model):
    """What a station has used on its job, and what became of the old parts (N10)."""

    _inherit = "aftersales.order"

    part_use_count = fields.Integer(compute="_compute_part_use_count")

    def _compute_part_use_count(self):
        uses = self.env["aftersales.part.use"].sudo()  # sudo: a count only
        groups = uses._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.part_use_count = counts.get(order.id, 0)

    def action_view_part_uses(self):
        """Open what the station has used on this job."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_stock.aftersales_part_use_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
