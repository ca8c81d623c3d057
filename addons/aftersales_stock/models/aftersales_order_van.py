from odoo import fields, models


class AftersalesOrder(models.Model):
    """Parts the engineer asks for because a job needs them, without a sale (N8)."""

    _inherit = "aftersales.order"

    van_request_ids = fields.One2many("aftersales.van.request", "order_id", string="Parts Asked For")
    van_request_count = fields.Integer(compute="_compute_van_request_count")

    def _compute_van_request_count(self):
        requests = self.env["aftersales.van.request"].sudo()  # sudo: a count only
        groups = requests._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.van_request_count = counts.get(order.id, 0)

    def action_ask_for_parts(self):
        """Open a new request of the engineer for this job, with the parts that stand on it and he lacks."""
        self.ensure_one()
        self.check_access("read")
        missing = self.line_ids.filtered(
            lambda line: line.kind == "part" and line.product_id.is_storable and line.van_qty < line.quantity
        )
        quantities = {}
        for line in missing.filtered(lambda each: each.source == "warehouse"):
            quantities[line.product_id.id] = quantities.get(line.product_id.id, 0.0) + line.quantity
        return {
            **self._open_van_requests(),
            "views": [(False, "form")],
            "context": {
                "default_employee_id": self.engineer_id.id,
                "default_order_id": self.id,
                "default_line_ids": [
                    fields.Command.create({"product_id": product, "quantity": quantity})
                    for product, quantity in quantities.items()
                ],
            },
        }

    def action_view_van_requests(self):
        """Open what was asked for because of this job."""
        self.ensure_one()
        return {
            **self._open_van_requests(),
            "views": [(False, "list"), (False, "form")],
            "domain": [("order_id", "=", self.id)],
            "context": {"create": False},
        }

    def _open_van_requests(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parts Asked For"),
            "res_model": "aftersales.van.request",
        }
