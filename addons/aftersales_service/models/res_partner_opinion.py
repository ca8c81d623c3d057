from odoo import fields, models


class ResPartner(models.Model):
    """What a customer thinks of our work (S17)."""

    _inherit = "res.partner"

    aftersales_opinion_count = fields.Integer(
        compute="_compute_aftersales_opinion_count",
        groups="aftersales_service.group_clerk,aftersales_service.group_accountant",
    )

    def _compute_aftersales_opinion_count(self):
        opinions = self.env["aftersales.opinion"]
        domain = [("partner_id", "in", self.ids), ("state", "=", "answered")]
        counts = dict(opinions._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner.aftersales_opinion_count = counts.get(partner._origin, 0)

    def action_view_aftersales_opinions(self):
        """Open the opinion cards of this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_service.aftersales_opinion_action")
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
