from odoo import api, fields, models

from ..const import CUSTOMER_GRADES


class ResPartner(models.Model):
    """The customer's grade, and who spoke to him when (S18)."""

    _inherit = "res.partner"

    aftersales_grade = fields.Selection(
        CUSTOMER_GRADES,
        string="Customer Grade",
        compute="_compute_aftersales_grade",
        groups="aftersales_service.group_clerk,aftersales_service.group_accountant",
    )
    aftersales_care_count = fields.Integer(
        compute="_compute_aftersales_grade",
        groups="aftersales_service.group_clerk,aftersales_service.group_accountant",
    )

    @api.depends_context("company")
    def _compute_aftersales_grade(self):
        families = self.commercial_partner_id
        customers = self.env["aftersales.customer.grade"].search(
            [("partner_id", "in", families.ids), ("company_id", "=", self.env.company.id)]
        )
        grades = {customer.partner_id: customer.grade for customer in customers}
        cares = self.env["aftersales.care"]
        counts = dict(cares._read_group([("partner_id", "in", families.ids)], ["partner_id"], ["__count"]))
        for partner in self:
            partner.aftersales_grade = grades.get(partner.commercial_partner_id)
            partner.aftersales_care_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_aftersales_care(self):
        """Open the visits and calls to this customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_service.aftersales_care_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
