from odoo import api, models
from odoo.fields import Domain


class AftersalesComplaintShare(models.Model):
    """A complaint is a person's once its loss is confirmed with a share of that person (S24, S28)."""

    _inherit = "aftersales.complaint.share"

    @api.model
    def _get_founded(self, employees, first, end):
        """Return the shares of `employees` in complaints found justified from `first` to `end` (UTC)."""
        # sudo: the caller shows the person concerned, or a manager, what came of it
        shares = self.sudo().search(
            Domain("employee_id", "in", employees.ids)
            & Domain("complaint_id.loss_confirmed_on", ">=", first)
            & Domain("complaint_id.loss_confirmed_on", "<", end)
        )
        return shares._filter_founded()

    def _filter_founded(self):
        """Return those of a person whose complaint was decided otherwise than “not justified”."""
        return self.filtered(
            lambda share: (
                share.employee_id
                and share.complaint_id.state in ("approved", "closed")
                and "not_justified" not in share.complaint_id.outcome_ids.mapped("kind")
            )
        )

    def _describe_fault(self):
        """Return in words what the person answers for."""
        self.ensure_one()
        complaint = self.complaint_id
        return self.env._(
            "Complaint %(name)s was found justified: %(text)s. %(percent)s %% of the loss of %(loss)s is "
            "borne by %(person)s.",
            name=complaint.name,
            text=complaint.description.strip().rstrip(".。"),
            percent=f"{self.percent:g}",
            loss=complaint.currency_id.format(complaint.loss_amount),
            person=self.employee_id.name,
        )
