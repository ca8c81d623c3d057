from odoo import models


class HrEmployeeSkill(models.Model):
    _inherit = "hr.employee.skill"

    def _outranks(self, level, last):
        """Tell whether this entry has a higher level, or the same one and lasts until `last` at least."""
        self.ensure_one()
        own = self.skill_level_id.level_progress
        return own > level.level_progress or (
            own == level.level_progress and (not self.valid_to or self.valid_to >= last)
        )
