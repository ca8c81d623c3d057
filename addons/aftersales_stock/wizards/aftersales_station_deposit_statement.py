from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesStationDepositStatement(models.TransientModel):
    """What a station has left with us, as of any day, movement by movement (N5)."""

    _name = "aftersales.station.deposit.statement"
    _description = "Statement of a Station's Deposit"

    station_id = fields.Many2one("aftersales.station", required=True, readonly=True)
    name = fields.Char(string="Number", related="station_id.code")
    company_id = fields.Many2one(related="station_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="station_id.partner_id")
    date = fields.Date(
        string="As Of", required=True, default=lambda self: self.env.company._get_aftersales_today()
    )
    line_ids = fields.One2many("aftersales.station.deposit.statement.line", "statement_id", readonly=True)
    balance = fields.Monetary(compute="_compute_balance")

    @api.depends("line_ids.amount")
    def _compute_balance(self):
        for statement in self:
            statement.balance = statement.currency_id.round(sum(statement.line_ids.mapped("amount")))

    @api.depends("station_id.name", "date")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "Deposit of %(station)s as of %(date)s",
                station=statement.station_id.name,
                date=statement.date,
            )

    @api.model
    def _open_for(self, station):
        """Return the action that opens the statement of `station`, as of today."""
        statement = self.create(
            {"station_id": station.id, "date": station.company_id._get_aftersales_today()}
        )
        statement.action_refresh()
        return {**open_record(statement), "name": self.env._("Statement of the Deposit")}

    def action_refresh(self):
        """Reckon the lines as of the date of the form."""
        self.ensure_one()
        self.line_ids = [Command.clear(), *(Command.create(row) for row in self._get_rows())]

    def _get_rows(self):
        """Return the values of the lines: each movement, and each reversal on its own day."""
        entries = self.env["aftersales.station.deposit.entry"]
        found = entries.search([("station_id", "=", self.station_id.id), ("date", "<=", self.date)])
        rows = [(entry.date, entry.id, 0, entry, 1) for entry in found]
        rows += [
            (entry.reversed_on, entry.id, 1, entry, -1)
            for entry in found
            if entry.reversed_on and entry.reversed_on <= self.date
        ]
        balance, values = 0.0, []
        for day, _number, reversal, entry, sign in sorted(rows, key=lambda row: row[:3]):
            amount = sign * entry._get_signed()
            balance = self.currency_id.round(balance + amount)
            values.append(
                {
                    "entry_id": entry.id,
                    "date": day,
                    "is_reversal": bool(reversal),
                    "text": entry.reverse_reason if reversal else entry.reason,
                    "amount": amount,
                    "balance": balance,
                }
            )
        return values

    def action_print(self):
        """Print the statement."""
        self.ensure_one()
        return self.env.ref("aftersales_stock.aftersales_station_deposit_statement_report").report_action(
            self
        )
