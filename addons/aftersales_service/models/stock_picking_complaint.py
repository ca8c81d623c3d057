from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..tools.complaint import is_within_tolerance


class StockPicking(models.Model):
    """Goods that come back for a complaint: as many as approved, or not at all (S23)."""

    _inherit = "stock.picking"

    def _action_done(self):
        outcomes = self._get_complaint_returns()
        for outcome in outcomes:
            outcome.picking_id._check_returned(outcome)
        result = super()._action_done()
        outcomes._credit_return()
        return result

    def _get_complaint_returns(self):
        """Return the outcomes, as superuser, whose goods these receipts bring back."""
        # sudo: whoever receives goods may have no right on complaints
        outcomes = self.env["aftersales.complaint.outcome"].sudo()
        return outcomes.search([("picking_id", "in", self.ids), ("kind", "=", "return")])

    def _get_product_quantity(self, product):
        """Return how much of `product` is entered on these transfers, in its own unit."""
        moves = self.move_ids.filtered(lambda move: move.product_id == product and move.state != "cancel")
        return sum(
            move.product_uom._compute_quantity(move.quantity, product.uom_id)
            for move in moves.filtered("picked") or moves
        )

    def _check_returned(self, outcome):
        """Refuse what was not approved: another product, or a quantity beyond the tolerance."""
        self.ensure_one()
        complaint = outcome.complaint_id
        other = self.move_ids.filtered(
            lambda move: move.product_id != outcome.product_id and move.quantity and move.state != "cancel"
        )[:1]
        if other:
            raise UserError(
                self.env._(
                    "Complaint %(complaint)s: the return of %(other)s is not approved, only that of "
                    "%(product)s.",
                    complaint=complaint.name,
                    other=other.product_id.display_name,
                    product=outcome.product_id.display_name,
                )
            )
        returned = self._get_product_quantity(outcome.product_id)
        percent = complaint.policy_id.tolerance_percent
        if not is_within_tolerance(*(Decimal(str(each)) for each in (outcome.quantity, returned, percent))):
            raise UserError(
                self.env._(
                    "Complaint %(complaint)s: %(returned)s × %(product)s came back, %(approved)s are "
                    "approved (tolerance %(percent)s %%). A manager approves the quantity anew on the "
                    "complaint.",
                    complaint=complaint.name,
                    returned=f"{returned:g}",
                    product=outcome.product_id.display_name,
                    approved=f"{outcome.quantity:g}",
                    percent=f"{percent:g}",
                )
            )
