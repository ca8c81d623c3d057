from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    aftersales_complaint_count = fields.Integer(
        compute="_compute_aftersales_complaint_count",
        groups="aftersales_service.group_clerk,aftersales_service.group_accountant",
    )

    def _compute_aftersales_complaint_count(self):
        complaints = self.env["aftersales.complaint"]
        counts = dict(complaints._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"]))
        for partner in self:
            partner.aftersales_complaint_count = counts.get(partner._origin, 0)

    def action_view_aftersales_complaints(self):
        """Open the complaints of this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_complaint_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
