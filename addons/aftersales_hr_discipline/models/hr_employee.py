from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # Trap: a field of hr.employee without groups takes the name away from everybody who is not HR.
    aftersales_conduct_count = fields.Integer(
        compute="_compute_aftersales_conduct_count", groups="hr.group_hr_user"
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

    def action_view_aftersales_conduct(self):
        """Open the conduct ledger of this employee; who sees none of it gets an empty list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_ledger_action"
        )
        return {**action, "domain": [("employee_id", "=", self.id)], "context": {}}
