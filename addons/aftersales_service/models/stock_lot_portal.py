import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockLot(models.Model):
    """The QR code on a unit: whoever scans it sees its warranty and can report a fault (S2)."""

    _inherit = "stock.lot"

    aftersales_token = fields.Char(
        string="QR Key", readonly=True, copy=False, groups="aftersales_service.group_clerk"
    )

    _aftersales_token_unique = models.UniqueIndex(
        "(aftersales_token) WHERE aftersales_token IS NOT NULL", "Two units cannot have the same QR key."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_aftersales_token(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_aftersales_token(vals)
        return super().write(vals)

    def _refuse_aftersales_token(self, vals):
        if vals.get("aftersales_token") and not self.env.su:
            raise UserError(self.env._("The QR key of a unit is made by the system: print its label."))

    def _ensure_aftersales_tokens(self):
        """Give each of these units a key that nobody can guess."""
        for lot in self.sudo().filtered(lambda lot: not lot.aftersales_token):
            lot.aftersales_token = secrets.token_urlsafe(16)

    def _get_aftersales_url(self):
        """Return the address behind the QR code of this unit."""
        self.ensure_one()
        # sudo: whoever prints the label shows the key to everybody anyway
        return f"{self.get_base_url()}/unit/{self.sudo().aftersales_token}"

    def _get_aftersales_qr(self):
        """Return the QR code of this unit as SVG in base64: sharp at any size."""
        return self.env["ir.actions.report"]._draw_qr_code(self._get_aftersales_url())

    @api.model
    def _find_by_aftersales_token(self, token):
        """Return the unit with this key, as superuser, or none."""
        if not token or not isinstance(token, str):
            return self.sudo().browse()
        return self.sudo().search([("aftersales_token", "=", token)], limit=1)  # sudo: the key is the right

    def _get_aftersales_masked_name(self):
        """Return the serial number with its middle hidden: enough to compare, not to collect."""
        self.ensure_one()
        shown = min(4, len(self.name) // 3)
        return f"{self.name[:shown]}{'•' * (len(self.name) - 2 * shown)}{self.name[len(self.name) - shown :]}"

    def action_print_aftersales_labels(self):
        """Print the labels with QR code for these units (S2)."""
        if not self.env.user.has_group("aftersales_service.group_clerk"):
            raise UserError(self.env._("Labels are printed by the office: ask a clerk."))
        self.check_access("read")
        self._ensure_aftersales_tokens()
        return self.env.ref("aftersales_service.stock_lot_report_label").report_action(self)
