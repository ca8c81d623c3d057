from odoo import api, models


class AftersalesComplaint(models.Model):
    """Door for the demo: demo data can call models only."""

    _inherit = "aftersales.complaint"

    @api.model
    def _play_demo(self):
        """Play the demo's complaints through the buttons, by the people of each role."""
        from ..demo.complaints import Complaints  # loaded only where a demo is wanted

        Complaints(self.env).play()
