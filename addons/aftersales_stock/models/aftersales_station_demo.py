from odoo import api, models


class AftersalesStation(models.Model):
    """Door for the demo: demo data can call models only."""

    _inherit = "aftersales.station"

    @api.model
    def _play_demo_history(self):
        """Record what the demo's stations repaired in the months before."""
        from ..demo.history import History  # loaded only where a demo is wanted

        History(self.env).play()

    @api.model
    def _play_demo_network(self):
        """Play the life of the demo's stations, their deposits and parts."""
        from ..demo.network import Network  # loaded only where a demo is wanted

        Network(self.env).play()

    @api.model
    def _play_demo_old_parts(self):
        """Play what the demo's stations have used, sent back and been credited."""
        from ..demo.old_parts import OldParts  # loaded only where a demo is wanted

        OldParts(self.env).play()

    @api.model
    def _play_demo_warehouse(self):
        """Play two weeks of the demo's warehouse under its rules."""
        from ..demo.warehouse import Warehouse  # loaded only where a demo is wanted

        Warehouse(self.env).play()
