from odoo import api, models


class AftersalesQualityMonth(models.Model):
    """Door for the demo: demo data can call models only."""

    _inherit = "aftersales.quality.month"

    @api.model
    def _play_demo(self):
        """Play three months of the call centre, by the people of each role."""
        from ..demo.quality import Quality  # loaded only where a demo is wanted

        Quality(self.env).play()
