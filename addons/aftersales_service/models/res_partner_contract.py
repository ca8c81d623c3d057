from odoo import fields, models


class ResPartner(models.Model):
    """The maintenance contracts of a customer (S15)."""

    _inherit = "res.partner"

    aftersales_contract_count = fields.Integer(compute="_compute_aftersales_contract_count")

    def _compute_aftersales_contract_count(self):
        contracts = self.env["aftersales.contract"]
        counts = {}
        if contracts.has_access("read"):
            counts = dict(
                contracts._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
            )
        for partner in self:
            partner.aftersales_contract_count = counts.get(partner, 0)

    def action_view_aftersales_contracts(self):
        """Open the maintenance contracts of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_contract_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
