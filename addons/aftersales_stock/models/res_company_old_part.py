from odoo import api, fields, models

from ..const import STATION_CHARGE_CODE


class ResCompany(models.Model):
    """Where old parts lie, and what stations owe for parts until it is billed (N12, N13)."""

    _inherit = "res.company"

    aftersales_old_part_location_id = fields.Many2one(
        "stock.location", string="Old Parts", check_company=True, domain=[("aftersales_old_parts", "=", True)]
    )
    aftersales_station_charge_account_id = fields.Many2one(
        "account.account",
        string="Stations' Debts for Parts",
        check_company=True,
        domain=[("account_type", "=", "asset_current"), ("reconcile", "=", True)],
        help="What stations owe for parts that were not credited, until it stands on a bill.",
    )

    @api.model
    def _get_aftersales_sequences(self):
        """Numbers of returns, write-offs and claims, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.part.return": (self.env._("Return of old parts"), "JH%(y)s%(month)s-"),
            "aftersales.writeoff": (self.env._("Write-off of old parts"), "HX%(y)s%(month)s-"),
            "aftersales.supplier.claim": (self.env._("Claim on a supplier"), "SP%(y)s%(month)s-"),
        }

    def _get_aftersales_old_part_location(self):
        """Return the location of old parts, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up when the first old parts come
        if not company.aftersales_old_part_location_id:
            company.lock_for_update()
            company.aftersales_old_part_location_id = company.env["stock.location"].create(
                {
                    "name": self.env._("Old Parts"),
                    "usage": "internal",
                    "company_id": company.id,
                    "aftersales_old_parts": True,
                }
            )
        return company.aftersales_old_part_location_id

    def _get_aftersales_station_charge_account(self):
        """Return the account of what stations owe for parts, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for whoever posts a write-off
        if not company.aftersales_station_charge_account_id:
            company.lock_for_update()
            company.aftersales_station_charge_account_id = company._create_aftersales_account(
                lambda env: env._("Stations' Debts for Parts"), "asset_current", STATION_CHARGE_CODE
            )
        return company.aftersales_station_charge_account_id
