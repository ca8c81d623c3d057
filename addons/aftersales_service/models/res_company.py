from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_aftersales_defaults()
        return companies

    def write(self, vals):
        """Another calendar moves the deadlines of the company's orders (G2)."""
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["aftersales.clock"].sudo()._mark_stale(self)  # sudo: no right on orders needed
        return result

    def _create_aftersales_defaults(self):
        """Give each company its own numbers for service orders, contracts and goods receipts."""
        for code in self._get_aftersales_sequences():
            for company in self:
                company._create_aftersales_sequence(code)

    @api.model
    def _get_aftersales_sequences(self):
        """Sequences of the service desk: code → (name, prefix)."""
        return {
            "aftersales.order": (self.env._("Service order"), "FW%(y)s%(month)s-"),
            "aftersales.contract": (self.env._("Maintenance contract"), "HT%(y)s%(month)s-"),
            "aftersales.defect.notice": (self.env._("Defect notice"), "QX%(y)s%(month)s-"),
            "aftersales.goods.receipt": (self.env._("Goods receipt"), "SJ%(y)s%(month)s-"),
            "aftersales.goods.return": (self.env._("Goods handed back"), "TH%(y)s%(month)s-"),
        }

    def _create_aftersales_sequence(self, code):
        """Return the company's sequence for `code`, made if it is missing."""
        self.ensure_one()
        sequences = self.env["ir.sequence"].sudo()  # sudo: set-up of a company, no user input
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        name, prefix = self._get_aftersales_sequences()[code]
        return sequences.search(domain, limit=1) or sequences.create(
            {"name": name, "code": code, "prefix": prefix, "padding": 5, "company_id": self.id}
        )

    def _get_aftersales_date(self, moment):
        """Return the day of `moment` (naive UTC) in this company's time zone."""
        self.ensure_one()
        zone = ZoneInfo(self.resource_calendar_id.tz or "UTC")
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
