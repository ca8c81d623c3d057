from odoo import api, fields, models

from ..const import STATION_DEPOSIT_KINDS


class AftersalesStationDepositEntry(models.Model):
    """One movement of a station's deposit (N5), posted at once and undone by its reversal only."""

    _name = "aftersales.station.deposit.entry"
    _inherit = ["aftersales.money.entry.mixin"]
    _description = "Movement of a Station's Deposit"
    _order = "date desc, id desc"

    station_id = fields.Many2one(
        "aftersales.station",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        index=True,
        help="Who ran the station on the day.",
    )
    kind = fields.Selection(STATION_DEPOSIT_KINDS, string="Movement", required=True, readonly=True)
    reason = fields.Char(readonly=True)

    @api.depends("station_id")
    def _compute_partner_id(self):
        """As of the movement: it stays with the partner whom the journal item names."""
        for entry in self:
            entry.partner_id = entry.partner_id or entry.station_id.partner_id

    @api.depends("station_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{entry.station_id.name} {kinds.get(entry.kind, '')}"

    def _get_signed(self):
        """Return the amount as it changes the deposit."""
        self.ensure_one()
        return self.amount if self.kind in ("receipt", "top_up") else -self.amount

    def _post_entry(self):
        """Post money that was paid or paid back, or what the company keeps of the deposit."""
        account = self.company_id._get_aftersales_station_deposit_account()
        if self.kind == "deduction":
            income = self.company_id._get_aftersales_station_deduction_account()
            return self._post_transfer(account, income, f"{self.station_id.name} {self.reason}")
        payment_type = "outbound" if self.kind == "refund" else "inbound"
        return self._post_payment(payment_type, account, self.display_name)

    def _reverse(self, reason):
        """Reverse these movements; never a payment of which something was taken off since."""
        self.env["aftersales.reverse"]._ensure_reversible(self, reason)
        self.station_id._hold()
        for entry in self:
            if not entry.reversed_on and entry._get_signed() > 0:
                entry.station_id._check_taken(entry.amount)
            entry._mark_reversed(reason)
