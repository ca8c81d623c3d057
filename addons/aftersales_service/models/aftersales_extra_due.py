from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesExtraDue(models.Model):
    """What is due to the engineers for the extra services they sold (S14), one row per invoiced line.

    A row has the id of its journal item, of an invoice or a credit note. The share is taken of all that
    the line has brought in so far, and a row is due for what it adds to or takes from that: a credit
    note takes back what its invoice gave, in the month of the credit note, and a loss gives nothing. It
    is due from the day on which the customer has paid all invoices of the line.
    """

    _name = "aftersales.extra.due"
    _description = "Amount Due for an Extra Service"
    _auto = False
    _rec_name = "move_id"
    _order = "due_date desc, id desc"
    _depends = {
        "aftersales.order.line": [
            "extra_service", "earner_id", "earner_share", "cost", "sale_line_id", "order_id", "product_id",
            "company_id",
        ],
        "sale.order.line": ["invoice_lines"],
        "account.move": ["payment_state", "move_type", "matched_payment_ids"],
        "account.move.line": ["balance", "date", "parent_state", "move_id"],
        "account.partial.reconcile": ["debit_move_id", "max_date"],
        "account.payment": ["date"],
        "res.company": ["currency_id"],
        "res.currency": ["decimal_places"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    earner_id = fields.Many2one("hr.employee", string="Sold By", readonly=True)
    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    line_id = fields.Many2one("aftersales.order.line", string="Order Line", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    date = fields.Date(string="Invoiced On", readonly=True)
    due_date = fields.Date(string="Due On", readonly=True, help="The customer has paid.")
    state = fields.Selection([("waiting", "Not yet paid by the customer"), ("due", "Payable")], readonly=True)
    income = fields.Monetary(readonly=True, help="Invoiced, before tax; a credit note counts against it.")
    cost = fields.Monetary(string="Parts Cost", readonly=True)
    net_income = fields.Monetary(readonly=True, help="Income less the cost of the parts.")
    share = fields.Float(string="Earner's Share (%)", digits="Discount", readonly=True, aggregator=None)
    amount = fields.Monetary(
        string="Due to the Earner",
        readonly=True,
        help="Share of the net income; nothing where there is a loss.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT id, company_id, currency_id, earner_id, order_id, line_id, product_id, move_id, date,
                      income, cost, income - cost AS net_income, share,
                      earned - LAG(earned, 1, 0::numeric) OVER so_far AS amount,
                      CASE WHEN paid THEN 'due' ELSE 'waiting' END AS state,
                      CASE WHEN paid THEN GREATEST(date, paid_on) END AS due_date
                 FROM (%s) item
               WINDOW so_far AS (PARTITION BY line_id ORDER BY date, id)""",
            self._get_item_query(),
        )

    @api.model
    def _get_item_query(self):
        """Journal items of extra services, with what the line has earned up to each of them."""
        return SQL(
            """SELECT item.id, line.company_id, company.currency_id, line.earner_id, line.order_id,
                      line.id AS line_id, line.product_id, item.move_id, item.date, -item.balance AS income,
                      CASE WHEN ROW_NUMBER() OVER so_far = 1 THEN COALESCE(line.cost, 0) ELSE 0 END AS cost,
                      line.earner_share AS share,
                      ROUND(
                          GREATEST(SUM(-item.balance) OVER so_far - COALESCE(line.cost, 0), 0)
                              * line.earner_share / 100,
                          currency.decimal_places
                      ) AS earned,
                      bool_and(
                          move.move_type != 'out_invoice'
                          OR move.payment_state IN ('paid', 'in_payment', 'reversed')
                      ) OVER whole AS paid,
                      MAX(payment.paid_on) OVER whole AS paid_on
                 FROM aftersales_order_line line
                 JOIN res_company company ON company.id = line.company_id
                 JOIN res_currency currency ON currency.id = company.currency_id
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.sale_line_id
                 JOIN account_move_line item ON item.id = rel.invoice_line_id
                 JOIN account_move move ON move.id = item.move_id
            LEFT JOIN LATERAL (%s) payment ON TRUE
                WHERE line.extra_service AND line.earner_id IS NOT NULL AND item.parent_state = 'posted'
               WINDOW so_far AS (PARTITION BY line.id ORDER BY item.date, item.id),
                      whole AS (PARTITION BY line.id)""",
            self._get_payment_query(),
        )

    @api.model
    def _get_payment_query(self):
        """The last day on which something was paid on an invoice, with an entry of its own or without."""
        return SQL(
            """SELECT GREATEST(
                      (SELECT MAX(partial.max_date)
                         FROM account_move_line receivable
                         JOIN account_partial_reconcile partial ON partial.debit_move_id = receivable.id
                        WHERE receivable.move_id = move.id),
                      (SELECT MAX(payment.date)
                         FROM account_move__account_payment matched
                         JOIN account_payment payment ON payment.id = matched.payment_id
                        WHERE matched.invoice_id = move.id)
                      ) AS paid_on"""
        )

    def action_open_order(self):
        """Open the service order of this row."""
        return self._open(self.order_id)

    def action_open_invoice(self):
        """Open the invoice or credit note of this row."""
        return self._open(self.move_id)

    def _open(self, record):
        self.ensure_one()
        self.check_access("read")
        return open_record(record)
