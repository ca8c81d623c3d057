from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_slice_mixin import SLICE


class AftersalesStationStatementMake(models.TransientModel):
    """Makes the statements of a month by hand, and shows how many wait for theirs (N3)."""

    _name = "aftersales.station.statement.make"
    _description = "Make Station Statements"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(required=True, help="Any day of the month; it must be over.")
    station_ids = fields.Many2many(
        "aftersales.station",
        string="Stations",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="Empty: every station.",
    )
    waiting_count = fields.Integer(string="Stations Waiting", compute="_compute_counts")
    made_count = fields.Integer(string="Statements Made", compute="_compute_counts")

    @api.model
    def default_get(self, names):
        """Last month, unless somebody says otherwise."""
        statements = self.env["aftersales.station.statement"]
        return {"month": statements._get_last_month(self.env.company), **super().default_get(names)}

    @api.depends("company_id", "month", "station_ids")
    def _compute_counts(self):
        for wizard in self:
            stations = self.env["aftersales.station"].search(wizard._get_domain()) if wizard.month else []
            wizard.waiting_count = len(stations)
            wizard.made_count = self.env["aftersales.station.statement"].search_count(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("month", "=", wizard.month and wizard.month.replace(day=1)),
                ]
            )

    def _get_domain(self):
        self.ensure_one()
        stations = self.env["aftersales.station"]
        domain = stations._get_waiting_domain(self.month.replace(day=1), self.company_id)
        return domain & Domain("id", "in", self.station_ids.ids) if self.station_ids else domain

    def action_make(self):
        """Make the statements and open them; many are made in the background, in slices."""
        self.ensure_one()
        statements = self.env["aftersales.station.statement"]
        statements._ensure_office("accountant", "manager")
        month = self.month.replace(day=1)
        last = statements._get_last_month(self.company_id)
        if month > last:
            raise UserError(self.env._("This month is not over: its statements are made once it is."))
        stations = self.env["aftersales.station"].search(self._get_domain())
        if not stations:
            raise UserError(self.env._("No job or deduction waits for a statement of this month."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_statement_action"
        )
        action = {
            **action,
            "domain": [("month", "=", month), ("company_id", "=", self.company_id.id)],
            "context": {},
        }
        if len(stations) > SLICE:
            if month != last:
                raise UserError(
                    self.env._("Choose at most %(limit)s stations for a month long past.", limit=SLICE)
                )
            # sudo: the schedule does what the caller may do
            self.env.ref("aftersales_service.ir_cron_make_statements").sudo()._trigger()
            return action
        stations._lock()
        stations._make_statements(month)
        return action
