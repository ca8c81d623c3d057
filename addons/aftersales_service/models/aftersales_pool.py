from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import AREAS, CHANNELS, PRIORITIES, SERVICE_TYPES

#: What an engineer sees of a job that is nobody's yet: where, what, how urgent. Not whose it is.
COLUMNS = (
    "id",
    "name",
    "company_id",
    "priority",
    "channel",
    "request_date",
    "product_id",
    "fault_id",
    "fault",
    "service_type",
    "area",
    "territory_id",
    "planned_minutes",
    "next_deadline",
    "carried_over",
)


class AftersalesPool(models.Model):
    """Registered jobs without an engineer, as engineers see them (S3).

    A view of the orders: an engineer has no right on an order before he takes it, so that customer,
    telephone and address stay with the office until then.
    """

    _name = "aftersales.pool"
    _description = "Job Pool"
    _auto = False
    _order = "carried_over desc, priority desc, next_deadline, id"
    _depends = {"aftersales.order": [*COLUMNS, "state", "engineer_id", "station_id"]}

    name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    priority = fields.Selection(PRIORITIES, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    request_date = fields.Datetime(string="Requested On", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    fault_id = fields.Many2one("aftersales.fault", string="Fault Code", readonly=True)
    fault = fields.Text(readonly=True)
    service_type = fields.Selection(SERVICE_TYPES, readonly=True)
    area = fields.Selection(AREAS, readonly=True)
    territory_id = fields.Many2one("aftersales.territory", readonly=True)
    planned_minutes = fields.Integer(string="Minutes on Site", readonly=True)
    next_deadline = fields.Datetime(readonly=True)
    carried_over = fields.Boolean(readonly=True)
    fits_me = fields.Boolean(compute="_compute_fits_me", search="_search_fits_me")

    @property
    def _table_query(self):
        columns = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)
        return SQL(
            "SELECT %s FROM aftersales_order"
            " WHERE state = 'registered' AND engineer_id IS NULL AND station_id IS NULL",
            columns,
        )

    def _compute_fits_me(self):
        fitting = self.search([("id", "in", self.ids), ("fits_me", "=", True)])
        for job in self:
            job.fits_me = job in fitting

    @api.model
    def _search_fits_me(self, operator, value):
        """Jobs for the caller: his territories and products, and none that he declined (S3).

        An engineer without territories goes everywhere, one without skills takes every product.
        """
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        engineer = self.env.user.sudo().employee_ids.filtered("aftersales_engineer")  # sudo: who he is
        if not engineer:
            return Domain.FALSE
        dispatch = self.env["aftersales.dispatch"]
        domain = Domain("company_id", "in", engineer.company_id.ids)
        homes = [home for homes in dispatch._get_homes(engineer).values() for home in homes]
        if homes:
            domain &= Domain("territory_id", "in", [*homes, False])
        skills = dispatch._get_skills(engineer)
        skills = self.env["aftersales.skill"].union(*skills.values())
        if skills:
            domain &= Domain("product_id", "=", False) | Domain(
                "product_id.categ_id", "child_of", skills.product_categ_id.ids
            )
        declines = self.env["aftersales.order.decline"].sudo()  # sudo: his own
        declined = declines.search([("employee_id", "in", engineer.ids), ("successor_id", "=", False)])
        return domain & Domain("id", "not in", declined.order_id.ids)

    @api.model
    def _get_engineer(self):
        """Return the employee record by which the caller is an engineer.

        :raises AccessError: if he is none
        """
        engineers = self.env.user.sudo().employee_ids.filtered("aftersales_engineer")  # sudo: who he is
        engineer = engineers.filtered(lambda each: each.company_id == self.env.company)[:1] or engineers[:1]
        if not engineer:
            raise AccessError(self.env._("Only service engineers take jobs from the pool."))
        return engineer

    def action_open_take(self):
        """Open the dialog in which an engineer says when he will do this job."""
        self.ensure_one()
        self._ensure_mine()
        return open_dialog(self.env._("Take the job"), "aftersales.take", pool_id=self.id)

    def _ensure_mine(self):
        """Refuse jobs that are gone or that do not fit the caller.

        :raises UserError: saying which, as somebody else was quicker
        """
        self._get_engineer()
        if self.search_count([("id", "in", self.ids), ("fits_me", "=", True)]) != len(self):
            raise UserError(
                self.env._("This job is not in your pool any more: somebody else was quicker, or it changed.")
            )
