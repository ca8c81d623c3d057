from odoo import api, fields, models
from odoo.fields import Command


class AftersalesStationStatement(models.Model):
    """Lines for parts on the monthly statement: their sum, and their account on the bill (N3, N13)."""

    _inherit = "aftersales.station.statement"

    amount_parts = fields.Monetary(string="Parts", compute="_compute_amount_parts", store=True)

    @api.depends("fee_ids.amount", "fee_ids.kind")
    def _compute_amount_parts(self):
        sums = dict(
            self.env["aftersales.station.fee"]._read_group(
                [("statement_id", "in", self.ids), ("kind", "=", "parts")], ["statement_id"], ["amount:sum"]
            )
        )
        for statement in self:
            statement.amount_parts = sums.get(statement._origin, 0.0)

    def action_view_writeoffs(self):
        """Open the write-offs whose charges stand on this statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_stock.aftersales_writeoff_action")
        return {**action, "domain": [("fee_ids.statement_id", "=", self.id)], "context": {}}

    def _prepare_bill_line_vals(self, kind, text, price):
        """What a station owes for parts was booked with the write-off: the bill settles it, untaxed."""
        vals = super()._prepare_bill_line_vals(kind, text, price)
        if kind != "parts":
            return vals
        account = self.company_id._get_aftersales_station_charge_account()
        return {**vals, "product_id": False, "account_id": account.id, "tax_ids": [Command.clear()]}
