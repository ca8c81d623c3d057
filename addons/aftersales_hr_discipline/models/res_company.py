from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _get_aftersales_sequences(self):
        """Numbers of conduct records and appeals, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.conduct.record": (self.env._("Conduct record"), "JC%(y)s%(month)s-"),
        }
