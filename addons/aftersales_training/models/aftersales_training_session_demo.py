from odoo import api, models


class AftersalesTrainingSession(models.Model):
    """A door for the demo: demo data can call models only."""

    _inherit = "aftersales.training.session"

    @api.model
    def _play_demo_training(self):
        """Play two months of a district."""
        from ..demo.story import Story  # loaded only where a demo is wanted

        Story(self.env).play()
