from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _get_line_above(self, also=None):
        """Return the superiors above these employees, and above `also`, a superior of an earlier day."""
        line = self.browse()
        above = self.parent_id | (also or line)
        while above - line:
            line |= above
            above = above.parent_id
        return line - self
