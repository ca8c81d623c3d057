from odoo import fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesOrder(models.Model):
    """The voucher comes back to the office within the set time after the visit (S7).

    Signed on the screen it is back at once. Signed on paper it is back when the office has it.
    """

    _inherit = "aftersales.order"

    voucher_received_by_id = fields.Many2one(
        "res.users",
        string="Paper Voucher Received By",
        readonly=True,
        copy=False,
        help="Who took the paper voucher in; empty: signed on the screen.",
    )

    def _update_state(self, target, message=None):
        result = super()._update_state(target, message)
        if target == "acceptance":
            now = fields.Datetime.now()
            self.env["aftersales.clock"]._start(
                [{"order": order, "kind": "voucher", "at": now} for order in self]
            )
        elif target == "repair":
            self._get_open_clocks("voucher")._add_event("cancel")
        return result

    def action_voucher_back(self):
        """Open the dialog for a voucher that the customer signed on paper (S7)."""
        self.ensure_one()
        self._ensure_role("clerk", "dispatcher")
        return open_dialog(
            self.env._("Paper voucher is back"),
            "aftersales.voucher.back",
            order_id=self.id,
            signed_by=self.contact_name or self.partner_id.name,
        )

    def _receive_voucher(self, signed_by, scan):
        """Take in a voucher signed on paper: its scan stands in place of the signature (S7).

        :param scan: picture as base64
        :raises UserError: as `_sign`
        """
        self._ensure_role("clerk", "dispatcher")
        self._sign(signed_by, scan)
        self.sudo().voucher_received_by_id = self.env.user  # sudo: guarded field, role checked above
