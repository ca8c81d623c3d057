from odoo import models
from odoo.exceptions import UserError


class AftersalesOrderUnit(models.Model):
    """Goods leave against payment (S8, S12): paid, on credit terms, or on a manager's word."""

    _inherit = "aftersales.order.unit"

    def _check_paid(self, reason):
        """Refuse to let go of units whose work the customer accepted and did not pay (S12).

        :param reason: why a manager lets them go all the same
        :return: the reason, if one was needed
        :raises UserError: saying what is to be paid
        """
        gaps = [gap for gap in (order._get_hand_back_gap() for order in self._get_owing_orders()) if gap]
        if not gaps:
            return False
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "%(gap)s The goods stay here until then; a manager can let them go with a reason.",
                    gap=gaps[0],
                )
            )
        self._ensure_role("manager")
        return reason

    def _get_owing_orders(self):
        """Return the orders on which the customer pays something for these units."""
        # sudo: who pays a line, no amounts
        lines = self.sudo().order_id.line_ids.filtered(
            lambda line: line.chargeable and (not line.unit_id or line.unit_id in self)
        )
        return lines.order_id.with_env(self.env)
