from odoo import models
from odoo.exceptions import UserError


class StockReturnPicking(models.TransientModel):
    """The host exchanges without an inspection; under the warehouse's rules there is one (N16)."""

    _inherit = "stock.return.picking"

    def action_create_exchanges(self):
        """Refuse to exchange a controlled delivery here."""
        operation = self.picking_id.picking_type_id
        if operation.code == "outgoing" and operation._is_aftersales_controlled():
            raise UserError(
                self.env._("Goods are inspected before others are given: open an exchange in the warehouse.")
            )
        return super().action_create_exchanges()
