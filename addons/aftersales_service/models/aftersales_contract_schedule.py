from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import contract as engine


class AftersalesContract(models.Model):
    """Scheduled visits of a contract (S15): planned for its term, turned into orders ahead of time."""

    _inherit = "aftersales.contract"

    visit_plan = fields.Selection(
        [("none", "No scheduled visits"), ("every", "Every so many months"), ("per_year", "So many a year")],
        string="Scheduled Visits",
        required=True,
        default="none",
    )
    visit_number = fields.Integer(string="Months / Visits", default=3)
    visit_ids = fields.One2many("aftersales.contract.visit", "contract_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")
    next_visit = fields.Date(
        compute="_compute_next_visit", store=True, help="The next visit without an order."
    )

    _visit_number_positive = models.Constraint(
        "CHECK (visit_plan = 'none' OR visit_number BETWEEN 1 AND 120)",
        "Plan between 1 and 120 months, or visits a year.",
    )

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for contract in self:
            contract.visit_count = len(contract.visit_ids)

    @api.depends("visit_ids.date", "visit_ids.state")
    def _compute_next_visit(self):
        for contract in self:
            planned = contract.visit_ids.filtered(lambda visit: visit.state == "planned")
            contract.next_visit = min(planned.mapped("date"), default=False)

    def _update_state(self, target, message=None):
        """Plan the visits when a contract comes into force, drop the open ones when it is ended."""
        result = super()._update_state(target, message)
        if target == "running":
            self._plan_visits()
        elif target == "cancelled":
            # sudo: rows of the contract itself, the step was checked
            self.sudo().visit_ids.filtered(lambda visit: visit.state == "planned").unlink()
        return result

    def action_plan_visits(self):
        """Plan the visits anew that have no order yet, from the numbers on the contract."""
        self.check_access("write")
        self._lock()
        wrong = self.filtered(lambda contract: contract.state != "running")[:1]
        if wrong:
            raise UserError(
                self.env._("Contract %(name)s is not in force: nothing is planned for it.", name=wrong.name)
            )
        # sudo: rows of the contract itself, right and state checked above
        self.sudo().visit_ids.filtered(lambda visit: visit.state == "planned").unlink()
        self._plan_visits()

    def _plan_visits(self):
        """Create the visits of the term that are not there yet, from today on."""
        vals_list = []
        for contract in self.filtered(lambda contract: contract.visit_plan != "none"):
            known = set(contract.visit_ids.mapped("date"))
            first = min(contract.create_date.date(), contract.company_id._get_aftersales_today())
            days = engine.visit_dates(
                contract.date_start,
                contract.date_end,
                every=contract.visit_number if contract.visit_plan == "every" else 0,
                per_year=contract.visit_number,
            )
            vals_list += [
                {"contract_id": contract.id, "date": day} for day in days if day not in known and day >= first
            ]
        # sudo: rows of the contract itself, its step was checked
        self.env["aftersales.contract.visit"].sudo().create(vals_list)

    def action_view_visits(self):
        """Open the scheduled visits of this contract."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_contract_visit_action"
        )
        return {**action, "domain": [("contract_id", "=", self.id)], "context": {}}
