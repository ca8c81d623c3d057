from odoo import fields, models


class StockLot(models.Model):
    """The maintenance contracts that name a unit (S15)."""

    _inherit = "stock.lot"

    aftersales_contract_ids = fields.Many2many(
        "aftersales.contract", "aftersales_contract_lot_rel", string="Maintenance Contracts"
    )
    aftersales_contract_count = fields.Integer(compute="_compute_aftersales_contract_count")

    def _compute_aftersales_contract_count(self):
        contracts = self.env["aftersales.contract"]
        counts = {}
        if contracts.has_access("read"):
            counts = dict(contracts._read_group([("lot_ids", "in", self.ids)], ["lot_ids"], ["__count"]))
        for lot in self:
            lot.aftersales_contract_count = counts.get(lot, 0)

    def action_view_aftersales_contracts(self):
        """Open the maintenance contracts that name this unit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_contract_action"
        )
        return {**action, "domain": [("lot_ids", "in", self.ids)], "context": {}}
