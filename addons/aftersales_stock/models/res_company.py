from odoo import api, fields, models

from ..const import STATION_DEDUCTION_CODE, STATION_DEPOSIT_CODE


class ResCompany(models.Model):
    """Where the stations' money is posted (N5); what is missing is made at first use."""

    _inherit = "res.company"

    aftersales_station_deposit_account_id = fields.Many2one(
        "account.account",
        string="Stations' Deposits",
        check_company=True,
        domain=[("account_type", "=", "liability_current"), ("reconcile", "=", True)],
        help="A liability: what stations have left for parts.",
    )
    aftersales_station_deduction_account_id = fields.Many2one(
        "account.account",
        string="Deductions from Stations",
        check_company=True,
        domain=[("account_type", "in", ("income", "income_other"))],
        help="The income of what is kept of a station's deposit.",
    )

    @api.model
    def _get_aftersales_sequences(self):
        """Numbers of part requests, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.part.request": (self.env._("Part request"), "PJ%(y)s%(month)s-"),
        }

    def _get_aftersales_station_deposit_account(self):
        """Return the account of the stations' deposits, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for whoever records a deposit
        if not company.aftersales_station_deposit_account_id:
            company.lock_for_update()
            company.aftersales_station_deposit_account_id = company._create_aftersales_account(
                lambda env: env._("Stations' Deposits"), "liability_current", STATION_DEPOSIT_CODE
            )
        return company.aftersales_station_deposit_account_id

    def _get_aftersales_station_deduction_account(self):
        """Return the account of what is kept of deposits, made where it is missing."""
        self.ensure_one()
        company = self.sudo()  # sudo: configuration, looked up for whoever records a deduction
        if not company.aftersales_station_deduction_account_id:
            company.lock_for_update()
            company.aftersales_station_deduction_account_id = company._create_aftersales_account(
                lambda env: env._("Deductions from Stations"),
                "income_other",
                STATION_DEDUCTION_CODE,
                reconcile=False,
            )
        return company.aftersales_station_deduction_account_id
