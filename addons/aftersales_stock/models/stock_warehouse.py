from odoo import models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL


class StockWarehouse(models.Model):
    """Who closes a day and who posts into it at the same moment meet in the warehouse's row (N18)."""

    _inherit = "stock.warehouse"

    def _hold_aftersales_day(self):
        """Wait for nobody: refuse while goods are being posted; who posts from now on starts over."""
        warehouses = self.sudo()  # sudo: held and not changed
        try:
            warehouses.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Goods are being posted at this moment. Close the day once it is done.")
            ) from error
        self.env.cr.execute(
            SQL("UPDATE stock_warehouse SET write_date = write_date WHERE id IN %s", tuple(self.ids))
        )

    def _share_aftersales_day(self):
        """Keep the day of these warehouses from being closed until what is posted now has been kept."""
        if self:
            self.env.cr.execute(
                SQL("SELECT id FROM stock_warehouse WHERE id IN %s FOR SHARE", tuple(self.ids))
            )
