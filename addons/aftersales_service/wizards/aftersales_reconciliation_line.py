from odoo import api, fields, models
from odoo.fields import Domain

from ..const import RECONCILIATION_SECTIONS


class AftersalesReconciliationLine(models.TransientModel):
    """One party of the reconciliation: his documents, his balance, and why they differ (S16)."""

    _name = "aftersales.reconciliation.line"
    _description = "Line of the Reconciliation"
    _order = "section, sequence, id"

    reconciliation_id = fields.Many2one("aftersales.reconciliation", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    sequence = fields.Integer()
    section = fields.Selection(RECONCILIATION_SECTIONS, required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    employee_id = fields.Many2one("hr.employee", string="Engineer")
    name = fields.Char(string="Party", compute="_compute_name")
    documents = fields.Monetary(help="What the documents of the service desk say.")
    ledger = fields.Monetary(string="General Ledger", help="Balance of the account.")
    by_hand = fields.Monetary(
        string="Without a Document", help="Entries on the account that no document of the service desk made."
    )
    difference = fields.Monetary(
        compute="_compute_difference", store=True, help="General ledger less documents."
    )
    unexplained = fields.Monetary(
        compute="_compute_difference",
        store=True,
        help="Of the difference, what those entries do not explain.",
    )

    @api.depends("partner_id", "employee_id")
    def _compute_name(self):
        for line in self:
            party = line.employee_id or line.partner_id
            if party:
                line.name = party.display_name
            elif line.section == "fees":
                line.name = self.env._("Not of the service desk")
            else:
                line.name = self.env._("Nobody named")

    @api.depends("documents", "ledger", "by_hand")
    def _compute_difference(self):
        for line in self:
            line.difference = line.currency_id.round(line.ledger - line.documents)
            line.unexplained = line.currency_id.round(line.difference - line.by_hand)

    def action_view_items(self):
        """Open the journal items behind the balance."""
        return self._open_items(Domain.TRUE)

    def action_view_by_hand(self):
        """Open the journal items that no document made."""
        domain = Domain("move_id.aftersales_source", "=", False)
        if self.section == "contracts":
            domain &= Domain("move_id.aftersales_contract_id", "=", False)
        return self._open_items(domain)

    def _open_items(self, domain):
        self.ensure_one()
        report = self.reconciliation_id
        report._ensure_accountant()
        domain &= Domain("account_id", "in", report._get_accounts(self.section).ids)
        domain &= Domain("company_id", "=", report.company_id.id) & Domain("date", "<=", report.date)
        domain &= Domain("parent_state", "=", "posted")
        if self.employee_id:
            contact = self.employee_id.sudo().work_contact_id  # sudo: whose contact it is
            domain &= Domain("aftersales_engineer_id", "=", self.employee_id.id) | (
                Domain("aftersales_engineer_id", "=", False) & Domain("partner_id", "in", contact.ids)
            )
        elif self.partner_id:
            domain &= Domain("partner_id", "child_of", self.partner_id.id)
        elif self.section == "fees":
            domain &= Domain("partner_id", "not in", report.fee_line_ids.partner_id.ids)
        else:
            domain &= Domain("partner_id", "=", False)
        return self._open(self.env._("Journal Items"), "account.move.line", domain)

    def action_view_documents(self):
        """Open the documents of this party."""
        self.ensure_one()
        report = self.reconciliation_id
        report._ensure_accountant()
        if self.section == "contracts":
            domain = Domain("company_id", "=", report.company_id.id)
            domain &= Domain("partner_id", "child_of", self.partner_id.id)
            domain &= Domain("deferred", "!=", 0) | Domain("released", "!=", 0)
            return self._open(self.env._("Billing Periods"), "aftersales.contract.period", domain)
        domain = Domain("company_id", "=", report.company_id.id) & Domain("date", "<=", report.date)
        if self.section == "cash":
            domain &= Domain("employee_id", "=", self.employee_id.id)
            return self._open(self.env._("Collections"), "aftersales.collection", domain)
        domain &= Domain("partner_id", "child_of", self.partner_id.id)
        if self.section == "deposits":
            return self._open(self.env._("Deposits"), "aftersales.deposit", domain)
        invoices = [row[0] for row in self.env.execute_query(report._get_invoices())]
        return self._open(self.env._("Invoices"), "account.move", domain & Domain("id", "in", invoices))

    def _open(self, name, model, domain):
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": model,
            "domain": list(domain),
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }
