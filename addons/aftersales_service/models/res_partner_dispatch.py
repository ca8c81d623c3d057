from odoo import api, fields, models


class ResPartner(models.Model):
    """Where a customer is, and whom he asks for (S3)."""

    _inherit = "res.partner"

    aftersales_territory_id = fields.Many2one(
        "aftersales.territory", string="Service Territory", index="btree_not_null", check_company=True
    )
    aftersales_area = fields.Selection(
        compute="_compute_aftersales_area", store=True, readonly=False, precompute=True
    )
    aftersales_engineer_id = fields.Many2one(
        "hr.employee",
        string="Preferred Engineer",
        domain=[("aftersales_engineer", "=", True)],
        help="Whom the customer asks for.",
    )

    @api.depends("aftersales_territory_id.area")
    def _compute_aftersales_area(self):
        for partner in self:
            partner.aftersales_area = partner.aftersales_territory_id.area or partner.aftersales_area
