from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockPickingType(models.Model):
    """Which operations two people count and check (N14, N15)."""

    _inherit = "stock.picking.type"

    aftersales_controlled = fields.Boolean(
        string="Counted and Checked by Two",
        help="Holds for receipts and deliveries, as long as the warehouse's rules are switched on in the "
        "company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_aftersales_control(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_aftersales_control(vals)
        return super().write(vals)

    def _refuse_aftersales_control(self, *vals_list):
        """Whoever counts does not decide whether it is counted."""
        if self.env.su or not any("aftersales_controlled" in vals for vals in vals_list):
            return
        if not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(
                self.env._("Only a service-centre manager decides which operations two people count.")
            )

    def _is_aftersales_controlled(self):
        """Tell whether two people count what goes in and out by operations of this type."""
        self.ensure_one()
        return (
            self.code in ("incoming", "outgoing")
            and self.aftersales_controlled
            and self.company_id.sudo().aftersales_warehouse_rules  # sudo: a setting, read for the keeper
        )
