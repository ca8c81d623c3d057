from odoo import api, models


class AftersalesTarget(models.Model):
    """A door for the demo: demo data can call models only."""

    _inherit = "aftersales.target"

    @api.model
    def _play_demo_desk(self):
        """Play the demo's measured targets and its missing report."""
        from ..demo.story import Desk  # loaded only where a demo is wanted

        Desk(self.env).play()
