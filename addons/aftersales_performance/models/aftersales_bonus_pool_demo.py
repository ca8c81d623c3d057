from odoo import api, models


class AftersalesBonusPool(models.Model):
    """A door for the demo: demo data can call models only."""

    _inherit = "aftersales.bonus.pool"

    @api.model
    def _play_demo(self):
        """Play the demo's quarters."""
        from ..demo.pools import Pools  # loaded only where a demo is wanted

        Pools(self.env).play()
