from odoo import api, fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesOrder(models.Model):
    """The complaints about a job (S21)."""

    _inherit = "aftersales.order"

    complaint_ids = fields.One2many("aftersales.complaint", "order_id", string="Complaints", readonly=True)
    complaint_count = fields.Integer(compute="_compute_complaint_count")

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        # sudo: how many, for whoever sees the job
        counts = dict(
            self.env["aftersales.complaint"]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        for order in self:
            order.complaint_count = counts.get(order, 0)

    def action_view_complaints(self):
        """Open the complaints about this job."""
        self.ensure_one()
        return self._open_documents("aftersales.complaint", self.complaint_ids, self.env._("Complaints"))

    def action_open_complaint(self):
        """Open the form of a new complaint about this job."""
        self.ensure_one()
        self._ensure_role("clerk")
        return {
            **open_dialog(self.env._("Complaint"), "aftersales.complaint", order_id=self.id),
            "target": "current",
        }
