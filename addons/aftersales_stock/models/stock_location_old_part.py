from odoo import fields, models
from odoo.fields import Domain


class StockLocation(models.Model):
    """Removed parts are counted and never valued: their value left with the new part (N12)."""

    _inherit = "stock.location"

    aftersales_old_parts = fields.Boolean(string="Old Parts", readonly=True, copy=False)

    def _should_be_valued(self):
        return super()._should_be_valued() and not self.aftersales_old_parts

    def _search_is_valued(self, operator, value):
        domain = super()._search_is_valued(operator, value)
        valued = (operator == "=") == bool(value)
        old = Domain("aftersales_old_parts", "=", True)
        return domain & ~old if valued else Domain(domain) | old
