from odoo import api, models


class AftersalesContract(models.Model):
    """Door for `demo/contract_demo.xml`: demo data can call models only."""

    _inherit = "aftersales.contract"

    @api.model
    def _play_demo_contracts(self):
        """Play the demo's contracts and defect notice through the buttons."""
        from ..demo.contracts import ContractStory  # loaded only where a demo is wanted

        ContractStory(self.env).play()
