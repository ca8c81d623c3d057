from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_bonus import BASE_KINDS, STANDBY_KINDS


class AftersalesBonusDocument(models.Model):
    """The posted documents that the profit of a quarter is reckoned from (B1), one row each.

    Parts: invoices and credit notes of parts that a customer pays, with the stock value of what was
    delivered; a price allowance takes nothing back. Contracts: income of invoices and of what was invoiced in
    advance and is earned, less the stock value of the parts that the contract bears on closed jobs.
    """

    _name = "aftersales.bonus.document"
    _description = "Profit of Parts and Contracts"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": ["move_id", "balance", "quantity", "date", "parent_state", "display_type"],
        "account.move": ["move_type", "aftersales_credit"],
        "aftersales.order.line": ["order_id", "kind", "cost", "quantity", "payer", "customer_amount"],
        "aftersales.order": ["contract_id", "state", "closed_on"],
        "aftersales.contract": ["seller_id", "is_outside", "kind"],
        "aftersales.contract.release": ["amount", "date"],
        "product.category": ["aftersales_is_outside"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    kind = fields.Selection(BASE_KINDS, readonly=True)
    move_id = fields.Many2one("account.move", string="Journal Entry", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    contract_id = fields.Many2one("aftersales.contract", readonly=True)
    seller_id = fields.Many2one("hr.employee", string="Sold By", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    revenue = fields.Monetary(string="Income", readonly=True)
    cost = fields.Monetary(string="Stock Value", readonly=True)
    profit = fields.Monetary(string="Net Profit", readonly=True)

    @property
    def _table_query(self):
        columns = SQL(
            "company_id, date, kind, move_id, partner_id, order_id, contract_id, seller_id, product_id,"
            " ROUND(revenue::numeric, 2) AS revenue, ROUND(cost::numeric, 2) AS cost,"
            " ROUND(revenue::numeric, 2) - ROUND(cost::numeric, 2) AS profit"
        )
        parts = (self._get_parts_query(), self._get_income_query(), self._get_earned_query())
        parts += (self._get_cost_query(),)
        return SQL(" UNION ALL ").join(
            SQL("SELECT source_id * %s + %s AS id, %s FROM (%s) part", len(parts), number, columns, part)
            for number, part in enumerate(parts)
        )

    def _get_contract_kind(self):
        return SQL("CASE WHEN contract.is_outside THEN 'contract_other' ELSE 'contract_own' END")

    def _get_parts_query(self):
        """Invoices and credit notes of parts; the cost follows the quantity."""
        return SQL(
            """SELECT item.id AS source_id, item.company_id, item.date,
                      CASE WHEN category.aftersales_is_outside
                           THEN 'parts_other' ELSE 'parts_own' END AS kind,
                      item.move_id, item.partner_id, line.order_id, NULL::int AS contract_id,
                      NULL::int AS seller_id, line.product_id, -item.balance AS revenue,
                      CASE WHEN move.aftersales_credit = 'allowance' THEN 0
                           ELSE COALESCE(line.cost, 0) * item.quantity / NULLIF(line.quantity, 0)
                                * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                      END AS cost
                 FROM account_move_line item
                 JOIN account_move move ON move.id = item.move_id
                 JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                 JOIN aftersales_order_line line
                      ON line.sale_line_id = rel.order_line_id AND line.kind = 'part'
                 JOIN product_product product ON product.id = line.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 LEFT JOIN product_category category ON category.id = template.categ_id
                WHERE item.parent_state = 'posted' AND item.display_type = 'product'
                  AND move.move_type IN ('out_invoice', 'out_refund') AND line.customer_amount > 0"""
        )

    def _get_income_query(self):
        """Invoices of contracts that are income at once."""
        return SQL(
            """SELECT item.id AS source_id, item.company_id, item.date, %s AS kind, item.move_id,
                      item.partner_id, NULL::int AS order_id, contract.id AS contract_id, contract.seller_id,
                      NULL::int AS product_id, -item.balance AS revenue, 0 AS cost
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                 JOIN aftersales_contract_period period ON period.id = item.aftersales_period_id
                 JOIN aftersales_contract contract ON contract.id = period.contract_id
                WHERE item.parent_state = 'posted' AND account.account_type LIKE 'income%%'
                  AND contract.kind IN %s""",
            self._get_contract_kind(),
            STANDBY_KINDS,
        )

    def _get_earned_query(self):
        """What was invoiced in advance and is earned."""
        return SQL(
            """SELECT release.id AS source_id, release.company_id, release.date, %s AS kind, release.move_id,
                      release.partner_id, NULL::int AS order_id, contract.id AS contract_id,
                      contract.seller_id, NULL::int AS product_id, release.amount AS revenue, 0 AS cost
                 FROM aftersales_contract_release release
                 JOIN aftersales_contract contract ON contract.id = release.contract_id
                 JOIN account_move move ON move.id = release.move_id AND move.state = 'posted'
                WHERE contract.kind IN %s""",
            self._get_contract_kind(),
            STANDBY_KINDS,
        )

    def _get_cost_query(self):
        """Parts that a contract bears, on the day its job was closed."""
        return SQL(
            """SELECT line.id AS source_id, line.company_id,
                      (o.closed_on AT TIME ZONE 'UTC'
                           AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date AS date,
                      %s AS kind, NULL::int AS move_id, o.partner_id, o.id AS order_id,
                      contract.id AS contract_id, contract.seller_id, line.product_id,
                      0 AS revenue, line.cost
                 FROM aftersales_order_line line
                 JOIN aftersales_order o ON o.id = line.order_id AND o.state = 'closed'
                 JOIN aftersales_contract contract ON contract.id = o.contract_id
                 JOIN res_company company ON company.id = o.company_id
                 LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                WHERE line.kind = 'part' AND line.payer = 'contract' AND COALESCE(line.cost, 0) <> 0
                  AND contract.kind IN %s""",
            self._get_contract_kind(),
            STANDBY_KINDS,
        )

    def action_open_document(self):
        """Open the entry, or the job whose parts the contract bears."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.move_id or self.order_id)
