from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesConductSnapshot(models.Model):
    """What a ledger was made of at a moment, and what it came to. Only ever added."""

    _name = "aftersales.conduct.snapshot"
    _description = "Snapshot of a Conduct Ledger"
    _order = "id desc"

    ledger_id = fields.Many2one(
        "aftersales.conduct.ledger", required=True, readonly=True, index=True, ondelete="cascade"
    )
    input_hash = fields.Char(required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused, for the system too."""
        raise UserError(self.env._("Snapshots are only ever added to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Snapshots are only ever added to."))
