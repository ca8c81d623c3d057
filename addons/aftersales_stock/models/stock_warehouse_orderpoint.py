from odoo import api, models
from odoo.fields import Domain


class StockWarehouseOrderpoint(models.Model):
    """Below the safety stock: a purchase order is proposed and the leader told (N18)."""

    _name = "stock.warehouse.orderpoint"
    _inherit = ["stock.warehouse.orderpoint", "aftersales.slice.mixin"]

    @api.model
    def _cron_watch_safety_stock(self):
        """Propose orders for what runs out, in companies under the warehouse's rules, in slices."""
        companies = self.env["res.company"].search([("aftersales_warehouse_rules", "=", True)])
        self._work_in_slices(
            Domain("company_id", "in", companies.ids), lambda points: points._propose_orders()
        )

    def _propose_orders(self):
        """Let the host's replenishment propose orders for what is below its minimum; tell the leader."""
        short = self.filtered(
            lambda point: (
                point.product_uom.compare(point.qty_forecast, point.product_min_qty) < 0
                and point.product_uom.compare(point.qty_to_order, 0) > 0
            )
        )
        for company, points in short.grouped("company_id").items():
            points._procure_orderpoint_confirm(company_id=company, raise_user_error=False)
            lines = self.env["purchase.order.line"].search(
                [("orderpoint_id", "in", points.ids), ("order_id.state", "in", ("draft", "sent"))]
            )
            leader = company.aftersales_warehouse_user_id
            if leader and lines:
                self._alert(lines.order_id, leader, points)

    @api.model
    def _alert(self, orders, leader, points):
        today = points.company_id._get_aftersales_today()
        self.env["mail.activity"]._plan_in_batch(
            "mail.mail_activity_data_todo",
            "purchase.order",
            [
                (
                    order.id,
                    leader,
                    today,
                    self.env._(
                        "Below safety stock: %(products)s",
                        products=", ".join(
                            (order.order_line.product_id & points.product_id).mapped("display_name")
                        ),
                    ),
                )
                for order in orders
            ],
        )
