from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain


class AftersalesFeeTrial(models.TransientModel):
    """Tries a table of fees on the jobs of a past period, before it is published (S12)."""

    _name = "aftersales.fee.trial"
    _description = "Dry Run of a Fee Schedule"

    schedule_id = fields.Many2one(
        "aftersales.fee.schedule", required=True, readonly=True, context={"active_test": False}
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_from = fields.Date(string="Jobs From", required=True)
    date_to = fields.Date(string="Until", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("aftersales.fee.trial.line", "trial_id")

    _date_order = models.Constraint("CHECK (date_to >= date_from)", "The period ends before it begins.")

    @api.model
    def default_get(self, names):
        """The last three months, unless somebody says otherwise."""
        vals = super().default_get(names)
        today = fields.Date.context_today(self)
        return {"date_from": fields.Date.subtract(today, months=3), **vals}

    def action_try(self):
        """Reckon the fees of the period anew, and show the differences."""
        self.ensure_one()
        if not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(self.env._("Only a service-centre manager tries a table of fees."))
        rows = [self._prepare_line_vals(line) for line in self._get_lines()]
        self.line_ids = [Command.clear(), *(Command.create(row) for row in rows if row)]
        return {
            "name": self.env._("Dry Run: %(schedule)s", schedule=self.schedule_id.name),
            "type": "ir.actions.act_window",
            "res_model": "aftersales.fee.trial.line",
            "domain": [("trial_id", "=", self.id)],
            "view_mode": "pivot,list,graph",
            "views": [(False, "pivot"), (False, "list"), (False, "graph")],
        }

    def _get_lines(self):
        """Return the fees of jobs requested in the period."""
        domain = Domain("company_id", "=", self.company_id.id) & Domain("kind", "!=", "part")
        domain &= Domain("extra_service", "=", False) & Domain("order_id.state", "!=", "cancelled")
        domain &= Domain("order_id.request_date", ">=", self.date_from)
        domain &= Domain("order_id.request_date", "<", fields.Date.add(self.date_to, days=1))
        return self.env["aftersales.order.line"].search(domain)

    def _prepare_line_vals(self, line):
        """Values of the comparison of one fee; nothing where the table has none for it."""
        order = line.order_id
        provider = "station" if order.station_id else "own"
        schedule = self.schedule_id
        fee = schedule._get_fee(line.kind, order.product_id, order.area, provider)
        if not fee:
            return None
        value = fee._get_value(line, schedule)
        share = (100 - line.covered_share) / 100
        return {
            "line_id": line.id,
            "value_before": line.value,
            "value_after": value,
            "customer_before": line.customer_amount,
            "customer_after": line.currency_id.round(value * share),
        }
