from odoo import models


class AftersalesOrderUnit(models.Model):
    """A unit that its owner has back makes its job ready for the call (S6)."""

    _inherit = "aftersales.order.unit"

    def _end_custody(self):
        result = super()._end_custody()
        self.sudo().order_id._plan_callbacks()  # sudo: as the steps of the order do
        return result
