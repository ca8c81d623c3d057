from odoo import api, fields, models

from ..const import STATION_DEPOSIT_STEPS


class AftersalesStationDepositMove(models.TransientModel):
    """Receives, deducts or refunds a station's deposit (N5)."""

    _name = "aftersales.station.deposit.move"
    _description = "Move a Station's Deposit"

    station_id = fields.Many2one("aftersales.station", required=True, readonly=True)
    step = fields.Selection(STATION_DEPOSIT_STEPS, required=True, readonly=True)
    company_id = fields.Many2one(related="station_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    deposit_balance = fields.Monetary(related="station_id.deposit_balance")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, required=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Cash or Bank",
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
    )
    reason = fields.Char(help="Stands on the station's statement.")

    @api.depends("station_id", "step")
    def _compute_amount(self):
        """What is missing of the least deposit, when it is received."""
        for wizard in self:
            missing = wizard.station_id._get_deposit_minimum() - wizard.deposit_balance
            wizard.amount = max(missing, 0.0) if wizard.step == "receive" else 0.0

    def action_move(self):
        """Post the movement of the dialog."""
        self.ensure_one()
        self.station_id._move_deposit(self.step, self.amount, self.journal_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
