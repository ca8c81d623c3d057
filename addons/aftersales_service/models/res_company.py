from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """Another calendar moves the deadlines of the company's orders (G2)."""
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["aftersales.clock"].sudo()._mark_stale(self)  # sudo: no right on orders needed
        return result

    @api.model
    def _get_aftersales_sequences(self):
        """Sequences of the service desk, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.order": (self.env._("Service order"), "FW%(y)s%(month)s-"),
            "aftersales.contract": (self.env._("Maintenance contract"), "HT%(y)s%(month)s-"),
            "aftersales.defect.notice": (self.env._("Defect notice"), "QX%(y)s%(month)s-"),
            "aftersales.goods.receipt": (self.env._("Goods receipt"), "SJ%(y)s%(month)s-"),
            "aftersales.goods.return": (self.env._("Goods handed back"), "TH%(y)s%(month)s-"),
            "aftersales.collection": (self.env._("Collection"), "SK%(y)s%(month)s-"),
            "aftersales.deposit": (self.env._("Customer deposit"), "YJ%(y)s%(month)s-"),
            "aftersales.hand.in": (self.env._("Hand-in slip"), "JK%(y)s%(month)s-"),
            "aftersales.station.statement": (self.env._("Station statement"), "DZ%(y)s%(month)s-"),
        }
