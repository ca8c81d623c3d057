from odoo import api, models


class AftersalesAdjustmentPosting(models.Model):
    """A door for the demo: demo data can call models only."""

    _inherit = "aftersales.adjustment.posting"

    @api.model
    def _play_demo_posting(self):
        """Post what the demo's people approved."""
        from ..demo.story import play  # loaded only where a demo is wanted

        play(self.env)
