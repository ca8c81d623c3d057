from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import TARGET_METRICS, TARGET_PERIODS
from ..tools.target import MONTHS


class AftersalesTargetPlan(models.TransientModel):
    """Sets the same target for everybody of a department, for one period or several in a row."""

    _name = "aftersales.target.plan"
    _description = "Set Targets"

    department_id = fields.Many2one("hr.department", help="With those below it.")
    employee_ids = fields.Many2many(
        "hr.employee",
        string="Employees",
        compute="_compute_employee_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    metric = fields.Selection(TARGET_METRICS, string="What", required=True, default="sales")
    period = fields.Selection(TARGET_PERIODS, required=True, default="month")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, help="Any day of the first period."
    )
    count = fields.Integer(string="Periods in a Row", required=True, default=1)
    source = fields.Selection(
        lambda self: self.env["aftersales.target"]._fields["source"]._description_selection(self.env),
        required=True,
        default="hand",
    )
    amount = fields.Float(string="Target", digits=(16, 2), required=True, help="Of each person and period.")

    _figures = models.Constraint(
        "CHECK (amount > 0 AND count BETWEEN 1 AND 60)", "Give a target, and from 1 to 60 periods."
    )

    @api.depends("department_id")
    def _compute_employee_ids(self):
        for plan in self:
            plan.employee_ids = self.env["hr.employee"].search(
                [("department_id", "child_of", plan.department_id.id)]
                if plan.department_id
                else [("id", "=", 0)]
            )

    def action_apply(self):
        """Add the targets that are not there yet, and list all of them."""
        self.ensure_one()
        targets = self.env["aftersales.target"]
        targets._ensure_role("officer")
        if not self.employee_ids:
            raise UserError(self.env._("Choose a department or employees first."))
        found, rows = targets, []
        for company, employees in self.employee_ids.sudo().grouped("company_id").items():
            months = MONTHS[self.period]
            starts = [
                targets._find_period(
                    self.date_from + relativedelta(months=months * number), self.period, company
                )[0]
                for number in range(self.count)
            ]
            there = targets.search(
                [
                    ("employee_id", "in", employees.ids),
                    ("metric", "=", self.metric),
                    ("period", "=", self.period),
                    ("date_from", "in", starts),
                ]
            )
            found |= there
            known = {(target.employee_id.id, target.date_from) for target in there}
            rows += [
                {
                    "employee_id": employee.id,
                    "metric": self.metric,
                    "period": self.period,
                    "date_from": start,
                    "source": self.source,
                    "amount": self.amount,
                }
                for employee in employees
                for start in starts
                if (employee.id, start) not in known
            ]
        found |= targets.with_context(mail_create_nolog=True).create(rows)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_target_action"
        )
        return {**action, "domain": [("id", "in", found.ids)], "context": {}}
