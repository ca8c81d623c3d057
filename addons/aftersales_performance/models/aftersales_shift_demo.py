from odoo import api, models


class AftersalesShift(models.Model):
    """Door for the demo: demo data can call models only."""

    _inherit = "aftersales.shift"

    @api.model
    def _play_demo(self):
        """Play the shifts round today, and what the ticket rules found."""
        from ..demo.desk import Desk  # loaded only where a demo is wanted

        Desk(self.env).play()
