from odoo import api, fields, models
from odoo.tools.i18n import format_list


class StockLot(models.Model):
    """The defect notices that a unit is affected by (S19)."""

    _inherit = "stock.lot"

    aftersales_defect_case_ids = fields.One2many(
        "aftersales.defect.case",
        "lot_id",
        string="Defect Notices",
        groups="aftersales_service.group_clerk",
    )
    aftersales_defect_warning = fields.Char(compute="_compute_aftersales_defect_warning", compute_sudo=True)

    @api.depends("aftersales_defect_case_ids.state")
    def _compute_aftersales_defect_warning(self):
        for lot in self:
            notices = lot._get_open_notices()
            lot.aftersales_defect_warning = (
                format_list(self.env, notices.mapped("display_name")) if notices else False
            )

    def _get_open_notices(self):
        """Return the public notices under which these units are not fixed yet."""
        cases = self.sudo().aftersales_defect_case_ids  # sudo: that a unit is dangerous is no secret
        return cases.filtered(
            lambda case: case.state != "fixed" and case.notice_id.state == "published"
        ).notice_id

    def write(self, vals):
        """The new owner of an affected unit has to be told (S19)."""
        moved = self.browse()
        if "aftersales_partner_id" in vals:
            moved = self.filtered(lambda lot: lot.aftersales_partner_id.id != vals["aftersales_partner_id"])
        result = super().write(vals)
        if moved:
            moved.sudo().aftersales_defect_case_ids._forget_owner()  # sudo: the right on the unit was checked
        return result
