from odoo import api, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        if any(vals.get("manager_id") for vals in vals_list):
            self.env.registry.clear_cache()  # who leads what is part of the cached record rules (D47)
        return departments

    def write(self, vals):
        result = super().write(vals)
        if "manager_id" in vals:
            self.env.registry.clear_cache()  # who leads what is part of the cached record rules (D47)
        return result

    def _get_heads(self):
        """Return the heads of these departments and of those above them."""
        heads, department = self.env["hr.employee"], self
        while department:
            heads |= department.manager_id
            department = department.parent_id
        return heads
