from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AftersalesReconciliation(models.TransientModel):
    """Sections for the stations' deposits, and for what they owe for parts (N5, N13, S16)."""

    _inherit = "aftersales.reconciliation"

    station_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Stations' Deposits",
        domain=[("section", "=", "stations")],
        readonly=True,
    )

    charge_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Stations' Debts for Parts",
        domain=[("section", "=", "charges")],
        readonly=True,
    )

    def _get_ledger(self, section):
        """What stations owe is an asset, and the bill of a statement is a document that settles it."""
        ledger, by_hand = super()._get_ledger(section)
        if section != "charges":
            return ledger, by_hand
        ledger, by_hand = ({party: -amount for party, amount in side.items()} for side in (ledger, by_hand))
        items = self.env["account.move.line"].sudo()  # sudo: sums of one account, the reader was checked
        billed = items._read_group(
            [
                ("account_id", "in", self._get_accounts(section).ids),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date),
                ("move_id.aftersales_statement_id", "!=", False),
                ("move_id.aftersales_source", "=", False),
            ],
            ["partner_id"],
            ["balance:sum"],
        )
        for partner, balance in billed:
            by_hand["partner", partner.commercial_partner_id.id] -= balance
        return ledger, by_hand

    def _get_charges_documents(self):
        """Lines for parts on stations' statements that no posted bill has settled: {party: amount}."""
        return self._sum(
            SQL(
                """
                SELECT 'partner', partner.commercial_partner_id, -fee.amount * (1 - COALESCE(billed.times, 0))
                  FROM aftersales_station_fee fee
                  JOIN aftersales_writeoff writeoff ON writeoff.id = fee.writeoff_id
                  JOIN res_partner partner ON partner.id = writeoff.partner_id
             LEFT JOIN (SELECT aftersales_statement_id AS id,
                               SUM(CASE WHEN reversed_entry_id IS NULL THEN 1 ELSE -1 END) AS times
                          FROM account_move
                         WHERE aftersales_statement_id IS NOT NULL AND state = 'posted' AND date <= %(date)s
                         GROUP BY 1) billed ON billed.id = fee.statement_id
                 WHERE fee.company_id = %(company)s AND fee.kind = 'parts' AND fee.date <= %(date)s
                """,
                company=self.company_id.id,
                date=self.date,
            )
        )

    def _get_stations_documents(self):
        """Movements of the stations' deposits, per partner: {party: amount}."""
        return self._sum(
            SQL(
                """
                SELECT 'partner', partner.commercial_partner_id,
                       CASE WHEN entry.reversed_on <= %(date)s THEN 0
                            WHEN entry.kind IN ('receipt', 'top_up') THEN entry.amount
                            ELSE -entry.amount END
                  FROM aftersales_station_deposit_entry entry
                  JOIN res_partner partner ON partner.id = entry.partner_id
                 WHERE entry.company_id = %(company)s AND entry.date <= %(date)s
                """,
                company=self.company_id.id,
                date=self.date,
            )
        )

    def _get_accounts(self, section):
        if section == "charges":
            return self.company_id.sudo().aftersales_station_charge_account_id
        if section != "stations":
            return super()._get_accounts(section)
        items = self.env["account.move.line"].sudo()  # sudo: which accounts only
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("move_id.aftersales_source", "=like", "aftersales.station.deposit.entry,%")
            & Domain("account_id.account_type", "=", "liability_current")
        )
        used = items.browse(items._search(domain)).account_id
        return self.company_id.sudo().aftersales_station_deposit_account_id | used
