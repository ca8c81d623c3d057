from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _get_aftersales_sequences(self):
        """Numbers of awards, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.award": (self.env._("Award"), "PY%(y)s%(month)s-"),
        }
