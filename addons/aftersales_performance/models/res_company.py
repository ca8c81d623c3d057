from odoo import models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ensure_performance_role(self, role):
        """Refuse whoever has not `role`: a group's name of this addon without "group_"."""
        group = f"aftersales_performance.group_{role}"
        if not self.env.su and not self.env.user.has_group(group):
            name = self.env.ref(group).sudo().name  # sudo: the name of a role
            raise AccessError(self.env._("Only the role “%(role)s” may do this.", role=name))
