from odoo import api, models


class AftersalesConductRecord(models.Model):
    """A door for the demo: demo data can call models only."""

    _inherit = "aftersales.conduct.record"

    @api.model
    def _play_demo_conduct(self):
        """Play the demo's records through the buttons, by the people of each role."""
        from ..demo.story import Story  # loaded only where a demo is wanted

        Story(self.env).play()
