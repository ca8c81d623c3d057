from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_record

from .aftersales_order_analysis import get_department_sql


class AftersalesComplaintReport(models.Model):
    """Closed complaints and whose work they were about (S20, S22), one row each with the complaint's id."""

    _name = "aftersales.complaint.report"
    _description = "Complaint Analysis"
    _auto = False
    _rec_name = "name"
    _order = "closed_on desc, id desc"
    _depends = {
        "aftersales.complaint": [
            "name",
            "company_id",
            "state",
            "closed_on",
            "closed_late",
            "partner_id",
            "product_id",
            "order_id",
            "taken_by_id",
        ],
        "aftersales.order": ["engineer_id", "station_id", "request_date"],
        "hr.employee": ["user_id", "company_id"],
        "hr.version": ["employee_id", "department_id", "date_version", "active"],
    }

    name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    engineer_id = fields.Many2one("hr.employee", readonly=True)
    station_id = fields.Many2one("aftersales.station", readonly=True)
    agent_id = fields.Many2one("hr.employee", string="Complaint Taken By", readonly=True)
    department_id = fields.Many2one("hr.department", string="Team", readonly=True)
    closed_count = fields.Integer(string="Closed Complaints", readonly=True)
    time_rate = fields.Float(
        string="Closed in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed complaints: how many were closed within the limit of the whole case.",
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT c.id, c.name, c.company_id, c.closed_on, c.partner_id, c.product_id, c.order_id,
                      o.engineer_id, o.station_id, agent.id AS agent_id, 1 AS closed_count,
                      %s AS department_id,
                      CASE WHEN c.closed_late THEN 0 ELSE 100 END AS time_rate
                 FROM aftersales_complaint c
                 LEFT JOIN aftersales_order o ON o.id = c.order_id
                 LEFT JOIN hr_employee agent
                        ON agent.user_id = c.taken_by_id AND agent.company_id = c.company_id
                WHERE c.state = 'closed'""",
            get_department_sql(SQL("o.engineer_id"), SQL("o.request_date"), SQL("c.company_id")),
        )

    def action_open_complaint(self):
        """Open the complaint of this row."""
        self.ensure_one()
        self.check_access("read")
        return open_record(self.env["aftersales.complaint"].browse(self.id))
