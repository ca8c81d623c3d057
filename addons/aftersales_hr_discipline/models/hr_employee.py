from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # Trap: a field of hr.employee without groups takes the name away from everybody who is not HR.
    aftersales_conduct_count = fields.Integer(
        compute="_compute_aftersales_conduct_count", groups="hr.group_hr_user"
    )

    aftersales_conduct_balance = fields.Char(
        string="Conduct Balance", compute="_compute_aftersales_conduct_balance", groups="hr.group_hr_user"
    )
    aftersales_led_department_ids = fields.One2many(
        "hr.department", "manager_id", string="Departments Led", groups="hr.group_hr_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        if any(vals.get("user_id") for vals in vals_list):
            self.env.registry.clear_cache()  # who is below whom is part of the cached record rules (D47)
        return employees

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self.env.registry.clear_cache()  # who is below whom is part of the cached record rules (D47)
        return result

    def _compute_aftersales_conduct_count(self):
        records = self.env["aftersales.conduct.record"]
        counts = {}
        if records.has_access("read"):
            groups = records._read_group(
                [("employee_id", "in", self.ids), ("state", "!=", "draft")], ["employee_id"], ["__count"]
            )
            counts = {employee.id: count for employee, count in groups}
        for employee in self:
            employee.aftersales_conduct_count = counts.get(employee.id, 0)

    def _compute_aftersales_conduct_balance(self):
        ledgers = self.env["aftersales.conduct.ledger"]
        newest = {}
        if ledgers.has_access("read"):
            for ledger in ledgers.search([("employee_id", "in", self.ids)], order="year"):
                newest[ledger.employee_id.id] = f"{ledger.year}: {ledger.balance_text}"
        for employee in self:
            employee.aftersales_conduct_balance = newest.get(employee.id, self.env._("Nothing open"))

    def action_view_aftersales_conduct(self):
        """Open the records of this employee; who sees none of them gets an empty list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_record_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.id)],
            "context": {"default_employee_id": self.id},
        }

    def action_view_aftersales_conduct_story(self):
        """Open what the records of this employee come to, on any day."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.conduct.story"]._open(self, self.company_id)
