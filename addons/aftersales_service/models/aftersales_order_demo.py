from odoo import api, models


class AftersalesOrder(models.Model):
    """Doors for the demo: demo data can call models only."""

    _inherit = "aftersales.order"

    @api.model
    def _play_demo_story(self):
        """Play the demo's orders through the buttons, by the people of each role."""
        from ..demo.story import Story  # loaded only where a demo is wanted

        Story(self.env).play()

    @api.model
    def _play_demo_statements(self):
        """Settle the jobs of the demo's stations."""
        from ..demo.statements import Statements  # loaded only where a demo is wanted

        Statements(self.env).play()

    @api.model
    def _play_demo_cash(self):
        """Collect and hand in money of the demo's jobs."""
        from ..demo.cash import Cash  # loaded only where a demo is wanted

        Cash(self.env).play()

    @api.model
    def _play_demo_workshop(self):
        """Play the demo's batches of the workshop."""
        from ..demo.workshop import Workshop  # loaded only where a demo is wanted

        Workshop(self.env).play()

    @api.model
    def _play_demo_care(self):
        """Grade the demo's customers and look after the important ones."""
        from ..demo.care import Care  # loaded only where a demo is wanted

        Care(self.env).play()

    @api.model
    def _play_demo_month(self):
        """Play the month of the centre and its branches around the story; not part of the demo's files."""
        from ..demo.month import Month  # loaded only where a demo is wanted

        Month(self.env).play()
