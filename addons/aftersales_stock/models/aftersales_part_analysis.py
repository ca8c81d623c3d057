from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_service.const import DONE_STATES, PAYERS


class AftersalesPartAnalysis(models.Model):
    """Parts used on jobs, by part, product and fault: one row for each part line of a repaired order (N4)."""

    _name = "aftersales.part.analysis"
    _description = "Usage of Parts"
    _auto = False
    _rec_name = "product_id"
    _order = "date desc, id desc"
    _depends = {
        "aftersales.order": ["state", "request_date", "product_id", "fault_id", "station_id", "engineer_id"],
        "aftersales.order.line": ["order_id", "kind", "product_id", "quantity", "cost", "payer"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "resource.calendar": ["tz"],
    }

    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(string="Requested On", readonly=True)
    station_id = fields.Many2one("aftersales.station", readonly=True)
    engineer_id = fields.Many2one("hr.employee", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    unit_product_id = fields.Many2one("product.product", string="Repaired Product", readonly=True)
    unit_categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    fault_id = fields.Many2one("aftersales.fault", string="Fault Code", readonly=True)
    payer = fields.Selection(PAYERS, string="Paid By", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    cost = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.order_id, line.company_id, company.currency_id, line.product_id, line.payer,
                   line.quantity, line.cost, ord.station_id, ord.engineer_id, ord.fault_id,
                   ord.product_id AS unit_product_id, template.categ_id AS unit_categ_id,
                   (ord.request_date AT TIME ZONE 'UTC'
                    AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date AS date
              FROM aftersales_order_line line
              JOIN aftersales_order ord ON ord.id = line.order_id
              JOIN res_company company ON company.id = line.company_id
              LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
              LEFT JOIN product_product product ON product.id = ord.product_id
              LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE line.kind = 'part' AND ord.state IN %s
            """,
            tuple(DONE_STATES),
        )
