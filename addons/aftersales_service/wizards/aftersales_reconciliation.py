import io

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record

#: The line of the customers that the service desk has no document of.
_OTHERS = ("other", False)

#: Sections of what others owe us; the others are liabilities, shown as what we owe.
_ASSETS = ("fees", "cash")


class AftersalesReconciliation(models.TransientModel):
    """The documents of the service desk beside the general ledger, as of any date (S16).

    Four sections: open fees, deposits and deferred contract income per customer, cash per engineer. On
    the left what the documents say, on the right what the account says; what differs was posted without
    a document.
    """

    _name = "aftersales.reconciliation"
    _description = "Reconciliation with the General Ledger"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="As Of", required=True, default=lambda self: self.env.company._get_aftersales_today()
    )
    line_ids = fields.One2many("aftersales.reconciliation.line", "reconciliation_id", readonly=True)
    fee_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Open Fees",
        domain=[("section", "=", "fees")],
        readonly=True,
    )
    cash_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Cash with Engineers",
        domain=[("section", "=", "cash")],
        readonly=True,
    )
    deposit_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Customer Deposits",
        domain=[("section", "=", "deposits")],
        readonly=True,
    )
    contract_line_ids = fields.One2many(
        "aftersales.reconciliation.line",
        "reconciliation_id",
        string="Contract Income Deferred",
        domain=[("section", "=", "contracts")],
        readonly=True,
    )
    difference = fields.Monetary(compute="_compute_difference", help="Ledger less documents, without signs.")

    @api.depends("line_ids.difference")
    def _compute_difference(self):
        for report in self:
            report.difference = sum(abs(line.difference) for line in report.line_ids)

    @api.depends("date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Reconciliation as of %(date)s", date=report.date)

    def _ensure_accountant(self):
        if self.env.su:
            return
        if not self.env.user.has_group("aftersales_service.group_accountant"):
            raise AccessError(self.env._("Only an accountant sees the reconciliation."))
        if self.company_id - self.env.companies:
            raise AccessError(self.env._("You do not work for this company."))

    @api.model
    def action_open(self):
        """Open the reconciliation as of today."""
        report = self.create({})
        report.action_refresh()
        return {**open_record(report), "name": self.env._("Reconciliation")}

    def action_refresh(self):
        """Reckon the lines as of the date of the form."""
        self.ensure_one()
        self._ensure_accountant()
        self.env.flush_all()
        rows = [
            {"section": section, "sequence": index, **row}
            for section in self._get_sections()
            for index, row in enumerate(self._get_rows(section))
        ]
        self.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]
        self.invalidate_recordset()

    @api.model
    def _get_sections(self):
        """Return section → label, in order; what another addon adds to the lines' selection is one."""
        return dict(self.line_ids._fields["section"]._description_selection(self.env))

    # ------------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------------

    def _get_rows(self, section):
        """Return the rows of a section: values of lines, one per party with an amount on either side."""
        documents = getattr(self, f"_get_{section}_documents")()
        ledger, by_hand = self._get_ledger(section)
        if section == "cash":
            ledger, by_hand = (self._merge_contacts(side) for side in (ledger, by_hand))
        elif section == "fees":
            documents[_OTHERS] = 0.0
            ledger, by_hand = (self._merge_others(side, documents) for side in (ledger, by_hand))
        currency = self.currency_id
        rows = []
        for party in dict.fromkeys([*documents, *ledger]):
            amounts = [currency.round(side.get(party, 0.0)) for side in (documents, ledger, by_hand)]
            if any(not currency.is_zero(amount) for amount in amounts):
                kind, number = party
                rows.append(
                    {
                        "employee_id": number if kind == "employee" else False,
                        "partner_id": number if kind == "partner" else False,
                        "documents": amounts[0],
                        "ledger": amounts[1],
                        "by_hand": amounts[2],
                    }
                )
        return sorted(rows, key=lambda row: -abs(row["ledger"]))

    def _merge_contacts(self, balances):
        """Put what was posted on an engineer's contact to the engineer."""
        numbers = [number for kind, number in balances if kind == "partner" and number]
        employees = self.env["hr.employee"].sudo()  # sudo: whose contact it is
        employees = employees.search(
            [("work_contact_id", "in", numbers), ("company_id", "=", self.company_id.id)]
        )
        owners = {("partner", each.work_contact_id.id): ("employee", each.id) for each in employees}
        merged = {}
        for party, amount in balances.items():
            key = owners.get(party, party)
            merged[key] = merged.get(key, 0.0) + amount
        return merged

    @staticmethod
    def _merge_others(balances, documents):
        """Put customers without a document of the service desk together: they are others' business."""
        merged = {}
        for party, amount in balances.items():
            key = party if party in documents else _OTHERS
            merged[key] = merged.get(key, 0.0) + amount
        return merged

    def _get_cash_documents(self):
        """Collections less what was handed in, per engineer: {party: amount}."""
        return self._sum(
            SQL(
                """
                SELECT 'employee', employee_id, amount FROM aftersales_collection
                 WHERE company_id = %(company)s AND date <= %(date)s
                 UNION ALL
                SELECT 'employee', employee_id, -amount FROM aftersales_collection
                 WHERE company_id = %(company)s AND reversed_on <= %(date)s
                 UNION ALL
                SELECT 'employee', slip.employee_id,
                       line.settled * CASE WHEN slip.reversed_on <= %(date)s THEN 0 ELSE -1 END
                  FROM aftersales_hand_in_line line JOIN aftersales_hand_in slip ON slip.id = line.slip_id
                 WHERE slip.company_id = %(company)s AND slip.accepted_on <= %(date)s
                """,
                company=self.company_id.id,
                date=self.date,
            )
        )

    def _get_deposits_documents(self):
        """Movements of deposits, per customer: {party: amount}."""
        return self._sum(
            SQL(
                """
                SELECT 'partner', partner.commercial_partner_id,
                       CASE WHEN entry.reversed_on <= %(date)s THEN 0
                            WHEN entry.kind = 'receive' THEN entry.amount ELSE -entry.amount END
                  FROM aftersales_deposit_entry entry
                  JOIN res_partner partner ON partner.id = entry.partner_id
                 WHERE entry.company_id = %(company)s AND entry.date <= %(date)s
                """,
                company=self.company_id.id,
                date=self.date,
            )
        )

    def _get_contracts_documents(self):
        """Contracts invoiced in advance, less what is earned of them, per customer: {party: amount}."""
        accounts = self._get_accounts("contracts")
        if not accounts:
            return {}
        return self._sum(
            SQL(
                """
                SELECT 'partner', partner.commercial_partner_id, -item.balance
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN res_partner partner ON partner.id = item.partner_id
                 WHERE item.company_id = %(company)s AND item.account_id IN %(accounts)s
                   AND move.aftersales_contract_id IS NOT NULL
                   AND item.parent_state = 'posted' AND item.date <= %(date)s
                 UNION ALL
                SELECT 'partner', partner.commercial_partner_id, -release.amount
                  FROM aftersales_contract_release release
                  JOIN res_partner partner ON partner.id = release.partner_id
                 WHERE release.company_id = %(company)s AND release.date <= %(date)s
                """,
                company=self.company_id.id,
                accounts=tuple(accounts.ids),
                date=self.date,
            )
        )

    def _get_fees_documents(self):
        """Invoices of orders and contracts less what paid them, per customer: {party: amount}."""
        return self._sum(
            SQL(
                """
                WITH invoice AS (%(invoices)s)
                SELECT 'partner', move.commercial_partner_id, move.amount_total_signed
                  FROM account_move move JOIN invoice ON invoice.id = move.id
                 UNION ALL
                SELECT 'partner', partner.commercial_partner_id,
                       each.amount * CASE WHEN each.reversed_on <= %(date)s THEN 0 ELSE -1 END
                  FROM aftersales_collection each JOIN res_partner partner ON partner.id = each.partner_id
                 WHERE each.company_id = %(company)s AND each.date <= %(date)s
                 UNION ALL
                SELECT 'partner', partner.commercial_partner_id,
                       entry.amount * CASE WHEN entry.reversed_on <= %(date)s THEN 0 ELSE -1 END
                  FROM aftersales_deposit_entry entry
                  JOIN res_partner partner ON partner.id = entry.partner_id
                 WHERE entry.company_id = %(company)s AND entry.kind = 'apply' AND entry.date <= %(date)s
                 UNION ALL
                SELECT 'partner', partner_id, amount FROM (%(payments)s) payment
                """,
                invoices=self._get_invoices(),
                payments=self._get_payments(),
                company=self.company_id.id,
                date=self.date,
            )
        )

    def _get_invoices(self):
        """Query of the posted invoices and credit notes of orders and contracts until the date."""
        return SQL(
            """
            SELECT move.id
              FROM account_move move
             WHERE move.company_id = %(company)s AND move.state = 'posted' AND move.date <= %(date)s
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND (move.aftersales_contract_id IS NOT NULL OR EXISTS (
                    SELECT 1
                      FROM account_move_line item
                      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                      JOIN sale_order_line sold ON sold.id = rel.order_line_id
                      JOIN sale_order sale ON sale.id = sold.order_id
                     WHERE item.move_id = move.id AND sale.aftersales_order_id IS NOT NULL))
            """,
            company=self.company_id.id,
            date=self.date,
        )

    def _get_payments(self):
        """Query of what others' entries (the host's payments) have paid of the invoices: item, amount."""
        return SQL(
            """
            SELECT other.id, other.partner_id,
                   CASE WHEN other.id = part.credit_move_id THEN -part.amount ELSE part.amount END AS amount
              FROM account_partial_reconcile part
              JOIN account_move_line mine ON mine.id IN (part.debit_move_id, part.credit_move_id)
              JOIN invoice ON invoice.id = mine.move_id
              JOIN account_move_line other
                ON other.id IN (part.debit_move_id, part.credit_move_id) AND other.id != mine.id
              JOIN account_move move ON move.id = other.move_id
             WHERE part.max_date <= %(date)s AND move.aftersales_source IS NULL
               AND move.id NOT IN (SELECT id FROM invoice)
            """,
            date=self.date,
        )

    def _sum(self, query):
        """Add up the rows (kind, party, amount) of a query: {(kind, party): amount}."""
        totals = {}
        for kind, party, amount in self.env.execute_query(query):
            totals[kind, party] = totals.get((kind, party), 0.0) + float(amount or 0.0)
        return totals

    # ------------------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------------------

    def _get_accounts(self, section):
        """Return the accounts of a section: the one in use, and those its documents were posted on."""
        company = self.company_id
        items = self.env["account.move.line"].sudo()  # sudo: which accounts only
        domain = Domain("company_id", "=", company.id)
        if section == "cash":
            accounts = company.sudo().aftersales_collection_journal_id.default_account_id
            domain &= Domain("aftersales_engineer_id", "!=", False)
        elif section == "deposits":
            accounts = company.sudo().aftersales_deposit_account_id
            domain &= Domain("move_id.aftersales_source", "=like", "aftersales.deposit.entry,%")
            domain &= Domain("account_id.account_type", "=", "liability_current")
        elif section == "contracts":
            accounts = company.sudo().aftersales_deferral_account_id
            domain &= Domain("aftersales_period_id", "!=", False)
            domain &= Domain("account_id.internal_group", "=", "liability")
        else:
            accounts = self.env["account.account"]
            invoices = [row[0] for row in self.env.execute_query(self._get_invoices())]
            domain &= Domain("account_id.account_type", "=", "asset_receivable")
            domain &= Domain("move_id", "in", invoices) | Domain(
                "move_id.aftersales_source", "=like", "aftersales.collection,%"
            )
        return accounts | items.browse(items._search(domain)).account_id

    def _get_ledger(self, section):
        """Return the balances per party, and those of them that no document stands behind."""
        accounts = self._get_accounts(section)
        if not accounts:
            return {}, {}
        party = SQL(
            """
            CASE WHEN item.aftersales_engineer_id IS NOT NULL THEN 'employee' ELSE 'partner' END,
            COALESCE(item.aftersales_engineer_id, partner.commercial_partner_id)
            """
            if section == "cash"
            else "'partner', partner.commercial_partner_id"
        )
        foreign = SQL("move.aftersales_source IS NULL")
        paid = SQL("0")
        if section == "contracts":
            foreign = SQL("move.aftersales_source IS NULL AND move.aftersales_contract_id IS NULL")
        elif section == "fees":
            foreign = SQL("move.aftersales_source IS NULL AND invoice.id IS NULL")
            paid = SQL("COALESCE(payment.amount, 0)")
        query = SQL(
            """
            WITH invoice AS (%(invoices)s),
                 payment AS (SELECT id, SUM(amount) AS amount FROM (%(payments)s) paid GROUP BY id)
            SELECT %(party)s, SUM(item.balance),
                   SUM(CASE WHEN %(foreign)s THEN item.balance - %(paid)s ELSE 0 END)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
         LEFT JOIN res_partner partner ON partner.id = item.partner_id
         LEFT JOIN invoice ON invoice.id = move.id
         LEFT JOIN payment ON payment.id = item.id
             WHERE item.company_id = %(company)s AND item.account_id IN %(accounts)s
               AND item.parent_state = 'posted' AND item.date <= %(date)s
             GROUP BY 1, 2
            """,
            invoices=self._get_invoices(),
            payments=self._get_payments(),
            party=party,
            foreign=foreign,
            paid=paid,
            company=self.company_id.id,
            accounts=tuple(accounts.ids),
            date=self.date,
        )
        ledger, by_hand = {}, {}
        sign = 1 if section in _ASSETS else -1
        for kind, number, balance, rest in self.env.execute_query(query):
            ledger[kind, number] = sign * float(balance)
            by_hand[kind, number] = sign * float(rest)
        return ledger, by_hand

    # ------------------------------------------------------------------------
    # Scheduled check
    # ------------------------------------------------------------------------

    @api.model
    def _cron_check(self):
        """Tell the cashier where documents and ledger differ (S16); one open activity per company."""
        companies = self.env["res.company"].search([("aftersales_cashier_id", "!=", False)])
        for company in companies:
            report = self.create({"company_id": company.id, "date": company._get_aftersales_today()})
            report.action_refresh()
            # the cashier's language, not the server's
            journal = company._get_aftersales_journal("general").with_context(
                lang=company.aftersales_cashier_id.lang
            )
            told = journal.activity_ids.filtered(lambda each: each.automated)
            if not report.difference or told:
                continue
            journal.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=company.aftersales_cashier_id.id,
                automated=True,
                summary=journal.env._(
                    "Documents of the service desk and general ledger differ by %(amount)s: open the "
                    "reconciliation.",
                    amount=company.currency_id.format(report.difference),
                ),
            )

    # ------------------------------------------------------------------------
    # Export
    # ------------------------------------------------------------------------

    def action_print(self):
        """Print the reconciliation."""
        self._ensure_accountant()
        return self.env.ref("aftersales_service.aftersales_reconciliation_report").report_action(self)

    def action_export(self):
        """Download the reconciliation as a workbook."""
        self.ensure_one()
        self._ensure_accountant()
        return {
            "type": "ir.actions.act_url",
            "url": f"/aftersales/reconciliation/{self.id}.xlsx",
            "target": "download",
        }

    def _get_table(self):
        """Return the rows of print and workbook: (section, lines, sums)."""
        self.ensure_one()
        table = []
        for section, label in self._get_sections().items():
            lines = self.line_ids.filtered(lambda line, section=section: line.section == section)
            sums = {
                name: self.currency_id.round(sum(lines.mapped(name)))
                for name in ("documents", "ledger", "by_hand", "difference", "unexplained")
            }
            table.append({"label": label, "lines": lines, "sums": sums})
        return table

    def _get_workbook(self):
        """Return the reconciliation as the bytes of an XLSX file."""
        import xlsxwriter  # as the host does: only where it is wanted

        self.ensure_one()
        self._ensure_accountant()
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = book.add_worksheet()
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 5, 16)
        sheet.write(0, 0, self.display_name, bold)
        sheet.write(1, 0, self.company_id.name)
        names = ("documents", "ledger", "difference", "by_hand", "unexplained")
        heads = [self.line_ids._fields[name]._description_string(self.env) for name in names]
        row = 3
        for section in self._get_table():
            sheet.write_row(row, 0, [section["label"], *heads], bold)
            for line in section["lines"]:
                row += 1
                sheet.write_string(row, 0, line.name or "")
                for column, name in enumerate(names, 1):
                    sheet.write_number(row, column, line[name], money)
            row += 1
            for column, name in enumerate(names, 1):
                sheet.write_number(row, column, section["sums"][name], total)
            row += 2
        book.close()
        return stream.getvalue()
