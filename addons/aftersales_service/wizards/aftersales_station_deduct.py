from odoo import fields, models


class AftersalesStationDeduct(models.TransientModel):
    """Asks what a station is docked, and why (N3)."""

    _name = "aftersales.station.deduct"
    _description = "Dock a Station"

    station_id = fields.Many2one("aftersales.station", required=True)
    company_id = fields.Many2one(related="station_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(
        "aftersales.order", string="Service Order", domain="[('station_id', '=', station_id)]"
    )
    amount = fields.Monetary(required=True, help="Before tax; it is taken off the next statement.")
    reason = fields.Char(required=True, help="It stands on the statement.")

    def action_deduct(self):
        """Add the deduction."""
        self.ensure_one()
        lines = self.env["aftersales.station.fee"]
        lines._deduct(self.station_id, self.amount, self.reason, self.order_id)
        return {"type": "ir.actions.act_window_close"}
