from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import MONEY_SOURCES


class AftersalesReverse(models.TransientModel):
    """Asks why a posted document of the service desk is reversed (S13, S16)."""

    _name = "aftersales.reverse"
    _description = "Reverse"

    document = fields.Reference(MONEY_SOURCES, required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reverse(self):
        """Reverse the document of the dialog."""
        self.ensure_one()
        self.document._reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _open_for(self, record):
        """Return the dialog for `record`."""
        return open_dialog(self.env._("Reverse"), self._name, document=f"{record._name},{record.id}")

    @api.model
    def _ensure_reversible(self, records, reason):
        """Refuse who is no accountant, and a reversal without a reason."""
        if not self.env.su:
            if not self.env.user.has_group("aftersales_service.group_accountant"):
                raise AccessError(self.env._("Only an accountant reverses what is posted."))
            records.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is reversed."))
