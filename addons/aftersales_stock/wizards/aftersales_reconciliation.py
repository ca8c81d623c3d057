from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AftersalesReconciliation(models.TransientModel):
    """A section of its own for the deposits of the stations (N5, S16)."""

    _inherit = "aftersales.reconciliation"

    station_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Stations' Deposits",
        domain=[("section", "=", "stations")],
        readonly=True,
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
