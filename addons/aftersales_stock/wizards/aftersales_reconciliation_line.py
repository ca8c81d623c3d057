from odoo import fields, models
from odoo.fields import Domain


class AftersalesReconciliationLine(models.TransientModel):
    _inherit = "aftersales.reconciliation.line"

    section = fields.Selection(
        selection_add=[("stations", "Stations' Deposits"), ("charges", "Stations' Debts for Parts")],
        ondelete={"stations": "cascade", "charges": "cascade"},
    )

    def action_view_documents(self):
        """Open the movements of the deposit of this station, or the lines for parts on its statements."""
        if self.section not in ("stations", "charges"):
            return super().action_view_documents()
        report = self.reconciliation_id
        report._ensure_accountant()
        domain = Domain("company_id", "=", report.company_id.id) & Domain("date", "<=", report.date)
        if self.section == "charges":
            domain &= Domain("kind", "=", "parts")
            domain &= Domain("writeoff_id.partner_id", "child_of", self.partner_id.id)
            return self._open(self.env._("Stations' Debts for Parts"), "aftersales.station.fee", domain)
        domain &= Domain("partner_id", "child_of", self.partner_id.id)
        return self._open(self.env._("Stations' Deposits"), "aftersales.station.deposit.entry", domain)
