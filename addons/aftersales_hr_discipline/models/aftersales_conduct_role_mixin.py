from odoo import models
from odoo.exceptions import AccessError


class AftersalesConductRoleMixin(models.AbstractModel):
    """Who may do what by his role, or because he stands above a person (D43, D47, D48)."""

    _name = "aftersales.conduct.role.mixin"
    _description = "Steps by Role"

    def _has_role(self, *roles):
        return any(self.env.user.has_group(f"aftersales_hr_discipline.group_{role}") for role in roles)

    def _ensure_role(self, *roles):
        """Refuse the caller unless he has one of `roles` and sees these records."""
        self.check_access("read")
        if not self.env.su and not self._has_role(*roles):
            raise AccessError(self.env._("Your role does not include this step. Ask your HR manager."))

    def _get_superiors(self):
        """Return who stands above the person concerned: the line of superiors, the heads. To be extended."""
        return self.env["hr.employee"]

    def _is_superior(self):
        """Tell whether the user stands above the person concerned."""
        self.ensure_one()
        return bool(self.env.user.sudo().employee_ids & self.sudo()._get_superiors())
