from odoo import api, models
from odoo.fields import Domain


class AftersalesComplaintShare(models.Model):
    """A complaint is a person's once its loss is confirmed with a share of that person (S24, S28)."""

    _inherit = "aftersales.complaint.share"

    @api.model
    def _get_founded(self, employees, first, end):
        """Return the shares of `employees` in complaints found justified from `first` to `end` (UTC)."""
        # sudo: the caller shows the person concerned, or a manager, what came of it
        return self.sudo().search(
            self._get_founded_domain()
            & Domain("employee_id", "in", employees.ids)
            & Domain("complaint_id.loss_confirmed_on", ">=", first)
            & Domain("complaint_id.loss_confirmed_on", "<", end)
        )

    @api.model
    def _get_founded_domain(self):
        return (
            Domain("employee_id", "!=", False)
            & Domain("complaint_id.loss_confirmed_on", "!=", False)
            & Domain("complaint_id.state", "in", ("approved", "closed"))
            & ~Domain("complaint_id.outcome_ids", "any", [("kind", "=", "not_justified")])
        )
